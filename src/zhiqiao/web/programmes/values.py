"""What is told of programmes: plain values, ready for pages and the API."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ProgrammeSummary:
    """One programme in a list.

    Attributes:
        is_in_force: whether it has a rule on the day that was asked for.
        is_to_verify: whether its rule still has to be checked by a person.
    """

    id: str
    name: str
    department: str
    level: str
    mode: str
    is_in_force: bool
    is_to_verify: bool
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as the rule writes it, with its clause."""

    id: str
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class ProgrammeDetail:
    """One programme with the rule of a day; without one, `conditions` and the rest are empty."""

    summary: ProgrammeSummary
    documents: tuple[str, ...]
    conditions: tuple[Condition, ...]
    facts: tuple[str, ...]
    materials: tuple[str, ...]
    benefits: tuple[str, ...]
    audience: str
    note: str


@dataclass(frozen=True, slots=True)
class ClauseSentence:
    """One condition for one organisation.

    Attributes:
        kind: "premise", "clause", "exclusion" or "manual".
        state: "holds", "fails", "missing", "undefined" or "manual"; of an exclusion, "holds"
            means that it excludes.
        is_deciding: whether the verdict is not MET because of it.
    """

    id: str
    kind: str
    state: str
    sentence: str
    citation: str
    missing: tuple[str, ...]
    is_deciding: bool
    is_to_verify: bool


@dataclass(frozen=True, slots=True)
class ProgrammeAssessment:
    """How one programme stands; amounts in fen, None is unknown and never 0.

    Attributes:
        verdict: "MET", "UNMET", "UNKNOWN", "MANUAL" or "NOT_APPLICABLE".
        amount_fen: what is due; only where the verdict is MET.
        potential_fen: what would be due if it were met.
        bound_fen: the most that can be due.
        missing: the facts that it waits for.
    """

    id: str
    name: str
    department: str
    verdict: str
    amount_fen: int | None
    potential_fen: int | None
    bound_fen: int | None
    missing: tuple[str, ...]
    summary: str
    clauses: tuple[ClauseSentence, ...]
    is_to_verify: bool


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A fact worth asking for, and the programmes that it helps to decide."""

    fact: str
    text: str
    decides: tuple[str, ...]
    at_stake_fen: int


@dataclass(frozen=True, slots=True)
class OrganisationAssessment:
    """How every programme in force stands for an organisation, on the facts that someone sees.

    Attributes:
        is_partial_view: whether some facts may be hidden from the one who asked; verdicts and
            amounts rest on the others alone.
        facts: the names of the facts that it rests on.
        disputed: facts that the organisation disputes, and that count as unknown for it.
    """

    organisation_id: int
    on: date
    is_partial_view: bool
    facts: tuple[str, ...]
    disputed: tuple[str, ...]
    questions: tuple[NextQuestion, ...]
    programmes: tuple[ProgrammeAssessment, ...]
