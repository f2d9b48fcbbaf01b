"""Whether lists, payments, files, entitlements and entries tell the same story.

The ledger proves itself (`verify_rows`), and `soundness` that its accounts hold what is said to be
in them. Here is row beside row, each question one query that finds what does not agree.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from zhiqiao.bank import pain001
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.grants.numbers import open_numbers
from zhiqiao.web.ledger.queries import verify_rows
from zhiqiao.web.payouts.files import content_of
from zhiqiao.web.payouts.models import LIVE, Chunk, Payment
from zhiqiao.web.reconciliation.soundness import unsound_in

SHOWN_MAX = 20
_LIVE = ", ".join(f"'{each}'" for each in LIVE)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What does not agree: a code word, and what it is about, such as an end-to-end id."""

    kind: str
    what: str


# How often each movement was booked for each payment, by source and not by key.
_BOOKED = """
WITH booked AS (
    SELECT source_id,
        SUM(CASE WHEN movement IN ('pay', 'reissue') THEN CASE phase
            WHEN 'pending' THEN 1 WHEN 'posted' THEN 0 ELSE -1 END ELSE 0 END) AS open_,
        SUM(CASE WHEN movement IN ('pay', 'reissue') AND phase = 'post' THEN 1 ELSE 0 END) AS post_,
        SUM(CASE WHEN movement = 'settle' THEN 1 ELSE 0 END) AS settle_,
        SUM(CASE WHEN movement = 'return' THEN 1 ELSE 0 END) AS return_,
        SUM(CASE WHEN movement = 'release' THEN CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END
            ELSE 0 END) AS release_,
        SUM(CASE WHEN movement = 'claw_back' THEN CASE phase
            WHEN 'pending' THEN 1 ELSE -1 END ELSE 0 END) AS demanded_,
        SUM(CASE WHEN movement = 'repay' THEN 1 ELSE 0 END) AS repay_
    FROM ledger_entry WHERE source = 'payment' GROUP BY source_id)
"""
_OF_PAYMENTS = {
    "payment_entries": f"""
{_BOOKED}
SELECT end_to_end_id FROM payouts_payment AS payment
LEFT JOIN booked ON booked.source_id = payment.id
WHERE booked.source_id IS NULL
   OR open_ <> CASE WHEN state IN ('queued', 'accepted') THEN 1 ELSE 0 END
   OR post_ <> CASE WHEN state IN ('queued', 'accepted', 'rejected') THEN 0 ELSE 1 END
   OR settle_ <> post_
   OR return_ <> CASE WHEN state IN ('returned', 'reissued', 'given_up') THEN 1 ELSE 0 END
   OR (state = 'given_up' AND release_ <> 1)
   OR repay_ <> CASE WHEN state = 'clawed_back' THEN 1 ELSE 0 END
   OR demanded_ <> CASE WHEN EXISTS (SELECT 1 FROM payouts_clawback AS demand
        WHERE demand.payment_id = payment.id AND demand.state = 'demanded') THEN 1 ELSE 0 END
""",  # noqa: S608 -- our own words, here and below
    "payment_amount": """
SELECT payment.end_to_end_id FROM ledger_entry AS entry
JOIN payouts_payment AS payment ON payment.id = entry.source_id
WHERE entry.source = 'payment' AND entry.amount_fen <> payment.amount_fen
""",
    "entry_of_nothing": """
SELECT entry.key FROM ledger_entry AS entry WHERE entry.source = 'payment'
  AND NOT EXISTS (SELECT 1 FROM payouts_payment AS payment WHERE payment.id = entry.source_id)
""",
    "payment_not_as_entitled": """
SELECT payment.end_to_end_id FROM payouts_payment AS payment
LEFT JOIN grants_entitlement AS entitled ON entitled.id = payment.entitlement_id
WHERE entitled.id IS NULL OR payment.amount_fen <> entitled.amount_fen
   OR payment.organisation_id <> entitled.organisation_id
   OR payment.department_id <> entitled.department_id
""",
    "paid_twice": f"""
SELECT CAST(entitlement_id AS varchar(20)) FROM payouts_payment
WHERE state IN ({_LIVE}) GROUP BY entitlement_id HAVING COUNT(*) > 1
""",  # noqa: S608
    "entitlement_state": f"""
SELECT CAST(entitled.id AS varchar(20)) FROM grants_entitlement AS entitled
WHERE (entitled.state = 'paid') <> EXISTS (SELECT 1 FROM payouts_payment AS payment
    WHERE payment.entitlement_id = entitled.id AND payment.state IN ({_LIVE}))
""",  # noqa: S608
    "reissued_without_next": """
SELECT payment.end_to_end_id FROM payouts_payment AS payment
WHERE payment.state = 'reissued' AND NOT EXISTS (SELECT 1 FROM payouts_payment AS next
    WHERE next.entitlement_id = payment.entitlement_id AND next.attempt = payment.attempt + 1)
""",
}
_OF_LISTS = {
    "list_lines": """
SELECT CAST(list.id AS varchar(20)) FROM payouts_payoutlist AS list
WHERE list.state IN ('submitted', 'approved', 'released', 'finished')
  AND (list.count, list.total_fen) <> (SELECT COUNT(*), COALESCE(SUM(line.amount_fen), 0)
      FROM payouts_listline AS line WHERE line.payout_list_id = list.id)
""",
    "list_reservation": """
SELECT CAST(list.id AS varchar(20)) FROM payouts_payoutlist AS list
WHERE COALESCE((SELECT SUM(CASE phase WHEN 'pending' THEN amount_fen ELSE -amount_fen END)
        FROM ledger_entry AS entry
        WHERE entry.source = 'list' AND entry.source_id = list.id), 0)
    <> CASE WHEN list.state = 'approved' THEN list.total_fen ELSE 0 END
""",
    "list_of_one_person": """
SELECT CAST(id AS varchar(20)) FROM payouts_payoutlist
WHERE state IN ('approved', 'released', 'finished')
  AND (maker_id IS NULL OR checker_id IS NULL OR maker_id = checker_id)
""",
    "line_unpaid": """
SELECT CAST(line.id AS varchar(20)) FROM payouts_listline AS line
JOIN payouts_payoutlist AS list ON list.id = line.payout_list_id
WHERE list.state IN ('released', 'finished') AND 1 <> (
    SELECT COUNT(*) FROM payouts_payment AS payment
    WHERE payment.payout_list_id = list.id AND payment.entitlement_id = line.entitlement_id
      AND payment.amount_fen = line.amount_fen AND payment.account_id = line.account_id
      AND NOT EXISTS (SELECT 1 FROM payouts_payment AS former
          WHERE former.entitlement_id = payment.entitlement_id AND former.state = 'reissued'
            AND former.attempt = payment.attempt - 1))
""",
    "payment_without_line": """
SELECT payment.end_to_end_id FROM payouts_payment AS payment
WHERE NOT EXISTS (SELECT 1 FROM payouts_listline AS line
    JOIN payouts_payoutlist AS list ON list.id = line.payout_list_id
    WHERE line.payout_list_id = payment.payout_list_id
      AND line.entitlement_id = payment.entitlement_id AND list.state IN ('released', 'finished'))
""",
    "chunk_sums": """
SELECT chunk.message_id FROM payouts_chunk AS chunk
WHERE (chunk.count, chunk.total_fen) <> (SELECT COUNT(*), COALESCE(SUM(payment.amount_fen), 0)
      FROM payouts_payment AS payment WHERE payment.chunk_id = chunk.id
        AND payment.payout_list_id = chunk.payout_list_id)
""",
    "payment_without_chunk": """
SELECT payment.end_to_end_id FROM payouts_payment AS payment
WHERE NOT EXISTS (SELECT 1 FROM payouts_chunk AS chunk WHERE chunk.id = payment.chunk_id)
""",
}


def disagreements(*, with_files: bool = True) -> list[Disagreement]:
    """Everything that does not agree, the ledger's own breaches first; empty where all is well.

    Args:
        with_files: also opens every file that was written for the bank and compares what it asks.
    """
    breaches = verify_rows().breaches
    found = [Disagreement(str(each.kind), str(each.entry or each.account)) for each in breaches]
    return found + disagreements_beside(with_files=with_files)


def disagreements_beside(*, with_files: bool = True) -> list[Disagreement]:
    """As `disagreements`, without the ledger's own breaches."""
    found: list[Disagreement] = []
    for department in Organisation.objects.filter(bank_account__isnull=False):
        found += (Disagreement(str(each.rule), each.about) for each in unsound_in(department))
    for kind, sql in (_OF_PAYMENTS | _OF_LISTS).items():
        found += _found(kind, sql)
    if with_files:
        for chunk in Chunk.objects.unscoped().exclude(sha256="").order_by("pk"):
            found += _of_file(chunk)
    return found


def _found(kind: str, sql: str) -> list[Disagreement]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Disagreement(kind, str(what)) for (what,) in cursor.fetchmany(SHOWN_MAX)]


def _of_file(chunk: Chunk) -> Iterator[Disagreement]:
    """What a file asks of the bank, against the payments that it was written for."""
    content = content_of(chunk)
    if hashlib.sha256(content).hexdigest() != chunk.sha256:
        yield Disagreement("file_digest", chunk.message_id)
    file = pain001.read(content)
    if file.message_id != chunk.message_id:
        yield Disagreement("file_message", chunk.message_id)
    payments = list(Payment.objects.unscoped().filter(chunk=chunk).order_by("pk"))
    payees = open_numbers([each.account_id for each in payments])
    wanted = [
        (each.end_to_end_id, each.amount_fen, payees[each.account_id].number) for each in payments
    ]
    asked = [(each.end_to_end_id, each.amount_fen, each.account) for each in file.transfers]
    if sorted(asked) != sorted(wanted):
        yield Disagreement("file_payments", chunk.message_id)
