"""Finding drafts and withdrawn listings: few, each its own people's, so the database answers."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from zhiqiao.web.catalogue.asked import (
    FACETS,
    PAGE_SIZE,
    SORTS,
    TRL_BANDS,
    Facet,
    Found,
    Label,
    Query,
    facet_of,
)
from zhiqiao.web.catalogue.board import board_of
from zhiqiao.web.catalogue.models import Listing, Need, Offer, Side
from zhiqiao.web.catalogue.written import holds, pieces_of


def find(listings: QuerySet[Need] | QuerySet[Offer], query: Query, *, page: int | str = 1) -> Found:
    """One page of the listings that fit, with facet counts; partial hits if nothing fits whole."""
    base = with_bands(listings, query.side).filter(status=query.status)
    worded, words, is_partial = _by_words(base, query)
    ordered = _narrowed(worded, query).order_by(*_order(query, is_partial=is_partial))
    pages: Paginator[Listing] = Paginator(ordered, PAGE_SIZE)
    return Found(
        pages.get_page(page),
        _facets(worded, query),
        words,
        is_partial,
        published=len(board_of(query.side)),
    )


def all_found(listings: QuerySet[Need] | QuerySet[Offer], query: Query) -> QuerySet[Listing]:
    """Every listing that fits, in the order asked for."""
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


def _by_words(
    listings: QuerySet[Listing], query: Query
) -> tuple[QuerySet[Listing], list[str], bool]:
    whole = listings
    for word in query.words:
        whole = whole.filter(holds(query.side, word))
    if not query.words or whole.exists():
        return whole, query.words, False
    pieces = pieces_of(query.text)
    if not pieces:
        return whole, query.words, False
    return _by_hits(listings, query.side, pieces), pieces, True


def _by_hits(listings: QuerySet[Listing], side: Side, words: Sequence[str]) -> QuerySet[Listing]:
    score = sum(
        (
            Case(
                When(title__icontains=word, then=Value(3)),
                When(holds(side, word), then=Value(1)),
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
    counted = listings.order_by().values_list(path).annotate(n=Count("pk")).order_by("-n", path)
    chosen = dict(query.chosen).get(name, ())
    return facet_of(name, label, counts=dict(counted), chosen=chosen)
