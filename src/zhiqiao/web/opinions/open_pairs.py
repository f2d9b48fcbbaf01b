"""Which pairs everyone may read at this moment, and which opinions their texts still bear out."""

from collections.abc import Iterable

from zhiqiao.web.catalogue.models import Listing
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.opinions.models import Opinion

Texts = tuple[str, str, str, str]


def open_pairs(suggestions: Iterable[int]) -> list[Suggestion]:
    """Those whose need and offer are for all, read again as they are now, best first."""
    rows = Suggestion.objects.unscoped().filter(pk__in=list(suggestions)).order_by("rank")
    rows = rows.select_related("need__organisation", "offer__organisation")
    return [row for row in rows if row.need.is_for_all and row.offer.is_for_all]


def are_unchanged(suggestions: Iterable[Suggestion]) -> bool:
    """Whether all of these are still for all and say the same."""
    before = {each.pk: _texts(each) for each in suggestions}
    return before == {each.pk: _texts(each) for each in open_pairs(before)}


def is_borne_out(opinion: Opinion, pair: Suggestion) -> bool:
    """Whether what the opinion quotes stands verbatim in what both sides say now."""
    return _stands(opinion.need_quote, pair.need) and _stands(opinion.offer_quote, pair.offer)


def _stands(quote: str, listing: Listing) -> bool:
    return quote in listing.title or quote in listing.text


def _texts(pair: Suggestion) -> Texts:
    return pair.need.title, pair.need.text, pair.offer.title, pair.offer.text
