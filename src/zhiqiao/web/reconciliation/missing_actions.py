"""Payments that should be on a statement by now and are not: noted once a day."""

from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Count

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.payouts.payment_actions import lock_books
from zhiqiao.web.reconciliation.difference_making_actions import add_differences
from zhiqiao.web.reconciliation.models import Difference, DifferenceKind, DifferenceState
from zhiqiao.web.reconciliation.staging_actions import rows_of
from zhiqiao.web.reconciliation.telling import tell_makers

_OVERDUE = """
SELECT CAST(NULL AS bigint) AS line_id, payment.id AS payment_id, 'missing' AS kind
FROM payouts_payment AS payment JOIN payouts_chunk AS chunk ON chunk.id = payment.chunk_id
WHERE payment.department_id = %s AND payment.state IN ('queued', 'accepted')
  AND chunk.execution_on <= %s AND (payment.state = 'accepted' OR chunk.state = 'sent')
  AND NOT EXISTS (SELECT 1 FROM reconciliation_difference AS former
      WHERE former.payment_id = payment.id AND former.kind = 'missing'
        AND former.state <> 'resolved')
  AND payment.id NOT IN (
      SELECT former.payment_id FROM reconciliation_difference AS former
      JOIN reconciliation_statementline AS line ON line.id = former.line_id
      WHERE former.organisation_id = payment.department_id AND former.payment_id IS NOT NULL
        AND (former.state <> 'resolved' OR former.done = 'explain' AND line.direction = 'out'))
ORDER BY payment.id
"""


def note_missing(on: date) -> int:
    """Notes what should be on a statement by that day, department by department; how many."""
    calendar = working_calendar()
    latest = add_working_days(on, -settings.ZHIQIAO_SETTLE_DAYS, calendar=calendar)
    waiting = Payment.objects.unscoped().filter(
        state__in=("queued", "accepted"), chunk__execution_on__lte=latest
    )
    numbers = waiting.order_by().values("department").annotate(count=Count("pk"))
    return sum(_note(department_id=each["department"], latest=latest, on=on) for each in numbers)


@money_action
def _note(*, department_id: int, latest: date, on: date) -> int:
    department = Organisation.objects.get(pk=department_id)
    lock_books(department)
    day = connection.ops.adapt_datefield_value(latest)
    overdue = Rows(_OVERDUE, (department.pk, day))
    count = add_differences(overdue, department) if rows_of(overdue.sql, overdue.params) else 0
    if count:
        rows = Difference.objects.unscoped().filter(organisation=department)
        open_ = rows.filter(kind=DifferenceKind.MISSING).exclude(state=DifferenceState.RESOLVED)
        audit(
            actor=None, action="note_missing", what=Difference, data={"count": count},
            organisation_id=department.pk,
        )  # fmt: skip
        once = f"missing-{department.pk}-{on}"
        tell_makers(department, kind="bank-missing", count=open_.count(), once=once)
    return count
