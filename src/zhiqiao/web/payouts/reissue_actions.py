"""Paying returned money anew: the next attempt of each payment, in a new file, in an action."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.ledger import Movement
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.accounts_actions import in_transit_of, suspense_of
from zhiqiao.web.ledger.set_actions import Rows, post_all
from zhiqiao.web.payouts.changes import PaymentChange
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.models import Chunk, Payment, PaymentState, PayoutList
from zhiqiao.web.payouts.payment_actions import SOURCE
from zhiqiao.web.payouts.release_actions import execution_day

_TO_POST = """
SELECT 'pay/' || end_to_end_id AS key, amount_fen, id AS source_id
FROM payouts_payment WHERE chunk_id = %s
"""


def reissue_all(changes: Collection[PaymentChange]) -> None:
    """Makes the next attempt of each, with a file for each list they were on."""
    by_list: dict[int, list[PaymentChange]] = defaultdict(list)
    for each in changes:
        by_list[each.payment.payout_list_id].append(each)
    size: int = settings.ZHIQIAO_BANK_FILE_PAYMENTS
    for number, own in by_list.items():
        payout_list = PayoutList.objects.unscoped().get(pk=number)
        for start in range(0, len(own), size):
            _reissue(payout_list, own[start : start + size])
    fail_at("reissue-before-commit")


def _reissue(payout_list: PayoutList, changes: Sequence[PaymentChange]) -> None:
    former = [each.payment for each in changes]
    Payment.objects.unscoped().filter(pk__in=[each.pk for each in former]).update(
        state=PaymentState.REISSUED, changed_at=timezone.now()
    )
    chunk = _chunk(payout_list, former)
    Payment.objects.bulk_create(_next(each, chunk) for each in changes)
    department = payout_list.organisation
    post_all(
        Rows(_TO_POST, (chunk.pk,)),
        movement=Movement.REISSUE,
        debit=suspense_of(department),
        credit=in_transit_of(department),
        source=SOURCE,
        on=timezone.localdate(),
    )


def _chunk(payout_list: PayoutList, payments: Sequence[Payment]) -> Chunk:
    rows = Chunk.objects.unscoped().filter(payout_list=payout_list)
    number = 1 + (rows.aggregate(last=Max("number"))["last"] or 0)
    return Chunk.objects.create(
        payout_list=payout_list,
        number=number,
        message_id=f"ZQL{payout_list.pk}R{payout_list.revision}C{number}",
        count=len(payments),
        total_fen=sum(each.amount_fen for each in payments),
        execution_on=execution_day(),
    )


def _next(change: PaymentChange, chunk: Chunk) -> Payment:
    former = change.payment
    if change.account is None:
        raise RefusedError(_("企业还没有确认收款账户，不能重新兑付。"))
    attempt = former.attempt + 1
    return Payment(
        entitlement_id=former.entitlement_id,
        organisation_id=former.organisation_id,
        department_id=former.department_id,
        payout_list_id=former.payout_list_id,
        chunk=chunk,
        account=change.account,
        attempt=attempt,
        end_to_end_id=f"ZQE{former.entitlement_id}A{attempt}",
        amount_fen=former.amount_fen,
    )
