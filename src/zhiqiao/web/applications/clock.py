"""The department's clock: working days with 调休, one clock a department, named pauses."""

from datetime import date
from typing import cast

from django.utils import timezone

from zhiqiao.common.working_days import add_working_days, due_on, working_days_between
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.applications.models import (
    WITH_DEPARTMENT,
    Application,
    DepartmentClock,
    State,
)
from zhiqiao.web.jobs.calendar import working_calendar

ACCEPTANCE_DAYS, REVIEW_DAYS = 5, 10
REOPEN_DAYS = 15
"""Working days after a rejection in which a second look may be asked for with one click."""
REOPENED_MAX = 2

Pauses = list[list[str | None]]


def clock_of(department: Organisation) -> DepartmentClock:
    """The department's own numbers of days, or the usual ones, not saved."""
    found = DepartmentClock.objects.filter(department=department).first()
    return found or DepartmentClock(
        department=department, acceptance_days=ACCEPTANCE_DAYS, review_days=REVIEW_DAYS
    )


def due(clock_from: date, days: int, pauses: Pauses) -> date | None:
    """The last day of a step; None while the clock stands."""
    pairs = [(date.fromisoformat(cast("str", start)), _day(end)) for start, end in pauses]
    return due_on(clock_from, days, pairs, calendar=working_calendar())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def days_left(application: Application, on: date) -> int | None:
    """The working days that are left until `due_on`, negative when late; None without a clock."""
    if application.due_on is None or application.state not in WITH_DEPARTMENT:
        return None
    return working_days_between(on, application.due_on, calendar=working_calendar())


def answer_until(days: int) -> date:
    """The day so many working days from today."""
    return add_working_days(timezone.localdate(), days, calendar=working_calendar())


def may_be_reopened_until(application: Application) -> date | None:
    """The last day on which a second look may be asked for; None where it may not."""
    is_rejected = application.state == State.REJECTED and application.decided_at is not None
    if not is_rejected or application.times_reopened >= REOPENED_MAX:
        return None
    decided_on = timezone.localdate(application.decided_at)
    return add_working_days(decided_on, REOPEN_DAYS, calendar=working_calendar())
