"""Noting what does not agree, set-based, inside the reading of a file and the work of a day."""

from django.db import connection
from django.utils import timezone

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.reconciliation.models import DifferenceKind
from zhiqiao.web.reconciliation.staging_actions import execute

OWNERS = {
    DifferenceKind.UNKNOWN_REFERENCE: Role.FINANCE_MAKER,
    DifferenceKind.WRONG_AMOUNT: Role.FINANCE_MAKER,
    DifferenceKind.TWICE: Role.FINANCE_CHECKER,
    DifferenceKind.AGAINST_STATE: Role.FINANCE_CHECKER,
    DifferenceKind.MISSING: Role.FINANCE_MAKER,
}
"""Who looks after which kind. Where money left twice or against what is on the books, it is the
checker, who did not make the list."""
_CASES = " ".join(f"WHEN '{kind}' THEN '{role}'" for kind, role in OWNERS.items())
_ADD = """
INSERT INTO reconciliation_difference (
    organisation_id, kind, line_id, payment_id, owner, state, done, note, found_at)
SELECT %s, found.kind, found.line_id, found.payment_id, CASE found.kind {cases} END,
    'open', '', '', %s
FROM ({rows}) AS found
"""


def add_differences(rows: Rows, department: Organisation) -> int:
    """Adds an open difference for each row; how many.

    Args:
        rows: yields line_id, payment_id and kind.
        department: whose they are.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql = _ADD.format(rows=rows.sql, cases=_CASES)
    return execute(sql, [department.pk, now, *rows.params])
