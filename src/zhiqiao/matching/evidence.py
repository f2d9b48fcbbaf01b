"""The passages of a need and an offer that speak of the same thing, quoted verbatim."""

import re
from itertools import islice

import numpy as np

from zhiqiao.matching.clauses import clauses
from zhiqiao.matching.grams import Grams, Rarity, grams
from zhiqiao.matching.text import fold
from zhiqiao.matching.values import Evidence, Need, Offer, ReasonKind, Span

PIECES = 3
STRENGTH_MIN = 0.08
LENGTH_FULL = 10
_FIGURES = re.compile(r"[\d\W_]+[a-zμ°%/³²]{0,4}(?![a-z])|[\W_]+")


class NeedClauses:
    """The clauses of one need, ready to be compared with many offers."""

    def __init__(self, need: Need, rarity: Rarity) -> None:
        self.rarity = rarity
        self.spans = clauses(need)
        words = _words(self.spans)
        self.grams = grams(words, rarity)
        self.fullness = _fullness(words)


def shared(need: NeedClauses, offer: Offer) -> tuple[Evidence, ...]:
    """Up to `PIECES` pairs of clauses that share most, strongest first, no clause twice.

    Strength is the cosine of the clauses' rarity-weighted characters and pairs, less for
    clauses of a few characters, whose likeness says little.
    """
    spans = clauses(offer)
    if not spans or not need.spans:
        return ()
    words = _words(spans)
    likeness = _likeness(need.grams, grams(words, need.rarity))
    likeness *= np.sqrt(np.minimum.outer(need.fullness, _fullness(words)))
    found = list(islice(_pairs(likeness, need.spans, spans), PIECES))
    return tuple(found)


def _fullness(words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """1 for a clause of `LENGTH_FULL` letters or more, less below: shape (n_spans,)."""
    return np.minimum(np.array([len(each) for each in words], np.float32) / LENGTH_FULL, 1.0)


def _words(spans: list[Span]) -> list[str]:
    """The clauses without figures, units and signs: equal numbers are not the same thing."""
    return [_FIGURES.sub("", fold(span.text)) for span in spans]


def _likeness(mine: Grams, theirs: Grams) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Cosine of every clause with every clause: shape (mine.texts, theirs.texts)."""
    places, columns = np.unique(np.r_[mine.buckets, theirs.buckets], return_inverse=True)
    left = np.zeros((mine.texts, len(places)), np.float32)
    right = np.zeros((theirs.texts, len(places)), np.float32)
    left[mine.rows, columns[: len(mine.rows)]] = mine.weights
    right[theirs.rows, columns[len(mine.rows) :]] = theirs.weights
    return left @ right.T


def _pairs(
    likeness: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    mine: list[Span],
    theirs: list[Span],
) -> "list[Evidence]":
    """Pairs from the strongest down; ties by place in the texts."""
    pairs, rows, columns = [], set[int](), set[int]()
    for flat in np.argsort(-likeness, axis=None, kind="stable")[: PIECES * PIECES * 4]:
        row, column = divmod(int(flat), likeness.shape[1])
        strength = float(likeness[row, column])
        if strength < STRENGTH_MIN:
            break
        if row in rows or column in columns:
            continue
        rows.add(row)
        columns.add(column)
        pairs.append(Evidence(ReasonKind.TECHNOLOGY, mine[row], theirs[column], min(strength, 1.0)))
    return pairs
