"""The queue of differences in the days of a department: asked about, put off, resolved by two."""

from dataclasses import dataclass

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.demo.bank_days.payees import pay_back
from zhiqiao.web.demo.bank_days.scene import Scene
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.reconciliation.difference_actions import (
    approve_remedy,
    ask_bank,
    propose_remedy,
    refuse_remedy,
)
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
    Remedy,
    StatementLine,
)
from zhiqiao.web.reconciliation.remedies import others_of, remedies_of, targets_of

PUT_OFF_BP = 2_500
ASKED_BP = 2_000
REFUSED_BP = 1_000
MISTAKEN_BP = 500
PATIENT_DAYS = 8
"""So long nothing else happening, what still fits nothing is left where everybody sees it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody makes of a difference."""

    remedy: Remedy
    target: Payment | None = None
    other: StatementLine | None = None


def work_through(scene: Scene) -> None:
    """Looks at every open difference once."""
    rows = Difference.objects.unscoped().filter(state=DifferenceState.OPEN).order_by("pk")
    for number in list(rows.values_list("pk", flat=True)):
        found = rows.filter(pk=number).select_related("line", "payment", "organisation").first()
        if found is not None and not scene.befalls("difference_put_off", PUT_OFF_BP):
            _look_at(scene, found)


def _look_at(scene: Scene, difference: Difference) -> None:
    if difference.asked_at is None and scene.befalls("bank_asked", ASKED_BP):
        ask_bank(actor=scene.cast.maker, difference=difference, note="排练：请查")
    plan = _plan(scene, difference)
    if plan is None and scene.calm_days > PATIENT_DAYS and difference.line is not None:
        plan = Plan(Remedy.EXPLAIN)
    if plan is None:
        return
    digest = propose_remedy(
        actor=scene.cast.maker,
        difference=difference,
        remedy=plan.remedy,
        note="排练",
        target=plan.target,
        other=plan.other,
    )
    if scene.befalls("remedy_refused", REFUSED_BP):
        refuse_remedy(actor=scene.cast.checker, difference=difference)
        return
    try:
        approve_remedy(actor=scene.cast.checker, difference=difference, digest=digest)
    except RefusedError:
        refuse_remedy(actor=scene.cast.checker, difference=difference)
        if plan.remedy == Remedy.SETTLE:
            _ask_back(scene, difference)
    else:
        scene.met[f"resolved_{plan.remedy}"] += 1


def _ask_back(scene: Scene, difference: Difference) -> None:
    """The bank paid what was paid anew already: the enterprise sends it back."""
    scene.met["remedy_impossible"] += 1
    payment = difference.payment
    if payment is not None and payment.end_to_end_id not in scene.asked_back:
        scene.asked_back.add(payment.end_to_end_id)
        pay_back(scene, payment, named=payment.end_to_end_id, remark="多收退回")


def _plan(scene: Scene, difference: Difference) -> Plan | None:
    """What to do now; None: wait for the bank."""
    line = difference.line
    if line is None:
        return _without_line(scene, difference)
    if difference.kind == DifferenceKind.UNKNOWN_REFERENCE:
        return _of_nobody(difference, line)
    others = others_of(difference).filter(payment=difference.payment)
    if (other := others.first()) is not None:
        return Plan(Remedy.OFFSET, other=other)
    if difference.kind == DifferenceKind.WRONG_AMOUNT or difference.payment is None:
        return None
    remedy = Remedy.SETTLE if line.direction == Direction.OUT else Remedy.RETURN
    if remedy not in remedies_of(difference):
        return None
    target = targets_of(difference, remedy).filter(pk=difference.payment.pk).first()
    return Plan(remedy, target=target) if target else None


def _without_line(scene: Scene, difference: Difference) -> Plan | None:
    if difference.kind == DifferenceKind.AGAINST_STATE:
        return Plan(Remedy.STANDS)
    if difference.payment_id is not None and scene.befalls("wrongly_not_paid", MISTAKEN_BP):
        return Plan(Remedy.NOT_PAID)
    return None


def _of_nobody(difference: Difference, line: StatementLine) -> Plan:
    if line.direction == Direction.IN:
        target = targets_of(difference, Remedy.REPAY).first()
        if target is not None:
            return Plan(Remedy.REPAY, target=target)
    return Plan(Remedy.EXPLAIN)
