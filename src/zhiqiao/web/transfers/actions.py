"""Starting, moving, planning, closing and reopening projects."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.introductions.models import Introduction, StepKind
from zhiqiao.web.matches.actions import forget_outcome, grade_from_outcome
from zhiqiao.web.transfers import telling
from zhiqiao.web.transfers.errors import MoveRefusedError, TransferChangedError
from zhiqiao.web.transfers.models import EventKind, Transfer, TransferEvent
from zhiqiao.web.transfers.queries import candidates_for
from zhiqiao.web.transfers.stages import ENDS, MOVES, ORDER, SAY_MORE, Asks, Stage, is_back
from zhiqiao.web.transfers.values import Closing, Contract, Note, Plan

OPENED = {
    Stage.NEGOTIATING: "negotiating_at",
    Stage.SIGNED: "signed_at",
    Stage.PAID: "paid_at",
}
"""The column that keeps since when a project has been in a stage."""


def start_transfer(*, actor: Person | None, introduction: Introduction) -> Transfer:
    """The project that an opened introduction becomes, inside the action that opens it.

    Whoever proposed the introduction looks after it to begin with. A second call for the same
    introduction changes nothing.
    """
    with every_row_for("the project of an introduction to which both sides agreed"):
        known = Transfer.objects.unscoped().filter(introduction=introduction).first()
        if known is not None:
            return known
        transfer = Transfer.objects.create(**_start_of(introduction))
        _tell_start(actor, transfer)
    audit(actor=actor, action="start_transfer", what=transfer, organisation_id=transfer.seeker_id)
    telling.tell_start(transfer, actor)
    return transfer


def _start_of(introduction: Introduction) -> dict[str, Any]:
    need, offer = introduction.need, introduction.offer
    proposed = introduction.steps.filter(kind=StepKind.PROPOSED).first()
    field = introduction.field if need.is_confidential else need.field or offer.field
    return {
        "introduction": introduction,
        "need": need,
        "offer": offer,
        "seeker_id": need.organisation_id,
        "provider_id": offer.organisation_id,
        "need_title": need.title,
        "offer_title": offer.title,
        "field": field,
        "is_confidential": need.is_confidential,
        "owner_id": proposed.person_id if proposed is not None else None,
        "is_demo": need.is_demo,
    }


def _tell_start(actor: Person | None, transfer: Transfer) -> None:
    TransferEvent.objects.create(
        transfer=transfer,
        person=actor,
        organisation_id=actor.organisation_id if actor else None,
        kind=EventKind.START,
    )


@action
def move(
    *, actor: Person, transfer: Transfer, to: str, version: int, told: Contract | str | None = None
) -> Transfer:
    """Moves the project to another stage, as the table of moves allows.

    `told` is the contract, where it is signed; the reason, where it goes back.

    Raises:
        TransferChangedError: somebody changed it since `version`.
        MoveRefusedError: the table does not allow it, or what it asks was not told.
    """
    _check(transfer, version, is_open=True)
    asks = MOVES.get((transfer.stage, to))
    if asks is None:
        raise MoveRefusedError("move")
    contract = _contract(asks, told)
    reason = _reason(asks, told)
    kind = EventKind.BACK if is_back(transfer.stage, to) else EventKind.MOVE
    data = {"from": transfer.stage, "to": to, **contract}
    _write(transfer, version, {"stage": to, **_times(transfer, to), **contract})
    _add_event(actor, transfer, kind, data, Note(reason))
    audit(
        actor=actor,
        action="move_transfer",
        what=transfer,
        data={"from": data["from"], "to": to},
        organisation_id=transfer.seeker_id,
    )
    telling.tell_move(transfer, actor, is_back=kind == EventKind.BACK)
    return transfer


def _contract(asks: Asks, told: Contract | str | None) -> dict[str, Any]:
    if asks is not Asks.CONTRACT:
        return {}
    if not isinstance(told, Contract) or told.amount_fen < 0 or not told.kind:
        raise MoveRefusedError("contract")
    return {"amount_fen": told.amount_fen, "contract_kind": told.kind}


def _reason(asks: Asks, told: Contract | str | None) -> str:
    if asks is not Asks.REASON:
        return ""
    if not isinstance(told, str) or not told.strip():
        raise MoveRefusedError("reason")
    return told.strip()


def _times(transfer: Transfer, to: str) -> dict[str, Any]:
    """Since when it has been in each stage: none for those it is not in any more."""
    now, place = timezone.now(), ORDER.index(to)
    reached = {column: ORDER.index(stage) <= place for stage, column in OPENED.items()}
    return {
        column: (getattr(transfer, column) or now) if is_reached else None
        for column, is_reached in reached.items()
    }


@action
def close(*, actor: Person, transfer: Transfer, closing: Closing, version: int) -> Transfer:
    """Closes the project for a reason; one that tells how well the pair fits becomes a grade.

    Raises:
        TransferChangedError, MoveRefusedError: as for `move`.
    """
    _check(transfer, version, is_open=True)
    rule = ENDS[closing.end]
    if transfer.stage not in rule.stages:
        raise MoveRefusedError("end")
    if closing.end in SAY_MORE and not closing.note.text.strip():
        raise MoveRefusedError("note")
    values: dict[str, Any] = {"end": closing.end, "closed_at": timezone.now(), "was_solved": None}
    if rule.relevance is not None:
        values["grade"] = grade_from_outcome(
            actor=actor,
            need_id=transfer.need_id,
            offer_id=transfer.offer_id,
            relevance=rule.relevance,
        )
    _write(transfer, version, values)
    _add_event(actor, transfer, EventKind.CLOSE, {"end": closing.end}, closing.note)
    _audit(actor, transfer, "close_transfer", {"end": str(closing.end)})
    telling.tell_close(transfer, actor)
    return transfer


@action
def reopen(*, actor: Person, transfer: Transfer, version: int) -> Transfer:
    """Opens a closed project again in the stage it had; the grade of its end is taken back.

    Raises:
        TransferChangedError, MoveRefusedError: as for `move`.
    """
    _check(transfer, version, is_open=False)
    grade = transfer.grade
    _write(transfer, version, {"end": "", "closed_at": None, "was_solved": None, "grade": None})
    if grade is not None:
        forget_outcome(actor=actor, review=grade)
    _add_event(actor, transfer, EventKind.REOPEN, {"to": transfer.stage})
    _audit(actor, transfer, "reopen_transfer", {"to": transfer.stage})
    telling.tell_reopen(transfer, actor)
    return transfer


@action
def plan(*, actor: Person, transfer: Transfer, plan: Plan, version: int) -> Transfer:
    """Who does what by when, and the contract expected. What is unchanged adds nothing.

    Raises:
        TransferChangedError: somebody changed it since `version`.
        MoveRefusedError: it is closed; a signed one would lose its contract; the owner is nobody
            who works on it.
    """
    _check(transfer, version, is_open=True)
    changed = _changed(transfer, plan)
    if not changed:
        return transfer
    if transfer.has_reached(Stage.SIGNED) and (plan.amount_fen is None or not plan.contract_kind):
        raise MoveRefusedError("contract")
    if changed.get("owner_id") and changed["owner_id"] not in candidates_for(transfer):
        raise MoveRefusedError("owner")
    _write(transfer, version, changed)
    _add_event(actor, transfer, EventKind.CHANGE, _plain(changed))
    _audit(actor, transfer, "change", {"fields": sorted(changed)})
    if changed.get("owner_id"):
        telling.tell_owner(transfer, actor)
    return transfer


def _changed(transfer: Transfer, plan: Plan) -> dict[str, Any]:
    wanted = {
        "owner_id": plan.owner_id,
        "next_action": plan.next_action.strip(),
        "due_on": plan.due_on,
        "amount_fen": plan.amount_fen,
        "contract_kind": plan.contract_kind,
    }
    return {name: value for name, value in wanted.items() if getattr(transfer, name) != value}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON takes them."""
    days = {"due_on": values["due_on"].isoformat()} if values.get("due_on") else {}
    return {**values, **days}


@action
def write_note(*, actor: Person, transfer: Transfer, note: Note) -> TransferEvent:
    """One more note in the timeline, also of a closed project."""
    event = _add_event(actor, transfer, EventKind.NOTE, {}, note)
    _audit(actor, transfer, "write_note", {"visibility": str(note.visibility)})
    telling.tell_note(transfer, actor, note.visibility)
    return event


@action
def answer_solved(*, actor: Person, transfer: Transfer, was_solved: bool, version: int) -> Transfer:
    """What the seeker says of a closed project: is the problem solved?

    Raises:
        TransferChangedError, MoveRefusedError: as for `move`.
    """
    _check(transfer, version, is_open=False)
    _write(transfer, version, {"was_solved": was_solved})
    _add_event(actor, transfer, EventKind.ANSWER, {"was_solved": was_solved})
    _audit(actor, transfer, "answer_solved", {"was_solved": was_solved})
    return transfer


def _check(transfer: Transfer, version: int, *, is_open: bool) -> None:
    if transfer.version != version:
        raise TransferChangedError
    if transfer.is_open != is_open:
        raise MoveRefusedError("closed" if is_open else "open")


def _write(transfer: Transfer, version: int, values: Mapping[str, Any]) -> None:
    """Writes if it still is as it was shown; of two at the same moment one is refused."""
    rows = Transfer.objects.unscoped().filter(pk=transfer.pk, version=version)
    if not rows.update(version=F("version") + 1, updated_at=timezone.now(), **values):
        raise TransferChangedError
    transfer.refresh_from_db()


def _add_event(
    actor: Person,
    transfer: Transfer,
    kind: EventKind,
    data: Mapping[str, Any],
    note: Note = Note(),  # noqa: B008 -- frozen
) -> TransferEvent:
    return TransferEvent.objects.create(
        transfer=transfer,
        person=actor,
        organisation_id=actor.organisation_id,
        kind=kind,
        data=dict(data),
        text=note.text.strip(),
        visibility=note.visibility,
    )


def _audit(actor: Person, transfer: Transfer, done: str, data: Mapping[str, object]) -> None:
    audit(actor=actor, action=done, what=transfer, data=data, organisation_id=transfer.seeker_id)
