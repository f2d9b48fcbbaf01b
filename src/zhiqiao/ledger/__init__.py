"""The ledger engine: entries between two accounts, in integer fen, never edited.

Pure: values in, values out. `post` checks entries and gives the book after them; `verify` reads
what is stored, without relying on any of that, and says what does not hold.
"""

from zhiqiao.ledger.book import Book
from zhiqiao.ledger.errors import LedgerRefusedError
from zhiqiao.ledger.posting import post
from zhiqiao.ledger.stored import Breach
from zhiqiao.ledger.values import Account, AccountKind, Entry, Movement, Outcome, Phase
from zhiqiao.ledger.verify import verify

__all__ = [
    "Account",
    "AccountKind",
    "Book",
    "Breach",
    "Entry",
    "LedgerRefusedError",
    "Movement",
    "Outcome",
    "Phase",
    "post",
    "verify",
]
