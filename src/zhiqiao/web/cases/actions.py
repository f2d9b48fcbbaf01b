"""What askers do with their cases: open, add, say whether it helped, reopen."""

import secrets
from hashlib import sha256

from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.cases import clock
from zhiqiao.web.cases.holding import hold
from zhiqiao.web.cases.models import Case, CaseEntry, CaseState, EntryKind
from zhiqiao.web.cases.telling import tell_handlers
from zhiqiao.web.cases.wording import ALREADY_OPEN, NO_MORE_REOPENING
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import departments_of

TOKEN_BYTES = 24
REOPENED = "state", "ending", "is_solved", "resolved_at", "reopened", *clock.FIELDS


def open_case(
    *,
    actor: Person | None,
    question: str,
    programme_id: str = "",
    department: Organisation | None = None,
    contact: str = "",
) -> Case:
    """A new case, with the department chosen, else the programme's, else with the centre.

    Where nobody is there to answer for a department, the centre gets it. `case.token` is the
    secret of the link by which somebody without an account follows it: it is told only now.
    """
    with every_row_for("opening a case"):
        return _open(
            actor=actor,
            case=Case(question=question, programme_id=programme_id, contact=contact),
            department=_with_people(department or _department_of(programme_id)),
        )


@action
def _open(*, actor: Person | None, case: Case, department: Organisation | None) -> Case:
    case.person, case.department = actor, department
    case.organisation = actor.organisation if actor else None
    token = "" if actor else secrets.token_urlsafe(TOKEN_BYTES)
    case.token_digest = digest_of(token) if token else None
    clock.start(case, timezone.localdate())
    case.save()
    tell_handlers(case, "case-opened")
    data = {"organisation": department.pk if department else 0, "again": False}
    audit(actor=actor, action="open_case", what=case, data=data)
    case.token = token  # type: ignore[attr-defined] # told once, never stored
    return case


def digest_of(token: str) -> str:
    """What is stored of a link."""
    return sha256(token.encode()).hexdigest()


def _department_of(programme_id: str) -> Organisation | None:
    programme = rulebook().programme(programme_id) if programme_id else None
    found = departments_of(programme) if programme else []
    return found[0] if found else None


def _with_people(department: Organisation | None) -> Organisation | None:
    if department is None or people_who(department.pk, Permission.CASE_HANDLE):
        return department
    return None


def add_to_case(*, actor: Person | None, case: Case, text: str) -> None:
    """The asker says more; a clock that waited for them runs again."""
    with every_row_for("the asker of a case adds to it"):
        _add(actor=actor, case=case, text=text)


@action
def _add(*, actor: Person | None, case: Case, text: str) -> None:
    hold(case)
    _say(case, actor, EntryKind.ADDED, text)
    if case.pause_reason == "asker":
        clock.resume(case, timezone.localdate())
        case.save(update_fields=clock.FIELDS)
    tell_handlers(case, "case-added")
    audit(actor=actor, action="add_to_case", what=case)


def say_solved(*, actor: Person | None, case: Case, is_solved: bool) -> None:
    """The asker says whether it helped.

    Raises:
        RefusedError: it is open, or open again.
    """
    with every_row_for("the asker of a case says whether it helped"):
        _solved(actor=actor, case=case, is_solved=is_solved)


@action
def _solved(*, actor: Person | None, case: Case, is_solved: bool) -> None:
    hold(case)
    if case.is_open:
        raise RefusedError(ALREADY_OPEN)
    case.is_solved = is_solved
    case.save(update_fields=["is_solved"])
    audit(actor=actor, action="say_solved", what=case, data={"solved": is_solved})


def reopen(*, actor: Person | None, case: Case) -> None:
    """The case is looked at again, with a new clock.

    Raises:
        RefusedError: it is open, or was reopened as often as it may be.
    """
    with every_row_for("the asker of a case reopens it"):
        _reopen(actor=actor, case=case)


@action
def _reopen(*, actor: Person | None, case: Case) -> None:
    hold(case)
    if case.is_open:
        raise RefusedError(ALREADY_OPEN)
    if not case.may_reopen:
        raise RefusedError(NO_MORE_REOPENING)
    case.state, case.ending, case.is_solved = CaseState.WAITING, "", False
    case.resolved_at, case.reopened = None, case.reopened + 1
    clock.start(case, timezone.localdate())
    case.save(update_fields=REOPENED)
    _say(case, actor, EntryKind.REOPEN, "")
    tell_handlers(case, "case-reopened")
    audit(actor=actor, action="reopen_case", what=case, data={"count": case.reopened})


def _say(case: Case, actor: Person | None, kind: EntryKind, text: str) -> None:
    CaseEntry.objects.create(case=case, kind=kind, person=actor, is_by_asker=True, text=text)
