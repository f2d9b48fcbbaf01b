"""Taking the place at which a pair was shown out of a rate.

People grade what stands on top more often than what stands below, so the plain rate of the graded
pairs tells of the top. Each graded pair is therefore weighed by one over the chance that a pair
shown at its place is graded (inverse propensity; Horvitz and Thompson 1952, in the self-normalised
form of Hájek 1971; for rankings Joachims, Swaminathan and Schnabel 2017). The chances are
estimated for bands of places from what was shown and what was graded, so the rate is the mean of
the bands' rates weighed by how much was shown there. What it cannot mend: a grade that was itself
swayed by the place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BANDS = ((1, 1), (2, 3), (4, 6), (7, 10))
RESAMPLES = 1_000
DRAWN_AT_ONCE = 1_000_000
"""Needs drawn in one array: 8 MB, however many needs there are."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GradedPlace:
    """A pair that was graded: its need, the place at which it was shown, whether it counts."""

    need_id: int
    rank: int
    is_hit: bool


@dataclass(frozen=True, slots=True)
class WeightedRate:
    """A rate over pairs as shown, with its 95 % bootstrap interval over needs.

    Attributes:
        effective: of how many equally weighed pairs it is worth (Kish 1965).
        reached: the share of what was shown that lies in bands with a grade; below 1 the rate
            says nothing of the rest.
    """

    share: float
    interval: tuple[float, float]
    effective: float
    reached: float


@dataclass(frozen=True, slots=True)
class PlaceWeights:
    """For each band of places how many pairs were shown and how many of them graded."""

    shown: tuple[int, ...]
    graded: tuple[int, ...]

    @classmethod
    def of(cls, shown: Mapping[int, int], graded: Sequence[GradedPlace]) -> "PlaceWeights":
        """From counts of shown pairs by place and the graded ones among them."""
        per_rank = Counter(row.rank for row in graded)
        return cls(
            tuple(_within(shown, low, high) for low, high in BANDS),
            tuple(_within(per_rank, low, high) for low, high in BANDS),
        )

    @property
    def chances(self) -> tuple[float | None, ...]:
        """The share of what was shown that was graded, by band; None where none was shown."""
        return tuple(
            min(1.0, graded / shown) if shown else None
            for shown, graded in zip(self.shown, self.graded, strict=True)
        )

    def rate(self, rows: Sequence[GradedPlace], *, seed: int = 0) -> WeightedRate | None:
        """The weighted rate of hits; None without a graded pair among the places shown."""
        found = [(row, chance) for row in rows if (chance := self._chance(row.rank))]
        if not found:
            return None
        weights = np.array([1 / chance for _row, chance in found])
        hits = np.array([row.is_hit for row, _chance in found], np.float64)
        needs, number = np.unique([row.need_id for row, _chance in found], return_inverse=True)
        above = np.bincount(number, weights * hits, len(needs)).astype(np.float64)
        below = np.bincount(number, weights, len(needs)).astype(np.float64)
        return WeightedRate(
            share=float(above.sum() / below.sum()),
            interval=_interval(above, below, seed=seed),
            effective=float(weights.sum() ** 2 / (weights**2).sum()),
            reached=self._reached(),
        )

    def _chance(self, rank: int) -> float | None:
        band = next((n for n, (low, high) in enumerate(BANDS) if low <= rank <= high), None)
        return None if band is None else self.chances[band]

    def _reached(self) -> float:
        seen = sum(shown for shown, graded in zip(self.shown, self.graded, strict=True) if graded)
        return seen / sum(self.shown)


def _within(counts: Mapping[int, int], low: int, high: int) -> int:
    return sum(counts.get(rank, 0) for rank in range(low, high + 1))


def _interval(above: Floats, below: Floats, *, seed: int) -> tuple[float, float]:
    """Percentile bootstrap over needs (Efron 1979) of the ratio of the two sums.

    One need alone says nothing of others: its interval is everything.
    """
    if len(below) == 1:
        return 0.0, 1.0
    generator = np.random.default_rng(seed)
    at_once = max(1, DRAWN_AT_ONCE // len(below))
    ratios: list[Floats] = []
    for start in range(0, RESAMPLES, at_once):
        shape = min(at_once, RESAMPLES - start), len(below)
        drawn = generator.integers(0, len(below), shape)
        ratios.append(above[drawn].sum(axis=1) / below[drawn].sum(axis=1))
    low, high = np.quantile(np.concatenate(ratios), [0.025, 0.975])
    return float(low), float(high)
