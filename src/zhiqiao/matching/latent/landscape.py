"""All facts of all enterprises at once, and how well each would go on from a profile's facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.grams import Rarity
from zhiqiao.matching.latent.model import LatentModel
from zhiqiao.matching.latent.values import Fact, Profile, Source
from zhiqiao.matching.latent.vectors import Kernel, beside, spread, unit
from zhiqiao.matching.latent.views import SOURCE_OF, Cut, views
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import fold

Rows = npt.NDArray[np.intp]
Scores = npt.NDArray[np.float64]
EXPONENT_MAX = 60.0


@dataclass(frozen=True)
class Landscape:
    """The facts in the order of their ids, whose they are, and how alike they are.

    Args:
        facts: n facts, ascending by id.
        owner: shape (n,), the number of each fact's profile.
        profiles: the enterprises, ascending by id.
        kernels: for each view of `views.VIEWS` shape (n, n).
    """

    facts: tuple[Fact, ...]
    owner: Rows
    profiles: tuple[Profile, ...]
    kernels: Mapping[str, Kernel]

    @classmethod
    def of(cls, profiles: Sequence[Profile], *, encoder: Encoder, cut: Cut) -> "Landscape":
        """The landscape of these enterprises. Their order, and that of their facts, is nothing.

        Raises:
            MatchingError: ID_TWICE for two profiles or two facts of one id.
        """
        ordered = tuple(sorted(profiles, key=lambda profile: profile.id))
        _refuse_twice([profile.id for profile in ordered], what="企业 (profile)")
        held = sorted(
            ((fact, number) for number, each in enumerate(ordered) for fact in each.facts),
            key=lambda pair: pair[0].id,
        )
        facts = tuple(fact for fact, _ in held)
        _refuse_twice([fact.id for fact in facts], what="事实 (fact)")
        owner = np.array([number for _, number in held], np.intp)
        kernels = views(facts, encoder=encoder, cut=cut) if facts else {}
        return cls(facts, owner, ordered, kernels)

    @cached_property
    def rarity(self) -> Rarity:
        """How rare characters and their pairs are in these facts."""
        return Rarity.of([fold(f"{fact.title}。{fact.text}") for fact in self.facts])

    def rows_of(self, profile_id: str) -> Rows:
        """Which facts are the profile's."""
        number = [each.id for each in self.profiles].index(profile_id)
        return np.flatnonzero(self.owner == number)


@dataclass(frozen=True)
class Outlook:
    """A landscape seen with one model: scores for any set of facts held.

    Args:
        ties: shape (n, n), smoothed likeness, diagonal 0, standard deviation 1.
        pulls: shape (n_profiles, n) float64, how strongly each profile draws each fact, >= 0.
        drawn: shape (n,), the sum of `pulls` over profiles.
    """

    landscape: Landscape
    model: LatentModel
    ties: Kernel
    pulls: Scores
    drawn: Scores

    @classmethod
    def of(
        cls,
        landscape: Landscape,
        model: LatentModel,
        trust: Mapping[Source, float] | None = None,
    ) -> "Outlook":
        """Fuses the views, smooths them and sums up every profile once."""
        fused = fuse(landscape.kernels, model.by_view(), trust or {})
        ties = smoothed(fused, model.ridge)
        pulls = _pulls(landscape, ties, model.shrink)
        return cls(landscape, model, ties, pulls, pulls.sum(axis=0))

    def scores(self, mine: Rows, *, owner: int | None) -> Scores:
        """How well every fact would go on from the facts `mine`: shape (n,), higher is likelier.

        A fact that other enterprises' facts lead to as well says less about this one: their
        pull is taken off (softmax over holders, none of whom counts the fact itself).

        Args:
            mine: the facts held, at least one.
            owner: the profile's number, which does not compete with itself; None if unknown.
        """
        pull = self.ties[mine].sum(axis=0, dtype=np.float64) / (len(mine) + self.model.shrink)
        own = self.pulls[owner] if owner is not None else 0.0
        others = np.maximum(self.drawn - own, 0.0)
        return np.asarray(pull - np.log1p(others), np.float64)


def fuse(
    kernels: Mapping[str, Kernel], weights: Mapping[str, float], trust: Mapping[Source, float]
) -> Kernel:
    """The weighted sum of the views: shape (n, n), standard deviation 1 beside the diagonal."""
    total = sum(
        np.float32(weights[name] * trust.get(SOURCE_OF[name], 1.0)) * kernel
        for name, kernel in kernels.items()
    )
    return unit(np.asarray(total, np.float32))


def smoothed(fused: Kernel, ridge: float) -> Kernel:
    """The likeness, and what a ridge regression of "is it held" on all facts makes of it.

    Every fact but those held counts as not held (positive and unlabelled learning; Elkan and
    Noto 2008; kernel ridge as in Saunders et al. 1998). What is alike by what everybody shares
    fades, what is alike by something rare stays. The sum of both, each of standard deviation 1.
    """
    size = len(fused)
    penalty = np.float32(ridge * size)
    inverse = np.linalg.inv(fused + penalty * np.eye(size, dtype=np.float32))
    regressed = np.asarray(-(inverse + inverse.T), np.float32)
    both = unit(regressed) + beside(fused) / spread(fused)
    return unit(np.asarray(both, np.float32))


def _pulls(landscape: Landscape, ties: Kernel, shrink: float) -> Scores:
    """exp(mean tie of each profile's facts, the fact itself left out); 0 where none is left."""
    member = np.zeros((len(landscape.profiles), len(ties)), np.float32)
    member[landscape.owner, np.arange(len(ties))] = 1
    count = member.sum(axis=1, keepdims=True) - member
    mean = (member @ ties) / np.maximum(count + np.float32(shrink), 1)
    pulls = np.exp(np.minimum(mean.astype(np.float64), EXPONENT_MAX))
    return np.where(count > 0, pulls, 0.0)


def _refuse_twice(ids: Sequence[str], *, what: str) -> None:
    for left, right in pairwise(ids):
        if left == right:
            raise MatchingError(ErrorCode.ID_TWICE, id=left, what=what)
