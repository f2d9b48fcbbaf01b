"""What an approved change books, one payment at a time, inside the action that approves it."""

from collections.abc import Callable, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone

from zhiqiao.ledger import Movement, Phase
from zhiqiao.web.access import Permission
from zhiqiao.web.budgets.accounts_actions import clawback_of, suspense_of, treasury_of
from zhiqiao.web.grants.models import EntitlementState, StepKind
from zhiqiao.web.grants.step_actions import move_all
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.ledger.posting_actions import NewEntry, post, resolve
from zhiqiao.web.payouts.changes import ChangeKind, Clawback, ClawbackState, PaymentChange
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.payment_actions import SOURCE

VOUCHER = "voucher/"
"""How keys begin of repayments that came by another way than the bank account."""


def _release(change: PaymentChange) -> None:
    """Returned money goes back to the budget; the entitlement is not paid any more."""
    payment = change.payment
    _post(
        payment,
        Movement.RELEASE,
        f"release/{payment.end_to_end_id}",
        suspense_of(payment.department),
        payment.payout_list.budget_line.account,
    )
    _set(payment, PaymentState.RELEASED)
    move_all(
        [payment.entitlement_id],
        [EntitlementState.PAID],
        to=EntitlementState.WITHDRAWN,
        kind=StepKind.WITHDRAWN,
        actor=None,
    )


def _claw_back(change: PaymentChange) -> None:
    """Demands settled money back; the enterprise is told why, and what to write in the remark."""
    payment = change.payment
    _post(
        payment,
        Movement.CLAW_BACK,
        f"claw-back/{payment.end_to_end_id}",
        clawback_of(payment.department),
        payment.payout_list.budget_line.account,
    )
    Clawback.objects.create(
        payment=payment, reference=f"ZQC{payment.pk}"[:35], reason=change.reason
    )
    _tell("claw-back", payment)


def _repaid(change: PaymentChange) -> None:
    """Money came back by another way than the account: the voucher says so."""
    payment = change.payment
    pending = Entry.objects.unscoped().get(key=f"claw-back/{payment.end_to_end_id}")
    resolve(pending, phase=Phase.POST, key=f"clawed/{payment.end_to_end_id}", on=_today())
    _post(
        payment,
        Movement.REPAY,
        f"{VOUCHER}{payment.end_to_end_id}",
        treasury_of(payment.department),
        clawback_of(payment.department),
    )
    _set(payment, PaymentState.CLAWED_BACK)
    _end_demand(payment, ClawbackState.REPAID)


def _give_up(change: PaymentChange) -> None:
    """Money is demanded back no more."""
    payment = change.payment
    pending = Entry.objects.unscoped().get(key=f"claw-back/{payment.end_to_end_id}")
    resolve(pending, phase=Phase.VOID, key=f"given-up/{payment.end_to_end_id}", on=_today())
    _end_demand(payment, ClawbackState.GIVEN_UP)


EFFECTS: Mapping[ChangeKind, Callable[[PaymentChange], None]] = {
    ChangeKind.RELEASE: _release,
    ChangeKind.CLAW_BACK: _claw_back,
    ChangeKind.REPAID: _repaid,
    ChangeKind.GIVE_UP: _give_up,
}
"""All but reissues, which go to the bank together."""


def _post(payment: Payment, movement: Movement, key: str, debit: Account, credit: Account) -> None:
    post(
        NewEntry(
            movement=movement,
            debit=debit,
            credit=credit,
            amount_fen=payment.amount_fen,
            key=key,
            on=_today(),
            source=SOURCE,
            source_id=payment.pk,
        )
    )


def _set(payment: Payment, state: PaymentState) -> None:
    Payment.objects.unscoped().filter(pk=payment.pk).update(state=state, changed_at=timezone.now())


def _end_demand(payment: Payment, state: ClawbackState) -> None:
    rows = Clawback.objects.unscoped().filter(payment=payment, state=ClawbackState.DEMANDED)
    rows.update(state=state, ended_at=timezone.now())
    _tell("claw-back-ended", payment)


def _tell(kind: str, payment: Payment) -> None:
    tell(
        kind=kind,
        people=people_who(payment.organisation_id, Permission.PAYOUT_RECEIVE),
        data={
            "programme": payment.entitlement.programme_name,
            "department": payment.department.name,
            "yuan": f"{payment.amount_fen / 100:,.2f}",
        },
        path=reverse("my-payout", args=[payment.entitlement_id]),
        once=f"{kind}-{payment.pk}",
    )


def _today() -> date:
    return timezone.localdate()
