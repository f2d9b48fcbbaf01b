"""What was waited for and has come: settlements that were missing, returns that came too early."""

from django.db import connection
from django.utils import timezone

from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.ledger.posting_actions import reverse
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.payouts.payment_actions import return_all
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
    LineState,
    Remedy,
)
from zhiqiao.web.reconciliation.staging_actions import execute, rows_of

_END_MISSING = """
UPDATE reconciliation_difference SET state = 'resolved', done = 'arrived', resolved_at = %s
WHERE kind = 'missing' AND state <> 'resolved' AND payment_id IN ({told})
"""
_RETURNED = "SELECT payment_id, reason FROM reconciliation_statementline WHERE id = {line_id}"


def end_missing(told: str) -> int:
    """Payments of which the bank has spoken are missing no more; how many were.

    Args:
        told: a SELECT of the payments that were settled or rejected just now.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return execute(_END_MISSING.format(told=told), [now])


def match_waiting(settled: str) -> list[int]:
    """Books returns that were told before the payment itself; the numbers of their payments.

    Args:
        settled: a SELECT of the payments that were settled just now.
    """
    waiting = Difference.objects.unscoped().filter(
        kind=DifferenceKind.AGAINST_STATE,
        line__direction=Direction.IN,
        line__is_return=True,
        payment__in=[number for (number,) in rows_of(settled)] if _has_any() else [],
    )
    unresolved = waiting.exclude(state=DifferenceState.RESOLVED)
    found = []
    for each in unresolved.select_related("line", "payment__department").order_by("pk"):
        if each.payment is not None and each.payment.state == "settled":
            book_return(each)
            found.append(each.payment.pk)
    return found


def _has_any() -> bool:
    """Whether any such difference waits at all: it seldom does, and settlements are many."""
    rows = Difference.objects.unscoped().filter(kind=DifferenceKind.AGAINST_STATE)
    waits = rows.exclude(state=DifferenceState.RESOLVED).filter(line__direction=Direction.IN)
    return waits.exists()


def book_return(difference: Difference) -> None:
    """Takes a line from BANK_UNMATCHED and books it as the return of its payment."""
    line, payment = difference.line, difference.payment
    if line is None or payment is None:
        return
    undo_unmatched(difference)
    found = Rows(_RETURNED.format(line_id=int(line.pk)))
    return_all(found, department=payment.department, on=line.booked_on)
    line.state = LineState.RESOLVED
    line.save(update_fields=["state"])
    difference.state, difference.done = DifferenceState.RESOLVED, Remedy.ARRIVED
    difference.resolved_at = timezone.now()
    difference.save(update_fields=["state", "done", "resolved_at"])


def undo_unmatched(difference: Difference) -> None:
    """Reverses what was booked for a line that belonged to nothing."""
    if difference.line is None:
        return
    entry = Entry.objects.unscoped().get(key=f"unmatched/{difference.line_id}")
    reverse(
        entry,
        key=f"matched/{difference.line_id}",
        on=difference.line.booked_on,
        source="bank_line",
        source_id=difference.line_id or 0,
    )
