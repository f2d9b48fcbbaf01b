"""Whether an offer keeps what a need demands in figures, money and mode of cooperation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from typing import Literal

from zhiqiao.matching.quantities import Bound, Quantity, quantities
from zhiqiao.matching.values import Need, Offer, Span

Verdict = Literal["kept", "broken", "unknown"]
_CLAUSE_START = re.compile(r"[，。；;、\n]")
_ASKS = re.compile(r"要求|目标|需|应|希望|达到|控制在|满足|调节")
_DESCRIBES = re.compile(r"目前|现有|现在|实测|现状|原来|原有|现用|只有|仅有|去年|已达")
_BEFORE = re.compile(r"[由从]\s*[-\u2212]?$")
_CHANGES = re.compile(r"极差|偏差|误差|波动|漂移|变化|损失|延长|缩短|下降|降低|减少|提高|增加|误判")
"""Names of how much something differs; such a figure is not the thing itself."""
_ATTAINED = re.compile(r"(?<!不)[到至达]")
DEMANDS_MAX = 12
ANSWERS_MAX = 200
CLAUSE_LENGTH_MAX = 80
GENERIC = {"下降", "降低", "减少", "提高", "增加", "平均", "处理", "连续"}


@dataclass(frozen=True, slots=True)
class Check:
    """One demand beside what the offer says of it; without such words it is unknown.

    Args:
        verdict: kept, broken or unknown; unknown is not broken.
        demand: words for people, such as "抗拉强度≥350MPa".
        english: the same in English, where they are ours and not the need's.
        need: where the need says so, or None for a field of its form.
        offer: where the offer answers, or None.
    """

    verdict: Verdict
    demand: str
    need: Span | None
    offer: Span | None
    english: str = ""


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
    words = demand.span.text
    judged = [(_verdict(demand, each), each) for each in answers if _alike(demand, each)]
    for verdict, answer in judged:
        if verdict == "kept":
            return Check(verdict, words, demand.span, answer.span)
    for verdict, answer in judged:
        if verdict == "broken" and _same(demand, answer):
            return Check(verdict, words, demand.span, answer.span)
    return Check("unknown", words, demand.span, None)


def _alike(demand: Quantity, answer: Quantity) -> bool:
    """Whether both are figures of one kind, with two characters in a row of their names in common.

    A deviation, a change or a loss of something is not the thing itself.
    """
    mine, theirs = demand.name, answer.name
    if demand.dimension != answer.dimension:
        return False
    if bool(_CHANGES.search(mine)) != bool(_CHANGES.search(theirs)):
        return False
    pairs = {first + second for first, second in pairwise(mine)} - GENERIC
    return any(pair in theirs for pair in pairs)


def _same(demand: Quantity, answer: Quantity) -> bool:
    """Whether alike figures are of the same thing, so that one may fail the other.

    The last two characters of a Chinese name say what is measured; one name must have the
    other's.
    """
    mine, theirs = demand.name, answer.name
    return any(head in mine and head in theirs for head in (mine[-2:], theirs[-2:]))


def _verdict(demand: Quantity, answer: Quantity) -> Verdict:
    """What the answer proves: an open or wide answer that only may keep the bound is unknown."""
    if demand.bound not in {Bound.AT_LEAST, Bound.AT_MOST}:
        return "kept" if demand.admits(answer) else "broken"
    attained = _ATTAINED.search(answer.span.text) or answer.bound is Bound.ABOUT
    low = replace(answer, high=answer.low)
    high = replace(answer, low=answer.high)
    sides = {demand.admits(low), demand.admits(high)}
    if len(sides) == 2:  # noqa: PLR2004 -- one end keeps the bound, the other does not
        return "unknown"
    kept = sides == {True}
    is_open = answer.bound in {Bound.AT_LEAST, Bound.AT_MOST} and not attained
    if is_open and kept != (answer.bound is demand.bound):
        return "unknown"
    return "kept" if kept else "broken"


def _money(need: Need, offer: Offer) -> Iterator[Check]:
    if need.budget_fen is None or offer.price_fen is None:
        return
    verdict: Verdict = "kept" if offer.price_fen <= need.budget_fen else "broken"
    budget, price = _wan(need.budget_fen), _wan(offer.price_fen)
    chinese = f"预算 {budget} 万元，报价 {price} 万元"
    english = f"budget {budget}, price {price} (10,000 yuan)"
    yield Check(verdict, chinese, None, None, english)


def _wan(fen: int) -> str:
    """The money in units of 10,000 yuan, written out."""
    whole, rest = divmod(fen, 1_000_000)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


def _mode(need: Need, offer: Offer) -> Iterator[Check]:
    if need.mode and offer.mode:
        yield Check(
            "kept" if need.mode == offer.mode else "unknown",
            f"合作方式 {need.mode}",
            None,
            None,
            f"mode of cooperation {need.mode}",
        )
