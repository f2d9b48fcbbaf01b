"""What a status report (pain.002) says of payments, inside the reading of its file.

States only go forward. A rejection of what a statement has shown as paid changes nothing but is a
difference; the rejection of a mere copy ("duplicate message") says nothing of the payment.
"""

from django.utils import timezone

from zhiqiao.bank.values import Status, StatusReport
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.payouts.models import Chunk, ChunkState, PaymentState
from zhiqiao.web.payouts.payee_telling import tell_payees
from zhiqiao.web.payouts.payment_actions import accept_all, finish_lists, lock_books, reject_all
from zhiqiao.web.payouts.reasons import REPEATED
from zhiqiao.web.reconciliation.difference_making_actions import add_differences
from zhiqiao.web.reconciliation.models import BankFile
from zhiqiao.web.reconciliation.staging_actions import (
    STATUSES,
    StagedStatus,
    execute,
    rows_of,
    stage_statuses,
    unstage,
)
from zhiqiao.web.reconciliation.values import Taken
from zhiqiao.web.reconciliation.waiting_actions import end_missing

ACCEPTED = frozenset({Status.ACCEPTED, Status.SETTLED})
_FOUND = f"""
SELECT payment_id, reason FROM {STATUSES} WHERE status = %s AND stood IN ({{states}})
"""  # noqa: S608 -- our own words, here and below
_OTHERS = f"""
INSERT INTO {STATUSES} (end_to_end_id, status, reason, payment_id, stood)
SELECT payment.end_to_end_id, %s, %s, payment.id, payment.state FROM payouts_payment AS payment
WHERE payment.chunk_id = %s
  AND payment.end_to_end_id NOT IN (SELECT end_to_end_id FROM {STATUSES})
"""  # noqa: S608
_PAYMENT = f"""
UPDATE {STATUSES} SET (payment_id, stood) = (
    SELECT payment.id, payment.state FROM payouts_payment AS payment
    WHERE payment.end_to_end_id = {STATUSES}.end_to_end_id AND payment.chunk_id = %s)
WHERE payment_id IS NULL
"""  # noqa: S608
_REJECTED = f"""
SELECT payment_id FROM {STATUSES} WHERE status = 'rejected' AND stood IN ('queued', 'accepted')
"""  # noqa: S608
_STRANGERS = f"SELECT end_to_end_id FROM {STATUSES} WHERE payment_id IS NULL"  # noqa: S608
_AGAINST_STATE = """
SELECT CAST(NULL AS bigint) AS line_id, found.payment_id, 'against_state' AS kind
FROM ({found}) AS found
WHERE NOT EXISTS (SELECT 1 FROM reconciliation_difference AS former
    WHERE former.payment_id = found.payment_id AND former.line_id IS NULL
      AND former.kind = 'against_state')
"""


def take_statuses(file: BankFile, report: StatusReport) -> Taken:
    """Moves the payments that the report names, and by the group's status the others.

    Raises:
        ZhiqiaoError: BANK_MESSAGE_UNKNOWN, the file that it reports on is not ours.
    """
    chunk = _chunk(file, report)
    department = chunk.payout_list.organisation
    file.organisation = department
    lock_books(department)
    stage_statuses(_staged(report))
    _stage_others(chunk, report)
    execute(_PAYMENT, [chunk.pk])
    today = timezone.localdate()
    accepted = accept_all(_found("accepted", "queued"))
    rejecting = _found("rejected", "queued", "accepted")
    told = rows_of(rejecting.sql, rejecting.params)
    rejected = reject_all(rejecting, on=today) if told else 0
    _refuse_file(chunk, report)
    end_missing(_REJECTED)
    against = _found("rejected", "settled", "clawed_back")
    different = add_differences(
        Rows(_AGAINST_STATE.format(found=against.sql), against.params), department
    )
    strangers = [row[0] for row in rows_of(_STRANGERS)]
    (count,) = rows_of(f"SELECT count(*) FROM {STATUSES}")[0]  # noqa: S608
    unstage(STATUSES)
    if rejected:
        tell_payees("rejected", [number for number, _reason in told], once=f"file-{file.pk}")
        finish_lists(department)
    detail: dict[str, object] = {"accepted": accepted, "rejected": rejected}
    if strangers:
        detail |= {"unknown": len(strangers), "first": strangers[0]}
    return Taken(count, accepted + rejected, different + len(strangers), detail)


def _chunk(file: BankFile, report: StatusReport) -> Chunk:
    rows = Chunk.objects.unscoped().select_related("payout_list__organisation")
    found = rows.filter(message_id=report.original_message_id).first()
    if found is None or file.organisation_id not in (None, found.payout_list.organisation_id):
        code = ErrorCode.BANK_MESSAGE_UNKNOWN
        raise ZhiqiaoError(code, message_id=report.original_message_id)
    return found


def _staged(report: StatusReport) -> list[StagedStatus]:
    """One for each payment: where it is named twice, a rejection goes before an acceptance."""
    found: dict[str, StagedStatus] = {}
    for each in report.statuses:
        word = _word(each.status, each.reason_code)
        former = found.get(each.end_to_end_id)
        if former is None or word == "rejected":
            found[each.end_to_end_id] = StagedStatus(each.end_to_end_id, word, each.reason_code)
    return list(found.values())


def _stage_others(chunk: Chunk, report: StatusReport) -> None:
    others = report.status_of_others
    if others is None:
        return
    execute(_OTHERS, [_word(others, report.reason_code), report.reason_code, chunk.pk])


def _refuse_file(chunk: Chunk, report: StatusReport) -> None:
    """The file is refused where the bank rejects it and no payment of it can still be paid."""
    others = report.status_of_others
    if others is None or _word(others, report.reason_code) != "rejected":
        return
    if chunk.payments.unscoped().exclude(state=PaymentState.REJECTED).exists():
        return
    Chunk.objects.unscoped().filter(pk=chunk.pk).update(
        state=ChunkState.REFUSED, problem=report.reason_code or "rejected"
    )


def _word(status: Status, reason: str) -> str:
    if status in ACCEPTED:
        return "accepted"
    is_rejected = status is Status.REJECTED and reason not in REPEATED
    return "rejected" if is_rejected else "pending"


def _found(word: str, *states: str) -> Rows:
    sql = _FOUND.format(states=", ".join(f"'{each}'" for each in states))
    return Rows(sql, (word,))
