"""What is done every day: reminding of what is overdue, and forgetting contacts."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.cases.holding import hold
from zhiqiao.web.cases.models import Case, CaseEntry, CaseState, PublishedAnswer
from zhiqiao.web.cases.queries import overdue
from zhiqiao.web.cases.telling import tell_handlers
from zhiqiao.web.jobs.schedule import every_day

CONTACT_KEPT = timedelta(days=90)
"""How long after the end the contact of someone without an account is kept."""


@every_day("remind-of-cases", at="09:00")
def remind_of_cases(on: date) -> int:
    """Tells those who answer what is overdue, once for each deadline."""
    with every_row_for("cases that are overdue"):
        late = list(overdue(Case.objects.unscoped(), on).select_related("department"))
        for case in late:
            _remind(case=case, on=on)
    return len(late)


@action
def _remind(*, case: Case, on: date) -> None:
    hold(case)
    deadline = case.deadline_on
    if deadline is None or deadline >= on:
        return
    tell_handlers(case, "case-overdue", once=f"case-overdue-{case.pk}-{deadline}")
    audit(actor=None, action="remind_of_case", what=case)


@every_day("forget-contacts", at="03:30")
def forget_contacts(on: date) -> int:
    """Empties the contacts of cases that were closed long ago."""
    with every_row_for("contacts that are no longer needed"):
        return _forget(before=start_of(on) - CONTACT_KEPT)


def start_of(day: date) -> datetime:
    """Midnight at which the day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


@action
def _forget(*, before: datetime) -> int:
    closed = Case.objects.unscoped().filter(state=CaseState.RESOLVED, resolved_at__lt=before)
    count = closed.exclude(contact="").update(contact="")
    audit(actor=None, action="forget_contacts", what=Case, data={"count": count})
    return count


def follow_merger(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Cases of a merged organisation go to the other one; inside another action."""
    with every_row_for("cases of a merged organisation"):
        cases = Case.objects.unscoped()
        moved = cases.filter(Q(organisation=source) | Q(department=source)).count()
        cases.filter(organisation=source).update(organisation=target)
        cases.filter(department=source).update(department=target)
        cases.filter(handed_on_by=source).update(handed_on_by=target)
        entries = CaseEntry.objects.unscoped()
        entries.filter(from_department=source).update(from_department=target)
        entries.filter(to_department=source).update(to_department=target)
        PublishedAnswer.objects.filter(department=source).update(department=target)
    if moved:
        audit(actor=actor, action="move_cases", what=target, data={"count": moved})
