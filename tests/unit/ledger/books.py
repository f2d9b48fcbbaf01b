"""Books to test with, and a book as a database would keep it."""

from zhiqiao.ledger import Account, AccountKind, Book
from zhiqiao.ledger.movements import FLOORED
from zhiqiao.ledger.stored import AccountRow, EntryRow

ACCOUNTS = [
    Account(f"{kind.value}/{number}", kind, 1, kind in FLOORED)
    for kind in AccountKind
    for number in (1, 2)
]


def new_book():
    return Book.of(ACCOUNTS)


def stored(book):
    """The rows of accounts and of entries, numbered from 1."""
    numbers = {code: number for number, code in enumerate(book.accounts, start=1)}
    places = {key: number for number, key in enumerate(book.entries, start=1)}
    accounts = [_account_row(book, numbers[code], each) for code, each in book.accounts.items()]
    entries = [
        EntryRow(
            places[each.key], each.key, each.movement.value, each.phase.value,
            numbers[each.debit], numbers[each.credit], each.amount_fen,
            places.get(each.of), places.get(each.reverses),
        )
        for each in book.entries.values()
    ]  # fmt: skip
    return accounts, entries


def _account_row(book, number, account):
    sums = book.balance(account.code)
    return AccountRow(
        number, account.code, account.kind.value, account.owner, account.has_floor,
        sums.debit_fen, sums.credit_fen, sums.debit_pending_fen, sums.credit_pending_fen,
    )  # fmt: skip
