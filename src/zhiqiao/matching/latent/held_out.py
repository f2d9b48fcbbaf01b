"""How often the fact that was hidden is found: the measured figure of latent needs.

Each fact of every enterprise with at least `FACTS_MIN` is hidden and ranked among all facts of
others by the enterprise's remaining ones. Figures are means over enterprises of their means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.latent.landscape import Landscape, Outlook, Rows
from zhiqiao.matching.latent.values import Profile
from zhiqiao.matching.metrics import bootstrap

FACTS_MIN = 3
TOP = 10
FACTS_MAX = 12_000
"""All facts are compared with all, in five views: so many take some 10 GiB."""
NAMES = ("hit_at_10", "mrr", "hit_at_50")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Hidden:
    """One hidden fact: which, of which profile, and what remains."""

    row: int
    profile: int
    rest: Rows


@dataclass(frozen=True)
class LatentEvaluation:
    """Figures with 95 % bootstrap intervals over enterprises.

    Args:
        figures: `hit_at_10`, `mrr`, `hit_at_50`; `hit_at_10_by_chance`, what an order drawn at
            random would reach; `calibration_error` where it was measured.
        intervals: nan where there is one enterprise.
        candidates: among how many facts the hidden one was looked for, at least.
        ranks: shape (n_hidden,), from 1; ties at their mean rank.
    """

    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    assignees: int
    hidden: int
    facts: int
    candidates: int
    model: str
    ranks: Floats

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "model": self.model,
            **self.figures,
            "assignees": self.assignees,
            "hidden": self.hidden,
            "patents": self.facts,
            "candidates": self.candidates,
            "intervals": {
                name: [None if np.isnan(bound) else bound for bound in bounds]
                for name, bounds in self.intervals.items()
            },
        }


def refuse_too_many(profiles: Sequence[Profile]) -> None:
    """To be asked before a landscape is made to measure on.

    Raises:
        MatchingError: PATENTS_TOO_MANY over `FACTS_MAX` facts.
    """
    found = sum(len(each.facts) for each in profiles)
    if found > FACTS_MAX:
        raise MatchingError(ErrorCode.PATENTS_TOO_MANY, found=found, limit=FACTS_MAX)


def hidden_facts(landscape: Landscape) -> list[Hidden]:
    """Every fact to hide, in the order of profiles and facts.

    Raises:
        MatchingError: ASSIGNEES_TOO_FEW where no enterprise has `FACTS_MIN` facts, RIVALS_NONE
            where nobody else has any.
    """
    found = []
    for number in range(len(landscape.profiles)):
        rows = np.flatnonzero(landscape.owner == number)
        if len(rows) >= FACTS_MIN:
            found += [Hidden(int(row), number, rows[rows != row]) for row in rows]
    if not found:
        raise MatchingError(ErrorCode.ASSIGNEES_TOO_FEW, required=1, patents=FACTS_MIN, found=0)
    if len(np.unique(landscape.owner)) == 1:
        raise MatchingError(ErrorCode.RIVALS_NONE)
    return found


def rank_of(scores: Floats, hidden: Hidden) -> float:
    """The place of the hidden fact among all facts not held, from 1; ties at their mean."""
    others = np.ones(len(scores), np.bool_)
    others[hidden.rest] = others[hidden.row] = False
    rivals, own = scores[others], scores[hidden.row]
    return float(1 + (rivals > own).sum() + (rivals == own).sum() / 2)


def ranks(outlook: Outlook, hidden: Sequence[Hidden]) -> Floats:
    """The rank of each hidden fact: shape (n_hidden,)."""
    return np.array(
        [rank_of(outlook.scores(each.rest, owner=each.profile), each) for each in hidden]
    )


def summed_up(
    outlook: Outlook, hidden: Sequence[Hidden], found: Floats, *, resamples: int, seed: int = 0
) -> LatentEvaluation:
    """The figures of these ranks."""
    _, group = np.unique([each.profile for each in hidden], return_inverse=True)
    table = per_profile(found, group)
    candidates = np.array([len(outlook.landscape.facts) - len(each.rest) for each in hidden])
    by_chance = np.bincount(group, np.minimum(TOP / candidates, 1)) / np.bincount(group)

    def measure(drawn: npt.NDArray[np.intp]) -> dict[str, float]:
        means = table[drawn].mean(axis=0)
        return dict(zip(NAMES, map(float, means), strict=True))

    if len(table) > 1:
        intervals = bootstrap(len(table), measure, resamples=resamples, seed=seed)
    else:
        intervals = dict.fromkeys(NAMES, (np.nan, np.nan))
    return LatentEvaluation(
        figures={
            **measure(np.arange(len(table))),
            "hit_at_10_by_chance": float(by_chance.mean()),
        },
        intervals=intervals,
        assignees=len(table),
        hidden=len(hidden),
        facts=len(outlook.landscape.facts),
        candidates=int(candidates.min()),
        model=outlook.model.name,
        ranks=found,
    )


def per_profile(found: Floats, group: npt.NDArray[np.intp]) -> Floats:
    """hit@10, reciprocal rank and hit@50 of each profile: shape (n_profiles, 3)."""
    each = np.stack([found <= TOP, 1 / found, found <= 5 * TOP], axis=1)
    sizes = np.bincount(group)[:, None]
    return np.stack([np.bincount(group, column) for column in each.T], axis=1) / sizes
