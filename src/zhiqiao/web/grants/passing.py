"""Whom a comparison passed over, as pages and files show it."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.conditions import WHY_WORDS
from zhiqiao.web.grants.models import Comparison, PassedOver

Reasons = list[tuple[str, str, int]]


def passed_rows(
    person: Person, programme_id: str, period: str, *, words: str = "", why: str = ""
) -> tuple[list[PassedOver], Reasons]:
    """Those whom the last comparison passed over, the highest amounts first.

    Returns:
        The rows that the words and the reason leave; every reason with its words and how often.
    """
    compared = (
        Comparison.objects.visible_to(person)
        .filter(programme_id=programme_id, period=period, is_finished=True)
        .first()
    )
    rows = PassedOver.objects.visible_to(person).filter(comparison=compared)
    named = rows.select_related("organisation").order_by("-amount_fen", "pk")
    for word in words.split():
        hit = Q(organisation__name__icontains=word) | Q(organisation__uscc__istartswith=word)
        named = named.filter(hit)
    every = list(rows.order_by().values_list("why", flat=True))
    counted = Counter(code for codes in every for code in codes)
    reasons = [(code, _word(code), count) for code, count in counted.most_common()]
    return [each for each in named if not why or why in each.why], reasons


def why_words(codes: Sequence[str]) -> list[str]:
    """The reasons in words."""
    return [_word(each) for each in codes]


def _word(code: str) -> str:
    return str(WHY_WORDS.get(code, code))
