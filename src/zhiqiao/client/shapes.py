"""What the server answers. Amounts are in fen, times in ISO 8601; more keys may come with time."""

from typing import Any, TypedDict


class Organisation(TypedDict):
    """An organisation as everyone sees it."""

    id: int
    code: str
    name: str
    kind: str
    area: str


class Listing(TypedDict):
    """What needs and offers share."""

    id: int
    code: str
    title: str
    text: str
    field: str
    mode: str
    area: str
    organisation: Organisation
    status: str
    published_on: str | None
    created_at: str
    updated_at: str
    is_demo: bool


class Need(Listing):
    """A need."""

    stage: str
    budget_fen: int | None
    deadline_on: str | None


class Offer(Listing):
    """An offer."""

    kind: str
    trl: int | None
    price_fen: int | None
    problem: str
    advantage: str
    economics: str


class Run(TypedDict):
    """A run of the engine; `state` is waiting, running, done or failed."""

    id: int
    need_id: int | None
    offer_id: int | None
    state: str
    searched: int
    candidates: int
    model: str | None
    asked_at: str
    finished_at: str | None
    failure: str


class Side(TypedDict):
    """One side of a pair, in short."""

    id: int
    code: str
    title: str
    organisation: Organisation


class Suggestion(TypedDict):
    """One ranked pair. A suggestion, never a decision."""

    id: int
    rank: int
    need: Side
    offer: Side
    score: float
    probability: float
    relevance: int
    recommended: bool
    technology: float
    scene: float | None
    maturity: float | None
    constraints: float | None
    reasons: list[dict[str, Any]]
    evidence: list[dict[str, Any]]


class Matches(TypedDict):
    """The latest finished run with all its suggestions, and a newer one that is under way."""

    run: Run | None
    under_way: Run | None
    items: list[Suggestion]


class Fact(TypedDict):
    """One fact. `value` is as it is kept, in `unit`; `shown` as people read it."""

    id: int
    code: str
    name: str
    value: str
    shown: str
    unit: str
    period: str
    as_of: str
    source: str
    source_note: str
    visibility: str
    state: str
    dispute_reason: str
    recorded_at: str


class Programme(TypedDict):
    """A programme as it stands on a day."""

    id: str
    name: str
    department: str
    level: str
    mode: str
    is_in_force: bool
    is_to_verify: bool
    start_on: str | None
    end_on: str | None


class ProgrammeVerdict(TypedDict):
    """How one programme stands for an organisation."""

    id: str
    name: str
    department: str
    verdict: str
    amount_fen: int | None
    potential_fen: int | None
    bound_fen: int | None
    missing: list[str]
    summary: str
    clauses: list[dict[str, Any]]
    is_to_verify: bool


class Assessment(TypedDict):
    """How every programme in force stands, on the facts that the caller sees."""

    organisation_id: int
    on: str
    is_partial_view: bool
    facts: list[str]
    disputed: list[str]
    questions: list[dict[str, Any]]
    programmes: list[ProgrammeVerdict]
