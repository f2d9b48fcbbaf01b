"""Texts cut into clauses that still know where they stand."""

import re
from collections.abc import Iterator

from zhiqiao.matching.values import Need, Offer, Span

CLAUSES_MAX = 60
_ENDS = re.compile(r"[。；;！!？?\n\r，,、：:]+")
_LENGTH_MIN = 4
_LENGTH_MAX = 80


def clauses(item: Need | Offer) -> list[Span]:
    """The title as one clause and the clauses of the text, at most `CLAUSES_MAX`, in order."""
    spans = [Span("title", 0, len(item.title), item.title)] if item.title else []
    for span in _cut(item.text):
        if len(spans) == CLAUSES_MAX:
            break
        spans.append(span)
    return spans


def _cut(text: str) -> Iterator[Span]:
    start = 0
    for mark in [*_ENDS.finditer(text), None]:
        end = mark.start() if mark else len(text)
        yield from _trimmed(text, start, end)
        start = mark.end() if mark else end


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = min(start + len(piece.strip()), start + _LENGTH_MAX)
    if end - start >= _LENGTH_MIN:
        yield Span("text", start, end, text[start:end])
