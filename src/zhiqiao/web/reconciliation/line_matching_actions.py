"""What each line of a statement is, looked up in what we have.

Each line is looked up by an index, in a subquery of its own: the database knows nothing of how
many lines were staged a moment ago, and a join that it guesses wrong takes minutes.

A line is one movement by its bank reference and direction. One with a reference of another
movement (banks book several payments under one) is kept under a reference made from its content,
always the same for the same content, so that the statement after the notification finds it. Where
an earlier file told otherwise of that reference on that day, a person has to look: it is a
difference, whatever else it would be.
"""

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.reconciliation.staging_actions import LINES, execute, rows_of

MATCHED = ("settle", "return", "repay")
# 2 where its reference stands for another movement: only of these more is asked.
_MET = """
UPDATE {lines} SET is_known = (
    SELECT CASE WHEN known.amount_fen = {lines}.amount_fen
        AND (known.end_to_end_id = {lines}.end_to_end_id OR known.end_to_end_id = ''
             OR {lines}.end_to_end_id = '') THEN 1 ELSE 2 END
    FROM {known})
WHERE is_known = {asked} AND 0 < (SELECT count(*) FROM {known})
"""
_KNOWN = f"""
reconciliation_statementline AS known
WHERE known.organisation_id = %s AND known.reference = {LINES}.{{reference}}
  AND known.direction = {LINES}.direction
"""
_CLASH = f"""
UPDATE {LINES} SET is_clash = 1
WHERE is_known <> 1 AND told_reference <> '' AND (is_known = 2 OR told_reference <> reference)
  AND 0 < (
    SELECT count(*) FROM reconciliation_statementline AS known
    WHERE known.organisation_id = %s AND known.reference = {LINES}.told_reference
      AND known.direction = {LINES}.direction AND known.booked_on = {LINES}.booked_on)
"""  # noqa: S608 -- our own words, here and below
_TAKEN = f"UPDATE {LINES} SET reference = other_reference, is_known = 0 WHERE is_known = 2"  # noqa: S608
_PAYMENT = f"""
UPDATE {LINES} SET (payment_id, owed_fen, stood) = (
    SELECT payment.id, payment.amount_fen, payment.state FROM payouts_payment AS payment
    WHERE payment.department_id = %s AND payment.end_to_end_id = {LINES}.end_to_end_id)
WHERE is_known = 0 AND end_to_end_id <> ''
"""  # noqa: S608
_DEMANDED = f"""
UPDATE {LINES} SET is_demanded = 1, payment_id = payment.id, owed_fen = payment.amount_fen,
    stood = payment.state
FROM payouts_clawback AS demand JOIN payouts_payment AS payment ON payment.id = demand.payment_id
WHERE demand.state = 'demanded' AND payment.department_id = %s AND {LINES}.is_known = 0
  AND {LINES}.direction = 'in' AND {LINES}.is_return = 0
  AND (demand.reference IN ({LINES}.demanded, {LINES}.end_to_end_id)
       OR payment.end_to_end_id = {LINES}.end_to_end_id)
"""  # noqa: S608
_NTH = f"""
UPDATE {LINES} SET nth = ranked.nth FROM (
    SELECT place, ROW_NUMBER() OVER (PARTITION BY payment_id, direction ORDER BY place) AS nth
    FROM {LINES}
    WHERE is_known = 0 AND is_clash = 0 AND amount_fen = owed_fen
      AND (direction = 'in' OR is_reversal = 0)
) AS ranked WHERE ranked.place = {LINES}.place AND ranked.nth > 1
"""  # noqa: S608
_PAID = f"""
UPDATE {LINES} SET verdict = CASE
    WHEN payment_id IS NULL THEN 'unknown_reference'
    WHEN is_reversal = 1 THEN 'against_state'
    WHEN amount_fen <> owed_fen THEN 'wrong_amount'
    WHEN stood = 'rejected' THEN 'against_state'
    WHEN is_clash = 1 AND stood IN ('queued', 'accepted') THEN 'unknown_reference'
    WHEN nth = 1 AND stood IN ('queued', 'accepted') THEN 'settle'
    ELSE 'twice' END
WHERE is_known = 0 AND direction = 'out'
"""  # noqa: S608
# What left twice and came back once is still paid: the line that came cancels the second one out.
_TAKEN_BACK = f"""
UPDATE {LINES} SET verdict = 'twice' FROM (
    SELECT payment_id, SUM(more) AS more FROM (
        SELECT payment_id, 1 AS more FROM {LINES} WHERE verdict = 'twice'
        UNION ALL
        SELECT former.payment_id, CASE known.direction WHEN 'out' THEN 1 ELSE -1 END
        FROM reconciliation_difference AS former
        JOIN reconciliation_statementline AS known ON known.id = former.line_id
        WHERE former.organisation_id = %s AND former.kind IN ('twice', 'against_state')
          AND (former.state <> 'resolved' OR former.done = 'explain')
    ) AS each GROUP BY payment_id
) AS again
WHERE again.payment_id = {LINES}.payment_id AND {LINES}.nth <= again.more
  AND ({LINES}.stood = 'settled' OR {LINES}.payment_id IN (
      SELECT payment_id FROM {LINES} WHERE verdict = 'settle'))
  AND {LINES}.is_known = 0 AND {LINES}.is_clash = 0 AND {LINES}.direction = 'in'
  AND {LINES}.is_demanded = 0 AND {LINES}.amount_fen = {LINES}.owed_fen
"""  # noqa: S608
_CAME = f"""
UPDATE {LINES} SET verdict = CASE
    WHEN payment_id IS NULL THEN 'unknown_reference'
    WHEN amount_fen <> owed_fen THEN 'wrong_amount'
    WHEN is_clash = 1 THEN 'unknown_reference'
    WHEN nth > 1 THEN 'against_state'
    WHEN is_demanded = 1 THEN 'repay'
    WHEN stood = 'settled' OR payment_id IN (
        SELECT payment_id FROM {LINES} WHERE verdict = 'settle') THEN 'return'
    ELSE 'against_state' END
WHERE is_known = 0 AND direction = 'in' AND verdict = ''
"""  # noqa: S608
_KEEP = f"""
INSERT INTO reconciliation_statementline (
    organisation_id, file_id, reference, end_to_end_id, direction, amount_fen, booked_on,
    is_return, reason, counterparty, remark, state, payment_id)
SELECT %s, %s, reference, end_to_end_id, direction, amount_fen, booked_on, is_return = 1, reason,
    counterparty, remark,
    CASE WHEN verdict IN ('settle', 'return', 'repay') THEN 'matched' ELSE 'different' END,
    payment_id
FROM {LINES} WHERE is_known = 0 ORDER BY place
"""  # noqa: S608
_NUMBER = f"""
UPDATE {LINES} SET line_id = (
    SELECT kept.id FROM reconciliation_statementline AS kept
    WHERE kept.organisation_id = %s AND kept.reference = {LINES}.reference
      AND kept.direction = {LINES}.direction)
WHERE is_known = 0 AND verdict NOT IN ('settle', 'return', 'repay')
"""  # noqa: S608


def judge_lines(department: Organisation) -> None:
    """Says of each staged line whether it is known, else what it is."""
    for reference, asked in (("reference", 0), ("other_reference", 2)):
        known = _KNOWN.format(reference=reference)
        execute(_MET.format(lines=LINES, known=known, asked=asked), [department.pk] * 2)
    execute(_CLASH, [department.pk])
    execute(_TAKEN)
    execute(_PAYMENT, [department.pk])
    execute(_DEMANDED, [department.pk])
    execute(_NTH)
    execute(_PAID)
    execute(_TAKEN_BACK, [department.pk])
    execute(_CAME)


def keep_lines(department: Organisation, *, file_id: int) -> None:
    """Adds the lines that were not known."""
    execute(_KEEP, [department.pk, file_id])
    execute(_NUMBER, [department.pk])


def counted() -> dict[str, int]:
    """How many lines of each verdict there are; those known already under ""."""
    sql = f"SELECT verdict, count(*) FROM {LINES} GROUP BY 1"  # noqa: S608
    return {str(verdict): int(count) for verdict, count in rows_of(sql)}
