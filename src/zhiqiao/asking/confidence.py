"""How likely the first programme is the right one: a logistic model fitted on written questions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from zhiqiao.asking.values import Confidence

FEATURES = (
    "cover", "name_cover", "name_recall", "cosine", "margin", "unknown", "other_place", "lacks",
    "is_short",
)  # fmt: skip
OTHER_PLACE, LACKS = FEATURES.index("other_place"), FEATURES.index("lacks")
RIDGE = 0.001
WRONG_BELOW_MIN = 0.9
STEPS = 60
Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Weights of FEATURES with a constant at the end, and two thresholds of the probability."""

    weights: tuple[float, ...]
    sure_from: float
    likely_from: float

    def probability(self, row: Row) -> float:
        """That a programme with these features is the right one."""
        return float(1 / (1 + np.exp(-np.dot([*row, 1.0], self.weights))))

    def likeness(self, row: Row) -> float:
        """The same, leaving aside where the rule holds and what it does not tell."""
        zeroed = {OTHER_PLACE, LACKS}
        return self.probability(tuple(0.0 if at in zeroed else x for at, x in enumerate(row)))

    def word(self, row: Row) -> Confidence:
        """The word for a programme with these features.

        Whatever the probability: another place's rule, and a rule that tells nothing of what was
        asked, answer nothing; one that tells a part is not sure.
        """
        probability = self.probability(row)
        is_elsewhere, lacks = row[OTHER_PLACE] > 0, row[LACKS]
        if is_elsewhere or lacks == 1 or probability < self.likely_from:
            return Confidence.UNSURE
        return Confidence.LIKELY if lacks > 0 else self.plain_word(row)

    def plain_word(self, row: Row) -> Confidence:
        """The word by the thresholds alone."""
        probability = self.probability(row)
        if probability < self.likely_from:
            return Confidence.UNSURE
        return Confidence.LIKELY if probability < self.sure_from else Confidence.SURE


@cache
def shipped(name: str = "confidence.json") -> ConfidenceModel:
    """The model that came along: of the programmes, or the one named."""
    text = (files("zhiqiao.asking") / name).read_text("utf-8")
    held = json.loads(text)
    return ConfidenceModel(tuple(held["weights"]), held["sure_from"], held["likely_from"])


def fit_weights(rows: Sequence[Row], is_right: Sequence[bool]) -> tuple[float, ...]:
    """Weights that make the outcomes likeliest, kept small by a ridge; Newton's method."""
    inputs = np.hstack([np.array(rows, np.float64), np.ones((len(rows), 1))])
    wanted = np.array(is_right, np.float64)
    weights = np.zeros(inputs.shape[1])
    ridge = RIDGE * len(rows) * np.diag([1.0] * (inputs.shape[1] - 1) + [0.0])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - wanted) + ridge @ weights
        bend = (inputs.T * (chance * (1 - chance))) @ inputs + ridge
        weights -= np.linalg.solve(bend + 1e-9 * np.eye(len(bend)), slope)
    return tuple(round(float(each), 4) for each in weights)


def thresholds(
    probabilities: npt.NDArray[np.float64],
    is_right: npt.NDArray[np.bool_],
    *,
    precision: float,
    wrong_below: float = WRONG_BELOW_MIN,
) -> tuple[float, float]:
    """Where "sure" and where "likely" begin.

    Likely: the lowest probability below which nearly all of the wrong ones lie (wrong_below).
    Sure: the lowest from there on above which that share is right.
    """
    cuts = np.append(np.unique(probabilities), 1.0)
    wrong = probabilities[~is_right]
    likely = next(c for c in cuts if not len(wrong) or (wrong < c).mean() >= wrong_below)
    sure = (
        c for c in cuts if c >= likely and _share_right(probabilities, is_right, c) >= precision
    )
    return round(float(next(sure, 1.0)), 3), round(float(likely), 3)


def _share_right(
    probabilities: npt.NDArray[np.float64], is_right: npt.NDArray[np.bool_], cut: float
) -> float:
    above = is_right[probabilities >= cut]
    return float(above.mean()) if len(above) else 0.0
