"""Finding programmes: words, facets with counts, order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiqiao.web.catalogue.asked import Facet, Option
from zhiqiao.web.programmes.asked import (
    BANDS,
    FACETS,
    OPENINGS,
    ProgrammeQuery,
    value_label,
    values_of,
)
from zhiqiao.web.programmes.cards import Card
from zhiqiao.web.programmes.openings import Opening

WORDS_MAX = 8
OPTIONS_MAX = 12
WEIGHTS = {"name": 8, "department": 4, "benefits": 3, "documents": 2, "conditions": 1}
ORDER = tuple(Opening(each) for each in OPENINGS)


@dataclass(frozen=True, slots=True)
class FoundProgrammes:
    """The programmes that fit, in order.

    Attributes:
        words: what to mark.
        is_partial: not all words were found together anywhere.
    """

    cards: tuple[Card, ...]
    facets: tuple[Facet, ...]
    words: Sequence[str]
    is_partial: bool


def find_programmes(cards: Iterable[Card], query: ProgrammeQuery) -> FoundProgrammes:
    """The programmes that fit the words and what is chosen, with facet counts.

    Where nothing holds every word as written, the words inside them are sought, all of them or
    else any, the best hits first.
    """
    every = list(cards)
    words, scores, is_partial = _sought(every, query.text)
    hits = [card for card in every if scores is None or card.id in scores]
    fitting = [card for card in hits if _fits(card, query.chosen)]
    facets = tuple(_facet(name, hits, query) for name in FACETS)
    return FoundProgrammes(tuple(_sorted(fitting, query.sort, scores)), facets, words, is_partial)


def _sought(cards: list[Card], text: str) -> tuple[list[str], Mapping[str, float] | None, bool]:
    """The words to mark, how well each card holds them, and whether only some were found.

    Scores are None where nothing is asked.
    """
    words = text.lower().split()[:WORDS_MAX]
    if not words:
        return [], None, False
    if whole := _scores(cards, words, is_all=True):
        return words, whole, False
    pieces = pieces_of(text)
    if together := _scores(cards, pieces, is_all=True):
        return pieces, together, False
    return pieces or words, _scores(cards, pieces, is_all=False), True


def pieces_of(text: str) -> list[str]:
    """The words inside a phrase, longest first."""
    import rjieba

    words = {word.lower() for word in rjieba.cut_for_search(text) if len(word.strip()) > 1}
    return sorted(words, key=lambda word: (-len(word), word))[:WORDS_MAX]


def _scores(cards: list[Card], words: list[str], *, is_all: bool) -> dict[str, float]:
    """By id how well a card holds the words: weights of places, rarer words weigh more."""
    held = {card.id: [_place_weight(card, word) for word in words] for card in cards}
    spread = [sum(weights[at] > 0 for weights in held.values()) for at in range(len(words))]
    found: dict[str, float] = {}
    for id_, weights in held.items():
        if (all(weights) if is_all else any(weights)) and words:
            pairs = zip(weights, spread, strict=True)
            found[id_] = sum(weight / (1 + many) for weight, many in pairs if weight)
    return found


def _place_weight(card: Card, word: str) -> int:
    return max(
        (WEIGHTS[place] for place, text in card.texts.items() if word in text.lower()), default=0
    )


def _fits(card: Card, chosen: Mapping[str, tuple[str, ...]], *, without: str = "") -> bool:
    return all(
        not wanted or not set(wanted).isdisjoint(values_of(card, name))
        for name, wanted in chosen.items()
        if name != without
    )


def _facet(name: str, cards: Iterable[Card], query: ProgrammeQuery) -> Facet:
    """Counts among what the other facets leave; chosen values stay even at nothing."""
    chosen = query.chosen.get(name, ())
    counted = Counter(
        value
        for card in cards
        if _fits(card, query.chosen, without=name)
        for value in values_of(card, name)
    )
    counts = {value: counted[value] for value in _in_order(name, counted)}
    counts |= {value: 0 for value in chosen if value not in counts}
    options = [
        Option(value, value_label(name, value), count, value in chosen)
        for value, count in counts.items()
    ]
    shown = [each for at, each in enumerate(options) if at < OPTIONS_MAX or each.is_chosen]
    return Facet(name, FACETS[name], tuple(shown))


def _in_order(name: str, counted: Counter[str]) -> list[str]:
    fixed = {"window": list(OPENINGS), "band": [*BANDS, "none"]}.get(name)
    if fixed:
        return [value for value in fixed if value in counted]
    return sorted(counted, key=lambda value: (-counted[value], value))


def _sorted(cards: list[Card], sort: str, scores: Mapping[str, float] | None) -> list[Card]:
    if sort == "amount":
        return sorted(cards, key=lambda card: (-(card.most_fen or 0), card.id))
    if sort == "name":
        return sorted(cards, key=lambda card: (card.name, card.id))
    if sort == "best" and scores is not None:
        return sorted(cards, key=lambda card: (-scores[card.id], *by_deadline(card)))
    return sorted(cards, key=by_deadline)


def by_deadline(card: Card) -> tuple[int, date, int, str]:
    """What one can apply for first, and of that what closes first; then by money."""
    span = card.opening.span
    day = (span.closes_on if card.is_open else span.opens_on) if span else None
    return ORDER.index(card.opening.opening), day or date.max, -(card.most_fen or 0), card.id
