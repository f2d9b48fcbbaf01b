"""What latent needs are inferred from, and what an inferred need is. All frozen."""

from dataclasses import dataclass, field
from enum import StrEnum

from zhiqiao.matching.values import Part


class FactKind(StrEnum):
    """What a fact tells of an enterprise: made, sold, looked for, offered, applied for."""

    PATENT = "patent"
    PRODUCT = "product"
    NEED = "need"
    OFFER = "offer"
    PROGRAMME = "programme"


NEEDED = frozenset({FactKind.PATENT, FactKind.NEED, FactKind.OFFER})
"""What others may need too. What a peer sells, or applied for, only shows how alike it is."""


DIVISION = 3
"""Letter and two digits: the division of GB/T 4754."""


class Source(StrEnum):
    """The sources of evidence. Each can be trusted more or less (`latent.feedback.trust`)."""

    WORDS = "words"
    DRAFTING = "drafting"
    MEANING = "meaning"
    INDUSTRY = "industry"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an enterprise did or asked for. `id` is unique among all facts; text may be ""."""

    id: str
    title: str
    text: str = ""
    kind: FactKind = FactKind.PATENT


@dataclass(frozen=True, slots=True)
class Profile:
    """An enterprise: who it is, its industry (GB/T 4754, e.g. "C3511", or "") and its facts."""

    id: str
    name: str
    industry: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def division(self) -> str:
        """The division of its industry, e.g. "C35"; "" where nobody said."""
        return self.industry.strip().upper()[:DIVISION]


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of a fact: `text == getattr(fact, part)[start:end]`."""

    fact_id: str
    part: Part
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a need is inferred: a fact of the enterprise beside the peer's fact.

    `own` is None where the industry alone speaks. `strength` is this ground's share of all that
    speaks for the need, 0 to 1.
    """

    source: Source
    own: Quote | None
    theirs: Quote
    strength: float


@dataclass(frozen=True, slots=True)
class InferredNeed:
    """A need nobody wrote down. A draft for a person to confirm, edit or reject.

    Args:
        rank: 1 is the likeliest. Equal scores stand in the order of `fact_id`.
        fact_id: the peer's fact that led to it.
        peer_id, peer: whose fact it is.
        title, problem: the draft; verbatim from the fact.
        targets: figures to fill in, with blanks "____".
        score: higher is likelier; comparable within one list alone.
        confidence: calibrated chance that exactly this is what the enterprise does next.
        is_tied: another need of the list has the same score.
        shares: how much each source speaks for it; adds up to 1.
    """

    rank: int
    fact_id: str
    peer_id: str
    peer: str
    title: str
    problem: str
    targets: tuple[str, ...]
    score: float
    confidence: float
    is_tied: bool
    grounds: tuple[Ground, ...] = ()
    shares: dict[Source, float] = field(default_factory=dict)
    mark: str = "推断"
