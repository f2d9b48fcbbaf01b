"""The shapes of facts, programmes and assessments."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from zhiqiao.web.api.schemas import Body, Day, Key

Period = Annotated[str, Field(max_length=10)]
Piece = Annotated[str, Field(max_length=200)]
Value = (
    Annotated[str, Field(max_length=2_000)]
    | Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True, ge=-(10**18), le=10**18)]
    | Annotated[float, Field(strict=True, ge=-1e15, le=1e15, allow_inf_nan=False)]
    | Annotated[list[Piece], Field(max_length=200)]
)


class NewValue(Body):
    """What a fact is: text with or without its unit, a number, true or false, or a list."""

    value: Value
    period: Period = ""
    as_of: Day | None = None
    replaces: Annotated[Key, Field(strict=True)] | None = None


class FactOut(Schema):
    """One fact. `value` is as it is kept, in `unit`; `shown` as people read it."""

    id: int
    code: str
    name: str
    value: str
    shown: str
    unit: str
    period: str
    as_of: date
    source: str
    source_note: str
    visibility: str
    state: str
    dispute_reason: str
    recorded_at: datetime


class FactList(Schema):
    """The facts of an organisation that the caller sees."""

    organisation_id: int
    items: list[FactOut]


class ProgrammeOut(Schema):
    """A programme as it stands on a day."""

    id: str
    name: str
    department: str
    level: str
    mode: str
    is_in_force: bool
    is_to_verify: bool
    start_on: date | None
    end_on: date | None


class ProgrammePage(Schema):
    """Some programmes, and where the next ones start."""

    items: list[ProgrammeOut]
    next_cursor: str | None


class ConditionOut(Schema):
    """A condition as the rule writes it, with its clause."""

    id: str
    text: str
    clause: str


class ProgrammeDetailOut(Schema):
    """A programme with the rule of a day."""

    summary: ProgrammeOut
    documents: list[str]
    conditions: list[ConditionOut]
    facts: list[str]
    materials: list[str]
    benefits: list[str]
    audience: str
    note: str


class ClauseOut(Schema):
    """One condition for one organisation."""

    id: str
    kind: str
    state: str
    sentence: str
    citation: str
    missing: list[str]
    is_deciding: bool
    is_to_verify: bool


class VerdictOut(Schema):
    """How one programme stands; amounts in fen, null is unknown."""

    id: str
    name: str
    department: str
    verdict: str
    amount_fen: int | None
    potential_fen: int | None
    bound_fen: int | None
    missing: list[str]
    summary: str
    clauses: list[ClauseOut]
    is_to_verify: bool


class QuestionOut(Schema):
    """A fact worth asking for."""

    fact: str
    text: str
    decides: list[str]
    at_stake_fen: int


class AssessmentOut(Schema):
    """How every programme in force stands, on the facts that the caller sees."""

    organisation_id: int
    on: date
    is_partial_view: bool
    facts: list[str]
    disputed: list[str]
    questions: list[QuestionOut]
    programmes: list[VerdictOut]
