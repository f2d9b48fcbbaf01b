"""The shapes of what the API takes and gives. What a caller may not see is not in them."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field

from zhiqiao.web.api.paging import LIMIT

FEN_MAX = 10**15
ID_MAX = 2**63 - 1


def _written(value: Any) -> Any:
    """Dates come as text only: a number would be read as seconds."""
    if value is not None and not isinstance(value, str):
        raise ValueError("a date is text")
    return value


Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Text = Annotated[str, Field(max_length=20_000)]
Words = Annotated[str, Field(max_length=60)]
Fen = Annotated[int, Field(strict=True, ge=0, le=FEN_MAX)]
Level = Annotated[int, Field(strict=True, ge=1, le=9)]
Yes = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_written, json_schema_input_type=date)]
Since = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC)),
]
Sort = Literal["new", "old", "updated"]
StatusName = Literal["draft", "published", "withdrawn"]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=300)]
Sought = Annotated[str, Field(max_length=200)]
Key = Annotated[int, Field(ge=1, le=ID_MAX)]


class Body(Schema):
    """What callers send: nothing beyond the fields named."""

    model_config = ConfigDict(extra="forbid")


class Wanted(Schema):
    """Which needs or offers, in which order, which page."""

    q: Sought = ""
    status: StatusName = "published"
    mine: bool = False
    updated_since: Since | None = None
    sort: Sort = "new"
    limit: Limit = LIMIT
    cursor: Cursor | None = None


class OrganisationOut(Schema):
    """An organisation as everyone sees it."""

    id: int
    code: str
    name: str
    kind: str
    area: str


class ListingOut(Schema):
    """What needs and offers share."""

    id: int
    code: str
    title: str
    text: str
    field: str
    mode: str
    area: str
    organisation: OrganisationOut
    status: str
    published_on: date | None
    created_at: datetime
    updated_at: datetime
    is_demo: bool


class NeedOut(ListingOut):
    """A need."""

    stage: str
    budget_fen: int | None
    deadline_on: date | None


class OfferOut(ListingOut):
    """An offer."""

    kind: str
    trl: int | None
    price_fen: int | None
    problem: str
    advantage: str
    economics: str


class NeedPage(Schema):
    """Some needs, and where the next ones start."""

    items: list[NeedOut]
    next_cursor: str | None


class OfferPage(Schema):
    """Some offers, and where the next ones start."""

    items: list[OfferOut]
    next_cursor: str | None


class OrganisationPage(Schema):
    """Some organisations, and where the next ones start."""

    items: list[OrganisationOut]
    next_cursor: str | None


class NeedChange(Body):
    """Fields of a need to set; those left out stay."""

    title: Title | None = None
    text: Text | None = None
    field: Words | None = None
    stage: Words | None = None
    mode: Words | None = None
    area: Words | None = None
    budget_fen: Fen | None = None
    deadline_on: Day | None = None


class NewNeed(NeedChange):
    """A new need. `organisation_name` is for the centre's staff; others write for their own."""

    title: Title
    organisation_name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    publish: Yes = False


class OfferChange(Body):
    """Fields of an offer to set; those left out stay."""

    title: Title | None = None
    text: Text | None = None
    field: Words | None = None
    kind: Annotated[str, Field(max_length=20)] | None = None
    mode: Words | None = None
    area: Words | None = None
    trl: Level | None = None
    price_fen: Fen | None = None
    problem: Text | None = None
    advantage: Text | None = None
    economics: Text | None = None


class NewOffer(OfferChange):
    """A new offer. `organisation_name` is for the centre's staff; others write for their own."""

    title: Title
    organisation_name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    publish: Yes = False


class RunOut(Schema):
    """A run of the engine."""

    id: int
    need_id: int | None
    offer_id: int | None
    state: str
    searched: int
    candidates: int
    model: str | None
    asked_at: datetime
    finished_at: datetime | None
    failure: str


class Reason(Schema):
    """Why a pair may fit, or may not."""

    kind: str
    favours: bool
    chinese: str
    english: str


class Span(Schema):
    """A verbatim piece of a text."""

    part: str
    start: int
    end: int
    text: str


class Evidence(Schema):
    """Two pieces that belong together."""

    kind: str
    strength: float
    need: Span
    offer: Span


class PairSide(Schema):
    """One side of a pair, in short."""

    id: int
    code: str
    title: str
    organisation: OrganisationOut


class SuggestionOut(Schema):
    """One ranked pair. A suggestion, never a decision."""

    id: int
    rank: int
    need: PairSide
    offer: PairSide
    score: float
    probability: float
    relevance: int
    recommended: bool
    technology: float
    scene: float | None
    maturity: float | None
    constraints: float | None
    reasons: list[Reason]
    evidence: list[Evidence]


class MatchesOut(Schema):
    """The latest finished run with its suggestions, and whether a newer one is under way."""

    run: RunOut | None
    under_way: RunOut | None
    items: list[SuggestionOut]
    next_cursor: str | None


class NewReview(Body):
    """A grade: 4 strong, 3 fair, 2 weak, 1 none."""

    relevance: Annotated[int, Field(strict=True, ge=1, le=4)]
    note: Annotated[str, Field(max_length=300)] = ""


class ReviewOut(Schema):
    """One's own grade of a pair."""

    id: int
    need_id: int
    offer_id: int
    relevance: int
    note: str
    at: datetime


class TokenOut(Schema):
    """The token that was used."""

    name: str
    prefix: str
    expires_at: datetime


class MeOut(Schema):
    """Who is asking, for whom, and what they may do."""

    username: str
    name: str
    organisation: OrganisationOut | None
    roles: list[str]
    permissions: list[str]
    token: TokenOut | None


class FieldProblem(Schema):
    """What is wrong with one field (`pointer`) or parameter (`parameter`)."""

    pointer: str | None = None
    parameter: str | None = None
    code: str
    detail: str


class Problem(Schema):
    """A problem as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem] = []
    permission: str | None = None
