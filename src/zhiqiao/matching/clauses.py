"""Texts cut into clauses that still know where they stand."""

import re
from collections.abc import Iterator
from itertools import islice

from zhiqiao.matching.values import Need, Offer, Span

CLAUSES_MAX = 60
_ENDS = re.compile(r"(?:[。；;！!？?\n\r，、：:]|,(?!\d{3})|\.(?=\s|$))+")
_LENGTH_MIN = 4
_LENGTH_MAX = 80


def clauses(item: Need | Offer) -> list[Span]:
    """The title as one clause and the clauses of the text, at most `CLAUSES_MAX`, in order."""
    title = [Span("title", 0, len(item.title), item.title)] if item.title.strip() else []
    return [*title, *islice(_cut(item.text), CLAUSES_MAX - len(title))]


def _cut(text: str) -> Iterator[Span]:
    start = 0
    for mark in _ENDS.finditer(text):
        yield from _trimmed(text, start, mark.start())
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The piece without blanks around it; a long one in several, cut at a blank if it has one."""
    while start < end:
        stop = min(end, start + _LENGTH_MAX)
        if stop < end:
            blank = text.rfind(" ", start + _LENGTH_MIN, stop)
            stop = blank if blank > start else stop
        piece = text[start:stop]
        first = start + len(piece) - len(piece.lstrip())
        last = first + len(piece.strip())
        if last - first >= _LENGTH_MIN:
            yield Span("text", first, last, text[first:last])
        start = stop
