"""What becomes of applications when organisations merge and people leave; inside another action."""

from collections.abc import Sequence

from django.db.models import F

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.applications.models import OPEN, Application, DepartmentClock, State
from zhiqiao.web.audit.actions import audit


def move_applications(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Has the applications of a merged organisation be the other's.

    Of two that are open for the same version the other's goes on, and so does none that the other
    organisation would have to review itself.
    """
    rows = Application.objects.unscoped().filter(organisation=source)
    open_keys = set(
        Application.objects.unscoped()
        .filter(organisation=target, state__in=OPEN)
        .values_list("programme_id", "version_label")
    )
    count = 0
    for row in rows:
        if row.department_id == target.pk:
            _end(row)
            continue
        if row.is_open and (row.programme_id, row.version_label) in open_keys:
            _end(row)
        rows.filter(pk=row.pk).update(organisation=target)
        count += 1
    received = Application.objects.unscoped().filter(department=source)
    for row in received.filter(organisation=target):
        _end(row)
    count += received.exclude(organisation=target).update(department=target)
    _move_clock(source, target)
    if count:
        data = {"count": count, "source": source.pk}
        audit(actor=actor, action="move_applications", what=target, data=data)


def _move_clock(source: Organisation, target: Organisation) -> None:
    """The other department's own clock goes before that of the merged one."""
    clocks = DepartmentClock.objects
    if clocks.filter(department=target).exists():
        clocks.filter(department=source).delete()
    else:
        clocks.filter(department=source).update(department=target)


def _end(row: Application) -> None:
    if row.is_open:
        Application.objects.unscoped().filter(pk=row.pk).update(
            state=State.WITHDRAWN, due_on=None, answer_by=None, revision=F("revision") + 1
        )


def give_back(*, people: Sequence[int], organisation_id: int | None, actor: Person | None) -> None:
    """Takes people who left off the applications that go on."""
    rows = Application.objects.unscoped().filter(assignee__in=people, state__in=OPEN)
    if organisation_id is not None:
        rows = rows.filter(department_id=organisation_id)
    count = rows.update(assignee=None, revision=F("revision") + 1)
    if count:
        audit(actor=actor, action="unassign", what=Application, data={"count": count})
