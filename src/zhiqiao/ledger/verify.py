"""Reading a stored ledger anew, as an auditor would, without the arithmetic of `post`.

Entries are read once, in the order of their numbers. About 25 bytes are kept of each.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from zhiqiao.ledger.movements import MOVEMENTS
from zhiqiao.ledger.stored import AccountRow, Breach, BreachKind, EntryRow
from zhiqiao.ledger.values import ENTRY_FEN_MAX

SUMS = AccountRow._fields[5:]
CLOSED, OPEN, RESOLVED, REVERSIBLE, REVERSED = range(5)
_ADDS = {"posted": (1, 0), "pending": (0, 1), "post": (1, -1), "void": (0, -1)}


def verify(accounts: Iterable[AccountRow], entries: Iterable[EntryRow]) -> tuple[Breach, ...]:
    """Everything that does not hold, in the order in which it was met; empty for a sound ledger.

    Args:
        accounts: all of them, with the sums that are kept beside them.
        entries: all of them, by number.

    >>> bank = AccountRow(1, "bank", "treasury_bank", 1, False, 500, 0, 0, 0)
    >>> line = AccountRow(2, "line", "budget", 1, True, 0, 400, 0, 0)
    >>> entry = EntryRow(1, "a1", "appropriate", "posted", 1, 2, 500, None, None)
    >>> [(str(each.kind), each.account, each.found_fen) for each in verify([bank, line], [entry])]
    [('sum_differs', 'line', 400), ('unbalanced', '', 400)]
    """
    reading = _Reading(accounts)
    breaches = [breach for entry in entries for breach in reading.read(entry)]
    return (*breaches, *reading.end())


class _Held:
    """An account, and what the entries so far leave free in it."""

    __slots__ = ("free_fen", "is_below", "row")

    def __init__(self, row: AccountRow) -> None:
        self.row = row
        self.free_fen = 0
        self.is_below = False


class _Way:
    """All entries of one movement, in one phase, between the same two accounts."""

    __slots__ = ("credit", "debit", "fen", "given", "kept_as", "problems", "taken")

    def __init__(self, debit: _Held | None, credit: _Held | None, entry: EntryRow) -> None:
        posted, reserved = _ADDS.get(entry.phase, (0, 0))
        self.debit, self.credit = debit, credit
        self.fen = 0
        self.taken, self.given = posted + reserved, posted
        self.problems = tuple(_problems(debit, credit, entry))
        is_posted = entry.phase in ("posted", "post") and entry.reverses is None
        self.kept_as = OPEN if entry.phase == "pending" else REVERSIBLE if is_posted else CLOSED


def _problems(debit: _Held | None, credit: _Held | None, entry: EntryRow) -> Iterator[BreachKind]:
    if debit is None or credit is None:
        yield BreachKind.ACCOUNT_UNKNOWN
        return
    if debit is credit:
        yield BreachKind.ACCOUNTS_ALIKE
    if debit.row.owner != credit.row.owner:
        yield BreachKind.OWNERS_DIFFER
    way = (entry.movement, entry.phase, entry.reverses is not None)
    if _ROUTES.get(way) != (debit.row.kind, credit.row.kind):
        yield BreachKind.MOVEMENT_WRONG


def _routes() -> Iterator[tuple[tuple[str, str, bool], tuple[str, str]]]:
    """By movement, phase and whether it reverses: the kinds of the accounts."""
    for movement, route in MOVEMENTS.items():
        ways = ("posted",) if route.phase == "posted" else ("pending", "post", "void")
        for phase in ways:
            yield (movement.value, phase, False), (route.debit.value, route.credit.value)
        yield (movement.value, "posted", True), (route.credit.value, route.debit.value)


_ROUTES = dict(_routes())


class _Reading:
    """The state of one pass over the entries.

    Of each entry are kept: its number, a hash of its key, a hash of what it moves where, and its
    state. Python's hashes are keyed anew in each process, so that nobody can make two alike.
    """

    def __init__(self, accounts: Iterable[AccountRow]) -> None:
        self.held = {row.number: _Held(row) for row in accounts}
        self.ways: dict[tuple[str, str, bool, int, int], _Way] = {}
        self.numbers, self.keys, self.prints = array("q"), array("q"), array("q")
        self.states = bytearray()
        self.last = -1

    def read(self, entry: EntryRow) -> Sequence[Breach]:
        """What is wrong with the next entry."""
        number, key, movement, phase, debit, credit, fen, of, reverses = entry
        if number <= self.last:
            return [Breach(BreachKind.OUT_OF_ORDER, number)]
        self.last = number
        known_as = (movement, phase, reverses is None, debit, credit)
        way = self.ways.get(known_as)
        if way is None:
            way = _Way(self.held.get(debit), self.held.get(credit), entry)
            self.ways[known_as] = way
        found = list(way.problems)
        if not 0 < fen <= ENTRY_FEN_MAX:
            found.append(BreachKind.AMOUNT_WRONG)
        if of is not None or phase in ("post", "void"):
            self._resolve(entry, found)
        if reverses is not None:
            self._reverse(entry, found)
        self.numbers.append(number)
        self.keys.append(hash(key))
        self.prints.append(hash((movement, debit, credit, fen)))
        self.states.append(way.kept_as)
        way.fen += fen
        if way.debit is not None and way.credit is not None:
            way.credit.free_fen += way.given * fen
            way.debit.free_fen -= way.taken * fen
            if way.debit.free_fen < 0 and way.debit.row.has_floor and not way.debit.is_below:
                way.debit.is_below = True
                found.append(BreachKind.FLOOR_BROKEN)
        return [_breach(kind, number, way) for kind in found] if found else ()

    def _resolve(self, entry: EntryRow, found: list[BreachKind]) -> None:
        place = self._place(entry.of)
        state = CLOSED if place is None else self.states[place]
        if place is None or state not in (OPEN, RESOLVED):
            found.append(BreachKind.PENDING_UNKNOWN)
        elif state == RESOLVED:
            found.append(BreachKind.RESOLVED_TWICE)
        else:
            self.states[place] = RESOLVED
            moves = (entry.movement, entry.debit, entry.credit, entry.amount_fen)
            if self.prints[place] != hash(moves):
                found.append(BreachKind.RESOLUTION_DIFFERS)

    def _reverse(self, entry: EntryRow, found: list[BreachKind]) -> None:
        place = self._place(entry.reverses)
        state = CLOSED if place is None else self.states[place]
        if place is None or state not in (REVERSIBLE, REVERSED):
            found.append(BreachKind.REVERSED_UNKNOWN)
        elif state == REVERSED:
            found.append(BreachKind.REVERSED_TWICE)
        else:
            self.states[place] = REVERSED
            moves = (entry.movement, entry.credit, entry.debit, entry.amount_fen)
            if self.prints[place] != hash(moves):
                found.append(BreachKind.REVERSAL_DIFFERS)

    def _place(self, number: int | None) -> int | None:
        if number is None:
            return None
        place = bisect_left(self.numbers, number)
        is_there = place < len(self.numbers) and self.numbers[place] == number
        return place if is_there else None

    def end(self) -> Iterator[Breach]:
        """What is wrong with the whole, once every entry was read."""
        yield from self._keys_twice()
        yield from self._sums_that_differ()
        rows = [each.row for each in self.held.values()]
        for one, other in (SUMS[:2], SUMS[2:]):
            debit = sum(getattr(row, one) for row in rows)
            credit = sum(getattr(row, other) for row in rows)
            if debit != credit:
                yield Breach(
                    BreachKind.UNBALANCED, which=other, expected_fen=debit, found_fen=credit
                )

    def _keys_twice(self) -> Iterator[Breach]:
        keys = np.array(self.keys, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        again = order[1:][keys[order[1:]] == keys[order[:-1]]]
        for place in sorted(again.tolist()):
            yield Breach(BreachKind.KEY_TWICE, self.numbers[place])

    def _sums_that_differ(self) -> Iterator[Breach]:
        counted = {number: [0, 0, 0, 0] for number in self.held}
        for (_movement, phase, _, debit, credit), way in self.ways.items():
            posted, reserved = _ADDS.get(phase, (0, 0))
            for number, first in ((debit, 0), (credit, 1)):
                if number in counted:
                    counted[number][first] += posted * way.fen
                    counted[number][first + 2] += reserved * way.fen
        for number, sums in counted.items():
            row = self.held[number].row
            for which, expected_fen in zip(SUMS, sums, strict=True):
                found_fen = getattr(row, which)
                if found_fen != expected_fen:
                    yield Breach(
                        BreachKind.SUM_DIFFERS, None, row.code, which, expected_fen, found_fen
                    )


def _breach(kind: BreachKind, number: int, way: _Way) -> Breach:
    is_of_account = kind == BreachKind.FLOOR_BROKEN and way.debit is not None
    return Breach(kind, number, way.debit.row.code if is_of_account and way.debit else "")
