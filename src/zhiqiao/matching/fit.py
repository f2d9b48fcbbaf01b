"""Fitting a model to judged pairs, and measuring honestly what was fitted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching import metrics, trees
from zhiqiao.matching.calibrate import Calibration, Floats
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.evaluate import Evaluation, Predictions, mark, measured, per_need, predict
from zhiqiao.matching.framing import framed
from zhiqiao.matching.model import EVEN, RankingModel, fuse
from zhiqiao.matching.pairs import Judged, JudgedPairs, Progress, judged_pairs
from zhiqiao.matching.remembering import Remembering
from zhiqiao.matching.similarity import Lens

NEEDS_MIN = 20
PAIRS_MIN = 200
FOLDS = 5
PRECISION_AIM = 0.65
NEEDS_SHARE_MIN = 0.23
"""So many needs should see a recommendation, even where precision suffers: a fifth, and a little
more, as a threshold chosen on some needs may serve fewer of the others."""
RECOMMENDED_CHANCE_MIN = 0.4
"""Where grades are generous a star would else stand beside what the model itself calls unlikely."""
SPREAD_MIN = 1e-6
CHANCE_MIN = 1e-3
RESAMPLES = 2_000
COMPARED_MIN = 10
"""Fewer needs than this decide nothing: the bounds then hold 0 and every need's difference."""

WEIGHTINGS: tuple[tuple[float, ...], ...] = (EVEN, (1.0, 1.0, 1.5, 1.5), (1.0, 1.0, 2.0, 2.0))
"""Grams against meaning. Within a frame meaning tells more, so it may count more; of raw vectors
even weights were never beaten (docs/decisions/0018)."""

Fitter = Callable[[JudgedPairs], RankingModel]
Part = tuple[JudgedPairs, RankingModel, npt.NDArray[np.bool_]]
"""Of a fold: all pairs as its model sees them, the model, and which needs are held back from it."""


def fit(
    judged: Judged,
    *,
    lens: Lens,
    name: str,
    progress: Progress | None = None,
) -> RankingModel:
    """A model for these judgements: the trees where they beat the plain fusion, else the fusion.

    The frame is learnt from the texts of the judged needs and offers; grades are not read for it.
    Everything is chosen by cross-validation over needs: whether trees rank better (lower bound
    of the paired bootstrap of nDCG@10 above 0), and the chance from which a match is recommended.

    Raises:
        MatchingError: JUDGEMENTS_TOO_FEW below `PAIRS_MIN` pairs or `NEEDS_MIN` needs;
            TRAINER_MISSING where LightGBM cannot load.
    """
    within = framed(replace(lens, encoder=Remembering(lens.encoder)), judged)
    return fitted(judged_pairs(judged, lens=within, progress=progress), within, name=name)


def cross_validate(
    judged: Judged,
    *,
    lens: Lens,
    folds: int = FOLDS,
    resamples: int = 1_000,
    progress: Progress | None = None,
) -> Evaluation:
    """How well a model ranks each need's judged pairs, its frame and fit learnt on other needs."""
    lens = replace(lens, encoder=Remembering(lens.encoder))
    raw = judged_pairs(judged, lens=lens, progress=progress)
    said = gathered(cross_parts(judged, raw, lens, folds=folds))
    return measured(raw, said, model=f"cross-validated, {folds} folds", resamples=resamples)


def cross_parts(
    judged: Judged, raw: JudgedPairs, lens: Lens, *, folds: int = FOLDS
) -> Iterator[Part]:
    """The folds, each with a frame and a model learnt from the texts and grades of the others.

    Args:
        judged: what people graded.
        raw: its pairs, through any frame.
        lens: how to compare.
        folds: how many.
    """
    _require(raw)
    ids = np.array(sorted({each.need_id for each in judged.judgements}))
    for held in folds_of(raw, folds):
        kept = set(ids[~held])
        known = [each for each in judged.judgements if each.need_id in kept]
        within = framed(lens, replace(judged, judgements=known))
        pairs = judged_pairs(judged, lens=within)
        yield pairs, fitted(pairs.of(~held), within, name="cross-validated"), held


def fitted(pairs: JudgedPairs, lens: Lens, *, name: str) -> RankingModel:
    """The model for pairs whose similarities are known."""
    _require(pairs)

    def fusion(training: JudgedPairs) -> RankingModel:
        return _fusion(training, lens, name=name)

    def forest(training: JudgedPairs) -> RankingModel:
        return _forest(training, lens, fusion(training))

    plain, learned = (_crossed(pairs, fitter, folds=FOLDS) for fitter in (fusion, forest))
    gain = compare(pairs, learned, plain).ndcg_at_10
    wins = gain.low > 0
    chosen, crossed = (forest, learned) if wins else (fusion, plain)
    above = recommend_above(pairs, crossed)
    provenance: dict[str, Any] = {
        "needs": pairs.needs,
        "pairs": len(pairs.grades),
        "kind": "trees" if wins else "fusion",
        "trees_over_fusion_ndcg_at_10": asdict(gain),
    }
    return replace(chosen(pairs), recommend_above=above, provenance=provenance)


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean difference of two models over needs, and its 95 % paired bootstrap bounds."""

    mean: float
    low: float
    high: float
    needs: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a model compares to another on the same judged pairs.

    Args:
        ndcg_at_10: gain in the order, over needs that count for it.
        log_likelihood: gain in the mean log chance given to the grades people gave.
    """

    ndcg_at_10: Gain
    log_likelihood: Gain

    @property
    def is_better(self) -> bool:
        """Surely better in one, and not surely worse in the other."""
        gains = (self.ndcg_at_10, self.log_likelihood)
        return any(gain.low > 0 for gain in gains) and not any(gain.high < 0 for gain in gains)


def compare(pairs: JudgedPairs, ours: Predictions, theirs: Predictions) -> Comparison:
    """What `ours` gains over `theirs`, need by need."""
    return Comparison(
        _gain(per_need(pairs, ours.scores)[:, 0] - per_need(pairs, theirs.scores)[:, 0]),
        _gain(_likelihoods(pairs, ours.chances) - _likelihoods(pairs, theirs.chances)),
    )


def _likelihoods(pairs: JudgedPairs, chances: Floats) -> Floats:
    """Mean log chance of the grades given, for each need: shape (needs,)."""
    edges = np.column_stack([np.ones(len(chances)), chances, np.zeros(len(chances))])
    rows = np.arange(len(chances))
    given = edges[rows, pairs.grades - 1] - edges[rows, pairs.grades]
    logs = np.log(np.maximum(given, CHANCE_MIN))
    means: Floats = np.bincount(pairs.need, logs, pairs.needs) / pairs.group_sizes
    return means


def _gain(difference: Floats) -> Gain:
    known = difference[~np.isnan(difference)]
    if not len(known):
        return Gain(0.0, 0.0, 0.0, 0)

    def measure(drawn: npt.NDArray[np.intp]) -> Mapping[str, float]:
        return {"mean": float(known[drawn].mean())}

    low, high = metrics.bootstrap(len(known), measure, resamples=RESAMPLES, seed=0)["mean"]
    if len(known) < COMPARED_MIN:
        low, high = min(0.0, float(known.min())), max(0.0, float(known.max()))
    return Gain(float(known.mean()), low, high, len(known))


def recommend_above(pairs: JudgedPairs, predictions: Predictions) -> float:
    """The least chance from which recommendations keep `PRECISION_AIM`.

    At least `NEEDS_SHARE_MIN` of the needs see one all the same, so where the aim is out of
    reach the threshold that serves just that share is taken; but never one below
    `RECOMMENDED_CHANCE_MIN`.
    """
    chances = predictions.chances[:, 1]
    best = np.array([chances[pairs.need == each].max() for each in range(pairs.needs)])
    thresholds = np.sort(best)[::-1]
    least = max(int(np.ceil(NEEDS_SHARE_MIN * pairs.needs)) - 1, 0)
    chosen = float(thresholds[least])
    for threshold in thresholds[least:]:
        marked = mark(predictions.scores, chances, pairs.need, above=threshold)
        if (pairs.grades[marked] >= metrics.RELEVANT).mean() < PRECISION_AIM:
            break
        chosen = float(threshold)
    return max(chosen, RECOMMENDED_CHANCE_MIN)


def _require(pairs: JudgedPairs) -> None:
    if len(pairs.grades) < PAIRS_MIN or pairs.needs < NEEDS_MIN:
        raise MatchingError(
            ErrorCode.JUDGEMENTS_TOO_FEW,
            found=f"{pairs.needs} 项需求、{len(pairs.grades)} 对 (needs, pairs)",
            required=f"{NEEDS_MIN} 项需求、{PAIRS_MIN} 对 (needs, pairs)",
        )


def _fusion(pairs: JudgedPairs, lens: Lens, *, name: str) -> RankingModel:
    centres = tuple(map(float, pairs.similarities.mean(axis=0)))
    spreads = tuple(max(float(each), SPREAD_MIN) for each in pairs.similarities.std(axis=0))
    tried = [
        (weights, fuse(pairs.similarities, centres=centres, spreads=spreads, weights=weights))
        for weights in (WEIGHTINGS if lens.frame else (EVEN,))
    ]
    weights, scores = max(tried, key=lambda each: _mean_ndcg(pairs, each[1]))
    return RankingModel(
        name,
        lens.encoder.name,
        centres,
        spreads,
        Calibration.fitted(scores, pairs.grades),
        1.0,
        scales=lens.scales,
        frame=lens.frame,
        weights=weights,
    )


def _mean_ndcg(pairs: JudgedPairs, scores: Floats) -> float:
    """Over the needs that can tell; 0 where none can, so that the first of several stands."""
    found = per_need(pairs, scores)[:, 0]
    known = found[~np.isnan(found)]
    return float(known.mean()) if len(known) else 0.0


def _forest(pairs: JudgedPairs, lens: Lens, fusion: RankingModel) -> RankingModel:
    """The trees, calibrated on scores of needs that they did not see."""
    fused = fusion.fused(pairs.similarities)

    def grown(training: JudgedPairs) -> RankingModel:
        base = _fusion(training, lens, name=fusion.name)
        own = base.scores(training.similarities)
        return replace(base, trees=_train(training, own))

    scores = np.empty(len(pairs.grades))
    for held in folds_of(pairs):
        rows = held[pairs.need]
        scores[rows] = grown(pairs.of(~held)).scores(pairs.similarities[rows])
    calibration = Calibration.fitted(scores, pairs.grades)
    return replace(fusion, trees=_train(pairs, fused), calibration=calibration)


def _train(pairs: JudgedPairs, fused: Floats) -> str:
    return trees.train(pairs.similarities, fused, pairs.grades, pairs.group_sizes, seed=0)


def _crossed(pairs: JudgedPairs, fitter: Fitter, *, folds: int) -> Predictions:
    """Predictions for each need by a model fitted without it."""
    return gathered((pairs, fitter(pairs.of(~held)), held) for held in folds_of(pairs, folds))


def folds_of(pairs: JudgedPairs, folds: int = FOLDS) -> Iterator[npt.NDArray[np.bool_]]:
    """Which needs are held back, fold by fold: shape (needs,), dealt out in a fixed order."""
    fold = np.random.default_rng(0).permutation(pairs.needs) % folds
    return (fold == number for number in range(folds))


def gathered(parts: Iterable[Part]) -> Predictions:
    """What each fold's model says of the needs held back from it, in the order of the pairs."""
    scores, chances, marked = np.zeros(0), np.zeros((0, 3)), np.zeros(0, bool)
    for pairs, model, held in parts:
        rows, said = held[pairs.need], predict(pairs.of(held), model)
        if not len(scores):
            scores, chances = np.zeros(len(rows)), np.zeros((len(rows), 3))
            marked = np.zeros(len(rows), bool)
        scores[rows], chances[rows], marked[rows] = said.scores, said.chances, said.marked
    return Predictions(scores, chances, marked)
