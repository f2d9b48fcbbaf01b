"""What a visitor asks of a list, and what the list answers, as values."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import F
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.catalogue.models import Listing, Side, Status
from zhiqiao.web.catalogue.terms import TERMS

PAGE_SIZE = 20
WORDS_MAX = 8
FACET_OPTIONS_MAX = 12
Label = str | Promise

TRL_BANDS: dict[str, Label] = {
    "1-3": _("1–3 实验室"),
    "4-6": _("4–6 小试中试"),
    "7-9": _("7–9 可产业化"),
    "": _("未填写"),
}
FACETS: dict[Side, tuple[tuple[str, Label, str], ...]] = {
    Side.NEED: (
        ("field", _("领域"), "field"),
        ("area", _("地区"), "area"),
        ("stage", _("阶段"), "stage"),
        ("mode", _("合作方式"), "mode"),
        ("who", _("机构类型"), "organisation__kind"),
    ),
    Side.OFFER: (
        ("field", _("领域"), "field"),
        ("area", _("地区"), "area"),
        ("trl", _("技术成熟度"), "trl_band"),
        ("kind", _("成果类型"), "kind"),
        ("mode", _("合作方式"), "mode"),
        ("who", _("机构类型"), "organisation__kind"),
    ),
}
NEWEST = ("-published_on", "-id")
SORTS: dict[Side, dict[str, tuple[Label, tuple[str | Combinable, ...]]]] = {
    Side.NEED: {
        "new": (_("最新发布"), NEWEST),
        "deadline": (_("截止日期近的在前"), ("deadline_on", "-id")),
        "budget": (_("预算高的在前"), (F("budget_fen").desc(nulls_last=True), "-id")),
        "quality": (_("描述完整的在前"), (F("quality").desc(nulls_last=True), "-id")),
    },
    Side.OFFER: {
        "new": (_("最新发布"), NEWEST),
        "trl": (_("成熟度高的在前"), (F("trl").desc(nulls_last=True), "-id")),
        "price": (_("价格低的在前"), (F("price_fen").asc(nulls_last=True), "-id")),
    },
}


@dataclass(frozen=True, slots=True)
class Query:
    """What a visitor asked for."""

    side: Side
    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: str = "new"
    status: str = Status.PUBLISHED

    @property
    def words(self) -> list[str]:
        """The words sought."""
        return self.text.split()[:WORDS_MAX]


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet and how many listings have it."""

    value: str
    label: Label
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list."""

    name: str
    label: Label
    options: tuple[Option, ...]

    @property
    def is_used(self) -> bool:
        """Whether something is chosen in it."""
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of listings with the facets beside it.

    `is_partial`: not all words were found. `published`: how many are published in all. `version`
    names what the facets were counted in, where that is known.
    """

    page: Page[Listing]
    facets: tuple[Facet, ...]
    words: Sequence[str]
    is_partial: bool
    published: int
    version: str = ""


def read_query(side: Side, data: QueryDict) -> Query:
    """The query in an address; what is unknown in it is ignored."""
    chosen = tuple(
        (name, tuple(data.getlist(name))) for name, _label, _path in FACETS[side] if name in data
    )
    sort = data.get("sort", "new")
    status = data.get("status", Status.PUBLISHED)
    return Query(
        side=side,
        text=data.get("q", "").strip()[:200],
        chosen=chosen,
        sort=sort if sort in SORTS[side] else "new",
        status=status if status in Status.values else Status.PUBLISHED,
    )


def facet_of(name: str, label: Label, *, counts: dict[str, int], chosen: Sequence[str]) -> Facet:
    """A facet with its options in the order of `counts`; chosen ones stay even at nothing."""
    counts = counts | {value: 0 for value in chosen if value not in counts}
    options = [
        Option(value, value_label(name, value), count, value in chosen)
        for value, count in counts.items()
    ]
    shown = [o for i, o in enumerate(options) if i < FACET_OPTIONS_MAX or o.is_chosen]
    return Facet(name, label, tuple(shown))


def value_label(name: str, value: str) -> Label:
    """A facet's value as people read it."""
    if name == "who":
        return dict(OrganisationKind.choices).get(value, value)
    if name == "trl":
        return TRL_BANDS.get(value, value)
    return TERMS.get(value, value) or _("未填写")
