"""Payments that went wrong: paid anew, given up, demanded back. Money moves by two people.

One proposes, with the ground for it; another one of the department approves, and only then an
entry is posted. The enterprise's own part is to say which account a returned payment goes to.
"""

from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.payouts import interests
from zhiqiao.web.payouts.change_effects_actions import EFFECTS
from zhiqiao.web.payouts.changes import (
    ChangeKind,
    ChangeState,
    Clawback,
    ClawbackState,
    PaymentChange,
)
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.payouts.payment_actions import finish_lists, lock_books
from zhiqiao.web.payouts.reissue_actions import reissue_all
from zhiqiao.web.payouts.reissue_checks import check_reissues
from zhiqiao.web.payouts.telling import tell_of_proposal

STANDS: Mapping[ChangeKind, PaymentState] = {
    ChangeKind.REISSUE: PaymentState.RETURNED,
    ChangeKind.RELEASE: PaymentState.RETURNED,
    ChangeKind.CLAW_BACK: PaymentState.SETTLED,
    ChangeKind.REPAID: PaymentState.SETTLED,
    ChangeKind.GIVE_UP: PaymentState.SETTLED,
}
"""In which state a payment has to be for what."""
OF_DEMAND = frozenset({ChangeKind.REPAID, ChangeKind.GIVE_UP})


@money_action
def confirm_account(*, actor: Person, payment: Payment, account: PayeeAccount) -> None:
    """The enterprise says where a returned payment is to go: the same account, or another one.

    Raises:
        RefusedError: the payment was not returned, or it or the account is not the actor's.
    """
    current = _locked(payment)
    is_own = current.organisation_id == actor.organisation_id == account.organisation_id
    if not is_own or not actor.may(Permission.PAYOUT_RECEIVE):
        raise RefusedError(_("收款账户由收款单位的政务专员确认。"))
    if current.state != PaymentState.RETURNED:
        raise RefusedError(_("这笔款现在不在等您确认账户，可能已经重新安排了。请刷新再看。"))
    current.confirmed_account, current.changed_at = account, timezone.now()
    current.save(update_fields=["confirmed_account", "changed_at"])
    audit(actor=actor, action="confirm_payee_account", what=current)


@money_action
def propose_change(
    *, actor: Person, payment: Payment, kind: ChangeKind, reason: str, evidence: str = ""
) -> PaymentChange:
    """Proposes what is to be done about a payment, for a second person to approve.

    Args:
        actor: who makes payouts in the payment's department.
        payment: as `STANDS` says for the kind.
        kind: what is to be done.
        reason: the ground; of a claw-back the enterprise reads it.
        evidence: number of the voucher, of a repayment that no statement shows.

    Raises:
        RefusedError: with what is missing.
    """
    current = _locked(payment)
    _check_department(actor, current, Permission.PAYOUT_MAKE)
    interests.check_payments(actor, [current])
    if not reason.strip():
        raise RefusedError(_("请写明依据，复核的同事要凭它判断。"))
    if kind == ChangeKind.REPAID and not evidence.strip():
        raise RefusedError(_("请填凭证号：对账单上没有的还款，要凭凭证登记。"))
    _check_stands(current, kind)
    if kind == ChangeKind.REISSUE:
        check_reissues([current])
    change = PaymentChange(
        payment=current,
        kind=kind,
        account=current.confirmed_account if kind == ChangeKind.REISSUE else None,
        reason=reason.strip(),
        evidence=evidence.strip(),
        maker=actor,
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        raise RefusedError(_("这笔款已有一项处理在等复核，先把它办完。")) from None
    audit(actor=actor, action="propose_change", what=current, data={"kind": str(kind)})
    tell_of_proposal(change, actor)
    return change


@money_action
def approve_changes(*, actor: Person, changes: Collection[PaymentChange]) -> int:
    """Approves proposals of others and does what they say, all of them or none; how many.

    Several reissues of one list go to the bank in one file.

    Raises:
        RefusedError: the actor proposed one, or a payment is not as it was.
    """
    department = _department_of(actor)
    lock_books(department)
    rows = PaymentChange.objects.unscoped().select_for_update(of=("self",))
    current = list(rows.filter(pk__in=[each.pk for each in changes]).order_by("pk"))
    # The enterprise may change its account at this very moment: it waits until this ends.
    payments = Payment.objects.unscoped().select_for_update(of=("self",)).order_by("pk")
    locked = payments.in_bulk([each.payment_id for each in current])
    for each in current:
        each.payment = locked[each.payment_id]
        _check_second(actor, each)
        _check_stands(each.payment, ChangeKind(each.kind))
    interests.check_payments(actor, locked.values())
    reissues = [each for each in current if each.kind == ChangeKind.REISSUE]
    if reissues:
        check_reissues([each.payment for each in reissues])
    if any(each.account_id != each.payment.confirmed_account_id for each in reissues):
        raise RefusedError(_("企业确认的账户又变了。请退回，让经办按新账户重提。"))
    if reissues:
        reissue_all(reissues)
    for each in current:
        if each.kind != ChangeKind.REISSUE:
            EFFECTS[ChangeKind(each.kind)](each)
    _end(current, ChangeState.APPROVED, actor)
    finish_lists(department)
    for each in current:
        data = {"kind": str(each.kind), "amount_fen": each.payment.amount_fen}
        audit(actor=actor, action="approve_change", what=each.payment, data=data)
    return len(current)


@money_action
def refuse_change(*, actor: Person, change: PaymentChange, remark: str = "") -> None:
    """The second person does not agree, or who proposed it takes it back; nothing is booked."""
    rows = PaymentChange.objects.unscoped().select_for_update(of=("self",))
    current = rows.select_related("payment").get(pk=change.pk)
    if current.maker_id == actor.pk and current.state == ChangeState.PROPOSED:
        _end([current], ChangeState.REFUSED, None)
    else:
        _check_second(actor, current)
        _end([current], ChangeState.REFUSED, actor, remark)
    audit(actor=actor, action="refuse_change", what=current.payment)


def _locked(payment: Payment) -> Payment:
    rows = Payment.objects.unscoped().select_for_update(of=("self",))
    return rows.select_related("department", "organisation").get(pk=payment.pk)


def _department_of(actor: Person) -> Organisation:
    if actor.organisation is None or not actor.may(Permission.PAYOUT_CHECK):
        raise RefusedError(_("这一步由本部门的财务复核来办。"))
    return actor.organisation


def _check_department(actor: Person, payment: Payment, permission: Permission) -> None:
    if actor.organisation_id != payment.department_id or not actor.may(permission):
        raise RefusedError(_("这笔款不归您办理。"))


def _check_second(actor: Person, change: PaymentChange) -> None:
    _check_department(actor, change.payment, Permission.PAYOUT_CHECK)
    if change.state != ChangeState.PROPOSED:
        raise RefusedError(_("这一项刚被处理过，请刷新再看。"))
    if change.maker_id == actor.pk:
        raise RefusedError(_("这是您提出的，要由另一位同事复核。"))


def _check_stands(payment: Payment, kind: ChangeKind) -> None:
    if payment.state != STANDS[kind]:
        words = _("这笔款现在是“%(state)s”，不能这样办。请刷新再看。")
        raise RefusedError(words % {"state": payment.get_state_display()})
    if kind == ChangeKind.REISSUE and payment.confirmed_account_id is None:
        raise RefusedError(_("企业还没有确认收款账户，先等它确认；已经发消息提醒了它。"))
    demands = Clawback.objects.unscoped().filter(payment=payment)
    if kind == ChangeKind.CLAW_BACK and demands.exists():
        raise RefusedError(_("这笔款追回过了，不能再追一次。"))
    is_demanded = demands.filter(state=ClawbackState.DEMANDED).exists()
    if kind in OF_DEMAND and not is_demanded:
        raise RefusedError(_("这笔款现在没有在追回。"))


def _end(
    changes: Collection[PaymentChange], state: ChangeState, actor: Person | None, remark: str = ""
) -> None:
    PaymentChange.objects.unscoped().filter(pk__in=[each.pk for each in changes]).update(
        state=state, checker=actor, checked_at=timezone.now(), remark=remark.strip()
    )
