"""Characters and character pairs, weighted by rarity: the lexical half of every similarity.

Cosine of tf-idf vectors over character 1- and 2-grams, hashed into `BUCKETS` places
(Weinberger et al. 2009, feature hashing), tf sublinear, rows of unit norm. Whole lists of
texts are handled at once in numpy: a thousand texts cost a few milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 18
NARROW_TEXTS_MAX = (1 << 32) // BUCKETS
"""So many texts have numbers of text and bucket that fit 32 bits together."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Rarity:
    """How many of `documents` texts hold the grams of each bucket.

    Args:
        documents: number of texts counted.
        counts: shape (BUCKETS,) float64, whole numbers unless weighed.
    """

    documents: float
    counts: npt.NDArray[np.float64]

    @cached_property
    def idf(self) -> Floats:
        """Shape (BUCKETS,): ln((1 + documents) / (1 + count)) + 1 (Salton 1988)."""
        ratio = (1.0 + self.documents) / (1.0 + self.counts)
        return (np.log(ratio) + 1.0).astype(np.float32)

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Rarity":
        """The rarity of grams in these folded texts."""
        _, buckets, _ = _count(texts)
        return cls(len(texts), np.bincount(buckets, minlength=BUCKETS).astype(np.float64))

    def weighing(self, documents: float) -> "Rarity":
        """The same shares of texts, counting as at most so many texts."""
        ratio = min(documents / self.documents, 1.0) if self.documents else 1.0
        return Rarity(self.documents * ratio, self.counts * ratio)

    def __add__(self, other: "Rarity") -> "Rarity":
        """The rarity in both sets of texts together."""
        return Rarity(self.documents + other.documents, self.counts + other.counts)


@dataclass(frozen=True)
class Grams:
    """Unit-norm gram vectors of some texts in compressed rows.

    Args:
        rows: shape (n_grams,), which text a gram belongs to, ascending.
        buckets: shape (n_grams,), unique and ascending within a row.
        weights: shape (n_grams,) float32.
        texts: number of texts; a text without grams is a zero row.
    """

    rows: npt.NDArray[np.intp]
    buckets: npt.NDArray[np.intp]
    weights: Floats
    texts: int

    def cosines(self, other: "Grams", *, row: int) -> Floats:
        """Similarity of every text here to text `row` of `other`: shape (texts,), 0 to 1."""
        dense = np.zeros(BUCKETS, np.float32)
        mine = other.rows == row
        dense[other.buckets[mine]] = other.weights[mine]
        products = self.weights * dense[self.buckets]
        return np.bincount(self.rows, products, self.texts).astype(np.float32)


def grams(texts: Sequence[str], rarity: Rarity) -> Grams:
    """The gram vectors of folded texts."""
    rows, buckets, counts = _count(texts)
    weights = (1.0 + np.log(counts)) * rarity.idf[buckets]
    norms = np.sqrt(np.bincount(rows, weights**2, len(texts)))
    unit = (weights / norms[rows]).astype(np.float32)
    return Grams(rows, buckets, unit, len(texts))


def gram_buckets(text: str) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Buckets of the characters (n,) and of the pairs (n - 1,) of one folded text, in order."""
    codes = _codes(text)
    return _hash(codes), _hash_pairs(codes)


def _count(
    texts: Sequence[str],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """For every distinct (text, bucket): the text's row, the bucket and how often."""
    codes = _codes("".join(texts))
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    together = rows[1:] == rows[:-1]
    keys = np.concatenate(
        [
            rows * BUCKETS + _hash(codes),
            (rows[1:] * BUCKETS + _hash_pairs(codes))[together],
        ]
    )
    narrow = np.uint32 if len(texts) <= NARROW_TEXTS_MAX else np.uint64  # sorts twice as fast
    narrowed, counts = np.unique(keys.astype(narrow), return_counts=True)
    keys = narrowed.astype(np.intp)
    return keys // BUCKETS, keys % BUCKETS, counts


def _codes(text: str) -> npt.NDArray[np.uint64]:
    raw = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, np.uint32).astype(np.uint64)


def _hash(codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Multiplicative hashing (Knuth, TAOCP 3, 6.4) to the top bits of 64."""
    mixed = (codes + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - BUCKETS.bit_length() + 1)).astype(np.intp)


def _hash_pairs(codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    return _hash(codes[:-1] * np.uint64(0x100000001B3) ^ codes[1:] << np.uint64(21))
