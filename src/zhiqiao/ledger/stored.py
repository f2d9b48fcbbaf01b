"""Accounts and entries as they are stored, and what can be wrong with them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class AccountRow(NamedTuple):
    """An account with the four sums that are kept beside it."""

    number: int
    code: str
    kind: str
    owner: int
    has_floor: bool
    debit_fen: int
    credit_fen: int
    debit_pending_fen: int
    credit_pending_fen: int


class EntryRow(NamedTuple):
    """An entry; accounts and other entries by their numbers."""

    number: int
    key: str
    movement: str
    phase: str
    debit: int
    credit: int
    amount_fen: int
    of: int | None
    reverses: int | None


class BreachKind(StrEnum):
    """Every way a stored ledger can fail to hold."""

    OUT_OF_ORDER = "out_of_order"
    KEY_TWICE = "key_twice"
    AMOUNT_WRONG = "amount_wrong"
    ACCOUNT_UNKNOWN = "account_unknown"
    ACCOUNTS_ALIKE = "accounts_alike"
    OWNERS_DIFFER = "owners_differ"
    MOVEMENT_WRONG = "movement_wrong"
    PENDING_UNKNOWN = "pending_unknown"
    RESOLVED_TWICE = "resolved_twice"
    RESOLUTION_DIFFERS = "resolution_differs"
    REVERSED_UNKNOWN = "reversed_unknown"
    REVERSED_TWICE = "reversed_twice"
    REVERSAL_DIFFERS = "reversal_differs"
    FLOOR_BROKEN = "floor_broken"
    SUM_DIFFERS = "sum_differs"
    UNBALANCED = "unbalanced"


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that does not hold.

    Attributes:
        entry: the number of the entry; None where an account or the whole is wrong.
        account: the code of the account, if it is about one.
        which: of SUM_DIFFERS and UNBALANCED the name of the sum.
        expected_fen: what the entries come to; `found_fen` what is stored.
    """

    kind: BreachKind
    entry: int | None = None
    account: str = ""
    which: str = ""
    expected_fen: int | None = None
    found_fen: int | None = None
