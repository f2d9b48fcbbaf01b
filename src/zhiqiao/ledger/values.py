"""What the ledger takes and gives: frozen values; money is integer fen."""

from dataclasses import dataclass
from enum import StrEnum

ENTRY_FEN_MAX = 10**15
"""The most that one entry moves: ten million million yuan."""
ACCOUNT_FEN_MAX = 10**18
"""The most that each of an account's four sums comes to; a database holds nine times that."""


class AccountKind(StrEnum):
    """Where a fen can be."""

    TREASURY_BANK = "treasury_bank"
    BUDGET = "budget"
    IN_TRANSIT = "in_transit"
    RETURNS_SUSPENSE = "returns_suspense"
    CLAWBACK_RECEIVABLE = "clawback_receivable"
    BANK_UNMATCHED = "bank_unmatched"
    ESCROW = "escrow"


class Phase(StrEnum):
    """What an entry does to its accounts.

    POSTED moves at once. PENDING reserves; POST moves what a pending entry reserved, VOID sets it
    free. A pending entry is resolved at most once.
    """

    POSTED = "posted"
    PENDING = "pending"
    POST = "post"
    VOID = "void"


class Movement(StrEnum):
    """Why money moves. `movements.MOVEMENTS` says between which kinds of account."""

    APPROPRIATE = "appropriate"
    LOWER = "lower"
    LAPSE = "lapse"
    RESERVE = "reserve"
    PAY = "pay"
    SETTLE = "settle"
    RETURN = "return"
    REISSUE = "reissue"
    RELEASE = "release"
    CLAW_BACK = "claw_back"
    REPAY = "repay"
    UNMATCHED_IN = "unmatched_in"
    UNMATCHED_OUT = "unmatched_out"


class Outcome(StrEnum):
    """What became of an entry. Only OK changes the book."""

    OK = "ok"
    EXISTS = "exists"
    KEY_TAKEN = "key_taken"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    TOO_MUCH = "too_much"
    SAME_ACCOUNT = "same_account"
    ACCOUNT_UNKNOWN = "account_unknown"
    OWNERS_DIFFER = "owners_differ"
    WRONG_ACCOUNT_KIND = "wrong_account_kind"
    WRONG_PHASE = "wrong_phase"
    FLOOR_REACHED = "floor_reached"
    PENDING_UNKNOWN = "pending_unknown"
    NOT_PENDING = "not_pending"
    ALREADY_RESOLVED = "already_resolved"
    MOVEMENT_DIFFERS = "movement_differs"
    AMOUNT_DIFFERS = "amount_differs"
    ACCOUNTS_DIFFER = "accounts_differ"
    REVERSED_UNKNOWN = "reversed_unknown"
    ALREADY_REVERSED = "already_reversed"
    NOT_REVERSIBLE = "not_reversible"


@dataclass(frozen=True, slots=True)
class Account:
    """One place where money is.

    Attributes:
        owner: the number of the organisation whose money it is; money never moves between owners.
        has_floor: what is free of it (credits less debits, posted and reserved) is never below 0.
    """

    code: str
    kind: AccountKind
    owner: int = 0
    has_floor: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """`amount_fen` from exactly one account (debit) to exactly one (credit).

    Attributes:
        key: never used for anything else, and never expires.
        of: the key of the pending entry that this one resolves.
        reverses: the key of the entry that this one undoes; its debit is that one's credit.
    """

    key: str
    movement: Movement
    phase: Phase
    debit: str
    credit: str
    amount_fen: int
    of: str | None = None
    reverses: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """The four sums of an account, each ≥ 0."""

    debit_fen: int = 0
    credit_fen: int = 0
    debit_pending_fen: int = 0
    credit_pending_fen: int = 0

    @property
    def net_fen(self) -> int:
        """Posted credits less posted debits: below 0 on the debit side."""
        return self.credit_fen - self.debit_fen

    @property
    def free_fen(self) -> int:
        """What may still be spent of an account with a floor: `net_fen` less what is reserved."""
        return self.net_fen - self.debit_pending_fen
