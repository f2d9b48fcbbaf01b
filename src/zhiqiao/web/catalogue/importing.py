"""From an uploaded file to rows that can be written, or to what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.common import Language
from zhiqiao.matching import values
from zhiqiao.tables import Limits, RowError, Table, read_needs, read_offers
from zhiqiao.tables.wording import WORDING
from zhiqiao.web.catalogue.models import Import, Need, Offer, Side, Status

ROWS_MAX = 5_000
LIMITS = Limits(bytes_max=20 << 20, rows_max=ROWS_MAX, errors_max=200)
EXTRAS = ("organisation", "area")
OFFER_EXTRAS = (*EXTRAS, "kind", "problem", "advantage", "economics")
TITLE_CHARS_MAX = 200
WORDS = (
    ("code", _("编号"), 60),
    ("organisation", _("机构"), 120),
    ("field", _("领域"), 60),
    ("mode", _("合作方式"), 60),
    ("area", _("地区"), 60),
    ("stage", _("所处阶段"), 60),
    ("kind", _("成果类型"), 20),
)
"""Columns of few words: the name in a row, how it is called, the most characters kept."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds: rows to write, or none and the errors."""

    encoding: str
    rows: list[Row] = field(default_factory=list)
    errors: list[Row] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()


def language() -> Language:
    """The language of the page, as error texts know it."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def parse(side: Side, file: BinaryIO, *, name: str, organisation: str = "") -> Parsed:
    """Reads an uploaded table.

    Args:
        side: whether it holds needs or offers.
        file: the upload.
        name: its name, whose ending says the format.
        organisation: whose the rows are that name none.

    Raises:
        TableError: the file as a whole cannot be used.
    """
    read: Any = read_needs if side == Side.NEED else read_offers
    table: Table[Any] = read(file, name=name, limits=LIMITS)
    rows = [
        _row(side, value, number, extras, organisation)
        for value, number, extras in zip(table.rows, table.numbers, table.extras, strict=True)
    ]
    errors = [_error(error) for error in table.errors]
    errors += [error for row in rows for error in _misfits(row)]
    usable = [] if errors else rows
    return Parsed(table.encoding or table.kind, usable, errors, table.unknown_columns)


def _row(
    side: Side, value: values.Need | values.Offer, number: int, extras: Any, organisation: str
) -> Row:
    row: Row = {
        "number": number,
        "code": value.id,
        "title": value.title,
        "text": value.text,
        "field": value.field,
        "mode": value.mode,
    }
    if isinstance(value, values.Need):
        row |= {"stage": value.stage, "budget_fen": value.budget_fen}
        row["deadline_on"] = value.deadline_on.isoformat() if value.deadline_on else None
    else:
        row |= {"trl": value.trl, "price_fen": value.price_fen}
    names = EXTRAS if side == Side.NEED else OFFER_EXTRAS
    row |= {name: extras.get(name, "") for name in names}
    row["organisation"] = row["organisation"] or organisation
    return row


def _error(error: RowError) -> Row:
    return {
        "number": error.number,
        "column": error.column,
        "value": error.value,
        "message": WORDING[error.problem][0 if language() == "zh" else 1],
    }


def _misfits(row: Row) -> list[Row]:
    """What the tables accept and the catalogue does not: no organisation, words too long."""
    found = []
    if not row["organisation"]:
        found.append(
            _misfit(
                row, gettext("机构"), gettext("缺少机构。请补上这一列，或在上传时填写默认机构。")
            )
        )
    if len(row["title"]) > TITLE_CHARS_MAX:
        found.append(
            _misfit(row, gettext("标题"), gettext("标题超过 200 字。请把细节移到内容里。"))
        )
    return found + [
        _misfit(row, str(label), gettext("超过 %(n)d 字。请缩短。") % {"n": most}, row[name])
        for name, label, most in WORDS
        if len(row.get(name) or "") > most
    ]


def _misfit(row: Row, column: str, message: str, value: str = "") -> Row:
    found = {"number": row["number"], "column": column, "message": message}
    return found | {"value": value or row["title"]}


def existing(side: Side, rows: list[Row]) -> dict[str, Need | Offer]:
    """The stored listings whose codes the rows carry, by code."""
    model: Any = Need if side == Side.NEED else Offer
    codes = [row["code"] for row in rows]
    return {
        listing.code: listing
        for start in range(0, len(codes), 500)
        for listing in model.objects.filter(code__in=codes[start : start + 500]).select_related(
            "organisation"
        )
    }


def changes(listing: Need | Offer, row: Row) -> Row:
    """The fields a row would change. Empty cells change nothing."""
    changed: Row = {}
    for name, value in row.items():
        if name in {"number", "organisation", "code"} or value in {"", None}:
            continue
        current = getattr(listing, name)
        shown = current.isoformat() if name == "deadline_on" and current else current
        if shown != value:
            changed[name] = value
    if row["organisation"] and row["organisation"] != listing.organisation.name:
        changed["organisation"] = row["organisation"]
    return changed


def effects(file: Import) -> list[tuple[Row, str]]:
    """Each row with what writing it would do: created, updated or unchanged."""
    stored = existing(Side(file.side), file.rows)
    return [(row, _effect(file, stored.get(row["code"]), row)) for row in file.rows]


def _effect(file: Import, listing: Need | Offer | None, row: Row) -> str:
    if listing is None:
        return "created"
    return "updated" if changes(listing, row) or publishes(file, listing) else "unchanged"


def publishes(file: Import, listing: Need | Offer) -> bool:
    """Whether writing the file makes a stored draft visible, even if its words stay."""
    return file.publish and listing.status == Status.DRAFT
