"""Fitting the weights of the views to who holds what, and measuring that by cross-fitting."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from zhiqiao.common import ErrorCode
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.latent.held_out import (
    FACTS_MIN,
    Hidden,
    LatentEvaluation,
    hidden_facts,
    ranks,
    summed_up,
)
from zhiqiao.matching.latent.landscape import Landscape, Outlook
from zhiqiao.matching.latent.model import LatentModel
from zhiqiao.matching.latent.vectors import Kernel

NEAR = 150
FAR = 150
DECAY = 1e-3
ASSIGNEES_MIN = 2
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


def fitted_weights(
    landscape: Landscape, hidden: Sequence[Hidden], start: LatentModel, *, seed: int = 0
) -> tuple[float, ...]:
    """Weights >= 0 under which the hidden facts are likeliest among the facts not held.

    Conditional logit (McFadden 1974) over mean likeness in each view, every enterprise counting
    alike, a slight ridge. Of the facts not held the `NEAR` likeliest under `start` take part and
    `FAR` others drawn at random, which stand for the rest.
    """
    kernels = list(landscape.kernels.values())
    rough = Outlook.of(landscape, start)
    generator = np.random.default_rng(seed)
    sampled = [_sampled(rough, each, generator) for each in hidden]
    near = min(len(rows) for rows, _ in sampled)
    seen = np.stack(
        [_seen(kernels, each, rows[:near]) for each, (rows, _) in zip(hidden, sampled, strict=True)]
    )
    offsets = np.stack([offset[:near] for _, offset in sampled])
    _, group, sizes = np.unique(
        [each.profile for each in hidden], return_inverse=True, return_counts=True
    )
    share = 1 / sizes[group] / len(sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = seen @ weights + offsets
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        missed = seen[:, 0] - np.einsum("qc,qck->qk", chances, seen)
        value = -(share * np.log(np.maximum(chances[:, 0], 1e-300))).sum()
        return float(value + DECAY * weights @ weights), -share @ missed + 2 * DECAY * weights

    begin = np.full(len(kernels), 0.1)
    bounds = [(0.0, None)] * len(kernels)
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds)
    return tuple(float(weight) for weight in found.x)


def cross_fitted(
    landscape: Landscape, start: LatentModel, *, folds: int, seed: int = 0
) -> LatentEvaluation:
    """The figures when the weights used on an enterprise were fitted to other enterprises.

    There are at most as many folds as enterprises with `FACTS_MIN` facts.

    Raises:
        MatchingError: ASSIGNEES_TOO_FEW below two such enterprises; as `hidden_facts`.
    """
    hidden = hidden_facts(landscape)
    profiles = np.unique([each.profile for each in hidden])
    if len(profiles) < ASSIGNEES_MIN:
        raise MatchingError(
            ErrorCode.ASSIGNEES_TOO_FEW,
            required=ASSIGNEES_MIN,
            patents=FACTS_MIN,
            found=len(profiles),
        )
    folds = min(folds, len(profiles))
    fold_of = dict(
        zip(
            profiles.tolist(),
            (np.random.default_rng(seed).permutation(len(profiles)) % folds).tolist(),
            strict=True,
        )
    )
    found = np.zeros(len(hidden))
    for fold in range(folds):
        inside = np.array([fold_of[each.profile] == fold for each in hidden])
        others = [each for each, is_in in zip(hidden, inside, strict=True) if not is_in]
        weights = fitted_weights(landscape, others, start, seed=seed)
        outlook = Outlook.of(landscape, replace(start, weights=weights))
        found[inside] = ranks(
            outlook, [each for each, is_in in zip(hidden, inside, strict=True) if is_in]
        )
    return summed_up(Outlook.of(landscape, start), hidden, found, resamples=2_000)


def _sampled(
    outlook: Outlook, hidden: Hidden, generator: np.random.Generator
) -> tuple[Rows, Floats]:
    """The hidden fact first, the likeliest others, some others; log of how many each stands for."""
    scores = outlook.scores(hidden.rest, owner=hidden.profile)
    scores[hidden.rest] = -np.inf
    scores[hidden.row] = np.inf
    order = np.argsort(-scores, kind="stable")[: len(scores) - len(hidden.rest)]
    near, rest = order[: NEAR + 1], order[NEAR + 1 :]
    far = generator.choice(rest, min(FAR, len(rest)), replace=False) if len(rest) else rest
    stands_for = np.log(len(rest) / len(far)) if len(far) else 0.0
    return np.r_[near, far], np.r_[np.zeros(len(near)), np.full(len(far), stands_for)]


def _seen(kernels: Sequence[Kernel], hidden: Hidden, rows: Rows) -> Floats:
    """Mean likeness of the remaining facts to each row in each view: shape (n_rows, n_views)."""
    return np.stack(
        [kernel[np.ix_(hidden.rest, rows)].mean(axis=0, dtype=np.float64) for kernel in kernels],
        axis=1,
    )
