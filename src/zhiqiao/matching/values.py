"""The values matching takes and returns. All frozen, none knows where it is stored."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Literal

Part = Literal["title", "text"]
"""Which text of a need or an offer."""


class Relevance(IntEnum):
    """The four grades technology managers give."""

    UNRELATED = 1
    WEAK = 2
    FAIR = 3
    STRONG = 4

    @property
    def label(self) -> str:
        """The Chinese word of the grade."""
        return {4: "强相关", 3: "较强相关", 2: "弱相关", 1: "无相关"}[self.value]


@dataclass(frozen=True, slots=True)
class Need:
    """A technology need of a seeker. Only `id` and `title` are certain to be filled.

    An absent number is None, never 0; an absent text is "".
    """

    id: str
    title: str
    text: str = ""
    field: str = ""
    stage: str = ""
    mode: str = ""
    budget_fen: int | None = None
    deadline_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A research result of a provider. `trl` is 1 to 9, or None when unknown."""

    id: str
    title: str
    text: str = ""
    field: str = ""
    trl: int | None = None
    mode: str = ""
    price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's grade of one pair."""

    need_id: str
    offer_id: str
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim piece of a text: `text == getattr(source, part)[start:end]`."""

    part: Part
    start: int
    end: int
    text: str


class ReasonKind(StrEnum):
    """Which sub-score a reason or a piece of evidence speaks for."""

    TECHNOLOGY = "technology"
    SCENE = "scene"
    MATURITY = "maturity"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the need beside a span of the offer, and how strongly they agree (0 to 1)."""

    kind: ReasonKind
    need: Span
    offer: Span
    strength: float


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence on why, in Chinese and English. `favours` is False for a reservation."""

    kind: ReasonKind
    favours: bool
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class SubScores:
    """Four views of a match, each 0 to 1; None means that the texts do not say."""

    technology: float
    scene: float | None
    maturity: float | None
    constraints: float | None


@dataclass(frozen=True, slots=True)
class Match:
    """One ranked pair.

    `score` is 0 to 1 and orders the list; `probability` is the calibrated chance that a
    technology manager would grade the pair 3 or 4; `recommended` marks the few above the
    model's precision threshold. `similarities` are the numbers that it was ranked by, in the order
    of `similarity.FEATURES`.
    """

    need_id: str
    offer_id: str
    rank: int
    score: float
    probability: float
    relevance: Relevance
    recommended: bool
    sub_scores: SubScores
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    similarities: tuple[float, ...] = ()
