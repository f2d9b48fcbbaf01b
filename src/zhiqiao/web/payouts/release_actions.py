"""The click: a whole list is paid in one transaction, or nothing of it.

Set-based: payments, their entries and the files they go into are written by a handful of
statements, however many lines there are.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.ledger import Movement
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.budgets.accounts_actions import in_transit_of
from zhiqiao.web.grants.models import EntitlementState
from zhiqiao.web.ledger.set_actions import Rows, post_all
from zhiqiao.web.payouts import interests
from zhiqiao.web.payouts.barring import disputed
from zhiqiao.web.payouts.check_actions import free_reservation
from zhiqiao.web.payouts.digest import digest_of
from zhiqiao.web.payouts.entitlement_actions import give_back, move_entitlements
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.holding import changed_elsewhere
from zhiqiao.web.payouts.list_actions import changed_lines, check_of_department
from zhiqiao.web.payouts.models import BankAccount, Chunk, ListState, PayoutList
from zhiqiao.web.payouts.moves_actions import locked, money_action, move
from zhiqiao.web.payouts.telling import tell_finance

_PAYMENTS = """
INSERT INTO payouts_payment (
    entitlement_id, organisation_id, department_id, payout_list_id, chunk_id, account_id, attempt,
    end_to_end_id, amount_fen, state, reason, queued_at, accepted_at, settled_on, changed_at)
SELECT placed.entitlement_id, right_.organisation_id, %(department)s, %(list)s, chunk.id,
    placed.account_id, placed.attempt,
    'ZQE' || placed.entitlement_id || 'A' || placed.attempt, placed.amount_fen,
    'queued', '', %(now)s, NULL, NULL, %(now)s
FROM (
    SELECT line.*, ROW_NUMBER() OVER (ORDER BY line.id) AS place,
        1 + COALESCE((SELECT MAX(former.attempt) FROM payouts_payment AS former
                      WHERE former.entitlement_id = line.entitlement_id), 0) AS attempt
    FROM payouts_listline AS line WHERE line.payout_list_id = %(list)s
) AS placed
JOIN grants_entitlement AS right_ ON right_.id = placed.entitlement_id
JOIN payouts_chunk AS chunk
    ON chunk.payout_list_id = %(list)s AND chunk.number = (placed.place - 1) / %(size)s + 1
ORDER BY placed.place
"""
_TO_POST = """
SELECT 'pay/' || end_to_end_id AS key, amount_fen, id AS source_id
FROM payouts_payment WHERE payout_list_id = %s AND state = 'queued'
"""
_COUNT_CHUNKS = """
UPDATE payouts_chunk SET
    count = (SELECT COUNT(*) FROM payouts_payment WHERE chunk_id = payouts_chunk.id),
    total_fen = (SELECT SUM(amount_fen) FROM payouts_payment WHERE chunk_id = payouts_chunk.id)
WHERE payout_list_id = %s
"""


@dataclass(frozen=True, slots=True)
class Released:
    """What a click did.

    Attributes:
        payments: how many were made; 0 where the approval did not hold.
        voided: code words why it did not hold: "account", "amount", "entitlement", "disputed",
            "unsound", "digest", "programme", "budget".
    """

    payments: int
    total_fen: int
    voided: tuple[str, ...] = ()


@money_action
def release(*, actor: Person | None, payout_list: PayoutList) -> Released:
    """Pays an approved list: everything in it, exactly once, in this one transaction.

    What the approval was bound to is looked at once more. Where something has changed, nothing is
    paid, the approval is void, its money free again, and the maker told what changed.

    Raises:
        RefusedError: the list is not approved (any more), or its department has no bank account.
    """
    current = locked(payout_list.pk, ListState.APPROVED)
    check_of_department(actor, current, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    interests.check_list(actor, current)
    if not _has_account(current):
        raise RefusedError(_("部门还没有登记付款账户，不能兑付。请先登记。"))
    changed = _what_changed(current)
    if changed:
        _void(actor, current, changed)
        return Released(0, 0, changed)
    _make_payments(current)
    fail_at("release-after-payments")
    _post_entries(current)
    fail_at("release-after-entries")
    move_entitlements(current, EntitlementState.APPROVED, to=EntitlementState.PAID)
    move(current, to=ListState.RELEASED, released_by=actor, released_at=timezone.now())
    data = {"count": current.count, "total_fen": current.total_fen}
    audit(actor=actor, action="release_list", what=current, data=data)
    tell_finance(current, "list-released", Permission.PAYOUT_READ)
    fail_at("release-before-commit")
    transaction.on_commit(lambda: fail_at("release-after-commit"))
    return Released(current.count, current.total_fen)


@money_action
def void_approval(*, actor: Person, payout_list: PayoutList) -> None:
    """Ends an approval that does not hold any more; pays nothing, whatever it finds.

    Raises:
        RefusedError: the list is not approved, or is still as it was approved.
    """
    current = locked(payout_list.pk, ListState.APPROVED)
    check_of_department(actor, current, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    changed = _what_changed(current)
    if not changed:
        raise RefusedError(_("清单和批准时一样，批准仍然有效，什么都没有改。请刷新再看。"))
    _void(actor, current, changed)


def _has_account(payout_list: PayoutList) -> bool:
    """Whether there is one to pay from; it stays the same until the action ends."""
    rows = BankAccount.objects.unscoped().select_for_update()
    return rows.filter(organisation=payout_list.organisation_id).first() is not None


def execution_day() -> date:
    """The day on which the bank is asked to pay: today."""
    return timezone.localdate()


def _what_changed(payout_list: PayoutList) -> tuple[str, ...]:
    found = []
    lines = changed_lines(payout_list).select_related("entitlement")[:1000]
    for line in lines:
        entitlement = line.entitlement
        if entitlement.state != EntitlementState.APPROVED:
            found.append("entitlement")
        if entitlement.account_id != line.account_id:
            found.append("account")
        if entitlement.amount_fen != line.amount_fen:
            found.append("amount")
        if entitlement.is_sound is False:
            found.append("unsound")
    if payout_list.lines.unscoped().filter(disputed("entitlement__")).exists():
        found.append("disputed")
    if lines and not found:
        found.append("entitlement")
    if digest_of(payout_list) != payout_list.digest:
        found.append("digest")
    return tuple(dict.fromkeys([*found, *changed_elsewhere(payout_list)]))


def _void(actor: Person | None, payout_list: PayoutList, why: tuple[str, ...]) -> None:
    free_reservation(payout_list)
    give_back(payout_list, EntitlementState.APPROVED, to=EntitlementState.LISTED)
    move(payout_list, to=ListState.DRAFT, digest="", checker=None, voided=list(why))
    audit(actor=actor, action="void_approval", what=payout_list, data={"why": list(why)})
    tell_finance(payout_list, "list-voided", Permission.PAYOUT_MAKE)


def _make_payments(payout_list: PayoutList) -> None:
    size: int = settings.ZHIQIAO_BANK_FILE_PAYMENTS
    count = -(-payout_list.count // size)
    Chunk.objects.bulk_create(
        Chunk(
            payout_list=payout_list,
            number=number,
            message_id=f"ZQL{payout_list.pk}R{payout_list.revision}C{number}",
            count=0,
            total_fen=0,
            execution_on=execution_day(),
        )
        for number in range(1, count + 1)
    )
    params: dict[str, Any] = {
        "department": payout_list.organisation_id,
        "list": payout_list.pk,
        "size": size,
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS, params)
        made = cursor.rowcount
        cursor.execute(_COUNT_CHUNKS, [payout_list.pk])
    if made != payout_list.count:
        raise RefusedError(_("清单的行数对不上，没有付出一分钱。请退回经办人重新提交。"))


def _post_entries(payout_list: PayoutList) -> None:
    """Sets the reservation free and books each payment against the budget it held."""
    reservation = payout_list.reservation
    free_reservation(payout_list)
    payout_list.reservation = reservation
    count, total_fen = post_all(
        Rows(_TO_POST, [payout_list.pk]),
        movement=Movement.PAY,
        debit=payout_list.budget_line.account,
        credit=in_transit_of(payout_list.organisation),
        source="payment",
        on=timezone.localdate(),
    )
    if (count, total_fen) != (payout_list.count, payout_list.total_fen):
        raise RefusedError(_("清单的合计对不上，没有付出一分钱。请退回经办人重新提交。"))
