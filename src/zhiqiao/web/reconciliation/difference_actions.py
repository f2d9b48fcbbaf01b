"""Resolving differences: one person proposes a remedy, another one approves it and it is booked."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.payouts.payment_actions import finish_lists, lock_books
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceState,
    Remedy,
    StatementLine,
)
from zhiqiao.web.reconciliation.remedies import (
    ABOUT_A_PAYMENT,
    others_of,
    proposal_of,
    remedies_of,
    targets_of,
)
from zhiqiao.web.reconciliation.remedy_actions import apply_remedy

Row = TypeVar("Row", bound=Model)


@money_action
def ask_bank(*, actor: Person, difference: Difference, note: str = "") -> None:
    """Notes that the bank was asked; the difference stays open until something is done."""
    current = _locked(difference, DifferenceState.OPEN)
    _check(actor, current, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    current.asked_at, current.note = timezone.now(), note.strip() or current.note
    current.save(update_fields=["asked_at", "note"])
    audit(actor=actor, action="ask_bank", what=current)


@money_action
def propose_remedy(
    *,
    actor: Person,
    difference: Difference,
    remedy: Remedy,
    note: str,
    target: Payment | None = None,
    other: StatementLine | None = None,
) -> str:
    """Proposes what a difference is and what to do; nothing is booked yet.

    Returns the digest of what is proposed, which an approval names.

    Args:
        actor: who makes or checks payouts in its department.
        difference: open.
        remedy: one of `remedies_of`.
        note: the ground.
        target: the payment that the line is, where the remedy is about one.
        other: the line that the line cancels out, of OFFSET.

    Raises:
        RefusedError: with what is missing or does not fit.
    """
    current = _locked(difference, DifferenceState.OPEN)
    _check(actor, current, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    if not note.strip():
        raise RefusedError(_("请写明依据，复核的同事要凭它判断。"))
    if remedy not in remedies_of(current):
        raise RefusedError(_("这种差异不能这样处理。请选页面上列出的办法。"))
    current.target = current.other = None
    if remedy in ABOUT_A_PAYMENT:
        current.target = _among(targets_of(current, remedy), target)
    if remedy == Remedy.OFFSET:
        current.other = _among(others_of(current), other)
    current.state, current.done, current.note = DifferenceState.PROPOSED, remedy, note.strip()
    current.maker, current.proposed_at = actor, timezone.now()
    current.save()
    audit(actor=actor, action="propose_remedy", what=current, data={"remedy": str(remedy)})
    _tell_second(current, actor)
    return proposal_of(current)


@money_action
def approve_remedy(*, actor: Person, difference: Difference, digest: str) -> None:
    """Does what was proposed, in this one transaction.

    Args:
        actor: a checker who did not propose it.
        difference: with a proposal.
        digest: of the proposal that the actor has seen, as `proposal_of` makes it.

    Raises:
        RefusedError: the actor proposed it, another remedy is proposed by now, or what it was about
            has changed since.
    """
    lock_books(difference.organisation)
    current = _locked(difference, DifferenceState.PROPOSED)
    _check_second(actor, current)
    if digest != proposal_of(current):
        raise RefusedError(_("提出的处理刚变过，没有记账。请看现在提出的是什么，再决定。"))
    apply_remedy(current)
    _resolve(current, actor)
    if current.other is not None:
        _resolve_other(current, actor)
    finish_lists(current.organisation)
    audit(actor=actor, action="approve_remedy", what=current, data={"remedy": current.done})


@money_action
def refuse_remedy(*, actor: Person, difference: Difference) -> None:
    """The second person does not agree, or who proposed it takes it back: it is open again."""
    current = _locked(difference, DifferenceState.PROPOSED)
    if current.maker_id != actor.pk:
        _check_second(actor, current)
    current.state, current.done = DifferenceState.OPEN, ""
    current.target = current.other = current.maker = current.proposed_at = None
    current.save()
    audit(actor=actor, action="refuse_remedy", what=current)


def _among(rows: QuerySet[Row], chosen: Model | None) -> Row:
    """The chosen one, as it is now, if it is still among those that fit."""
    found = rows.filter(pk=chosen.pk).first() if chosen is not None else None
    if found is None:
        raise RefusedError(_("选的那一笔金额或状态不合，或刚变过。请重新选。"))
    return found


def _locked(difference: Difference, state: DifferenceState) -> Difference:
    rows = Difference.objects.unscoped().select_for_update(of=("self",))
    current = rows.select_related("line", "payment", "organisation").get(pk=difference.pk)
    if current.state != state:
        raise RefusedError(_("这处差异刚被处理过，请刷新再看。"))
    return current


def _check(actor: Person, difference: Difference, *wanted: Permission) -> None:
    is_own = actor.organisation_id == difference.organisation_id
    if not is_own or not any(map(actor.may, wanted)):
        raise RefusedError(_("这处差异不归您处理。"))


def _check_second(actor: Person, difference: Difference) -> None:
    _check(actor, difference, Permission.PAYOUT_CHECK)
    if difference.maker_id == actor.pk:
        raise RefusedError(_("这是您提出的，要由另一位同事复核。"))


def _resolve(difference: Difference, actor: Person) -> None:
    difference.state = DifferenceState.RESOLVED
    difference.resolved_by, difference.resolved_at = actor, timezone.now()
    difference.save()


def _resolve_other(difference: Difference, actor: Person) -> None:
    """The difference of the line that cancels it out ends with it."""
    Difference.objects.unscoped().filter(line=difference.other).update(
        state=DifferenceState.RESOLVED,
        done=Remedy.OFFSET,
        other=difference.line,
        maker=difference.maker,
        proposed_at=difference.proposed_at,
        note=difference.note,
        resolved_by=actor,
        resolved_at=timezone.now(),
    )


def _tell_second(difference: Difference, actor: Person) -> None:
    department = difference.organisation_id
    people = people_who(department, Permission.PAYOUT_CHECK)
    fen = difference.line.amount_fen if difference.line else 0
    if difference.payment is not None and difference.line is None:
        fen = difference.payment.amount_fen
    tell(
        kind="difference-proposed",
        people=[each for each in people if each.pk != actor.pk],
        data={"kind": str(difference.get_kind_display()), "yuan": f"{fen / 100:,.2f}"},
        path=reverse("difference", args=[difference.pk]),
    )
