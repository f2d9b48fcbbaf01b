"""Money that came back and money demanded back, in the days of a department."""

from django.db.models import Q

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.demo.bank_days.scene import Scene
from zhiqiao.web.payouts.changes import (
    ChangeKind,
    ChangeState,
    Clawback,
    ClawbackState,
    PaymentChange,
)
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.return_actions import approve_changes, propose_change, refuse_change

REFUSED_BP = 1_000
RELEASED_BP = 2_500
CLAWED_BACK_BP = 1_500
VOUCHER_BP = 300
GIVEN_UP_BP = 200


def decide_on_returns(scene: Scene) -> None:
    """The maker proposes, the checker decides; both may put it off until another day."""
    _propose_for_returned(scene)
    _demand(scene)
    _end_demands(scene)
    scene.wait(5)
    _decide(scene)


def _propose_for_returned(scene: Scene) -> None:
    for payment in _unproposed(Q(state=PaymentState.RETURNED)):
        if scene.befalls("return_released", RELEASED_BP):
            _propose(scene, payment, ChangeKind.RELEASE)
        elif payment.confirmed_account_id is not None:
            _propose(scene, payment, ChangeKind.REISSUE)
            scene.met["reissued"] += 1


def _demand(scene: Scene) -> None:
    if not scene.befalls("clawed_back", CLAWED_BACK_BP):
        return
    payments = _unproposed(Q(state=PaymentState.SETTLED, clawback=None))
    if payments:
        chosen = payments[scene.luck.number(len(payments))]
        _propose(scene, chosen, ChangeKind.CLAW_BACK)


def _end_demands(scene: Scene) -> None:
    """Some repay by another way than the bank, and some demands are given up."""
    rows = Clawback.objects.unscoped().filter(state=ClawbackState.DEMANDED)
    asked = [each for each in rows.order_by("pk") if each.reference not in scene.asked_back]
    for demand in asked:
        payment = Payment.objects.unscoped().get(pk=demand.payment_id)
        if _is_proposed(payment):
            continue
        if scene.befalls("repaid_by_voucher", VOUCHER_BP):
            _propose(scene, payment, ChangeKind.REPAID, evidence=f"凭{payment.pk}")
        elif scene.befalls("demand_given_up", GIVEN_UP_BP):
            _propose(scene, payment, ChangeKind.GIVE_UP)


def _propose(scene: Scene, payment: Payment, kind: ChangeKind, evidence: str = "") -> None:
    propose_change(
        actor=scene.cast.maker, payment=payment, kind=kind, reason="排练", evidence=evidence
    )


def _decide(scene: Scene) -> None:
    rows = PaymentChange.objects.unscoped().filter(state=ChangeState.PROPOSED).order_by("pk")
    wanted = []
    for change in rows:
        if scene.befalls("change_refused", REFUSED_BP):
            refuse_change(actor=scene.cast.checker, change=change, remark="排练：不同意")
        else:
            wanted.append(change)
    try:
        if wanted:
            approve_changes(actor=scene.cast.checker, changes=wanted)
    except RefusedError:
        scene.met["change_overtaken"] += 1
        for change in wanted:
            _decide_alone(scene, change)


def _decide_alone(scene: Scene, change: PaymentChange) -> None:
    """Of several of which one cannot be done any more the others are; that one is refused."""
    try:
        approve_changes(actor=scene.cast.checker, changes=[change])
    except RefusedError:
        refuse_change(actor=scene.cast.checker, change=change, remark="排练：已变")


def _unproposed(wanted: Q) -> list[Payment]:
    rows = Payment.objects.unscoped().filter(wanted).order_by("pk")
    return [each for each in rows if not _is_proposed(each)]


def _is_proposed(payment: Payment) -> bool:
    rows = PaymentChange.objects.unscoped().filter(payment=payment, state=ChangeState.PROPOSED)
    return rows.exists()
