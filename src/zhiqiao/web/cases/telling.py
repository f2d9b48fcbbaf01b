"""Whom a case is told to."""

from django.urls import reverse

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.cases.models import Case
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.queries import people_who


def handlers_of(department: Organisation | None) -> list[Person]:
    """The people who answer for a department; for None the centre's staff."""
    if department is not None:
        return people_who(department.pk, Permission.CASE_HANDLE)
    everyone = people_who(None, Permission.CASE_HANDLE)
    return [person for person in everyone if person.is_staff_of_centre]


def tell_handlers(case: Case, kind: str, *, once: str = "") -> None:
    """Tells those who answer the case; inside an action."""
    deadline = case.deadline_on
    data: dict[str, str | int] = {
        "number": case.pk,
        "due": deadline.isoformat() if deadline else "",
    }
    people = handlers_of(case.department)
    tell(kind=kind, people=people, data=data, path=_page(case), once=once)


def tell_asker(case: Case, kind: str) -> None:
    """Tells who asked, where they have an account; inside an action."""
    if case.person is None:
        return
    with every_row_for("the asker of a case is told"):
        tell(kind=kind, people=[case.person], data={"number": case.pk}, path=_page(case))


def _page(case: Case) -> str:
    return reverse("case", args=[case.pk])
