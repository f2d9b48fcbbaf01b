"""How a line's money went through the year, from the ledger, and where that leads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from zhiqiao.common.working_days import working_days_between
from zhiqiao.ledger import Movement, Phase
from zhiqiao.ledger.posting import effect
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.budgets.standings import Standing
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.ledger.models import Entry

OF_THE_BUDGET = frozenset({Movement.APPROPRIATE, Movement.LOWER, Movement.LAPSE})
"""Movements that change how much there is; all others say what became of it."""
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Point:
    """How a line stood at the end of a day, in fen.

    Attributes:
        total_fen: what there was to spend.
        committed_fen: what was spent, on its way, or held by an approved list.
        paid_fen: what was spent.
    """

    on: date
    total_fen: int = 0
    committed_fen: int = 0
    paid_fen: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be spent by the end of the year, told in two ways; the larger one counts.

    Attributes:
        days: working days from New Year to today; `days_left` those to the end of the year.
        pace_fen: what it comes to if it goes on as fast as until now.
        known_fen: what it comes to if all that is promised already is paid.
    """

    days: int
    days_left: int
    paid_fen: int
    pace_fen: int
    known_fen: int
    total_fen: int

    @property
    def expected_fen(self) -> int:
        """What is to be expected."""
        return max(self.pace_fen, self.known_fen)

    @property
    def short_fen(self) -> int:
        """How much is missing then; 0 where it suffices."""
        return max(0, self.expected_fen - self.total_fen)

    @property
    def over_fen(self) -> int:
        """How much is left over then."""
        return max(0, self.total_fen - self.expected_fen)


def daily(line: BudgetLine) -> list[Point]:
    """A point for each day on which something was booked, in order; one query."""
    with every_row_for("the curves of a budget line that the visitor sees"):
        rows = Entry.objects.unscoped().filter(Q(debit=line.account_id) | Q(credit=line.account_id))
        names = ("booked_on", "movement", "phase", "credit_id")
        found = list(rows.order_by("booked_on").values_list(*names).annotate(Sum("amount_fen")))
    points: dict[date, Point] = {}
    last = Point(date.min)
    for on, movement, phase, credit_id, fen in found:
        side = 1 if credit_id == line.account_id else -1
        last = _after(last, on, (movement, phase), side * fen)
        points[on] = last
    return list(points.values())


def _after(before: Point, on: date, what: tuple[str, str], fen: int) -> Point:
    """The point after an entry; `fen` is positive where the account is credited."""
    posted, reserved = effect(Phase(what[1]))
    if what[0] in OF_THE_BUDGET:
        total_fen = before.total_fen + posted * fen
        return Point(on, total_fen, before.committed_fen, before.paid_fen)
    held_fen = reserved * -fen if fen < 0 else 0
    paid_fen = before.paid_fen - posted * fen
    committed_fen = before.committed_fen - posted * fen + held_fen
    return Point(on, before.total_fen, committed_fen, paid_fen)


def weekly(points: Sequence[Point], *, year: int, until: date) -> list[Point]:
    """How it stood at the end of each seventh day of the year, and on the last one."""
    days = list(_days(date(year, 1, 1), until))
    found, place, last = [], 0, Point(date.min)
    for day in days:
        while place < len(points) and points[place].on <= day:
            last, place = points[place], place + 1
        found.append(Point(day, last.total_fen, last.committed_fen, last.paid_fen))
    return found


def _days(start: date, until: date) -> Iterator[date]:
    day = start
    while day < until:
        yield day
        day += A_WEEK
    yield until


def forecast_of(
    line: BudgetLine, standing: Standing, *, committed_fen: int, on: date
) -> Forecast | None:
    """What this year's line will have spent by its end; None for another year's."""
    if line.year != on.year or line.closed_at is not None:
        return None
    calendar = working_calendar()
    before, last = date(on.year - 1, 12, 31), date(on.year, 12, 31)
    days = max(1, working_days_between(before, on, calendar=calendar))
    days_left = working_days_between(on, last, calendar=calendar)
    paid_fen = standing.spent_fen
    return Forecast(
        days=days,
        days_left=days_left,
        paid_fen=paid_fen,
        pace_fen=paid_fen + paid_fen * days_left // days,
        known_fen=paid_fen + standing.reserved_fen + committed_fen,
        total_fen=standing.total_fen,
    )
