"""A department's accounts as its page shows them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zhiqiao.ledger import AccountKind
from zhiqiao.ledger.movements import held_fen
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.ledger.models import SUMS, Account
from zhiqiao.web.ledger.names import names_of
from zhiqiao.web.ledger.words import told_here


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account.

    Attributes:
        name: what people call it.
        held_fen: what is in it, counted on the side that its kind holds money on.
        reserved_fen: what is reserved of it or on its way to it.
        free_fen: what may still be spent; None where nothing is spent from it.
    """

    account: Account
    name: str
    kind: str
    held_fen: int
    reserved_fen: int
    free_fen: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """The accounts that fit, how many there are of each kind, and what all of them come to."""

    lines: Sequence[AccountLine]
    counts: Counter[str]
    held_fen: dict[str, int]
    free_fen: int
    is_balanced: bool


def board_of(actor: Person, *, kind: str, words: str) -> Board:
    """The accounts that the visitor may see; a query for them, one for their names."""
    rows = list(Account.objects.visible_to(actor))
    names = names_of(rows)
    lines = [line_of(each, names[each.pk]) for each in rows]
    held: Counter[str] = Counter()
    for line in lines:
        held[line.account.kind] += line.held_fen
    sums = [sum(getattr(row, name) for row in rows) for name in SUMS]
    return Board(
        lines=[
            each
            for each in lines
            if kind in ("", each.account.kind)
            and words.lower() in f"{each.account.code} {each.name}".lower()
        ],
        counts=Counter(row.kind for row in rows),
        held_fen=dict(held),
        free_fen=sum(each.free_fen or 0 for each in lines),
        is_balanced=sums[0] == sums[1] and sums[2] == sums[3],
    )


def line_of(account: Account, name: str) -> AccountLine:
    """An account of that name as pages show it."""
    kind, balance = AccountKind(account.kind), account.balance
    return AccountLine(
        account=account,
        name=name,
        kind=told_here(kind),
        held_fen=held_fen(kind, balance),
        reserved_fen=balance.debit_pending_fen or balance.credit_pending_fen,
        free_fen=balance.free_fen if account.has_floor else None,
    )
