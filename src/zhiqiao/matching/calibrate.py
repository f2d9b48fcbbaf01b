"""From a fused score to the chances of each grade."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
GRADES = (2, 3, 4)
HALF = 0.5
_STEPS_MAX = 50
_RIDGE = 1e-3


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
    """Intercept and slope by Newton's method with a slight ridge, slope at least 0."""
    design = np.column_stack([np.ones_like(scores), scores])
    penalty = np.array([0.0, _RIDGE])
    beta = np.zeros(2)
    for _ in range(_STEPS_MAX):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -40, 40)))
        slope = design.T @ (outcomes - chance) - penalty * beta
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(bend, slope)
        beta = beta + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - converged to rounding
            break
    return float(beta[0]), max(float(beta[1]), 0.0)
