"""Which entitlements nobody may pay again before somebody has looked: for the lists."""

from typing import Any

from django.db.models import Case, F, QuerySet, Sum, Value, When

from zhiqiao.web.payouts.barring import register_disputed
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
    Remedy,
)
from zhiqiao.web.reconciliation.remedies import still_out


def register() -> None:
    """Makes them known to payouts."""
    register_disputed(disputed_payments)
    register_disputed(proposed_payments)
    register_disputed(paid_besides)


def disputed_payments() -> QuerySet[Any, Any]:
    """Those of whose payment a statement tells otherwise than the books.

    What is merely missing tells nothing: such a payment is still on its way, and bars by itself.
    """
    rows = _unresolved().filter(payment__isnull=False).exclude(kind=DifferenceKind.MISSING)
    return rows.values("payment__entitlement_id")


def paid_besides() -> QuerySet[Any, Any]:
    """Those with whose number more left the bank than came back, though that was explained."""
    amount = F("line__amount_fen")
    signed = Case(When(line__direction=Direction.OUT, then=amount), default=Value(-1) * amount)
    explained = Difference.objects.unscoped().filter(
        state=DifferenceState.RESOLVED,
        done=Remedy.EXPLAIN,
        payment__in=still_out().values("payment_id"),
    )
    by_payment = explained.order_by().values("payment__entitlement_id").annotate(fen=Sum(signed))
    return by_payment.filter(fen__gt=0).values("payment__entitlement_id")


def proposed_payments() -> QuerySet[Any, Any]:
    """Those to whose payment somebody proposed to add a line of a statement."""
    return _unresolved().filter(target__isnull=False).values("target__entitlement_id")


def _unresolved() -> QuerySet[Difference]:
    return Difference.objects.unscoped().exclude(state=DifferenceState.RESOLVED).order_by()
