"""What each remedy books, inside the action that approves it.

A line that belonged to nothing is taken from BANK_UNMATCHED by reversing what was booked, and
booked right; so the bank account in the ledger never moves otherwise than at the bank.
"""

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.ledger import LedgerRefusedError, Movement, Outcome
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.accounts_actions import in_transit_of, treasury_of, unmatched_of
from zhiqiao.web.grants.models import EntitlementState, StepKind
from zhiqiao.web.grants.step_actions import move_all
from zhiqiao.web.ledger.posting_actions import NewEntry, post
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.payouts.models import Chunk, ChunkState, Payment, PaymentState
from zhiqiao.web.payouts.payee_telling import tell_payees
from zhiqiao.web.payouts.payment_actions import (
    SOURCE,
    reject_all,
    repay_all,
    return_all,
    settle_all,
)
from zhiqiao.web.reconciliation.models import Difference, LineState, Remedy, StatementLine
from zhiqiao.web.reconciliation.remedies import disputed, others_of, rest_fen, targets_of
from zhiqiao.web.reconciliation.waiting_actions import end_missing, undo_unmatched

NOT_PAID = "MS03"
"""The reason that is kept where the bank says by word of mouth that it did not pay."""
_ONE = "SELECT id AS payment_id, {reason} AS reason FROM payouts_payment WHERE id = %s"


def apply_remedy(difference: Difference) -> None:
    """Books what was proposed.

    Raises:
        RefusedError: the payment or the other line is not as it was when it was proposed.
    """
    apply = _APPLY.get(Remedy(difference.done))
    if apply is not None:
        apply(difference)


def _line_and_target(difference: Difference) -> tuple[StatementLine, Payment]:
    line, target = difference.line, difference.target
    fits = target and targets_of(difference, difference.done).filter(pk=target.pk).exists()
    if line is None or target is None or not fits:
        raise RefusedError(_("选的那笔兑付刚变过，没有记账。请退回，重新核对。"))
    return line, target


def _settle(difference: Difference) -> None:
    line, target = _line_and_target(difference)
    undo_unmatched(difference)
    if target.state == PaymentState.REJECTED:
        _reserve_again(target)
    settle_all(_found(target), department=target.department, on=line.booked_on)
    end_missing(f"SELECT {int(target.pk)}")
    _keep_rest(difference, line)
    _match(line, target)


def _reserve_again(payment: Payment) -> None:
    """The bank paid what it had rejected: the budget bears it after all."""
    try:
        with transaction.atomic():
            Payment.objects.unscoped().filter(pk=payment.pk).update(
                state=PaymentState.ACCEPTED, changed_at=timezone.now()
            )
    except IntegrityError:
        raise RefusedError(
            _("这家企业的这一笔已经重新兑付，银行等于付了两次。请向企业要回，款项到账后互相冲抵。")
        ) from None
    states = [
        EntitlementState.CLEARED, EntitlementState.CONFIRMED,
        EntitlementState.LISTED, EntitlementState.APPROVED,
    ]  # fmt: skip
    numbers = [payment.entitlement_id]
    move_all(numbers, states, to=EntitlementState.PAID, kind=StepKind.PAID, actor=None)
    line = payment.payout_list.budget_line
    try:
        post(
            NewEntry(
                movement=Movement.PAY,
                debit=line.account,
                credit=in_transit_of(payment.department),
                amount_fen=payment.amount_fen,
                key=f"pay-again/{payment.end_to_end_id}",
                on=timezone.localdate(),
                source=SOURCE,
                source_id=payment.pk,
            )
        )
    except LedgerRefusedError as error:
        if error.outcome != Outcome.FLOOR_REACHED:
            raise
        raise RefusedError(_("预算不够记这一笔，没有记账。请先追加预算，再来批准。")) from error


def _return(difference: Difference) -> None:
    line, target = _line_and_target(difference)
    undo_unmatched(difference)
    return_all(_found(target, line.reason), department=target.department, on=line.booked_on)
    _keep_rest(difference, line)
    _match(line, target)
    tell_payees("returned", [target.pk], once=f"payment-{target.pk}")


def _keep_rest(difference: Difference, line: StatementLine) -> None:
    """What the bank moved beside the payment's own amount: on BANK_UNMATCHED, until it is cleared.

    A fee that a return lacks, or what left too much, stands there as money that went.
    """
    fen = rest_fen(difference)
    if not fen:
        return
    bank, unmatched = treasury_of(difference.organisation), unmatched_of(difference.organisation)
    came = fen > 0
    post(
        NewEntry(
            movement=Movement.UNMATCHED_IN if came else Movement.UNMATCHED_OUT,
            debit=bank if came else unmatched,
            credit=unmatched if came else bank,
            amount_fen=abs(fen),
            key=f"rest/{line.pk}",
            on=line.booked_on,
            source="bank_line",
            source_id=line.pk,
        )
    )


def _repay(difference: Difference) -> None:
    line, target = _line_and_target(difference)
    undo_unmatched(difference)
    repay_all(_found(target), department=target.department, on=line.booked_on)
    _match(line, target)


def _offset(difference: Difference) -> None:
    other = difference.other
    if other is None or not others_of(difference).filter(pk=other.pk).exists():
        raise RefusedError(_("选的那一笔刚变过，没有记账。请退回，重新核对。"))
    undo_unmatched(difference)
    undo_unmatched(Difference.objects.unscoped().select_related("line").get(line=other))
    rows = StatementLine.objects.unscoped().filter(pk__in=[difference.line_id, other.pk])
    rows.update(state=LineState.RESOLVED)


def _explain(difference: Difference) -> None:
    rows = StatementLine.objects.unscoped().filter(difference=difference)
    rows.update(state=LineState.RESOLVED)


def _not_paid(difference: Difference) -> None:
    payment = difference.payment
    on_the_way = (PaymentState.QUEUED, PaymentState.ACCEPTED)
    if payment is None or payment.state not in on_the_way:
        raise RefusedError(_("这笔兑付的状态刚变过，没有记账。请刷新再看。"))
    _check_not_sent_again(payment)
    if disputed(payment).exists():
        raise RefusedError(
            _(
                "对账单上有一笔收付写着这笔兑付的编号，还没有核清，没有记账。"
                "请先在对账差异里处理那一笔：银行更正以后，和更正的那一笔冲抵。"
            )
        )
    reject_all(_found(payment, NOT_PAID), on=timezone.localdate())
    tell_payees("rejected", [payment.pk], once=f"payment-{payment.pk}")


def _check_not_sent_again(payment: Payment) -> None:
    """Refuses while the file with the payment may still go to the bank: it would be paid anew."""
    chunk = Chunk.objects.unscoped().select_for_update(of=("self",)).get(pk=payment.chunk_id)
    is_rest = chunk.state == ChunkState.REFUSED and payment.state == PaymentState.ACCEPTED
    if chunk.state != ChunkState.SENT and not is_rest:
        raise RefusedError(
            _(
                "装着这笔兑付的文件 %(file)s 现在是“%(state)s”，还可能再发给银行，没有记账。"
                "请在清单的进度页上看这个文件：等系统核实是否送达；银行没有收的，在那里放弃它。"
            )
            % {"file": chunk.message_id, "state": chunk.get_state_display()}
        )


_APPLY: Mapping[Remedy, Callable[[Difference], None]] = {
    Remedy.SETTLE: _settle,
    Remedy.RETURN: _return,
    Remedy.REPAY: _repay,
    Remedy.OFFSET: _offset,
    Remedy.EXPLAIN: _explain,
    Remedy.NOT_PAID: _not_paid,
}


def _found(payment: Payment, reason: str = "") -> Rows:
    kept = reason if reason.isalnum() and reason.isascii() else ""
    return Rows(_ONE.format(reason=f"'{kept}'"), (payment.pk,))


def _match(line: StatementLine, payment: Payment) -> None:
    rows = StatementLine.objects.unscoped().filter(pk=line.pk)
    rows.update(state=LineState.RESOLVED, payment=payment)
