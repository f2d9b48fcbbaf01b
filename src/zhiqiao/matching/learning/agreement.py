"""How far two models agree on the same needs, pair by pair and in all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ONE_SIDED = 0.5
"""How much a pair counts that only one of the models puts among the first: no chance is known of
the other, so it lies between agreeing (0) and recommending against the other's advice (1)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One pair as two models see it.

    Args:
        need_id: the pair's need.
        rank, served_rank: its place by the shadow and by the serving model, from 1; None where it
            is not among the places compared.
        probability, served_probability: the chances of grade 3 or 4 that they state; None there.
        recommended, served_recommended: whether they recommend it.
    """

    need_id: int
    rank: int | None
    served_rank: int | None
    probability: float | None
    served_probability: float | None
    recommended: bool
    served_recommended: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two models over the same needs.

    Attributes:
        needs: how many were ranked by both.
        overlap: mean share of the first places that they have in common, 0 to 1.
        same_first: share of the needs whose first place is the same.
        chance_gap: mean absolute difference of the chances of pairs that both place; None where
            there are none.
        predicted, served_predicted: the precision that each expects of what it recommends: the
            mean chance of those pairs; None where it recommends nothing.
        recommends, served_recommends: how many pairs each recommends.
    """

    needs: int
    overlap: float
    same_first: float
    chance_gap: float | None
    predicted: float | None
    served_predicted: float | None
    recommends: int
    served_recommends: int


def disagreement(pair: Placed) -> float:
    """How much a grade of the pair would decide between the models: 0 to 1.

    1 where only one recommends it; `ONE_SIDED` where only one places it; else the gap of chances.
    """
    if pair.recommended != pair.served_recommended:
        return 1.0
    if pair.probability is None or pair.served_probability is None:
        return ONE_SIDED
    return abs(pair.probability - pair.served_probability)


def agreement(pairs: Iterable[Placed]) -> Agreement | None:
    """The pairs of all needs taken together; None without any.

    >>> agreement([Placed(1, 1, 1, 0.5, 0.25, False, False)]).chance_gap
    0.25
    """
    listed = list(pairs)
    if not listed:
        return None
    by_need: dict[int, list[Placed]] = defaultdict(list)
    for pair in listed:
        by_need[pair.need_id].append(pair)
    gaps = [
        abs(pair.probability - pair.served_probability)
        for pair in listed
        if pair.probability is not None and pair.served_probability is not None
    ]
    ours = [pair.probability for pair in listed if pair.recommended]
    theirs = [pair.served_probability for pair in listed if pair.served_recommended]
    return Agreement(
        needs=len(by_need),
        overlap=sum(map(_overlap, by_need.values())) / len(by_need),
        same_first=sum(map(_has_same_first, by_need.values())) / len(by_need),
        chance_gap=_mean(gaps),
        predicted=_mean(ours),
        served_predicted=_mean(theirs),
        recommends=len(ours),
        served_recommends=len(theirs),
    )


def _overlap(pairs: Sequence[Placed]) -> float:
    """Common places by the longer list's length."""
    both = sum(pair.rank is not None and pair.served_rank is not None for pair in pairs)
    longest = max(
        sum(pair.rank is not None for pair in pairs),
        sum(pair.served_rank is not None for pair in pairs),
    )
    return both / longest if longest else 1.0


def _has_same_first(pairs: Sequence[Placed]) -> bool:
    return any(pair.rank == pair.served_rank == 1 for pair in pairs)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
