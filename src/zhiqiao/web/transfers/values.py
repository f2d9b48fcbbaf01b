"""What forms hand over about a project."""

from dataclasses import dataclass
from datetime import date

from zhiqiao.web.transfers.models import Visibility
from zhiqiao.web.transfers.stages import End


@dataclass(frozen=True, slots=True)
class Contract:
    """What was signed."""

    amount_fen: int
    kind: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does what by when, and what the contract is expected to be."""

    owner_id: int | None = None
    next_action: str = ""
    due_on: date | None = None
    amount_fen: int | None = None
    contract_kind: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A text for the timeline and who reads it."""

    text: str = ""
    visibility: str = Visibility.BOTH


@dataclass(frozen=True, slots=True)
class Closing:
    """How a project ends."""

    end: End
    note: Note = Note()
