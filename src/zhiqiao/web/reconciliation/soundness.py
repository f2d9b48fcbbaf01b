"""What must hold at every moment between a department's payments, its ledger and its bank lines.

The ledger's own rules are `zhiqiao.ledger.verify`; these say that its accounts hold what payments,
lists, demands and statements say they hold, and that nothing that does not agree is left to nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, F, Q, Sum, Value, When

from zhiqiao.ledger import AccountKind
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.budgets.models import BudgetLine, Revision, RevisionKind, RevisionState
from zhiqiao.web.budgets.standings import ADDS
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.payouts.changes import Clawback, ClawbackState
from zhiqiao.web.payouts.models import ListState, Payment, PaymentState, PayoutList
from zhiqiao.web.reconciliation.difference_making_actions import OWNERS
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
    LineState,
    Remedy,
    StatementLine,
)
from zhiqiao.web.reconciliation.queries import bank_gap_fen
from zhiqiao.web.reconciliation.remedies import remedies_of

ON_THE_WAY = (PaymentState.QUEUED, PaymentState.ACCEPTED)
AGAINST_BUDGET = (*ON_THE_WAY, PaymentState.SETTLED, PaymentState.RETURNED)
"""Payments that the budget bears now. Of a chain of reissues it is the last one."""
_IN_HAND = (PaymentState.SETTLED,)
_NOTHING_LEFT = (
    *ON_THE_WAY, PaymentState.REJECTED, PaymentState.RETURNED, PaymentState.REISSUED,
    PaymentState.RELEASED,
)  # fmt: skip
_OUTSIDE = Q(state=LineState.DIFFERENT) | Q(
    state=LineState.RESOLVED, difference__done=Remedy.EXPLAIN
)
"""Lines that no payment accounts for: their money is on BANK_UNMATCHED."""
_WITH_REST = Q(
    state=LineState.RESOLVED,
    difference__kind=DifferenceKind.WRONG_AMOUNT,
    difference__done__in=(Remedy.SETTLE, Remedy.RETURN),
)
"""Lines that count as their payment's own amount: what they moved beside it is there, too."""
_SIGNED = Case(
    When(direction=Direction.IN, then=F("amount_fen")), default=Value(-1) * F("amount_fen")
)


_OWN_SIGNED = Case(
    When(_WITH_REST & Q(direction=Direction.IN), then=F("payment__amount_fen")),
    When(_WITH_REST, then=Value(-1) * F("payment__amount_fen")),
    default=_SIGNED,
)


class Rule(StrEnum):
    """What can fail to hold."""

    BANK_MOVES_WITH_LEDGER = "bank_moves_with_ledger"
    UNMATCHED_IS_VISIBLE = "unmatched_is_visible"
    TRANSIT_IS_ON_THE_WAY = "transit_is_on_the_way"
    SUSPENSE_IS_RETURNED = "suspense_is_returned"
    RECEIVABLE_IS_DEMANDED = "receivable_is_demanded"
    BUDGET_BEARS_PAYMENTS = "budget_bears_payments"
    LINES_BEAR_OUT_PAYMENT = "lines_bear_out_payment"
    PAID_ONCE_AND_WHOLE = "paid_once_and_whole"
    DIFFERENCE_HAS_ITS_PLACE = "difference_has_its_place"


@dataclass(frozen=True, slots=True)
class Unsound:
    """One thing that does not hold: what it is about, what it should be and what it is."""

    rule: Rule
    about: str
    expected: int
    found: int


def unsound_in(department: Organisation) -> list[Unsound]:
    """Everything that does not hold; the caller may see every row and nothing moves meanwhile."""
    return [found for check in _CHECKS for found in check(department)]


def _bank(department: Organisation) -> Iterator[Unsound]:
    gap_fen = bank_gap_fen(department)
    if gap_fen:
        yield Unsound(Rule.BANK_MOVES_WITH_LEDGER, "treasury", 0, gap_fen)


def _unmatched(department: Organisation) -> Iterator[Unsound]:
    lines = StatementLine.objects.unscoped().filter(_OUTSIDE, organisation=department)
    expected = _fen(lines.aggregate(fen=Sum(_SIGNED))) + _rests_fen(department)
    found, pending = _held(department, AccountKind.BANK_UNMATCHED)
    if (found, pending) != (expected, 0):
        yield Unsound(Rule.UNMATCHED_IS_VISIBLE, "unmatched", expected, found)
    for line in lines.filter(difference=None):
        yield Unsound(Rule.UNMATCHED_IS_VISIBLE, f"line {line.reference}", 1, 0)


def _rests_fen(department: Organisation) -> int:
    lines = StatementLine.objects.unscoped().filter(_WITH_REST, organisation=department)
    return _fen(lines.aggregate(fen=Sum(_SIGNED - _OWN_SIGNED)))


def _transit(department: Organisation) -> Iterator[Unsound]:
    lists = PayoutList.objects.unscoped().filter(organisation=department, state=ListState.APPROVED)
    reserved = _fen(lists.aggregate(fen=Sum("total_fen")))
    expected = reserved + _of_payments(department, *ON_THE_WAY)
    settled, pending = _held(department, AccountKind.IN_TRANSIT)
    if (settled, pending) != (0, expected):
        yield Unsound(Rule.TRANSIT_IS_ON_THE_WAY, "in-transit", expected, pending + settled)


def _suspense(department: Organisation) -> Iterator[Unsound]:
    expected = _of_payments(department, PaymentState.RETURNED)
    held, pending = _held(department, AccountKind.RETURNS_SUSPENSE)
    if held + pending != expected:
        yield Unsound(Rule.SUSPENSE_IS_RETURNED, "returns", expected, held + pending)


def _receivable(department: Organisation) -> Iterator[Unsound]:
    demands = Clawback.objects.unscoped().filter(
        payment__department=department, state=ClawbackState.DEMANDED
    )
    expected = _fen(demands.aggregate(fen=Sum("payment__amount_fen")))
    held, pending = _held(department, AccountKind.CLAWBACK_RECEIVABLE)
    if (held, pending) != (0, -expected):
        yield Unsound(Rule.RECEIVABLE_IS_DEMANDED, "clawback", expected, -pending - held)
    for demand in demands.exclude(payment__state=PaymentState.SETTLED).order_by("pk"):
        yield Unsound(Rule.RECEIVABLE_IS_DEMANDED, f"demand {demand.reference}", 0, 1)


def _budgets(department: Organisation) -> Iterator[Unsound]:
    for line in BudgetLine.objects.unscoped().filter(organisation=department).order_by("pk"):
        account = Account.objects.unscoped().get(pk=line.account_id)
        own = Payment.objects.unscoped().filter(payout_list__budget_line=line)
        borne = _fen(own.filter(state__in=AGAINST_BUDGET).aggregate(fen=Sum("amount_fen")))
        lists = PayoutList.objects.unscoped().filter(budget_line=line, state=ListState.APPROVED)
        reserved = _fen(lists.aggregate(fen=Sum("total_fen")))
        expected = _appropriated_fen(line) - borne - reserved
        found = account.credit_fen - account.debit_fen - account.debit_pending_fen
        if found != expected:
            yield Unsound(Rule.BUDGET_BEARS_PAYMENTS, account.code, expected, found)


def _appropriated_fen(line: BudgetLine) -> int:
    approved = Revision.objects.unscoped().filter(line=line, state=RevisionState.APPROVED)
    changes = approved.values_list("kind", "amount_fen")
    return sum((fen or 0) if RevisionKind(kind) in ADDS else -(fen or 0) for kind, fen in changes)


def _payments(department: Organisation) -> Iterator[Unsound]:
    """What the lines that count for a payment make is what its state says, and so for its right."""
    inside = StatementLine.objects.unscoped().filter(
        Q(state=LineState.MATCHED)
        | Q(state=LineState.RESOLVED, difference__done__in=_COUNTED)
        | Q(state=LineState.RESOLVED, difference__done=Remedy.ARRIVED),
        organisation=department,
    )
    made = dict(inside.order_by().values_list("payment_id").annotate(fen=-Sum(_OWN_SIGNED)))
    by_right: dict[int, tuple[int, int]] = {}
    rows = Payment.objects.unscoped().filter(department=department).order_by("pk")
    for pk, right, state, fen in rows.values_list("pk", "entitlement_id", "state", "amount_fen"):
        found = made.get(pk, 0)
        expected = fen if state in _IN_HAND else 0
        is_known = state in _IN_HAND or state in _NOTHING_LEFT
        if is_known and found != expected:
            yield Unsound(Rule.LINES_BEAR_OUT_PAYMENT, f"payment {pk} {state}", expected, found)
        paid, owed = by_right.get(right, (0, 0))
        by_right[right] = (paid + (found if is_known else 0), max(owed, fen))
    for right, (paid, owed) in by_right.items():
        if paid not in (0, owed):
            yield Unsound(Rule.PAID_ONCE_AND_WHOLE, f"entitlement {right}", owed, paid)


def _differences(department: Organisation) -> Iterator[Unsound]:
    owners = set(OWNERS.values())
    rows = Difference.objects.unscoped().filter(organisation=department)
    unresolved = rows.exclude(state=DifferenceState.RESOLVED).select_related("line")
    for each in unresolved.order_by("pk"):
        if each.owner not in owners or not remedies_of(each):
            yield Unsound(Rule.DIFFERENCE_HAS_ITS_PLACE, f"difference {each.pk}", 1, 0)


_COUNTED = (Remedy.SETTLE, Remedy.RETURN, Remedy.REPAY)
_CHECKS: tuple[Callable[[Organisation], Iterator[Unsound]], ...] = (
    _bank, _unmatched, _transit, _suspense, _receivable, _budgets, _payments, _differences,
)  # fmt: skip


def _of_payments(department: Organisation, *states: PaymentState) -> int:
    rows = Payment.objects.unscoped().filter(department=department, state__in=states)
    return _fen(rows.aggregate(fen=Sum("amount_fen")))


def _held(department: Organisation, kind: AccountKind) -> tuple[int, int]:
    """Credits less debits of its accounts of the kind, several after a merger: posted, pending."""
    accounts = Account.objects.unscoped().filter(organisation=department, kind=kind.value)
    sums = accounts.aggregate(
        posted=Sum(F("credit_fen") - F("debit_fen")),
        pending=Sum(F("credit_pending_fen") - F("debit_pending_fen")),
    )
    return sums["posted"] or 0, sums["pending"] or 0


def _fen(found: dict[str, int | None]) -> int:
    return found["fen"] or 0
