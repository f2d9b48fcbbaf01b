"""Texts as words that know where they stand and what part of speech they are."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

TEXT_LENGTH_MAX = 4_000
"""Characters of a text that are read; a longer one is read as far as this."""
SENTENCE_LENGTH_MAX = 300
_SENTENCE = re.compile(r"(?:[^。；;！!？?\n\r.]|\.(?!\s|$))+")
_PUNCTUATION = re.compile(r"[，,、：:（）()\[\]【】“”‘’\"'《》<>]")


class Token(NamedTuple):
    """One word: folded, with its place in the text and its part of speech (ICTCLAS tags)."""

    word: str
    start: int
    end: int
    tag: str


class Sentence(NamedTuple):
    """The words of one sentence in order, blanks left out; punctuation stays, tag "x"."""

    start: int
    end: int
    tokens: list[Token]


class _Alike(dict[int, int]):
    """Each character to its plain form: half width, lower case, and never more than one."""

    def __missing__(self, code: int) -> int:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = found = ord(plain) if len(plain) == 1 else code
        return found


_ALIKE = _Alike()


def aligned(text: str) -> str:
    """The text folded character by character, so that places stay what they were.

    >>> aligned("COD≤50mg，PH值")
    'cod≤50mg,ph值'
    """
    return text.translate(_ALIKE)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, bounded, in order."""
    import rjieba

    plain = aligned(text[:TEXT_LENGTH_MAX])
    for found in _SENTENCE.finditer(plain):
        for start in range(found.start(), found.end(), SENTENCE_LENGTH_MAX):
            end = min(found.end(), start + SENTENCE_LENGTH_MAX)
            yield Sentence(start, end, list(_placed(rjieba.tag(plain[start:end]), start)))


def _placed(tagged: list[tuple[str, str]], start: int) -> Iterator[Token]:
    for word, tag in tagged:
        end = start + len(word)
        if not word.isspace():
            yield Token(word, start, end, tag if word[0].isalnum() else "x")
        start = end


def joined(words: list[str]) -> str:
    """The words as one key: a blank between two that are not Chinese, nothing elsewhere.

    >>> joined(["动力", "电池"]), joined(["solid", "oxide", "燃料"])
    ('动力电池', 'solid oxide燃料')
    """
    key = words[0]
    for before, after in zip(words, islice(words, 1, None), strict=False):
        key += f" {after}" if before[-1].isascii() and after[0].isascii() else after
    return key


class Clauses:
    """The pieces between punctuation of one text.

    Args:
        text: aligned or not: the places are the same.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks = [mark.start() for mark in _PUNCTUATION.finditer(text)]

    def around(self, start: int, end: int, *, within: tuple[int, int]) -> tuple[int, int]:
        """The piece that holds `start` to `end`, inside `within`, without blanks around it."""
        low, high = within
        before = bisect_left(self._marks, start)
        after = bisect_left(self._marks, end)
        first = max(low, self._marks[before - 1] + 1) if before else low
        last = min(high, self._marks[after]) if after < len(self._marks) else high
        piece = self._text[first:last]
        return first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())
