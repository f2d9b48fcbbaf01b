"""What the bank says of payments, a hundred thousand at a time, inside the actions of others.

Each takes a SELECT of the payments it is about, with the columns `payment_id` and `reason`, and
moves them and their entries with a handful of statements. The caller has locked the department's
accounts (`lock_books`) and looked at the states; a payment that stands elsewhere after all ends
the whole action.
"""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.ledger import Movement, Phase
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.accounts_actions import (
    clawback_of,
    in_transit_of,
    suspense_of,
    treasury_of,
)
from zhiqiao.web.grants.models import EntitlementState, StepKind
from zhiqiao.web.grants.step_actions import move_all
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.ledger.posting_actions import lock_accounts
from zhiqiao.web.ledger.set_actions import Rows, post_all, resolve_all
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.payouts.reasons import MENDED_BY_PAYEE, group_of

SOURCE = "payment"
_MOVE = """
UPDATE payouts_payment SET state = %s, changed_at = %s{more}
FROM ({found}) AS found
WHERE payouts_payment.id = found.payment_id AND payouts_payment.state IN ({states})
"""
# Each entry is looked up by its key, in a subquery of its own: a join of so many new rows, of which
# the database knows nothing yet, may take minutes.
_PENDING = """
SELECT '{word}/' || payment.end_to_end_id AS key, coalesce(
    (SELECT id FROM ledger_entry WHERE key = '{of}-again/' || payment.end_to_end_id),
    (SELECT id FROM ledger_entry WHERE key = '{of}/' || payment.end_to_end_id)) AS pending_id
FROM ({found}) AS found
JOIN payouts_payment AS payment ON payment.id = found.payment_id
"""
_AMOUNTS = """
SELECT '{word}/' || payment.end_to_end_id AS key, payment.amount_fen, payment.id AS source_id
FROM ({found}) AS found JOIN payouts_payment AS payment ON payment.id = found.payment_id
"""
# A reissue took its money from the returns, not from the budget.
_REISSUED = """
SELECT 'rejected/' || payment.end_to_end_id AS key, payment.amount_fen, payment.id AS source_id,
    line.account_id
FROM ({found}) AS found
JOIN payouts_payment AS payment ON payment.id = found.payment_id AND payment.attempt > 1
JOIN payouts_payoutlist AS list ON list.id = payment.payout_list_id
JOIN budgets_budgetline AS line ON line.id = list.budget_line_id
WHERE 'reissue' = (SELECT movement FROM ledger_entry WHERE id = coalesce(
    (SELECT id FROM ledger_entry WHERE key = 'pay-again/' || payment.end_to_end_id),
    (SELECT id FROM ledger_entry WHERE key = 'pay/' || payment.end_to_end_id)))
"""
_REPAID = """
UPDATE payouts_clawback SET state = 'repaid', ended_at = %s
WHERE payment_id IN (SELECT payment_id FROM ({found}) AS found)
"""
_DEMANDED = """
SELECT payment_id, '' AS reason FROM payouts_clawback
WHERE state = 'demanded' AND payment_id IN (SELECT payment_id FROM ({found}) AS found)
"""
_DEMAND_NO_MORE = """
UPDATE payouts_clawback SET state = 'given_up', ended_at = %s
WHERE state = 'demanded' AND payment_id IN (SELECT payment_id FROM ({found}) AS found)
"""
_FINISH = """
UPDATE payouts_payoutlist SET state = %s
WHERE organisation_id = %s AND state = %s AND {negation} EXISTS (
    SELECT 1 FROM payouts_payment AS payment WHERE payment.payout_list_id = payouts_payoutlist.id
      AND payment.state IN ('queued', 'accepted', 'returned'))
"""


def lock_books(department: Organisation) -> None:
    """Has this action alone move the department's money until it ends.

    Whatever moves payments takes this first, so that nobody waits for each other.
    """
    rows = BankAccount.objects.unscoped().filter(organisation=department)
    list(rows.select_for_update())
    lock_accounts(Account.objects.unscoped().filter(organisation=department))


def accept_all(found: Rows) -> int:
    """The bank has taken them on: queued payments are accepted; how many."""
    at = _now()
    return _move(found, "accepted", "queued", more={"accepted_at": at})


def reject_all(found: Rows, *, on: date) -> int:
    """The bank will not pay them: their money is back on the budget at once; how many."""
    told = _numbers(found)
    count, _fen = _resolve(found, Phase.VOID, word="void", on=on)
    _release_reissued(found, on=on)
    _check(count, _move(found, "rejected", "queued", "accepted", reason="found.reason"))
    _give_back(told)
    return count


def settle_all(found: Rows, *, department: Organisation, on: date) -> int:
    """A statement shows that they were paid on that day; how many."""
    count, fen = _resolve(found, Phase.POST, word="post", on=on)
    settled = post_all(
        _amounts(found, "settle"),
        movement=Movement.SETTLE,
        debit=in_transit_of(department),
        credit=treasury_of(department),
        source=SOURCE,
        on=on,
    )
    _check(fen, settled[1])
    day = connection.ops.adapt_datefield_value(on)
    moved = _move(found, "settled", "queued", "accepted", more={"settled_on": day})
    _check(count, moved)
    return count


def return_all(found: Rows, *, department: Organisation, on: date) -> int:
    """Settled payments came back: their money waits for a decision; how many.

    What was demanded back of them is here now, and is demanded no more.
    """
    _end_demands(found, on=on)
    count, _fen = post_all(
        _amounts(found, "return"),
        movement=Movement.RETURN,
        debit=treasury_of(department),
        credit=suspense_of(department),
        source=SOURCE,
        on=on,
    )
    _check(count, _move(found, "returned", "settled", reason="found.reason"))
    return count


def repay_all(found: Rows, *, department: Organisation, on: date) -> int:
    """Enterprises paid back what was demanded: it is on the budget again; how many."""
    count, fen = _resolve(found, Phase.POST, word="clawed", on=on, of="claw-back")
    repaid = post_all(
        _amounts(found, "repay"),
        movement=Movement.REPAY,
        debit=treasury_of(department),
        credit=clawback_of(department),
        source=SOURCE,
        on=on,
    )
    _check(fen, repaid[1])
    _check(count, _move(found, "clawed_back", "settled"))
    with connection.cursor() as cursor:
        cursor.execute(_REPAID.format(found=found.sql), [_now(), *found.params])
    return count


def finish_lists(department: Organisation) -> None:
    """Lists without a payment under way are finished; those with one again are under way."""
    with connection.cursor() as cursor:
        for after, before, negation in (
            ("finished", "released", "NOT"),
            ("released", "finished", ""),
        ):
            cursor.execute(_FINISH.format(negation=negation), [after, department.pk, before])


def _release_reissued(found: Rows, *, on: date) -> None:
    """What a rejected reissue had taken from the returns goes to its budget: it is paid anew."""
    sql = _REISSUED.format(found=found.sql)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT account_id FROM ({sql}) AS own", list(found.params))  # noqa: S608
        numbers = [number for (number,) in cursor.fetchall()]
    of_line = f"SELECT key, amount_fen, source_id FROM ({sql}) AS own WHERE account_id = %s"  # noqa: S608
    for account in Account.objects.unscoped().filter(pk__in=numbers).order_by("pk"):
        post_all(
            Rows(of_line, (*found.params, account.pk)),
            movement=Movement.RELEASE,
            debit=suspense_of(account.organisation),
            credit=account,
            source=SOURCE,
            on=on,
        )


def _end_demands(found: Rows, *, on: date) -> None:
    demanded = Rows(_DEMANDED.format(found=found.sql), found.params)
    _resolve(demanded, Phase.VOID, word="given-up", on=on, of="claw-back")
    with connection.cursor() as cursor:
        cursor.execute(_DEMAND_NO_MORE.format(found=found.sql), [_now(), *found.params])


def _give_back(told: list[tuple[int, str]]) -> None:
    """Their entitlements can be paid anew: once the enterprise has mended it, where it has to."""
    mended = {number for number, reason in told if group_of(reason) in MENDED_BY_PAYEE}
    for numbers, state in (
        (mended, EntitlementState.CLEARED),
        ({number for number, _reason in told} - mended, EntitlementState.CONFIRMED),
    ):
        move_all(numbers, [EntitlementState.PAID], to=state, kind=StepKind.REJECTED, actor=None)


def _numbers(found: Rows) -> list[tuple[int, str]]:
    """The entitlements of the payments that still count as paid, each with the bank's reason."""
    sql = (
        f"SELECT paid.id, found.reason FROM ({found.sql}) AS found"  # noqa: S608
        " JOIN payouts_payment AS payment ON payment.id = found.payment_id"
        " JOIN grants_entitlement AS paid ON paid.id = payment.entitlement_id"
        " AND paid.state = 'paid'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(found.params))
        return list(cursor.fetchall())


def _resolve(found: Rows, phase: Phase, *, word: str, on: date, of: str = "pay") -> tuple[int, int]:
    sql = _PENDING.format(found=found.sql, word=word, of=of)
    return resolve_all(Rows(sql, found.params), phase=phase, on=on)


def _amounts(found: Rows, word: str) -> Rows:
    return Rows(_AMOUNTS.format(found=found.sql, word=word), found.params)


def _move(
    found: Rows, to: str, *states: str, reason: str = "", more: dict[str, Any] | None = None
) -> int:
    """Moves those that stand in one of the states; how many."""
    values = more or {}
    sets = "".join(f", {name} = %s" for name in values)
    if reason:
        sets += f", reason = {reason}"
    sql = _MOVE.format(more=sets, found=found.sql, states=", ".join(["%s"] * len(states)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [to, _now(), *values.values(), *found.params, *states])
        return int(cursor.rowcount)


def _check(expected: int, found: int) -> None:
    if expected != found:
        raise RefusedError(_("兑付的状态刚变过，什么都没有记。过一会儿会自动再读一次。"))


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())
