"""A ledger's events as a table: each row is an event, and after the arrow what came of it.

account  bank    treasury_bank
post     a1      appropriate  bank line  500     -> ok
resolve  p1/post p1 post                         -> ok
reverse  r1      a1                              -> floor_reached
entry    key movement phase debit credit fen of=… reverses=… -> …   (as written, nothing derived)
balance  line    debit credit debit_pending credit_pending
"""

from dataclasses import replace

from zhiqiao.ledger import Account, AccountKind, Book, Entry, Movement, Outcome, Phase, post
from zhiqiao.ledger.movements import FLOORED, MOVEMENTS


class Table:
    """Plays a table on a book, and says at which row it came out otherwise."""

    def __init__(self):
        self.book = Book()
        self.reached = set()

    def play(self, text):
        for line in filter(None, map(str.strip, text.splitlines())):
            event, _, wanted = line.partition("->")
            verb, *words = event.split()
            getattr(self, f"_{verb}")(line, words, wanted.strip())
        return self

    def _account(self, _line, words, _wanted):
        code, kind, *owner = words
        kind = AccountKind(kind)
        account = Account(code, kind, int(owner[0]) if owner else 1, kind in FLOORED)
        self.book = replace(self.book, accounts={**self.book.accounts, code: account})

    def _post(self, line, words, wanted):
        key, movement, debit, credit, fen = words
        movement = Movement(movement)
        phase = MOVEMENTS[movement].phase
        self._enter(line, Entry(key, movement, phase, debit, credit, int(fen)), wanted)

    def _resolve(self, line, words, wanted):
        key, of, phase = words
        pending = self.book.entries[of]
        self._enter(line, replace(pending, key=key, phase=Phase(phase), of=of), wanted)

    def _reverse(self, line, words, wanted):
        key, undone = words
        was = self.book.entries[undone]
        entry = replace(was, key=key, phase=Phase.POSTED, of=None, reverses=undone,
                        debit=was.credit, credit=was.debit)  # fmt: skip
        self._enter(line, entry, wanted)

    def _entry(self, line, words, wanted):
        key, movement, phase, debit, credit, fen, *refers = words
        more = dict(each.split("=") for each in refers)
        entry = Entry(key, Movement(movement), Phase(phase), debit, credit, int(fen), **more)
        self._enter(line, entry, wanted)

    def _enter(self, line, entry, wanted):
        before = self.book
        self.book, (outcome,) = post(self.book, [entry])
        assert outcome == Outcome(wanted), line
        assert outcome == Outcome.OK or self.book == before, line
        self.reached.add(outcome)

    def _balance(self, line, words, _wanted):
        code, *sums = words
        found = self.book.balance(code)
        assert [
            found.debit_fen, found.credit_fen, found.debit_pending_fen, found.credit_pending_fen
        ] == [int(each) for each in sums], line  # fmt: skip
