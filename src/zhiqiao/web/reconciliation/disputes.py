"""Which entitlements nobody may pay again before somebody has looked: for the lists."""

from typing import Any

from django.db.models import QuerySet

from zhiqiao.web.payouts.barring import register_disputed
from zhiqiao.web.reconciliation.models import Difference, DifferenceKind, DifferenceState


def register() -> None:
    """Makes them known to payouts."""
    register_disputed(disputed_payments)
    register_disputed(proposed_payments)


def disputed_payments() -> QuerySet[Any, Any]:
    """Those of whose payment a statement tells otherwise than the books.

    What is merely missing tells nothing: such a payment is still on its way, and bars by itself.
    """
    rows = _unresolved().filter(payment__isnull=False).exclude(kind=DifferenceKind.MISSING)
    return rows.values("payment__entitlement_id")


def proposed_payments() -> QuerySet[Any, Any]:
    """Those to whose payment somebody proposed to add a line of a statement."""
    return _unresolved().filter(target__isnull=False).values("target__entitlement_id")


def _unresolved() -> QuerySet[Difference]:
    return Difference.objects.unscoped().exclude(state=DifferenceState.RESOLVED).order_by()
