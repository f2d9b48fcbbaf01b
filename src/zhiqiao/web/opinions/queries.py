"""Reads of opinions."""

from collections.abc import Sequence

from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.second_opinions import SecondOpinion
from zhiqiao.web.opinions.models import Opinion
from zhiqiao.web.opinions.open_pairs import is_borne_out


def shown_opinions(suggestions: Sequence[Suggestion]) -> dict[int, SecondOpinion]:
    """The opinions of suggestions that the caller may see, by suggestion. One query.

    An opinion whose quotations no longer stand in both texts, since one was reworded, is left
    away with them.
    """
    pairs = {each.pk: each for each in suggestions}
    rows = Opinion.objects.unscoped().filter(suggestion__in=list(pairs))
    return {
        row.suggestion_id: SecondOpinion(
            relevance=row.relevance,
            need_quote=row.need_quote,
            offer_quote=row.offer_quote,
            sentences=tuple(row.sentences),
            by=row.model,
        )
        for row in rows
        if is_borne_out(row, pairs[row.suggestion_id])
    }
