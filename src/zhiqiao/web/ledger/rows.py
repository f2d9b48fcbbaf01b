"""Rows of the database as the engine's values."""

from collections.abc import Collection, Iterable

from zhiqiao import ledger
from zhiqiao.ledger import Book, Movement, Phase
from zhiqiao.web.ledger.models import Account, Entry


def account_of(row: Account) -> ledger.Account:
    """The engine's account."""
    kind = ledger.AccountKind(row.kind)
    return ledger.Account(row.code, kind, row.organisation_id, row.has_floor)


def entry_of(row: Entry) -> ledger.Entry:
    """The engine's entry; reads its accounts and what it refers to."""
    return ledger.Entry(
        key=row.key,
        movement=Movement(row.movement),
        phase=Phase(row.phase),
        debit=row.debit.code,
        credit=row.credit.code,
        amount_fen=row.amount_fen,
        of=row.of.key if row.of else None,
        reverses=row.reverses.key if row.reverses else None,
    )


def book_of(accounts: Collection[Account], entries: Iterable[Entry]) -> Book:
    """As much of the book as one entry is judged by: its accounts, and the entries it meets."""
    read = [entry_of(each) for each in entries]
    return Book(
        accounts={each.code: account_of(each) for each in accounts},
        balances={each.code: each.balance for each in accounts},
        entries={each.key: each for each in read},
        resolved={each.of: each.key for each in read if each.of},
        reversed={each.reverses: each.key for each in read if each.reverses},
    )
