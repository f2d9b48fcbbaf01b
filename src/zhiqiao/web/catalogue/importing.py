"""Needs and offers in files: from a row's cells to values, and what writing them would do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.catalogue.models import Need, Offer, Side, Status, model_of
from zhiqiao.web.intake.bulk import read_columns
from zhiqiao.web.intake.kinds import Fault, Options, Values
from zhiqiao.web.intake.models import Import
from zhiqiao.web.site.rich_text import plain

WORDS = (
    ("code", _("编号"), 60),
    ("title", _("标题"), 200),
    ("organisation", _("机构"), 120),
    ("field", _("领域"), 60),
    ("mode", _("合作方式"), 60),
    ("area", _("地区"), 60),
    ("stage", _("所处阶段"), 60),
    ("kind", _("成果类型"), 20),
)
"""Columns of few words: the name in a row, how it is called, the most characters kept."""
SHARED_FIELDS = ("title", "text", "field", "mode", "area")
FIELDS: dict[Side, tuple[str, ...]] = {
    Side.NEED: (*SHARED_FIELDS, "stage", "budget_fen", "deadline_on"),
    Side.OFFER: (
        *SHARED_FIELDS, "kind", "trl", "price_fen", "problem", "advantage", "economics",
    ),
}  # fmt: skip
"""What a row says of a listing, beside its code and its organisation."""
TEXTS = frozenset({"text", "problem", "advantage", "economics"})
COLUMN_OF = {"budget_fen": "budget_wan_yuan", "price_fen": "price_wan_yuan"}
NOTHING = ("", None)


def parser(side: Side) -> Callable[[Mapping[str, Any], Options], Values | list[Fault]]:
    """What makes values of a row's cells, or tells every fault."""
    named = [(name, COLUMN_OF.get(name, name)) for name in FIELDS[side] if name != "deadline_on"]
    limits = [(name, label, most) for name, label, most in WORDS if _is_of(side, name)]

    def parse(cells: Mapping[str, Any], options: Options) -> Values | list[Fault]:
        values: Values = {name: cells.get(column, "") for name, column in named}
        values["code"] = cells["id"]
        values["organisation"] = cells.get("organisation") or options.get("organisation", "")
        if side == Side.NEED:
            day = cells.get("deadline_on")
            values["deadline_on"] = day.isoformat() if day else None
        for name in TEXTS & values.keys():
            if "<" in values[name]:
                values[name] = plain(values[name])
        if not values["organisation"] or any(
            len(values[name]) > most for name, _label, most in limits
        ):
            return _faults(values, limits)
        return values

    return parse


def _is_of(side: Side, name: str) -> bool:
    return name in {"code", "organisation"} or name in FIELDS[side]


def _faults(values: Values, limits: Sequence[tuple[str, Any, int]]) -> list[Fault]:
    """No organisation, or words longer than the forms take."""
    found = []
    if not values["organisation"]:
        words = gettext("缺少机构。请补上这一列，或在上传时填写默认机构。")
        found.append(Fault(gettext("机构"), words, values["title"]))
    for name, label, most in limits:
        if len(values[name]) > most:
            words = gettext("超过 %(n)d 字。请缩短。") % {"n": most}
            found.append(Fault(str(label), words, values[name]))
    return found


def existing(side: Side, rows: Sequence[Values]) -> dict[str, Need | Offer]:
    """The stored listings whose codes the rows carry, by code. At most two queries."""
    model: Any = model_of(side)
    found = read_columns(model, ["id"], by="code", values=[row["code"] for row in rows])
    if not found:
        return {}
    listings = model.objects.unscoped().filter(pk__in=[key for (key,) in found])
    return {listing.code: listing for listing in listings.select_related("organisation")}


def changes(side: Side, listing: Need | Offer, row: Values) -> Values:
    """The fields a row would change, the organisation by name. Empty cells change nothing."""
    changed: Values = {}
    for name in FIELDS[side]:
        value = row[name]
        if value in NOTHING:
            continue
        current = getattr(listing, name)
        shown = current.isoformat() if name == "deadline_on" and current else current
        if shown != value:
            changed[name] = value
    if row["organisation"] != listing.organisation.name:
        changed["organisation"] = row["organisation"]
    return changed


def effect_of(side: Side, listing: Need | Offer | None, row: Values, options: Options) -> str:
    """What writing the row does; nothing to a confidential need, whose words lie sealed."""
    if listing is None:
        return "created"
    if isinstance(listing, Need) and listing.is_confidential:
        return "unchanged"
    is_changed = bool(changes(side, listing, row)) or publishes(listing, options)
    return "updated" if is_changed else "unchanged"


def effects(side: Side) -> Callable[[Sequence[Values], Import], list[str]]:
    """What tells of rows what writing them would do."""

    def tell(rows: Sequence[Values], file: Import) -> list[str]:
        stored = existing(side, rows)
        return [effect_of(side, stored.get(row["code"]), row, file.options) for row in rows]

    return tell


def publishes(listing: Need | Offer, options: Options) -> bool:
    """Whether writing the file makes a stored draft visible, even if its words stay."""
    return bool(options.get("publish")) and listing.status == Status.DRAFT
