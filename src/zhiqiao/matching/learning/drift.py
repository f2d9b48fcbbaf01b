"""Whether what a model meets today still looks like what it met before."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

BINS = 10
WATCHED_FROM = 0.10
DRIFTED_FROM = 0.25
"""The usual marks of the population stability index (Siddiqi 2006, Credit Risk Scorecards)."""
CHI_SQUARE_95 = 16.919
"""95 % point of the chi-square distribution with `BINS` - 1 degrees of freedom."""
COUNT_MIN = 100
HALF_A_COUNT = 0.5

Floats = npt.NDArray[np.float64]


class Movement(StrEnum):
    """How far a distribution has moved."""

    UNKNOWN = "unknown"
    STEADY = "steady"
    WATCHED = "watched"
    DRIFTED = "drifted"


@dataclass(frozen=True, slots=True)
class Reference:
    """A distribution as it was before.

    Args:
        edges: `BINS` - 1 ascending values between the bins.
        shares: `BINS` shares, in sum 1.
        mean, spread: mean and standard deviation.
        count: of how many values.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    mean: float
    spread: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float] | Floats) -> "Reference":
        """Deciles of the values, which must not be empty; equal ones stay in one bin."""
        known = np.asarray(values, np.float64)
        edges = np.quantile(known, np.arange(1, BINS) / BINS)
        return cls(
            tuple(map(float, edges)),
            tuple(map(float, _counts(known, edges) / len(known))),
            float(known.mean()),
            float(known.std()),
            len(known),
        )


@dataclass(frozen=True, slots=True)
class Drift:
    """One quantity now and before.

    Attributes:
        index: the population stability index; None below `COUNT_MIN` values.
        chance: the index that pure chance exceeds in one of twenty cases.
        mean: of the values now; None without any.
        shift: by how many spreads of the reference the mean has moved; None where not known.
    """

    reference: Reference
    count: int
    index: float | None
    chance: float
    mean: float | None
    shift: float | None

    @property
    def movement(self) -> Movement:
        """By the marks; an index within chance is steady whatever the marks say."""
        if self.index is None:
            return Movement.UNKNOWN
        if self.index <= self.chance or self.index < WATCHED_FROM:
            return Movement.STEADY
        return Movement.DRIFTED if self.index >= DRIFTED_FROM else Movement.WATCHED


def drift(reference: Reference, values: Sequence[float]) -> Drift:
    """The values beside the reference.

    The index is the sum over bins of (now - then) * ln(now / then), with half a count added to
    each bin so that an empty one stays finite. With equal distributions and n and m values it is
    about (1/n + 1/m) times a chi-square variable (Yurdakul 2018), which gives `chance`.
    """
    known = np.asarray(values, np.float64)
    if not len(known):
        return Drift(reference, 0, None, 0.0, None, None)
    mean = float(known.mean())
    shift = (mean - reference.mean) / reference.spread if reference.spread > 0 else None
    chance = CHI_SQUARE_95 * (1 / len(known) + 1 / reference.count)
    index = _index(reference, known) if len(known) >= COUNT_MIN else None
    return Drift(reference, len(known), index, chance, mean, shift)


def _index(reference: Reference, values: Floats) -> float:
    counts = _counts(values, np.asarray(reference.edges))
    now = (counts + HALF_A_COUNT) / (len(values) + BINS * HALF_A_COUNT)
    base = reference.count
    then = (np.asarray(reference.shares) * base + HALF_A_COUNT) / (base + BINS * HALF_A_COUNT)
    return float(((now - then) * np.log(now / then)).sum())


def _counts(values: Floats, edges: Floats) -> Floats:
    """How many values lie in each bin; a value on an edge belongs to the bin below."""
    places = np.searchsorted(edges, values, side="left")
    counts: Floats = np.bincount(places, minlength=BINS).astype(np.float64)
    return counts
