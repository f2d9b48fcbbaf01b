"""Our books against what the simulated bank did: for proofs, which alone know a bank's truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiqiao.bank.simulator import Moved, Totals
from zhiqiao.web.payouts.models import BankAccount, ChunkState, Payment, PaymentState
from zhiqiao.web.reconciliation.agreement import Disagreement
from zhiqiao.web.reconciliation.models import BankFile, BankFileState
from zhiqiao.web.reconciliation.queries import moved_fen

_CAME_BACK = (PaymentState.RETURNED, PaymentState.REISSUED, PaymentState.RELEASED)
_ON_THE_WAY = (PaymentState.QUEUED, PaymentState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be concluded of the bank.

    Attributes:
        is_quiet: it has told all that it did, and all of it was read.
        books_rightly: it never books a payment twice, wrongly, or after it rejected it.
    """

    is_quiet: bool = False
    books_rightly: bool = True


def totals_told(told: dict[str, Any]) -> Totals:
    """The truth as the simulator answers it over HTTP."""
    payments = {name: Moved(**each) for name, each in told["payments"].items()}
    day = date.fromisoformat(told["day"])
    return Totals(day, told["openings_fen"], told["balances_fen"], payments)


def against_bank(totals: Totals, known: Known) -> list[Disagreement]:
    """What the books say otherwise than the bank did it; empty where all is well."""
    rows = Payment.objects.unscoped().select_related("chunk").order_by("entitlement", "attempt")
    payments = {each.end_to_end_id: each for each in rows}
    found = [
        Disagreement("strange_payment", name)
        for name, moved in totals.payments.items()
        if moved.asked_fen and name not in payments
    ]
    for name, payment in payments.items():
        found += (Disagreement(kind, name) for kind in _of_one(payment, totals, known))
    found += _of_entitlements(payments.values(), totals, known)
    found += _of_departments(totals, known)
    if known.is_quiet and known.books_rightly:
        found += _of_files()
    return found


def _of_one(payment: Payment, totals: Totals, known: Known) -> Iterator[str]:
    moved = totals.payments.get(payment.end_to_end_id)
    if moved is None:
        if known.is_quiet and payment.chunk.state == ChunkState.SENT:
            yield "sent_but_not_there"
        if payment.state not in (*_ON_THE_WAY, PaymentState.REJECTED):
            yield "moved_without_bank"
        return
    if moved.asked_fen != payment.amount_fen:
        yield "asked_otherwise"
    if not moved.reason_code and payment.chunk.state in (ChunkState.QUEUED, ChunkState.REFUSED):
        yield "there_but_not_sent"
    if known.books_rightly:
        yield from _of_bookings(payment, moved, known)


def _of_bookings(payment: Payment, moved: Moved, known: Known) -> Iterator[str]:
    net_fen = moved.out_fen - moved.in_fen
    if moved.out_count > 1 or not 0 <= net_fen <= moved.asked_fen:
        yield "left_twice"
    if payment.state == PaymentState.SETTLED and not moved.out_count:
        yield "settled_unpaid"
    if payment.state in _CAME_BACK and net_fen:
        yield "returned_but_gone"
    if payment.state == PaymentState.REJECTED and net_fen:
        yield "rejected_but_gone"
    if known.is_quiet and payment.state in (PaymentState.SETTLED, *_ON_THE_WAY):
        is_settled = payment.state == PaymentState.SETTLED
        if net_fen != (moved.asked_fen if is_settled else 0):
            yield "state_differs"


def _of_entitlements(payments: Any, totals: Totals, known: Known) -> Iterator[Disagreement]:
    """Of all attempts to pay one entitlement, one at most has left the bank for good."""
    if not known.books_rightly:
        return
    left_fen: dict[int, int] = {}
    for each in payments:
        moved = totals.payments.get(each.end_to_end_id)
        if moved is not None:
            net_fen = moved.out_fen - moved.in_fen
            number = each.entitlement_id
            left_fen[number] = left_fen.get(number, 0) + net_fen
            if left_fen[number] > each.amount_fen:
                yield Disagreement("entitlement_paid_twice", each.end_to_end_id)


def _of_departments(totals: Totals, known: Known) -> Iterator[Disagreement]:
    for account in BankAccount.objects.unscoped().select_related("organisation"):
        opening_fen = totals.openings_fen.get(account.number)
        if known.is_quiet and opening_fen is not None:
            gained_fen = totals.balances_fen[account.number] - opening_fen
            if gained_fen != moved_fen(account.organisation):
                yield Disagreement("balance_differs", account.number)


def _of_files() -> Iterator[Disagreement]:
    """Of a bank that makes no mistakes every file is read, and none refused."""
    rows = BankFile.objects.unscoped().exclude(state=BankFileState.READ)
    for each in rows.order_by("pk"):
        yield Disagreement("file_not_read", each.name)
