"""Posting: each entry is checked against the book as the entries before it left it."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace

from zhiqiao.ledger.book import Book
from zhiqiao.ledger.movements import MOVEMENTS, Route
from zhiqiao.ledger.values import (
    ACCOUNT_FEN_MAX,
    ENTRY_FEN_MAX,
    Balance,
    Entry,
    Outcome,
    Phase,
)

RESOLVING = frozenset({Phase.POST, Phase.VOID})
Check = Callable[[Book, Entry], Outcome]


def post(book: Book, entries: Iterable[Entry]) -> tuple[Book, tuple[Outcome, ...]]:
    """The book with the entries that are OK, and the outcome of each, in their order.

    An entry that is refused changes nothing and does not stop those after it.

    >>> from zhiqiao.ledger import Account, AccountKind, Entry, Movement, Phase
    >>> book = Book.of([Account("bank", AccountKind.TREASURY_BANK),
    ...                 Account("line", AccountKind.BUDGET, has_floor=True)])
    >>> entry = Entry("a1", Movement.APPROPRIATE, Phase.POSTED, "bank", "line", 500)
    >>> book, outcomes = post(book, [entry, entry])
    >>> [str(each) for each in outcomes], book.balance("line").free_fen
    (['ok', 'exists'], 500)
    """
    after = Book(**{each.name: dict(getattr(book, each.name)) for each in fields(Book)})
    return after, tuple(_post_one(after, entry) for entry in entries)


def _post_one(book: Book, entry: Entry) -> Outcome:
    for check in CHECKS:
        outcome = check(book, entry)
        if outcome != Outcome.OK:
            return outcome
    changed = {
        entry.debit: _debited(book.balance(entry.debit), entry),
        entry.credit: _credited(book.balance(entry.credit), entry),
    }
    if any(_largest(each) > ACCOUNT_FEN_MAX for each in changed.values()):
        return Outcome.TOO_MUCH
    if any(book.accounts[code].has_floor and each.free_fen < 0 for code, each in changed.items()):
        return Outcome.FLOOR_REACHED
    _enter(book, entry, changed)
    return Outcome.OK


def _enter(book: Book, entry: Entry, changed: dict[str, Balance]) -> None:
    for of, value in (
        (book.balances, changed),
        (book.entries, {entry.key: entry}),
        (book.resolved, {entry.of: entry.key} if entry.of else {}),
        (book.reversed, {entry.reverses: entry.key} if entry.reverses else {}),
    ):
        assert isinstance(of, dict)  # noqa: S101 -- a copy that `post` has made
        of.update(value)


def _largest(balance: Balance) -> int:
    return max(
        balance.debit_fen,
        balance.credit_fen,
        balance.debit_pending_fen,
        balance.credit_pending_fen,
    )


def _debited(balance: Balance, entry: Entry) -> Balance:
    posted, reserved = effect(entry.phase)
    return replace(
        balance,
        debit_fen=balance.debit_fen + posted * entry.amount_fen,
        debit_pending_fen=balance.debit_pending_fen + reserved * entry.amount_fen,
    )


def _credited(balance: Balance, entry: Entry) -> Balance:
    posted, reserved = effect(entry.phase)
    return replace(
        balance,
        credit_fen=balance.credit_fen + posted * entry.amount_fen,
        credit_pending_fen=balance.credit_pending_fen + reserved * entry.amount_fen,
    )


def effect(phase: Phase) -> tuple[int, int]:
    """How many times its amount an entry adds to what is posted, and to what is reserved."""
    return _EFFECTS[phase]


_EFFECTS = {
    Phase.POSTED: (1, 0),
    Phase.PENDING: (0, 1),
    Phase.POST: (1, -1),
    Phase.VOID: (0, -1),
}


def _check_key(book: Book, entry: Entry) -> Outcome:
    there = book.entries.get(entry.key)
    if there is None:
        return Outcome.OK
    return Outcome.EXISTS if there == entry else Outcome.KEY_TAKEN


def _check_amount(_book: Book, entry: Entry) -> Outcome:
    if entry.amount_fen <= 0:
        return Outcome.AMOUNT_NOT_POSITIVE
    return Outcome.TOO_MUCH if entry.amount_fen > ENTRY_FEN_MAX else Outcome.OK


def check_route(book: Book, entry: Entry) -> Outcome:
    """Whether the movement goes between these accounts in this phase, whatever the amount."""
    outcome = _check_accounts(book, entry)
    return outcome if outcome != Outcome.OK else _check_route(book, entry)


def _check_accounts(book: Book, entry: Entry) -> Outcome:
    if entry.debit == entry.credit:
        return Outcome.SAME_ACCOUNT
    debit, credit = book.accounts.get(entry.debit), book.accounts.get(entry.credit)
    if debit is None or credit is None:
        return Outcome.ACCOUNT_UNKNOWN
    return Outcome.OK if debit.owner == credit.owner else Outcome.OWNERS_DIFFER


def _check_route(book: Book, entry: Entry) -> Outcome:
    route = route_of(entry)
    kinds = book.accounts[entry.debit].kind, book.accounts[entry.credit].kind
    if kinds != (route.debit, route.credit):
        return Outcome.WRONG_ACCOUNT_KIND
    is_resolved_later = route.phase == Phase.PENDING
    may_be = (Phase.PENDING, Phase.POST, Phase.VOID) if is_resolved_later else (Phase.POSTED,)
    return Outcome.OK if entry.phase in may_be else Outcome.WRONG_PHASE


def route_of(entry: Entry) -> Route:
    """The movement's, or that backwards and at once for an entry that reverses another."""
    route = MOVEMENTS[entry.movement]
    return Route(route.credit, route.debit, Phase.POSTED) if entry.reverses else route


def _check_resolved(book: Book, entry: Entry) -> Outcome:
    if entry.phase not in RESOLVING:
        return Outcome.OK if entry.of is None else Outcome.WRONG_PHASE
    pending = book.entries.get(entry.of or "")
    if pending is None:
        return Outcome.PENDING_UNKNOWN
    if pending.phase != Phase.PENDING:
        return Outcome.NOT_PENDING
    if pending.key in book.resolved:
        return Outcome.ALREADY_RESOLVED
    return _compare(entry, pending, (pending.debit, pending.credit))


def _check_reversed(book: Book, entry: Entry) -> Outcome:
    if entry.reverses is None:
        return Outcome.OK
    undone = book.entries.get(entry.reverses)
    if undone is None:
        return Outcome.REVERSED_UNKNOWN
    if undone.phase not in (Phase.POSTED, Phase.POST) or undone.reverses is not None:
        return Outcome.NOT_REVERSIBLE
    if undone.key in book.reversed:
        return Outcome.ALREADY_REVERSED
    return _compare(entry, undone, (undone.credit, undone.debit))


def _compare(entry: Entry, other: Entry, accounts: tuple[str, str]) -> Outcome:
    if entry.movement != other.movement:
        return Outcome.MOVEMENT_DIFFERS
    if (entry.debit, entry.credit) != accounts:
        return Outcome.ACCOUNTS_DIFFER
    return Outcome.OK if entry.amount_fen == other.amount_fen else Outcome.AMOUNT_DIFFERS


CHECKS: tuple[Check, ...] = (
    _check_key, _check_amount, _check_accounts, _check_resolved, _check_reversed, _check_route,
)  # fmt: skip
"""In this order; the first that is not OK is the outcome."""
