"""From a score to the chance that exactly this is what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.latent.held_out import TOP, Hidden
from zhiqiao.matching.latent.landscape import Outlook
from zhiqiao.matching.latent.model import LatentModel
from zhiqiao.matching.logistic import logistic

Floats = npt.NDArray[np.float64]
LOGIT_MAX = 40.0
RIDGE = 1e-3
BACKGROUND = 5 * TOP
"""The facts after the first `TOP`, up to here, say what an ordinary near fact scores."""


def margins(scores: Floats, order: npt.NDArray[np.intp]) -> Floats:
    """How far the first `TOP` in `order` stand above those after them: shape (<= TOP,).

    Where nothing comes after them, they stand above nothing: 0.
    """
    first, after = scores[order[:TOP]], scores[order[TOP:BACKGROUND]]
    return first - after.mean() if len(after) else np.zeros(len(first))


def chances(found: Floats, model: LatentModel, *, held: int) -> Floats:
    """The chance of each place of one list, from its margins (Platt 1999) and the facts held.

    A list from one fact looks as sure as one from five and is right half as often: hence the
    logarithm of `held`, the number of the enterprise's own facts (counted as 1 where it has none).
    One thing comes next: where the chances of a list add up to more than 1 they are brought to 1.
    """
    known = model.experience * np.log(max(held, 1))
    logits = np.clip(model.intercept + model.slope * found + known, -LOGIT_MAX, LOGIT_MAX)
    each = 1.0 / (1.0 + np.exp(-logits))
    return np.asarray(each / max(float(each.sum()), 1.0), np.float64)


@dataclass(frozen=True)
class Listed:
    """One list for a hidden fact.

    Attributes:
        margins: of its places.
        right: 1 where the listed fact was the hidden one, else 0; as long as `margins`.
        held: how many facts it was made from.
    """

    margins: Floats
    right: Floats
    held: int


def listed(outlook: Outlook, hidden: Sequence[Hidden]) -> list[Listed]:
    """The list for each hidden fact, from all that remains.

    Facts of the enterprise that do not remain are left out: they are no wrong answers.
    """
    found = []
    for each in hidden:
        own = np.flatnonzero(outlook.landscape.owner == each.profile)
        scores = outlook.scores(each.rest, owner=each.profile)
        scores[own[own != each.row]] = -np.inf
        order = np.argsort(-scores, kind="stable")[: len(scores) - len(own) + 1]
        right = (order[:TOP] == each.row).astype(np.float64)
        found.append(Listed(margins(scores, order), right, len(each.rest)))
    return found


def thinned(hidden: Sequence[Hidden], *, seed: int = 0) -> list[Hidden]:
    """The same with fewer facts remaining: of each a number drawn from 1 to all, and which."""
    generator = np.random.default_rng(seed)
    found = []
    for each in hidden:
        held = int(generator.integers(1, len(each.rest) + 1))
        rest = np.sort(generator.permutation(each.rest)[:held])
        found.append(replace(each, rest=rest))
    return found


def fitted_curve(lists: Sequence[Listed]) -> tuple[float, float, float]:
    """Intercept, slope (>= 0) and weight of experience of the logistic curve over all places.

    With a slight ridge.
    """
    found = np.concatenate([each.margins for each in lists])
    right = np.concatenate([each.right for each in lists])
    known = np.concatenate([np.full(len(each.margins), np.log(each.held)) for each in lists])
    design = np.column_stack([np.ones_like(found), found, known])
    line = logistic(design, right, start=np.zeros(3), ridge=RIDGE, rising=(1,))
    return float(line[0]), float(line[1]), float(line[2])


def calibration_error(chance: Floats, right: Floats, *, bins: int = 10) -> float:
    """Mean gap between chance and frequency over bins of equal count (Nixon et al. 2019)."""
    order = np.argsort(chance, kind="stable")
    gaps = [
        len(part) * abs(chance[part].mean() - right[part].mean())
        for part in np.array_split(order, bins)
        if len(part)
    ]
    return float(sum(gaps) / len(chance))
