"""Marks pieces of a text for a page: escapes everything first, so a text cannot carry markup."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class Mark(NamedTuple):
    """`text[start:end]` belongs to the evidence pair `number`."""

    start: int
    end: int
    number: int


def mark_spans(text: str, marks: Iterable[Mark], *, label: str = "") -> SafeString:
    """The escaped text with `<mark>` around every span; overlaps become one mark per piece.

    Spans outside the text are ignored. Each mark carries the numbers of its pairs.
    """
    kept = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(m.start for m in kept), *(m.end for m in kept)})
    pieces = [
        _piece(text[start:end], [m for m in kept if m.start <= start and end <= m.end], end, label)
        for start, end in pairwise(cuts)
    ]
    return mark_safe("".join(pieces))  # noqa: S308  every piece is escaped in _piece


def _piece(text: str, marks: Sequence[Mark], end: int, label: str) -> str:
    if not marks:
        return escape(text)
    numbers = sorted({mark.number for mark in marks})
    closing = sorted({mark.number for mark in marks if mark.end == end})
    notes = "".join(f'<sup class="pair" aria-hidden="true">{number}</sup>' for number in closing)
    pairs = " ".join(map(str, numbers))
    title = escape(f"{label} {pairs}".strip())
    return f'<mark data-pairs="{pairs}" title="{title}">{escape(text)}</mark>{notes}'


def mark_words(text: str, words: Sequence[str]) -> SafeString:
    """The escaped text with every occurrence of the words marked, whatever their case."""
    if not any(words):
        return mark_safe(escape(text))  # noqa: S308  escaped
    lowered = _lowered(text)
    marks: list[Mark] = []
    for word in filter(None, (word.lower() for word in words)):
        start = lowered.find(word)
        while start >= 0:
            marks.append(Mark(start, start + len(word), 0))
            start = lowered.find(word, start + len(word))
    edges = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    pieces = [_word(text, start, end, marks) for start, end in pairwise(edges)]
    return mark_safe("".join(pieces))  # noqa: S308  every piece is escaped in _word


def _word(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    piece = escape(text[start:end])
    inside = any(mark.start <= start and end <= mark.end for mark in marks)
    return f"<mark>{piece}</mark>" if inside else piece


def _lowered(text: str) -> str:
    """Lower case, character by character, so that positions stay those of the text."""
    lowered = text.lower()
    if len(lowered) == len(text):  # no letter becomes shorter, so none became longer
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def snippet(text: str, words: Sequence[str], *, length: int = 120) -> str:
    """About `length` characters of the text around the first word found, else its beginning."""
    lowered = _lowered(text) if any(words) else ""
    hits = [hit for hit in (lowered.find(word.lower()) for word in words if word) if hit >= 0]
    start = max(0, min(hits) - length // 3) if hits else 0
    piece = text[start : start + length].strip().replace("\n", " ")
    return f"{'…' if start else ''}{piece}{'…' if start + length < len(text) else ''}"
