"""Whether an offer keeps what a need demands in figures, money and mode of cooperation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import Literal

from zhiqiao.matching.quantities import Bound, Quantity, quantities
from zhiqiao.matching.values import Need, Offer, Span

Verdict = Literal["kept", "broken", "unknown"]
_CLAUSE_START = re.compile(r"[，。；;、\n]")
_ASKS = re.compile(r"要求|目标|需|应|希望|达到|控制在|满足|调节")
_DESCRIBES = re.compile(r"目前|现有|现在|实测|现状|原来|原有|现用|只有|仅有|去年|已达")
_BEFORE = re.compile(r"[由从]\s*[-\u2212]?$")
DEMANDS_MAX = 12
ANSWERS_MAX = 200
CLAUSE_LENGTH_MAX = 80


@dataclass(frozen=True, slots=True)
class Check:
    """One demand beside what the offer says of it; without such words it is unknown.

    Args:
        verdict: kept, broken or unknown; unknown is not broken.
        demand: words for people, such as "抗拉强度 ≥350MPa".
        need: where the need says so, or None for a field of its form.
        offer: where the offer answers, or None.
    """

    verdict: Verdict
    demand: str
    need: Span | None
    offer: Span | None


def demands(need: Need) -> list[Quantity]:
    """The figures a need demands, title first: those with a bound that do not describe today.

    A range counts only where the words before it ask for it.
    """
    found = chain(
        _demanded(need.title, quantities(need.title, "title")),
        _demanded(need.text, quantities(need.text)),
    )
    measurable = (each for each in found if each.dimension not in {"money", "count"})
    return list(islice(measurable, DEMANDS_MAX))


def _demanded(text: str, found: Iterable[Quantity]) -> Iterator[Quantity]:
    for each in found:
        near = text[max(0, each.span.start - CLAUSE_LENGTH_MAX) : each.span.end]
        clause = _CLAUSE_START.split(near)[-1]
        asked = each.bound in {Bound.AT_LEAST, Bound.AT_MOST} or (
            each.bound is Bound.BETWEEN and _ASKS.search(clause)
        )
        if asked and not _DESCRIBES.search(clause):
            yield each


def check(
    need: Need, offer: Offer, *, demanded: Sequence[Quantity] | None = None
) -> tuple[Check, ...]:
    """Every demand of the need judged against the offer, money and mode last.

    Args:
        need: the need.
        offer: the offer; the first `ANSWERS_MAX` of its figures are looked at.
        demanded: what `demands(need)` gave, where it is known.
    """
    asked = demands(need) if demanded is None else demanded
    said = chain(quantities(offer.title, "title"), _reached(offer.text))
    answers = [each for each in islice(said, ANSWERS_MAX) if each.name] if asked else []
    return (
        *(_figure(each, answers) for each in asked),
        *_money(need, offer),
        *_mode(need, offer),
    )


def _reached(text: str) -> Iterator[Quantity]:
    """The figures of a text without those it starts from, as in "from 3.0 to 1.4"."""
    for each in quantities(text):
        figure = re.search(r"\d", each.span.text)
        if figure and not _BEFORE.search(each.span.text[: figure.start()]):
            yield each


def share_kept(checks: tuple[Check, ...]) -> float | None:
    """Kept over kept and broken, 0 to 1; None where nothing can be judged."""
    judged = [each for each in checks if each.verdict != "unknown"]
    return sum(each.verdict == "kept" for each in judged) / len(judged) if judged else None


def _figure(demand: Quantity, answers: list[Quantity]) -> Check:
    words = f"{demand.name} {demand.span.text[len(demand.name) :].lstrip(' :：')}".strip()
    same = _same(demand, answers)
    if not same:
        return Check("unknown", words, demand.span, None)
    for answer in same:
        if demand.admits(answer):
            return Check("kept", words, demand.span, answer.span)
    return Check("broken", words, demand.span, same[0].span)


def _same(demand: Quantity, answers: list[Quantity]) -> list[Quantity]:
    """Answers with the same kind of figure, and two characters in a row of the name in common."""
    pairs = {first + second for first, second in pairwise(demand.name)}
    return [
        each
        for each in answers
        if each.dimension == demand.dimension and any(pair in each.name for pair in pairs)
    ]


def _money(need: Need, offer: Offer) -> Iterator[Check]:
    if need.budget_fen is None or offer.price_fen is None:
        return
    verdict: Verdict = "kept" if offer.price_fen <= need.budget_fen else "broken"
    yield Check(verdict, f"预算 {need.budget_fen / 1_000_000:.12g} 万元", None, None)


def _mode(need: Need, offer: Offer) -> Iterator[Check]:
    if need.mode and offer.mode:
        yield Check(
            "kept" if need.mode == offer.mode else "unknown", f"合作方式 {need.mode}", None, None
        )
