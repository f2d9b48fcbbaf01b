"""What those do who answer cases: answer, note, pause, hand on, close."""

from collections.abc import Sequence

from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.cases import clock
from zhiqiao.web.cases.holding import hold_here
from zhiqiao.web.cases.models import Case, CaseEntry, CaseState, Ending, EntryKind, PauseReason
from zhiqiao.web.cases.telling import handlers_of, tell_asker, tell_handlers
from zhiqiao.web.cases.wording import (
    ANSWER_FIRST,
    IS_CLOSED,
    NOBODY_THERE,
    NOT_PAUSED,
    SAME_PLACE,
)

Quotation = dict[str, str]
MOVED = "handed_on_by", "is_from_centre", "department", "state", *clock.FIELDS


@action
def answer(*, actor: Person, case: Case, text: str, passages: Sequence[Quotation] = ()) -> None:
    """Answers the asker, with quotations; the first answer ends the first clock.

    Raises:
        RefusedError: the case is closed, or was handed on meanwhile.
    """
    _hold_open(case)
    _note(case, actor, EntryKind.ANSWER, text, passages=list(passages))
    case.answered_at = case.answered_at or timezone.now()
    case.state = CaseState.HANDLING
    case.save(update_fields=["answered_at", "state"])
    tell_asker(case, "case-answered")
    audit(actor=actor, action="answer_case", what=case, data={"count": len(passages)})


@action
def add_note(*, actor: Person, case: Case, text: str) -> None:
    """A note that the asker does not see.

    Raises:
        RefusedError: the case was handed on meanwhile.
    """
    hold_here(case)
    _note(case, actor, EntryKind.NOTE, text)
    audit(actor=actor, action="note_case", what=case)


@action
def pause(*, actor: Person, case: Case, reason: PauseReason, text: str = "") -> None:
    """Stops the clock for a reason that the asker sees; nothing where it stands already.

    Raises:
        RefusedError: the case is closed, or was handed on meanwhile.
    """
    _hold_open(case)
    if case.is_paused:
        return
    clock.pause(case, reason, timezone.localdate())
    case.state = CaseState.HANDLING
    case.save(update_fields=["state", *clock.FIELDS])
    _note(case, actor, EntryKind.PAUSE, text, code=reason)
    tell_asker(case, "case-answered")
    audit(actor=actor, action="pause_case", what=case, data={"why": str(reason)})


@action
def resume(*, actor: Person, case: Case) -> None:
    """Lets the clock run again.

    Raises:
        RefusedError: it runs, or the case was handed on meanwhile.
    """
    hold_here(case)
    if not case.is_paused:
        raise RefusedError(NOT_PAUSED)
    clock.resume(case, timezone.localdate())
    case.save(update_fields=clock.FIELDS)
    _note(case, actor, EntryKind.RESUME, "")
    audit(actor=actor, action="resume_case", what=case)


@action
def hand_on(*, actor: Person, case: Case, to: Organisation | None, reason: str) -> None:
    """Hands the case to another department, or to the centre (None); the clock begins anew.

    Raises:
        RefusedError: it is closed, is there already, was handed on meanwhile, or nobody is there
            to answer.
    """
    _hold_open(case)
    if to == case.department:
        raise RefusedError(SAME_PLACE)
    if to is not None and not handlers_of(to):
        raise RefusedError(NOBODY_THERE)
    before = case.department
    _note(case, actor, EntryKind.TRANSFER, reason, from_department=before, to_department=to)
    case.handed_on_by, case.is_from_centre = before, before is None
    case.department, case.state = to, CaseState.WAITING
    clock.start(case, timezone.localdate())
    with every_row_for("a case goes to another department"):
        case.save(update_fields=MOVED)
        tell_handlers(case, "case-handed-on")
    data = {"source": before.pk if before else 0, "organisation": to.pk if to else 0}
    audit(actor=actor, action="hand_on_case", what=case, data=data)


@action
def resolve(*, actor: Person, case: Case, ending: Ending, text: str = "") -> None:
    """Closes the case with an honest end.

    Raises:
        RefusedError: it is closed already, was handed on meanwhile, or the end claims an answer
            and there is none.
    """
    _hold_open(case)
    if ending in {Ending.HELPED, Ending.NOT_HELPED} and case.answered_at is None:
        raise RefusedError(ANSWER_FIRST)
    if case.is_paused:
        clock.resume(case, timezone.localdate())
    case.state, case.ending, case.resolved_at = CaseState.RESOLVED, ending, timezone.now()
    case.save(update_fields=["state", "ending", "resolved_at", *clock.FIELDS])
    _note(case, actor, EntryKind.RESOLVE, text, code=ending)
    tell_asker(case, "case-resolved")
    audit(actor=actor, action="resolve_case", what=case, data={"state": str(ending)})


def _hold_open(case: Case) -> None:
    hold_here(case)
    if not case.is_open:
        raise RefusedError(IS_CLOSED)


def _note(case: Case, actor: Person, kind: EntryKind, text: str, **more: object) -> None:
    CaseEntry.objects.create(case=case, kind=kind, person=actor, text=text, **more)
