"""What a desk is made of: numbers to press, lists of what waits, each row one press away."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet, Window
from django.utils import timezone

from zhiqiao.common.working_days import working_days_between
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.jobs.calendar import working_calendar

SHOWN = 5
T = TypeVar("T", bound=Model)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number and what it counts; `wants` where something is to be done about it."""

    count: int | str
    word: str
    url: str
    wants: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits, and the page where it is dealt with.

    `is_clock`: whether it is due after so many working days, as the lists of its kind count.
    """

    title: str
    url: str
    notes: tuple[str, ...] = ()
    tag: str = ""
    side: str = ""
    due_on: date | None = None
    is_clock: bool = False

    @property
    def is_late(self) -> bool:
        """Whether that day is past."""
        return self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def days_left(self) -> int | None:
        """The working days until then, negative when it is past."""
        if self.due_on is None:
            return None
        return working_days_between(timezone.localdate(), self.due_on, calendar=working_calendar())


@dataclass(frozen=True, slots=True)
class Section:
    """One list of what waits. `empty`: why nothing stands there; `step` is the one thing to do.

    `is_to_do`: its rows wait for this very person.
    """

    code: str
    title: str
    rows: tuple[Row, ...]
    empty: str = ""
    url: str = ""
    step: tuple[str, str] | None = None
    is_to_do: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that stands on somebody's front page."""

    tiles: list[Tile] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    news: list[Message] = field(default_factory=list)
    unread: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def full(self) -> list[Section]:
        """The lists that hold something."""
        return [each for each in self.sections if each.rows]

    @property
    def bare(self) -> list[Section]:
        """The lists that hold nothing: each a line that says so."""
        return [each for each in self.sections if not each.rows]

    @property
    def first(self) -> Row | None:
        """What to do before anything else: of all that waits, what is due soonest."""
        waiting = [row for each in self.sections if each.is_to_do for row in each.rows]
        return min(waiting, key=lambda row: row.due_on or date.max, default=None)

    def add(self, tiles: list[Tile], sections: list[Section]) -> None:
        """Puts more on it, after what is there."""
        self.tiles.extend(tiles)
        self.sections.extend(sections)


def first_of(rows: QuerySet[T]) -> tuple[list[T], int]:
    """The first few rows and how many there are; one query."""
    found = list(rows.annotate(in_all=Window(Count("*")))[:SHOWN])
    return found, getattr(found[0], "in_all", 0) if found else 0
