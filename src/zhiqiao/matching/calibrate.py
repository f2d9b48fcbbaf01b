"""From a fused score to the chances of each grade."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.logistic import logistic

Floats = npt.NDArray[np.float64]
GRADES = (2, 3, 4)
HALF = 0.5
_RIDGES = (1e-9, 1e-3)
"""On the intercept so little only that one exists where all outcomes are alike."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Cumulative logistic curves: P(grade >= k) = 1 / (1 + exp(-(intercept + slope * score))).

    One curve for each k of `GRADES` (Platt 1999; McCullagh 1980 for ordered grades), slopes
    never negative, so a higher score never lowers a chance.
    """

    intercepts: tuple[float, float, float]
    slopes: tuple[float, float, float]

    def chances(self, scores: npt.ArrayLike) -> Floats:
        """P(grade >= 2, 3, 4): shape (n, 3), falling along each row."""
        logits = np.asarray(self.intercepts) + np.outer(
            np.asarray(scores, float), np.asarray(self.slopes)
        )
        return np.minimum.accumulate(1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))), axis=1)

    @classmethod
    def fitted(cls, scores: npt.ArrayLike, grades: npt.ArrayLike) -> "Calibration":
        """The curves that fit these grades best."""
        curves = [_logistic(np.asarray(scores, float), np.asarray(grades) >= k) for k in GRADES]
        intercepts, slopes = zip(*curves, strict=True)
        return cls(intercepts, slopes)


def grade_medians(chances: Floats) -> npt.NDArray[np.int64]:
    """The median grade of each row: the guess with the least expected absolute error."""
    medians: npt.NDArray[np.int64] = 1 + (chances >= HALF).sum(axis=1)
    return medians


def _logistic(scores: Floats, outcomes: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Intercept and slope, at least 0, with a slight ridge on the slope."""
    design = np.column_stack([np.ones_like(scores), scores])
    found = logistic(design, outcomes, start=np.zeros(2), ridge=_RIDGES, rising=(1,))
    return float(found[0]), float(found[1])
