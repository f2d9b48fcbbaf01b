"""Opinions beside the engine's, from an app above this one: shown as such, and moving order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.matching.opinions import reorder
from zhiqiao.web.matches.models import Suggestion


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What somebody else than the engine says of a suggested pair.

    Attributes:
        relevance: the grade, 1 to 4.
        need_quote, offer_quote: words of both texts; empty where none are named.
        sentences: reasons that rest on quotations of both texts alone.
        by: whose opinion it is.
    """

    relevance: int
    need_quote: str
    offer_quote: str
    sentences: tuple[str, ...]
    by: str


Source = Callable[[Sequence[Suggestion]], Mapping[int, SecondOpinion]]
"""The opinions there are of these suggestions, by suggestion."""

_SOURCES: list[Source] = []


def further_opinions(source: Source) -> None:
    """Has the source asked for opinions of suggestions."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def opinions_of(suggestions: Sequence[Suggestion]) -> dict[int, SecondOpinion]:
    """Every opinion of these suggestions, by suggestion."""
    found: dict[int, SecondOpinion] = {}
    for source in _SOURCES if suggestions else ():
        found.update(source(suggestions))
    return found


def in_order(
    suggestions: Sequence[Suggestion], opinions: Mapping[int, SecondOpinion]
) -> list[Suggestion]:
    """The suggestions as opinions move them; unmoved where there are none, or of several runs."""
    if not opinions or len({each.run_id for each in suggestions}) > 1:
        return list(suggestions)
    grades = [opinions[s.pk].relevance if s.pk in opinions else None for s in suggestions]
    places = reorder([each.score for each in suggestions], grades)
    return [suggestions[place] for place in places]
