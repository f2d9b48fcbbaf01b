"""Whether statements follow each other: each opens with what the one before it closed with.

Where it does not, a statement is missing between them (lost, or refused): a difference of the kind
MISSING, which ends by itself once the missing one is read.
"""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from zhiqiao.bank.values import Statement
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.reconciliation.difference_making_actions import OWNERS
from zhiqiao.web.reconciliation.models import (
    BankFile,
    BankStatement,
    Difference,
    DifferenceKind,
    DifferenceState,
    Remedy,
)
from zhiqiao.web.reconciliation.staging_actions import rows_of
from zhiqiao.web.reconciliation.telling_apart import digest_of

_GAPS = """
SELECT id FROM (
    SELECT id, opening_fen,
        LAG(closing_fen) OVER (ORDER BY from_on, to_on, number, id) AS before_fen
    FROM reconciliation_bankstatement WHERE organisation_id = %s
) AS followed WHERE before_fen IS NOT NULL AND before_fen <> opening_fen
"""


def keep_balances(
    file: BankFile,
    department: Organisation,
    statements: Sequence[Statement],
    unnamed: Mapping[str, Mapping[str, int]],
) -> int:
    """Keeps the two balances of each; how many gaps there are that nobody had noted.

    Args:
        file: which tells of them.
        department: whose account it is.
        statements: as told.
        unnamed: of each statement's id, how many lines without a reference it has, by content.
    """
    for each in statements:
        if each.opening_fen is None or each.closing_fen is None:
            continue
        days = [line.booked_on for line in each.lines] or [timezone.localdate(file.arrived_at)]
        BankStatement.objects.unscoped().update_or_create(
            organisation=department,
            statement_id=each.statement_id,
            defaults={
                "file": file,
                "number": each.number,
                "from_on": each.from_on or min(days),
                "to_on": each.to_on or max(days),
                "opening_fen": each.opening_fen,
                "closing_fen": each.closing_fen,
                "content": digest_of(each),
                "unnamed": unnamed.get(each.statement_id, {}),
            },
        )
    return _note_gaps(department)


def _note_gaps(department: Organisation) -> int:
    gaps = {number for (number,) in rows_of(_GAPS, [department.pk])}
    rows = Difference.objects.unscoped().filter(organisation=department, statement__isnull=False)
    rows.exclude(statement__in=gaps).exclude(state=DifferenceState.RESOLVED).update(
        state=DifferenceState.RESOLVED, done=Remedy.ARRIVED, resolved_at=timezone.now()
    )
    fresh = gaps - set(rows.values_list("statement", flat=True))
    Difference.objects.bulk_create(
        Difference(
            organisation=department,
            kind=DifferenceKind.MISSING,
            statement_id=number,
            owner=OWNERS[DifferenceKind.MISSING],
        )
        for number in sorted(fresh)
    )
    return len(fresh)
