"""How good a ranking of judged pairs is. Every figure is defined here and nowhere else."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

GAINS = np.array([0.0, 0.0, 1.0, 3.0, 7.0])
"""Gain of grades 0 (unused) to 4: 2^(grade - 1) - 1 (Burges et al. 2005)."""
DEPTH = 10
JUDGED_MIN = 10
RELEVANT = 3
BINS = 10

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def ndcg_at_10(grades: Ints, order: npt.NDArray[np.intp]) -> float:
    """Discounted gain of the first ten in `order` over the best possible (Järvelin 2002).

    nan where every grade is 1, so that no order is better than another.
    """
    discount = 1.0 / np.log2(np.arange(2, DEPTH + 2))
    gains = GAINS[grades[order]][:DEPTH]
    ideal = -np.sort(-GAINS[grades])[:DEPTH]
    best = float(ideal @ discount[: len(ideal)])
    return float(gains @ discount[: len(gains)]) / best if best else float("nan")


def precision_at_5(grades: Ints, order: npt.NDArray[np.intp]) -> float:
    """Share of the first five in `order` with grade 3 or 4."""
    return float((grades[order][:5] >= RELEVANT).mean())


def auc_3(grades: Ints, scores: Floats) -> float:
    """Chance that a pair of grade >= 3 scores above one below (ties half); nan without both."""
    relevant = grades >= RELEVANT
    hits, misses = relevant.sum(), (~relevant).sum()
    if not hits or not misses:
        return float("nan")
    return float((_ranks(scores)[relevant].sum() - hits * (hits + 1) / 2) / (hits * misses))


def spearman(grades: Ints, scores: Floats) -> float:
    """Rank correlation of score and grade over all pairs, ties at their mean rank."""
    if len(grades) < 2 or np.ptp(scores) == 0 or np.ptp(grades) == 0:  # noqa: PLR2004
        return float("nan")
    return float(np.corrcoef(_ranks(scores), _ranks(grades.astype(np.float64)))[0, 1])


def score_mae(grades: Ints, predicted: Ints) -> float:
    """1 / (1 + mean absolute error of the predicted grade)."""
    return float(1.0 / (1.0 + np.abs(predicted - grades).mean()))


def calibration_error(grades: Ints, chances: Floats) -> float:
    """Mean gap between P(grade >= 3) and its frequency over ten bins of equal count.

    Expected calibration error with equal-mass bins (Nixon et al. 2019).
    """
    order = np.argsort(chances, kind="stable")
    relevant = (grades >= RELEVANT).astype(np.float64)
    gaps = [
        len(bin_) * abs(chances[bin_].mean() - relevant[bin_].mean())
        for bin_ in np.array_split(order, BINS)
        if len(bin_)
    ]
    return float(sum(gaps) / len(grades))


def recommended(
    grades: Ints, marked: npt.NDArray[np.bool_], need: npt.NDArray[np.intp]
) -> dict[str, float]:
    """How many pairs are marked, for which share of needs, and how many of them are right."""
    hit = grades[marked]
    return {
        "pairs": int(marked.sum()),
        "needs_share": len(np.unique(need[marked])) / len(np.unique(need)),
        "precision_3": float((hit >= RELEVANT).mean()) if len(hit) else float("nan"),
        "precision_4": float((hit == RELEVANT + 1).mean()) if len(hit) else float("nan"),
    }


def bootstrap(
    needs: int,
    measure: Callable[[npt.NDArray[np.intp]], Mapping[str, float]],
    *,
    resamples: int,
    seed: int,
) -> dict[str, tuple[float, float]]:
    """95 % interval of each figure of `measure` over needs drawn with replacement.

    Percentile bootstrap (Efron 1979); draws in which a figure is undefined are left out.
    """
    generator = np.random.default_rng(seed)
    draws = [measure(generator.integers(0, needs, needs)) for _ in range(resamples)]
    intervals = {}
    for name in draws[0] if draws else ():
        values = np.array([draw[name] for draw in draws])
        values = values[~np.isnan(values)]
        low, high = np.quantile(values, [0.025, 0.975]) if len(values) else (np.nan, np.nan)
        intervals[name] = (float(low), float(high))
    return intervals


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, ties at their mean."""
    distinct, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    del distinct
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[place]
