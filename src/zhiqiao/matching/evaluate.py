"""How well a model ranks judged pairs, with intervals over needs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching import metrics
from zhiqiao.matching.calibrate import Floats, grade_medians
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.model import RECOMMENDED_PER_NEED, RankingModel
from zhiqiao.matching.pairs import Judged, JudgedPairs, Progress, judged_pairs
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.similarity import Lens


@dataclass(frozen=True)
class Predictions:
    """What a model says of judged pairs, row by row.

    Args:
        scores: shape (n_pairs,), higher is better.
        chances: shape (n_pairs, 3), P(grade >= 2, 3, 4).
        marked: shape (n_pairs,), whether recommended.
    """

    scores: Floats
    chances: Floats
    marked: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Evaluation:
    """The figures of `as_dict`, measured on `needs` needs with at least one judgement.

    Args:
        figures: name to value; nan where the judgements cannot tell.
        intervals: name to the bounds of its 95 % bootstrap interval over needs.
        needs: how many needs were judged.
        ndcg_needs: how many of them count for the figures at the top of the list: at least
            `metrics.JUDGED_MIN` judgements and one of grade 3 or 4.
        pairs: how many pairs were judged.
        model: name of the model.
    """

    figures: Mapping[str, float]
    recommended: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    needs: int
    ndcg_needs: int
    pairs: int
    model: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is undefined is None."""
        known = {name: _or_none(value) for name, value in self.figures.items()}
        return {
            "model": self.model,
            "needs": self.ndcg_needs,
            "needs_judged": self.needs,
            "pairs": self.pairs,
            **known,
            "recommended": {name: _or_none(value) for name, value in self.recommended.items()},
            "intervals": {
                name: [_or_none(bound) for bound in bounds]
                for name, bounds in self.intervals.items()
            },
        }


def evaluate(
    judged: Judged,
    *,
    model: RankingModel,
    lens: Lens,
    resamples: int = 1_000,
    progress: Progress | None = None,
) -> Evaluation:
    """How well `model`, as it is, ranks these judged pairs. It learns nothing from them.

    Raises:
        MatchingError: as `pairs.judged_pairs`; MODEL_ENCODER_DIFFERS when the model was
            fitted with another encoder.
    """
    check_encoder(model, lens.encoder)
    pairs = judged_pairs(judged, lens=model.through(lens), progress=progress)
    return measured(pairs, predict(pairs, model), model=model.name, resamples=resamples)


def check_encoder(model: RankingModel, encoder: Encoder) -> None:
    """Refuses to read one encoder's similarities with another's model."""
    fits = model.frame is None or model.frame.dim == encoder.dim
    if model.encoder_name != encoder.name or not fits:
        raise MatchingError(
            ErrorCode.MODEL_ENCODER_DIFFERS, model=model.encoder_name, encoder=encoder.name
        )


def predict(pairs: JudgedPairs, model: RankingModel) -> Predictions:
    """What the model says of the pairs."""
    scores = model.scores(pairs.similarities)
    chances = model.calibration.chances(scores)
    marked = mark(scores, chances[:, 1], pairs.need, above=model.recommend_above)
    return Predictions(scores, chances, marked)


def mark(
    scores: Floats, chances: Floats, need: npt.NDArray[np.intp], *, above: float
) -> npt.NDArray[np.bool_]:
    """Which pairs are recommended: at least the chance `above`, and among a need's first two."""
    order = np.lexsort((np.arange(len(scores)), -scores, need))
    place = np.empty(len(scores), np.intp)
    first = np.r_[0, np.flatnonzero(np.diff(need[order])) + 1]
    sizes = np.diff(np.r_[first, len(order)])
    place[order] = np.arange(len(order)) - np.repeat(first, sizes)
    marked: npt.NDArray[np.bool_] = (chances >= above) & (place < RECOMMENDED_PER_NEED)
    return marked


def per_need(pairs: JudgedPairs, scores: Floats) -> npt.NDArray[np.float64]:
    """nDCG@10 and P@5 of each need: shape (needs, 2), nan rows for needs that cannot tell."""
    rows = np.full((pairs.needs, 2), np.nan)
    ends = np.cumsum(pairs.group_sizes)
    for number, (start, end) in enumerate(zip(ends - pairs.group_sizes, ends, strict=True)):
        grades = pairs.grades[start:end]
        if len(grades) < metrics.JUDGED_MIN or grades.max() < metrics.RELEVANT:
            continue
        order = np.argsort(-scores[start:end], kind="stable")
        rows[number] = metrics.ndcg_at_10(grades, order), metrics.precision_at_5(grades, order)
    return rows


def measured(
    pairs: JudgedPairs, predictions: Predictions, *, model: str, resamples: int, seed: int = 0
) -> Evaluation:
    """The figures of predictions on the pairs."""
    top = per_need(pairs, predictions.scores)
    ends = np.cumsum(pairs.group_sizes)
    starts = ends - pairs.group_sizes

    def measure(drawn: npt.NDArray[np.intp]) -> dict[str, float]:
        rows = np.concatenate([np.arange(starts[each], ends[each]) for each in drawn])
        copies = np.repeat(np.arange(len(drawn)), ends[drawn] - starts[drawn])
        return {**_tops(top[drawn]), **_pooled(pairs, predictions, rows, copies)}

    figures = measure(np.arange(pairs.needs))
    return Evaluation(
        figures={name: value for name, value in figures.items() if "." not in name},
        recommended=metrics.recommended(pairs.grades, predictions.marked, pairs.need),
        intervals=metrics.bootstrap(pairs.needs, measure, resamples=resamples, seed=seed),
        needs=pairs.needs,
        ndcg_needs=int((~np.isnan(top[:, 0])).sum()),
        pairs=len(pairs.grades),
        model=model,
    )


def _tops(top: npt.NDArray[np.float64]) -> dict[str, float]:
    counted = top[~np.isnan(top[:, 0])]
    ndcg, precision = counted.mean(axis=0) if len(counted) else (math.nan, math.nan)
    return {"ndcg_at_10": float(ndcg), "p_at_5": float(precision)}


def _pooled(
    pairs: JudgedPairs,
    predictions: Predictions,
    rows: npt.NDArray[np.intp],
    copies: npt.NDArray[np.intp],
) -> dict[str, float]:
    grades, chances = pairs.grades[rows], predictions.chances[rows]
    marks = metrics.recommended(grades, predictions.marked[rows], copies)
    return {
        "auc_3": metrics.auc_3(grades, predictions.scores[rows]),
        "spearman": metrics.spearman(grades, predictions.scores[rows]),
        "score_mae": metrics.score_mae(grades, grade_medians(chances)),
        "calibration_error": metrics.calibration_error(grades, chances[:, 1]),
        **{f"recommended.{name}": value for name, value in marks.items()},
    }


def _or_none(value: float) -> float | None:
    return None if isinstance(value, float) and math.isnan(value) else value
