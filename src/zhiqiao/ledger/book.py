"""Accounts with their balances, and the entries that made them so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhiqiao.ledger.values import Account, Balance, Entry


@dataclass(frozen=True, slots=True)
class Book:
    """Never changed: `post` gives another one.

    Attributes:
        accounts: by code.
        balances: by code; an account without one has nothing.
        entries: by key.
        resolved: by the key of a pending entry, the key of the one that resolved it.
        reversed: by the key of an entry, the key of the one that undid it.
    """

    accounts: Mapping[str, Account] = field(default_factory=dict)
    balances: Mapping[str, Balance] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    resolved: Mapping[str, str] = field(default_factory=dict)
    reversed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> "Book":
        """A book of empty accounts."""
        return cls({each.code: each for each in accounts})

    def balance(self, code: str) -> Balance:
        """What an account has; nothing where nothing was posted."""
        return self.balances.get(code, Balance())
