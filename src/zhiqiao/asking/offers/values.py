"""What asking over offers takes and gives."""

from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.asking.values import Confidence

SHOWN_MIN = 0.05
"""Below this probability of the first offer none is shown, not even as the nearest."""


class Part(StrEnum):
    """Which part of an offer a passage stands in."""

    TITLE = "title"
    TEXT = "text"
    PROBLEM = "problem"
    ADVANTAGE = "advantage"
    ECONOMICS = "economics"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class OfferText:
    """What an offer says, part by part.

    Attributes:
        stage: the technology readiness level, 1 to 9; None where unknown.
        mode: how the provider would work together.
        price: as it is shown, with its unit.
    """

    id: str
    title: str
    text: str
    problem: str = ""
    advantage: str = ""
    economics: str = ""
    stage: int | None = None
    mode: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True)
class OfferPassage:
    """A sentence of an offer, verbatim, and the part that it stands in."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """An offer with the passages that answer, best first.

    Attributes:
        probability: that it is one asked about; fitted on a development set.
    """

    offer_id: str
    passages: tuple[OfferPassage, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class OfferAnswer:
    """The offers found, best first, and how sure the first is."""

    found: tuple[FoundOffer, ...] = ()
    confidence: Confidence = Confidence.UNSURE
    probability: float = 0.0

    @property
    def shown(self) -> tuple[FoundOffer, ...]:
        """The offers worth showing, if only as the nearest."""
        return self.found if self.probability >= SHOWN_MIN else ()
