"""Posting a hundred thousand entries with one statement, inside the actions of others.

A set is posted as a whole or refused as a whole: a key that was ever used refuses it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from zhiqiao import ledger
from zhiqiao.ledger import Book, LedgerRefusedError, Movement, Outcome, Phase
from zhiqiao.ledger.movements import MOVEMENTS
from zhiqiao.ledger.posting import check_route, effect
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.ledger.posting_actions import lock_accounts
from zhiqiao.web.ledger.refusing import refusing
from zhiqiao.web.ledger.rows import account_of

Total = tuple[int, int]
"""How many entries, and how much they move together in fen."""

_POST = """
INSERT INTO ledger_entry (key, movement, phase, debit_id, credit_id, amount_fen,
                          booked_on, made_at, source, source_id)
SELECT found.key, %s, %s, %s, %s, found.amount_fen, %s, %s, %s, found.source_id
FROM ({rows}) AS found
"""
_RESOLVE = """
INSERT INTO ledger_entry (key, movement, phase, debit_id, credit_id, amount_fen, of_id,
                          booked_on, made_at, source, source_id)
SELECT found.key, pending.movement, %s, pending.debit_id, pending.credit_id, pending.amount_fen,
       pending.id, %s, %s, pending.source, pending.source_id
FROM ({rows}) AS found
LEFT JOIN ledger_entry AS pending
  ON pending.id = found.pending_id AND pending.phase = 'pending'
"""
_TOTALS = "SELECT debit_id, credit_id, count(*), sum(amount_fen) FROM {made} GROUP BY 1, 2"


@dataclass(frozen=True, slots=True)
class Rows:
    """A SELECT whose text stands in the code, with its values.

    `post_all` reads its columns key, amount_fen and source_id; `resolve_all` key and pending_id.
    """

    sql: str
    params: Sequence[Any] = ()


def post_all(
    rows: Rows, *, movement: Movement, debit: Account, credit: Account, source: str, on: date
) -> Total:
    """Posts an entry for each row, all between the same two accounts.

    Raises:
        LedgerRefusedError: with the outcome; nothing of the action is kept.
    """
    phase = MOVEMENTS[movement].phase
    _check(movement, debit, credit)
    lock_accounts([debit, credit])
    given = (movement.value, phase.value, debit.pk, credit.pk, *_times(on), source)
    with refusing(f"{source}/*"):
        found = _insert(_POST.format(rows=rows.sql), (*given, *rows.params))
        for made in found:
            _add(made, phase)
    return _sum(found)


def resolve_all(rows: Rows, *, phase: Phase, on: date) -> Total:
    """Resolves a pending entry for each row; each new entry has the cause of its pending one.

    Raises:
        LedgerRefusedError: NOT_PENDING where a row names no pending entry, ALREADY_RESOLVED,
            KEY_TAKEN; nothing of the action is kept.
    """
    with refusing(f"{phase.value}/*"):
        found = _insert(_RESOLVE.format(rows=rows.sql), (phase.value, *_times(on), *rows.params))
        numbers = {number for debit, credit, *_ in found for number in (debit, credit)}
        lock_accounts([Account(pk=number) for number in numbers])
        for made in found:
            _add(made, phase)
    return _sum(found)


def _check(movement: Movement, debit: Account, credit: Account) -> None:
    book = Book.of(account_of(each) for each in (debit, credit))
    phase = MOVEMENTS[movement].phase
    outcome = check_route(book, ledger.Entry("", movement, phase, debit.code, credit.code, 1))
    if outcome != Outcome.OK:
        raise LedgerRefusedError(outcome, key=f"{movement.value}/*")


def _times(on: date) -> tuple[Any, Any]:
    operations = connection.ops
    now = operations.adapt_datetimefield_value(timezone.now())
    return operations.adapt_datefield_value(on), now


Made = tuple[int, int, int, int]


def _insert(sql: str, params: Sequence[Any]) -> list[Made]:
    """Adds the entries; by debit and credit how many and how much."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            made = f"WITH made AS ({sql} RETURNING debit_id, credit_id, amount_fen)"
            cursor.execute(f"{made} {_TOTALS.format(made='made')}", params)
        else:
            # There is one writer at a time, so that what is newer is what was just added.
            cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
            (newest,) = cursor.fetchone()
            cursor.execute(sql, params)
            newer = "ledger_entry WHERE id > %s"
            cursor.execute(_TOTALS.format(made=newer), [newest])
        return [tuple(map(int, row)) for row in cursor.fetchall()]  # type: ignore[misc]


def _add(made: Made, phase: Phase) -> None:
    debit, credit, _count, fen = made
    posted, reserved = (times * fen for times in effect(phase))
    accounts = Account.objects.unscoped()
    accounts.filter(pk=debit).update(
        debit_fen=F("debit_fen") + posted, debit_pending_fen=F("debit_pending_fen") + reserved
    )
    accounts.filter(pk=credit).update(
        credit_fen=F("credit_fen") + posted, credit_pending_fen=F("credit_pending_fen") + reserved
    )


def _sum(found: Sequence[Made]) -> Total:
    return sum(count for *_, count, _fen in found), sum(fen for *_, fen in found)
