"""By when a case is answered and closed: in working days, while the clock runs."""

from datetime import date

from zhiqiao.common.working_days import add_working_days, due_on, working_days_between
from zhiqiao.web.cases.models import Case
from zhiqiao.web.jobs.calendar import working_calendar

ANSWER_DAYS = 1
"""The first answer comes by the end of the next working day."""
RESOLUTION_DAYS = 5
"""It is closed within so many working days."""
FIELDS = "clock_from_on", "answer_due_on", "due_on", "pauses", "pause_reason"
"""What is saved after any of these functions."""


def start(case: Case, on: date) -> None:
    """Starts the clock, as when it is opened, handed on or reopened; former pauses are over."""
    case.clock_from_on = on
    case.answer_due_on = add_working_days(on, ANSWER_DAYS, calendar=working_calendar())
    case.pauses, case.pause_reason = [], ""
    set_due(case)


def pause(case: Case, reason: str, on: date) -> None:
    """Stops the clock for a reason."""
    case.pause_reason = reason
    case.pauses = [*case.pauses, {"reason": reason, "from": on.isoformat(), "to": None}]
    set_due(case)


def resume(case: Case, on: date) -> None:
    """Lets the clock run again."""
    case.pause_reason = ""
    case.pauses = [each | {"to": each["to"] or on.isoformat()} for each in case.pauses]
    set_due(case)


def set_due(case: Case) -> None:
    """The day by which it is to be closed; unknown while it is paused."""
    pauses = [(_day(p["from"]), _day(p["to"]) if p["to"] else None) for p in case.pauses]
    case.due_on = due_on(case.clock_from_on, RESOLUTION_DAYS, pauses, calendar=working_calendar())


def days_left(case: Case, today: date) -> int | None:
    """Working days until the next deadline, negative when it is past; None without one."""
    deadline = case.deadline_on
    if deadline is None:
        return None
    return working_days_between(today, deadline, calendar=working_calendar())


def _day(text: str) -> date:
    return date.fromisoformat(text)
