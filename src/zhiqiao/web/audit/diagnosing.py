"""Tells how a chain was changed, from the first row that does not hold.

Each guess is a proof: a row is said to be moved, added or gone only where the keyed hash fits once
that is undone. What fits no guess was edited.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from zhiqiao.web.audit.chain import Link, tail
from zhiqiao.web.audit.findings import Finding, Tampering
from zhiqiao.web.audit.reading import Read, rows_after

SHIFT_MAX = 1_000
Known = Mapping[int, Set[bytes]]


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that does not hold: the number due there and the mac before it."""

    link: Link
    number: int
    previous: bytes
    known: Known


def diagnose(at: Break) -> Finding:
    """What happened at a break, and to which rows."""
    row, *later = rows_after(at.number - 1, limit=2)
    if row[0] != at.number:
        return _gap(at, row)
    following = later[0] if later else None
    return (
        _mac_alone(at, row, following)
        or _moved(at, row)
        or _gone(at, row, following)
        or _edited(at, row, following)
        or _at_the_end(at, row)
        or Finding(Tampering.EDITED, at.number, at.number)
    )


def _gap(at: Break, row: Read) -> Finding:
    """A number is missing: its row was removed, unless it was never given to anyone."""
    if at.known and at.number > max(at.known):
        return Finding(Tampering.INSERTED, row[0], row[0])
    return Finding(Tampering.DELETED, at.number, row[0] - 1)


def _mac_alone(at: Break, row: Read, following: Read | None) -> Finding | None:
    """The content is the one written then: only the row's mac was changed."""
    right = at.link(at.previous, row[2])
    is_continued = following is not None and at.link(right, following[2]) == following[1]
    if is_continued or right in at.known.get(at.number, ()):
        return Finding(Tampering.EDITED, at.number, at.number)
    return None


def _moved(at: Break, row: Read) -> Finding | None:
    """A later row belongs here: two changed places, or rows were put in before it."""
    before = row[1]
    for other in rows_after(at.number):
        fitting = at.link(at.previous, renumbered(other[2], at.number))
        if fitting == row[1]:
            return Finding(Tampering.SWAPPED, at.number, other[0])
        if fitting == other[1]:
            # The mac before the other's place, where that is this place's row after the swap.
            there = fitting if other[0] == at.number + 1 else before
            if at.link(there, renumbered(row[2], other[0])) == row[1]:
                return Finding(Tampering.SWAPPED, at.number, other[0])
            return Finding(Tampering.INSERTED, at.number, other[0] - 1)
        before = other[1]
    return None


def _gone(at: Break, row: Read, following: Read | None) -> Finding | None:
    """Rows were removed here and those behind them numbered anew."""
    for number, macs in at.known.items():
        if number > at.number and row[1] in macs:
            return Finding(Tampering.DELETED, at.number, number - 1)
    if following is None:
        return None
    for shift in range(1, SHIFT_MAX + 1):
        if at.link(row[1], renumbered(following[2], following[0] + shift)) == following[1]:
            return Finding(Tampering.DELETED, at.number, at.number + shift - 1)
    return None


def _edited(at: Break, row: Read, following: Read | None) -> Finding | None:
    """The mac is the one written then: only the row's content was changed."""
    is_continued = following is not None and at.link(row[1], following[2]) == following[1]
    if is_continued or row[1] in at.known.get(at.number, ()):
        return Finding(Tampering.EDITED, at.number, at.number)
    return None


def _at_the_end(at: Break, row: Read) -> Finding | None:
    """Rows that nobody committed, behind the last known one or instead of it."""
    last = max(row[0], tail()[0])
    newest = max(at.known, default=0)
    if newest < at.number:
        return Finding(Tampering.INSERTED, at.number, last)
    stored = {number: mac for number, mac, _body in rows_after(newest - 1, limit=1)}
    if stored.get(newest) in at.known[newest]:
        return None
    return Finding(Tampering.TAIL_REPLACED, at.number, max(last, newest))


def renumbered(body: bytes, number: int) -> bytes:
    """The bytes of the same row under another number."""
    return b"%d\n%b" % (number, body.partition(b"\n")[2])
