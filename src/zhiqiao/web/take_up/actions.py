"""Reminding enterprises of what they may be entitled to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.take_up.models import Reminder
from zhiqiao.web.take_up.queries import reminded_lately


@dataclass(frozen=True, slots=True)
class Reminded:
    """What they are reminded of, by whom, on which day."""

    programme_id: str
    name: str
    department: Organisation
    on: date


def remind(*, actor: Person | None, about: Reminded, organisations: Collection[int]) -> int:
    """Tells each enterprise once, inside another action; how many were told.

    Those that were reminded lately are passed over, and those without anyone who could apply.
    """
    lately = reminded_lately(about.programme_id, about.on)
    told = 0
    for number in sorted(set(organisations) - set(lately)):
        people = people_who(number, Permission.APPLY)
        count = tell(
            kind="take-up-reminder",
            people=people,
            data={"programme": about.name, "department": about.department.name},
            path=reverse("programme", args=[about.programme_id]),
            once=f"take-up-{about.programme_id}-{number}-{about.on}",
        )
        if not count:
            continue
        Reminder.objects.create(
            programme_id=about.programme_id,
            organisation_id=number,
            department=about.department,
            person=actor,
            reminded_on=about.on,
            people_told=count,
        )
        told += 1
    audit(actor=actor, action="remind_entitled", what=Reminder, data={"count": told})
    return told


def move_reminders(*, source: Organisation, target: Organisation) -> None:
    """Reminders of a merged organisation are the other's, inside the merger's action."""
    rows = Reminder.objects.unscoped()
    rows.filter(department=source).update(department=target)
    own = set(rows.filter(organisation=target).values_list("programme_id", "reminded_on"))
    for row in rows.filter(organisation=source):
        if (row.programme_id, row.reminded_on) in own:
            row.delete()
        else:
            rows.filter(pk=row.pk).update(organisation=target)
