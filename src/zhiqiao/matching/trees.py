"""LightGBM over the named similarities: the learned ranking that must beat the fusion."""

from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.similarity import FEATURES

ROUNDS = 120
_PARAMETERS = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 10,
    "learning_rate": 0.03,
    "num_leaves": 7,
    "min_data_in_leaf": 60,
    "lambda_l2": 10.0,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "monotone_constraints": [1] * (len(FEATURES) + 1),
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}

Floats = npt.NDArray[np.float64]


def train(
    similarities: npt.NDArray[np.float32],
    fused: Floats,
    grades: npt.NDArray[np.int64],
    groups: npt.NDArray[np.int64],
    *,
    seed: int,
) -> str:
    """A LightGBM model in text form, trained on pairs sorted by need.

    Args:
        similarities: shape (n_pairs, len(FEATURES)).
        fused: shape (n_pairs,), the plain fusion, one more feature.
        grades: shape (n_pairs,), 1 to 4.
        groups: how many consecutive pairs each need has.
        seed: of sampling.

    Raises:
        MatchingError: TRAINER_MISSING where the system lacks libgomp.
    """
    gbm = _lightgbm()
    data = gbm.Dataset(np.column_stack([similarities, fused]), grades - 1, group=groups)
    booster = gbm.train({**_PARAMETERS, "seed": seed}, data, ROUNDS)
    text: str = booster.model_to_string()
    return text


def predict(trees: str, similarities: npt.NDArray[np.float32], fused: Floats) -> Floats:
    """The trees' correction on top of the fusion, in the fusion's unit: shape (n_pairs,).

    Raises:
        MatchingError: MODEL_UNREADABLE where the trees are damaged; TRAINER_MISSING.
    """
    raw = _booster(trees).predict(np.column_stack([similarities, fused]), num_threads=1)
    return fused + np.asarray(raw, np.float64)


@lru_cache(maxsize=4)
def _booster(trees: str) -> Any:  # noqa: ANN401 - LightGBM has no types
    gbm = _lightgbm()
    try:
        return gbm.Booster(model_str=trees)
    except gbm.basic.LightGBMError as error:
        raise MatchingError(ErrorCode.MODEL_UNREADABLE, path="trees", why=error) from error


def _lightgbm() -> ModuleType:
    try:
        import lightgbm
    except OSError as error:
        raise MatchingError(ErrorCode.TRAINER_MISSING, why=error) from error
    return lightgbm
