"""What a statement (camt.053) or a notification (camt.054) says, inside the reading of its file.

Each movement is booked exactly once: as the settlement, return or repayment that it matches, else
on BANK_UNMATCHED with a difference that somebody has to resolve. So what the ledger says of the
bank account always moves with the bank.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db import connection

from zhiqiao.bank.values import Direction, Statement, StatementKind
from zhiqiao.bank.values import StatementLine as Told
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.ledger import Movement
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.budgets.accounts_actions import treasury_of, unmatched_of
from zhiqiao.web.ledger.set_actions import Rows, post_all
from zhiqiao.web.payouts.account_changes import AccountChange, AccountChangeState
from zhiqiao.web.payouts.changes import Clawback, ClawbackState
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.payouts.payee_telling import tell_payees
from zhiqiao.web.payouts.payment_actions import (
    finish_lists,
    lock_books,
    repay_all,
    return_all,
    settle_all,
)
from zhiqiao.web.reconciliation.continuity_actions import keep_balances
from zhiqiao.web.reconciliation.difference_making_actions import add_differences
from zhiqiao.web.reconciliation.line_matching_actions import counted, judge_lines, keep_lines
from zhiqiao.web.reconciliation.models import WORDS_CHARS_MAX, BankFile
from zhiqiao.web.reconciliation.staging_actions import (
    LINES,
    StagedLine,
    made_reference,
    rows_of,
    stage_lines,
    unstage,
)
from zhiqiao.web.reconciliation.telling import tell_finance
from zhiqiao.web.reconciliation.telling_apart import Unnamed, refuse_changed
from zhiqiao.web.reconciliation.values import Taken
from zhiqiao.web.reconciliation.waiting_actions import end_missing, match_waiting

SOURCE = "bank_line"
_WORD = re.compile(r"[A-Z0-9]{4,35}", re.ASCII)
_OF_DAY = f"SELECT payment_id, reason FROM {LINES} WHERE verdict = %s AND booked_on = %s"  # noqa: S608
_UNMATCHED = f"""
SELECT 'unmatched/' || line_id AS key, amount_fen, line_id AS source_id FROM {LINES}
WHERE line_id IS NOT NULL AND direction = %s AND booked_on = %s
"""  # noqa: S608
_DIFFERENT = f"""
SELECT line_id, payment_id, verdict AS kind FROM {LINES} WHERE line_id IS NOT NULL ORDER BY place
"""  # noqa: S608


def take_statements(file: BankFile, statements: tuple[Statement, ...]) -> Taken:
    """Books every movement that was not known, and notes where balances do not follow.

    Raises:
        ZhiqiaoError: BANK_ACCOUNT_NOT_OURS, BANK_ACCOUNTS_SEVERAL, BANK_STATEMENT_CHANGED;
            nothing of it counts.
    """
    if not statements:
        return Taken(0, 0, 0)
    department = _department(file, statements)
    file.organisation = department
    lock_books(department)
    refuse_changed(statements, department)
    unnamed = Unnamed(statements, department)
    stage_lines(_staged(statements, _demanded(department), unnamed))
    judge_lines(department)
    keep_lines(department, file_id=file.pk)
    fail_at("read-after-lines")
    counts = counted()
    returned = rows_of(f"SELECT payment_id FROM {LINES} WHERE verdict = 'return'")  # noqa: S608
    _book(department)
    fail_at("read-after-payments")
    different = add_differences(Rows(_DIFFERENT), department)
    settled = f"SELECT payment_id FROM {LINES} WHERE verdict = 'settle'"  # noqa: S608
    end_missing(settled)
    late = match_waiting(settled)
    unstage(LINES)
    gaps = _keep_balances(file, department, statements, unnamed)
    numbers = [number for (number,) in returned] + late
    if numbers:
        tell_payees("returned", numbers, once=f"file-{file.pk}")
    if different + gaps:
        tell_finance(department, file=file, count=different + gaps)
    finish_lists(department)
    matched = sum(counts.get(word, 0) for word in ("settle", "return", "repay"))
    detail: dict[str, object] = {word: count for word, count in counts.items() if word and count}
    return Taken(sum(counts.values()), matched, different, detail)


def _department(file: BankFile, statements: tuple[Statement, ...]) -> Organisation:
    """Whose account it is or was: what comes late on an account that was left is theirs."""
    numbers = {"".join(each.account.split()) for each in statements}
    if len(numbers) > 1:
        raise ZhiqiaoError(ErrorCode.BANK_ACCOUNTS_SEVERAL, count=len(numbers))
    (number,) = numbers
    now = BankAccount.objects.unscoped().select_related("organisation").filter(number=number)
    former = AccountChange.objects.unscoped().select_related("organisation")
    before = former.filter(number=number, state=AccountChangeState.CONFIRMED)
    found = now.first() or before.first()
    if found is None or file.organisation_id not in (None, found.organisation_id):
        raise ZhiqiaoError(ErrorCode.BANK_ACCOUNT_NOT_OURS, account=number)
    return found.organisation


def _demanded(department: Organisation) -> frozenset[str]:
    """The references under which money is demanded back now."""
    rows = Clawback.objects.unscoped().filter(payment__department=department)
    open_ = rows.filter(state=ClawbackState.DEMANDED)
    return frozenset(open_.values_list("reference", flat=True))


def _staged(
    statements: tuple[Statement, ...], demanded: Collection[str], unnamed: Unnamed
) -> Iterator[StagedLine]:
    """The movements of a file, each once."""
    contents: dict[tuple[str, str], tuple[str, int]] = {}
    seen: set[tuple[str, str, str, int]] = set()
    place = 0
    for statement in statements:
        references = unnamed.of_statement(statement)
        for line in statement.lines:
            content = (line.end_to_end_id, line.amount_fen)
            reference = line.reference or references.next_for(line)
            key = (reference, str(line.direction), *content)
            if key in seen:
                continue
            seen.add(key)
            other = made_reference(reference, *content)
            first = contents.setdefault((reference, str(line.direction)), content)
            place += 1
            own = reference if first == content else other
            yield _one(line, place=place, reference=own, other=other, demanded=demanded)


def _one(
    line: Told, *, place: int, reference: str, other: str, demanded: Collection[str]
) -> StagedLine:
    words = _WORD.findall(line.remark.upper()) if demanded and line.direction == "in" else ()
    return StagedLine(
        place=place,
        reference=reference,
        other_reference=other,
        end_to_end_id=line.end_to_end_id,
        direction=str(line.direction),
        amount_fen=line.amount_fen,
        booked_on=line.booked_on,
        is_return=int(line.is_return or (line.is_reversal and line.direction is Direction.IN)),
        is_reversal=int(line.is_reversal),
        reason=line.return_code,
        counterparty=line.name[:WORDS_CHARS_MAX],
        remark=(line.remark or line.return_reason)[:WORDS_CHARS_MAX],
        told_reference=line.reference,
        demanded=next((word for word in words if word in demanded), ""),
    )


def _book(department: Organisation) -> None:
    """Books every new line, day by day."""
    sql = f"SELECT DISTINCT booked_on FROM {LINES} WHERE is_known = 0 ORDER BY 1"  # noqa: S608
    verdicts = counted()
    days = [_day(day) for (day,) in rows_of(sql)]
    for verdict, book in (("settle", settle_all), ("return", return_all), ("repay", repay_all)):
        for day in days if verdicts.get(verdict) else ():
            book(Rows(_OF_DAY, (verdict, _value(day))), department=department, on=day)
    bank, unmatched = treasury_of(department), unmatched_of(department)
    for direction, movement, debit, credit in (
        ("in", Movement.UNMATCHED_IN, bank, unmatched),
        ("out", Movement.UNMATCHED_OUT, unmatched, bank),
    ):
        for day in days:
            rows = Rows(_UNMATCHED, (direction, _value(day)))
            post_all(rows, movement=movement, debit=debit, credit=credit, source=SOURCE, on=day)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _value(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _keep_balances(
    file: BankFile, department: Organisation, statements: tuple[Statement, ...], unnamed: Unnamed
) -> int:
    """Of the present account alone: the balances of one that was left do not go on in its own."""
    own = BankAccount.objects.unscoped().filter(organisation=department)
    number = own.values_list("number", flat=True).first()
    told = [
        each
        for each in statements
        if each.kind is StatementKind.STATEMENT and "".join(each.account.split()) == number
    ]
    return keep_balances(file, department, told, unnamed.told) if told else 0
