"""What can be done about each difference, and with which payment or other line."""

import hashlib
from collections.abc import Mapping

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.web.payouts.changes import ClawbackState
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
    LineState,
    Remedy,
    StatementLine,
)

CANDIDATES_SHOWN = 50
FEE_FEN_MAX = 200 * FEN_PER_YUAN
"""The most that a bank charges for a transfer; one tenth of the amount at most, for small ones."""
FEE_SHARE = 10
_ON_THE_WAY = (PaymentState.QUEUED, PaymentState.ACCEPTED)
_OF_LINE: Mapping[tuple[str, str], tuple[Remedy, ...]] = {
    (DifferenceKind.UNKNOWN_REFERENCE, Direction.OUT): (Remedy.SETTLE,),
    (DifferenceKind.UNKNOWN_REFERENCE, Direction.IN): (Remedy.RETURN, Remedy.REPAY),
    (DifferenceKind.TWICE, Direction.IN): (Remedy.RETURN,),
    (DifferenceKind.AGAINST_STATE, Direction.OUT): (Remedy.SETTLE,),
    (DifferenceKind.AGAINST_STATE, Direction.IN): (Remedy.RETURN,),
}
ABOUT_A_PAYMENT = frozenset({Remedy.SETTLE, Remedy.RETURN, Remedy.REPAY})


def remedies_of(difference: Difference) -> tuple[Remedy, ...]:
    """What can be done about it, the likeliest first."""
    if difference.line is not None:
        if difference.kind == DifferenceKind.WRONG_AMOUNT:
            return (*_of_wrong_amount(difference), Remedy.OFFSET, Remedy.EXPLAIN)
        own = _OF_LINE.get((difference.kind, difference.line.direction), ())
        return (*own, Remedy.OFFSET, Remedy.EXPLAIN)
    if difference.kind == DifferenceKind.MISSING and difference.payment_id is not None:
        return (Remedy.NOT_PAID,)
    return (Remedy.STANDS,)


def _of_wrong_amount(difference: Difference) -> tuple[Remedy, ...]:
    """What covers all that was owed settles it, what the bank returns brings it back.

    Either may be off by a fee, and no more: what is further off is another movement, and booking
    it would hide that somebody has money which is not theirs.
    """
    line, payment = difference.line, difference.payment
    if line is None or payment is None:
        return ()
    more_fen = line.amount_fen - payment.amount_fen
    if abs(more_fen) > FEE_FEN_MAX or abs(more_fen) * FEE_SHARE > payment.amount_fen:
        return ()
    if line.direction == Direction.OUT:
        return (Remedy.SETTLE,) if more_fen > 0 else ()
    return (Remedy.RETURN,) if line.is_return else ()


def rest_fen(difference: Difference) -> int:
    """What stays on BANK_UNMATCHED of a line that is booked with its payment's own amount.

    Below zero: it left the bank, or is lacking of what came back.
    """
    line, payment = difference.line, difference.payment
    if line is None or payment is None or difference.kind != DifferenceKind.WRONG_AMOUNT:
        return 0
    more_fen = line.amount_fen - payment.amount_fen
    return more_fen if line.direction == Direction.IN else -more_fen


def still_out() -> QuerySet[Difference]:
    """Lines that left with a payment's number and count as none, and are no mere fee.

    Whoever got them may have the money: unresolved ones, and those that were merely explained.
    """
    rows = Difference.objects.unscoped().filter(
        payment__isnull=False, line__direction=Direction.OUT
    )
    rows = rows.filter(~Q(state=DifferenceState.RESOLVED) | Q(done=Remedy.EXPLAIN))
    is_more = Q(line__amount_fen__gt=FEE_FEN_MAX)
    is_more |= Q(payment__amount_fen__lt=F("line__amount_fen") * FEE_SHARE)
    return rows.filter(is_more).order_by()


def disputed(payment: Payment) -> QuerySet[Difference]:
    """Lines that speak of the payment and are not cleared: the bank may well have paid something.

    One that left and was merely explained still left.
    """
    unresolved = ~Q(state=DifferenceState.RESOLVED)
    left = Q(done=Remedy.EXPLAIN, line__direction=Direction.OUT)
    rows = Difference.objects.unscoped().filter(payment=payment, line__isnull=False)
    return rows.filter(unresolved | left)


def proposal_of(difference: Difference) -> str:
    """SHA-256 over all that is proposed: an approval is bound to it, as a list's is to its lines.

    A proposal that was taken back and made anew is another one, even where it says the same.
    """
    at = difference.proposed_at.isoformat() if difference.proposed_at else ""
    said = (
        difference.pk, difference.done, difference.target_id, difference.other_id,
        difference.maker_id, at, difference.note,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()


def targets_of(difference: Difference, remedy: str) -> QuerySet[Payment]:
    """The payments that the line could be, those of the same name first."""
    line = difference.line
    rows: QuerySet[Payment] = Payment.objects.unscoped().filter(
        department=difference.organisation_id
    )
    if line is None or remedy not in ABOUT_A_PAYMENT:
        return rows.none()
    if difference.kind == DifferenceKind.WRONG_AMOUNT:
        rows = rows.filter(differences=difference)
    else:
        rows = rows.filter(amount_fen=line.amount_fen)
    if remedy == Remedy.SETTLE:
        rows = _could_be_settled(rows, difference)
    elif remedy == Remedy.RETURN:
        beside = still_out().filter(payment=OuterRef("pk")).exclude(pk=difference.pk)
        rows = rows.filter(~Exists(beside), state=PaymentState.SETTLED)
    else:
        rows = rows.filter(state=PaymentState.SETTLED, clawback__state=ClawbackState.DEMANDED)
    is_same = Case(When(organisation__name=line.counterparty, then=Value(0)), default=Value(1))
    return rows.select_related("organisation").order_by(is_same, "-pk")


def _could_be_settled(rows: QuerySet[Payment], difference: Difference) -> QuerySet[Payment]:
    if difference.kind == DifferenceKind.AGAINST_STATE:
        return rows.filter(differences=difference, state=PaymentState.REJECTED)
    return rows.filter(state__in=_ON_THE_WAY)


def others_of(difference: Difference) -> QuerySet[StatementLine]:
    """The unresolved lines of the same amount that went the other way."""
    line = difference.line
    rows = StatementLine.objects.unscoped().filter(organisation=difference.organisation_id)
    if line is None:
        return rows.none()
    rows = rows.filter(amount_fen=line.amount_fen, state=LineState.DIFFERENT)
    other_way = rows.exclude(direction=line.direction)
    return other_way.filter(difference__state=DifferenceState.OPEN).order_by("-pk")


def correction_of(difference: Difference) -> StatementLine | None:
    """The unresolved line with which the bank took back what it moved for the same payment."""
    if difference.line is None or difference.payment_id is None:
        return None
    return others_of(difference).filter(payment=difference.payment_id).first()
