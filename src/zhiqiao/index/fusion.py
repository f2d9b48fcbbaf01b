"""Merging ranked lists into one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

Scores = Mapping[str, float]
"""A retrieved list: id to score, higher is better."""

DEPTH = 60
DIGITS = 5
"""Scores are compared to so many decimals: the order of a sum must not decide a rank."""


def ranks(scores: Scores) -> dict[str, int]:
    """The place of each id, from 1; equal scores share a place.

    >>> ranks({"a": 0.9, "b": 0.5, "c": 0.9})
    {'a': 1, 'c': 1, 'b': 3}
    """
    ordered = sorted(((-round(score, DIGITS), id_) for id_, score in scores.items()))
    places: dict[str, int] = {}
    before, place = None, 0
    for at, (score, id_) in enumerate(ordered, start=1):
        place = place if score == before else at
        places[id_], before = place, score
    return places


def reciprocal_rank(
    lists: Sequence[tuple[Scores, float]], *, depth: int = DEPTH
) -> list[tuple[str, float]]:
    """Ids with the sum of weight / (depth + rank) over the lists, best first, ties by id.

    Cormack, Clarke and Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and
    individual rank learning methods", SIGIR; the weights are our addition.
    """
    total: defaultdict[str, float] = defaultdict(float)
    for scores, weight in lists:
        for id_, place in ranks(scores).items():
            total[id_] += weight / (depth + place)
    return sorted(total.items(), key=lambda item: (-round(item[1], 12), item[0]))
