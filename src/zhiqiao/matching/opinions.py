"""Opinions beside the ranking: how far they move a match, and whether they earn more than that.

An opinion is a grade that a judge (a language model) gave a pair after reading it. Nothing says
that its grades mean what people's do, so as it stands it moves matches by a few places within the
first twenty and leaves chances and grades alone. A fit on pairs that people graded may find that
it tells more: only where it surely does, chances take it up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching.calibrate import GRADES, Floats
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.logistic import logistic
from zhiqiao.matching.values import Relevance, Span

TOP = 20
"""Opinions count among so many best matches only."""
PLACES_PER_GRADE = 3.0
"""So many places a match moves for each grade that the opinion is above or below what the
ranking expects; three grades at most, so nine places."""
NEEDS_MIN, PAIRS_MIN = 20, 200
FOLDS = 5
RIDGE = 1.0
CHANCE_MIN = 1e-4
MIDDLE = 2.5
NONE = 0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of a pair; the spans are verbatim, and known for grades 3 and 4."""

    offer_id: str
    relevance: Relevance
    need: Span | None
    offer: Span | None


def reorder(scores: Sequence[float], opinions: Sequence[int | None]) -> tuple[int, ...]:
    """The matches in the order to show them, as their places (from 0) in the order given.

    Args:
        scores: of the matches, best first: the mean of the chances of grades 2, 3 and 4, as in
            `Match.score`, so that 1 + 3 × score is the grade expected.
        opinions: the judge's grades, None where it gave none.

    A match that nobody has an opinion of keeps its place as far as others let it; ties keep the
    order given. Matches after the first `TOP` stay where they are.

    >>> reorder([0.3, 0.3, 0.3, 0.3], [None, None, None, 4])
    (3, 0, 1, 2)
    """
    top = min(TOP, len(scores))
    wanted = [
        place - (0.0 if opinion is None else PLACES_PER_GRADE * (opinion - 1 - 3 * score))
        for place, (score, opinion) in enumerate(zip(scores, opinions, strict=True))
    ]
    first = sorted(range(top), key=lambda place: (wanted[place], place))
    return (*first, *range(top, len(scores)))


@dataclass(frozen=True, slots=True)
class OpinionFit:
    """Chances that take opinions up: logit P' = intercept + slope · logit P + weight · opinion.

    One curve for each grade of `GRADES`; slopes and weights never negative, so neither a better
    score nor a better opinion lowers a chance.

    Args:
        intercepts, slopes, weights: for P(grade >= 2, 3, 4).
    """

    intercepts: tuple[float, float, float]
    slopes: tuple[float, float, float]
    weights: tuple[float, float, float]

    def chances(self, chances: npt.ArrayLike, opinions: npt.ArrayLike) -> Floats:
        """P(grade >= 2, 3, 4): shape (n, 3), falling along each row.

        Args:
            chances: of the ranking, shape (n, 3).
            opinions: grades 1 to 4, shape (n,); `NONE` (0) leaves the row as it is.
        """
        before = np.asarray(chances, float)
        given = np.asarray(opinions)
        logits = (
            np.asarray(self.intercepts)
            + np.asarray(self.slopes) * _logits(before)
            + np.outer(given - MIDDLE, np.asarray(self.weights))
        )
        after = np.minimum.accumulate(_chance(logits), axis=1)
        blended: Floats = np.where((given == NONE)[:, None], before, after)
        return blended


@dataclass(frozen=True)
class GradedOpinions:
    """Pairs that people graded and a judge has an opinion of.

    Args:
        need: shape (n,), number of the pair's need, 0 … needs - 1.
        grades: people's, 1 to 4, shape (n,).
        chances: of a ranking that did not learn from these grades, shape (n, 3).
        opinions: the judge's grades, 1 to 4, shape (n,).
    """

    need: npt.NDArray[np.intp]
    grades: npt.NDArray[np.int64]
    chances: Floats
    opinions: npt.NDArray[np.int64]

    @property
    def needs(self) -> int:
        """How many needs there are."""
        return len(np.unique(self.need))

    def of(self, rows: npt.NDArray[np.bool_]) -> "GradedOpinions":
        """Some of the pairs."""
        return GradedOpinions(
            self.need[rows], self.grades[rows], self.chances[rows], self.opinions[rows]
        )


@dataclass(frozen=True, slots=True)
class OpinionTrial:
    """What taking opinions up gains in the mean log chance of people's grades, by need.

    `gain` is cross-fitted over needs; `low` and `high` are its 95 % paired bootstrap bounds.
    """

    fit: OpinionFit
    needs: int
    pairs: int
    gain: float
    low: float
    high: float

    @property
    def counts(self) -> bool:
        """Whether chances may take opinions up: they surely gain by it."""
        return self.low > 0


def try_opinions(graded: GradedOpinions) -> OpinionTrial:
    """Whether opinions tell more than the ranking does, judged on needs not fitted on.

    Raises:
        MatchingError: JUDGEMENTS_TOO_FEW below `PAIRS_MIN` pairs or `NEEDS_MIN` needs.
    """
    if len(graded.grades) < PAIRS_MIN or graded.needs < NEEDS_MIN:
        raise MatchingError(
            ErrorCode.JUDGEMENTS_TOO_FEW,
            found=f"{graded.needs} 项需求、{len(graded.grades)} 对 (needs, pairs)",
            required=f"{NEEDS_MIN} 项需求、{PAIRS_MIN} 对 (needs, pairs)",
        )
    plain = _crossed(graded, _without_opinions)
    taken_up = _crossed(graded, fit_opinions)
    gains = _by_need(graded, _likelihoods(graded, taken_up) - _likelihoods(graded, plain))
    low, high = _bounds(gains)
    fit = fit_opinions(graded)
    return OpinionTrial(fit, graded.needs, len(graded.grades), float(gains.mean()), low, high)


def fit_opinions(graded: GradedOpinions) -> OpinionFit:
    """The curves that fit people's grades best, whether or not they gain anything."""
    curves = [_curve(graded, k, with_opinions=True) for k in range(len(GRADES))]
    intercepts, slopes, weights = zip(*curves, strict=True)
    return OpinionFit(intercepts, slopes, weights)


def _without_opinions(graded: GradedOpinions) -> OpinionFit:
    """The same curves without opinions: what recalibrating alone would gain does not count."""
    curves = [_curve(graded, k, with_opinions=False) for k in range(len(GRADES))]
    intercepts, slopes, weights = zip(*curves, strict=True)
    return OpinionFit(intercepts, slopes, weights)


def _curve(graded: GradedOpinions, k: int, *, with_opinions: bool) -> tuple[float, float, float]:
    """Intercept, slope and weight, pulled towards leaving chances alone."""
    opinions = (graded.opinions - MIDDLE) * with_opinions
    logits = _logits(graded.chances)[:, k]
    found = logistic(
        np.column_stack([np.ones(len(logits)), logits, opinions]),
        graded.grades >= GRADES[k],
        start=np.array([0.0, 1.0, 0.0]),
        ridge=RIDGE,
        rising=(1, 2),
    )
    return float(found[0]), float(found[1]), float(found[2])


def _crossed(graded: GradedOpinions, fit: Callable[[GradedOpinions], OpinionFit]) -> Floats:
    """Chances for each need by curves fitted without it; needs dealt out in a fixed order."""
    numbers = np.unique(graded.need)
    dealt = np.random.default_rng(0).permutation(len(numbers)) % FOLDS
    fold = dealt[np.searchsorted(numbers, graded.need)]
    chances = np.empty_like(graded.chances)
    for number in range(FOLDS):
        held_back = fold == number
        fitted = fit(graded.of(~held_back))
        chances[held_back] = fitted.chances(graded.chances[held_back], graded.opinions[held_back])
    return chances


def _likelihoods(graded: GradedOpinions, chances: Floats) -> Floats:
    """Log chance of each grade given: shape (n,)."""
    edges = np.column_stack([np.ones(len(chances)), chances, np.zeros(len(chances))])
    rows = np.arange(len(chances))
    given = edges[rows, graded.grades - 1] - edges[rows, graded.grades]
    logs: Floats = np.log(np.maximum(given, CHANCE_MIN))
    return logs


def _by_need(graded: GradedOpinions, values: Floats) -> Floats:
    """The mean of each need's values."""
    _numbers, place = np.unique(graded.need, return_inverse=True)
    means: Floats = np.bincount(place, values) / np.bincount(place)
    return means


def _bounds(gains: Floats) -> tuple[float, float]:
    from zhiqiao.matching import metrics

    def measure(drawn: npt.NDArray[np.intp]) -> Mapping[str, float]:
        return {"mean": float(gains[drawn].mean())}

    low, high = metrics.bootstrap(len(gains), measure, resamples=2_000, seed=0)["mean"]
    return float(low), float(high)


def _logits(chances: Floats) -> Floats:
    held = np.clip(chances, CHANCE_MIN, 1 - CHANCE_MIN)
    logits: Floats = np.log(held / (1 - held))
    return logits


def _chance(logits: Floats) -> Floats:
    chances: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40)))
    return chances
