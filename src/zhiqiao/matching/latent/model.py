"""The few numbers of the scorer, and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhiqiao.matching.latent.values import Source
from zhiqiao.matching.latent.views import SOURCE_OF, VIEWS


@dataclass(frozen=True, slots=True)
class LatentModel:
    """How much each view weighs, how firmly a profile is smoothed, and what a score is worth.

    Args:
        weights: one number >= 0 for each of `views.VIEWS`.
        ridge: the ridge penalty as a share of the number of facts.
        shrink: how many facts without likeness every profile is thought to hold besides.
        intercept, slope, experience: chance = 1 / (1 + exp(-x)), where x = intercept +
            slope * margin + experience * ln(own facts).
        name: which fit.
    """

    weights: tuple[float, ...]
    ridge: float
    shrink: float
    intercept: float
    slope: float
    experience: float
    name: str

    def by_view(self) -> Mapping[str, float]:
        """The weight of each view."""
        return dict(zip(VIEWS, self.weights, strict=True))


# Fitted to who holds which of 2,302 public Chinese patents (CCF BDCI 2022 contest; 119 holders
# of at least three), static vectors: the weights by `latent.fit`, the curves of confidence by
# `latent.confidence`. Ridge and shrink were set by hand; the figure is flat around them (0.30 to
# 0.32). The patents are not part of the project.
SHIPPED = LatentModel(
    weights=(0.24, 0.44, 0.41, 0.67, 0.34),
    ridge=0.0434,
    shrink=1.0,
    intercept=-5.14,
    slope=0.745,
    experience=0.391,
    name="latent-1",
)
# How a text is drafted tells which patents one holder's lawyers wrote. Where texts come from forms
# and listings of all kinds, what is alike in their drafting is the form: its views are left out.
TOPICAL = replace(
    SHIPPED,
    weights=tuple(
        0.0 if SOURCE_OF[view] is Source.DRAFTING else weight
        for view, weight in zip(VIEWS, SHIPPED.weights, strict=True)
    ),
    intercept=-5.32,
    slope=0.846,
    experience=0.359,
    name="latent-1-topical",
)
