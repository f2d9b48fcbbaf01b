"""Finding listings: words, facets with counts, order, pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import rjieba
from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.catalogue.models import Listing, Need, Offer, Side, Status

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
    """One page of listings with the facets beside it. `is_partial`: not all words were found."""

    page: Page[Listing]
    facets: tuple[Facet, ...]
    words: Sequence[str]
    is_partial: bool


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


def find(listings: QuerySet[Need] | QuerySet[Offer], query: Query, *, page: int | str = 1) -> Found:
    """One page of the listings that fit, with facet counts; partial hits if nothing fits whole."""
    base = with_bands(listings, query.side).filter(status=query.status)
    worded, words, is_partial = _by_words(base, query)
    ordered = _narrowed(worded, query).order_by(*_order(query, is_partial=is_partial))
    pages: Paginator[Listing] = Paginator(ordered, PAGE_SIZE)
    return Found(pages.get_page(page), _facets(worded, query), words, is_partial)


def all_found(listings: QuerySet[Need] | QuerySet[Offer], query: Query) -> QuerySet[Listing]:
    """Every listing that fits, in the order asked for: what an export holds."""
    base = with_bands(listings, query.side).filter(status=query.status)
    worded, _words, is_partial = _by_words(base, query)
    return _narrowed(worded, query).order_by(*_order(query, is_partial=is_partial))


def with_bands(listings: QuerySet[Need] | QuerySet[Offer], side: Side) -> QuerySet[Listing]:
    """Offers with their maturity band; needs as they are."""
    if side == Side.NEED:
        return listings
    bands = [
        When(trl__range=(int(band[0]), int(band[2])), then=Value(band))
        for band in TRL_BANDS
        if band
    ]
    band = Case(*bands, default=Value(""), output_field=CharField())
    return listings.annotate(trl_band=band)


def past_last(path: str) -> Case:
    """An order by a date: days to come first, then no date, then days that are past."""
    return Case(
        When(**{f"{path}__lt": timezone.localdate()}, then=Value(2)),
        When(**{f"{path}__isnull": True}, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _order(query: Query, *, is_partial: bool) -> tuple[str | Combinable, ...]:
    order = SORTS[query.side][query.sort][1]
    if query.sort == "deadline":
        order = (past_last("deadline_on"), *order)
    return ("-hits", *order) if is_partial else order


def _holds(side: Side, word: str) -> Q:
    places = ["title", "text", "code", "organisation__name", "field"]
    if side == Side.OFFER:
        places += ["problem", "advantage"]
    condition = Q()
    for place in places:
        condition |= Q(**{f"{place}__icontains": word})
    return condition


def _by_words(
    listings: QuerySet[Listing], query: Query
) -> tuple[QuerySet[Listing], list[str], bool]:
    whole = listings
    for word in query.words:
        whole = whole.filter(_holds(query.side, word))
    if not query.words or whole.exists():
        return whole, query.words, False
    pieces = _pieces(query.text)
    if not pieces:
        return whole, query.words, False
    return _by_hits(listings, query.side, pieces), pieces, True


def _pieces(text: str) -> list[str]:
    """The words inside a phrase, longest first: what is left to try when the phrase is nowhere."""
    words = {word for word in rjieba.cut_for_search(text) if len(word.strip()) > 1}
    return sorted(words, key=lambda word: (-len(word), word))[:WORDS_MAX]


def _by_hits(listings: QuerySet[Listing], side: Side, words: Sequence[str]) -> QuerySet[Listing]:
    score = sum(
        (
            Case(
                When(title__icontains=word, then=Value(3)),
                When(_holds(side, word), then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
            for word in words
        ),
        start=Value(0),
    )
    return listings.annotate(hits=score).filter(hits__gt=0)


def _narrowed(listings: QuerySet[Listing], query: Query, *, but: str = "") -> QuerySet[Listing]:
    paths = {name: path for name, _label, path in FACETS[query.side]}
    for name, values in query.chosen:
        if name != but:
            listings = listings.filter(**{f"{paths[name]}__in": values})
    return listings


def _facets(listings: QuerySet[Listing], query: Query) -> tuple[Facet, ...]:
    return tuple(
        _facet(_narrowed(listings, query, but=name), query, name=name, label=label, path=path)
        for name, label, path in FACETS[query.side]
    )


def _facet(
    listings: QuerySet[Listing], query: Query, *, name: str, label: Label, path: str
) -> Facet:
    chosen = dict(query.chosen).get(name, ())
    counted = listings.order_by().values_list(path).annotate(n=Count("pk")).order_by("-n", path)
    counts: dict[str, int] = dict(counted)
    for value in chosen:
        counts.setdefault(value, 0)
    options = [
        Option(value, _value_label(name, value), count, value in chosen)
        for value, count in counts.items()
    ]
    shown = [o for i, o in enumerate(options) if i < FACET_OPTIONS_MAX or o.is_chosen]
    return Facet(name, label, tuple(shown))


def _value_label(name: str, value: str) -> Label:
    if name == "who":
        return dict(OrganisationKind.choices).get(value, value)
    if name == "trl":
        return TRL_BANDS.get(value, value)
    return value or _("未填写")


def without(query: Query, name: str) -> Query:
    """The query with one facet let go."""
    return replace(query, chosen=tuple(pair for pair in query.chosen if pair[0] != name))
