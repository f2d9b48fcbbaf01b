"""One message a day at most: what is due by the next working day, what has become overdue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from zhiqiao.common.working_days import add_working_days, is_working_day
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.jobs.schedule import every_day
from zhiqiao.web.transfers.models import Transfer


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one owner is reminded of."""

    owner: Person
    soon: int
    late: int


@every_day("remind-transfers", at="08:30")
def remind(on: date) -> int:
    """Tells owners what is due; how many were told. On days off nobody is told."""
    from zhiqiao.web.transfers.reminding_actions import send_reminders

    if not is_working_day(on, calendar=working_calendar()):
        return 0
    reminders = reminders_on(on)
    return send_reminders(on=on, reminders=reminders) if reminders else 0


def reminders_on(on: date) -> list[Reminder]:
    """Whom to remind on a working day: an owner of whose projects something is newly due or late.

    Newly due is what is due by the next working day, newly late what was due since the last one
    and is not done. On the first working day of a week everything late counts as new.
    """
    calendar = working_calendar()
    until = add_working_days(on, 1, calendar=calendar)
    before = add_working_days(on, -1, calendar=calendar)
    starts_week = before.isocalendar()[:2] != on.isocalendar()[:2]
    rows = Transfer.objects.unscoped().filter(end="", due_on__lte=until).exclude(owner=None)
    held: dict[Person, list[date]] = defaultdict(list)
    for row in rows.select_related("owner").order_by("owner_id", "due_on"):
        if row.owner is not None and row.due_on is not None:
            held[row.owner].append(row.due_on)
    return [
        _reminder(owner, due, on)
        for owner, due in held.items()
        if owner.is_active and (starts_week or _has_news(due, since=before))
    ]


def _has_news(due: Iterable[date], *, since: date) -> bool:
    return any(day >= since for day in due)


def _reminder(owner: Person, due: list[date], on: date) -> Reminder:
    late = sum(day < on for day in due)
    return Reminder(owner, soon=len(due) - late, late=late)


def path_of_mine() -> str:
    """The list of the reader's own projects."""
    return f"{reverse('transfers')}?basket=mine"
