"""Finding listings: words, facets with counts, order, pages."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from zhiqiao.web.catalogue import published, unpublished
from zhiqiao.web.catalogue.asked import SORTS, Found, Query, read_query
from zhiqiao.web.catalogue.models import Listing, Need, Offer, Status

__all__ = ["SORTS", "all_found", "find", "read_query"]
CHUNK = 500


def find(listings: QuerySet[Need] | QuerySet[Offer], query: Query, *, page: int | str = 1) -> Found:
    """One page of the listings that fit, with facet counts; partial hits if nothing fits whole."""
    if query.status == Status.PUBLISHED:
        return published.find(query, page=page)
    return unpublished.find(listings, query, page=page)


def all_found(
    listings: QuerySet[Need] | QuerySet[Offer], query: Query, *, at_most: int
) -> Iterator[Listing]:
    """The listings that fit, in the order asked for: what an export holds."""
    if query.status != Status.PUBLISHED:
        yield from islice(unpublished.all_found(listings, query).iterator(CHUNK), at_most)
        return
    ids = published.fitting_to(query).ids[:at_most].tolist()
    for start in range(0, len(ids), CHUNK):
        yield from published.rows_of(query.side, ids[start : start + CHUNK])
