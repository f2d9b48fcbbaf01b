"""Static word vectors: a text is the weighted sum of its words. 20,000 texts a CPU-second."""

import hashlib
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index.words import cut_all

Vectors = npt.NDArray[np.float32]
CHARACTERS_MAX = 2_000
UNKNOWN_MAX = 20_000
BATCH = 1_024
NORM_MIN = 1e-9
NOTHING = 0
"""The table's row of zeros."""


class StaticEncoder:
    """Text vectors from a word table of int8 rows; needs no model at run time.

    Arora, Liang and Ma (2017), "A simple but tough-to-beat baseline for sentence embeddings",
    ICLR: rare words weigh more (the weight is folded into each row's scale).

    Args:
        path: an .npz with `words` (UTF-8 bytes, one word a line), `vec` (int8, one row a word)
            and `scale` (float32, one number a word).
    """

    name = "static"

    def __init__(self, path: Path) -> None:
        words, table = _read(path)
        self.path = path
        self.dim = int(table.shape[1])
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        self._rows = _WordRows(words, table)
        self._lock = Lock()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As `encode_passages`: static vectors know no sides."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit-norm rows (n_texts, dim) float32; zero rows for texts without a known word."""
        return self.encode_words(cut_all([text[:CHARACTERS_MAX] for text in texts]))

    def encode_words(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """The same from texts that are already folded and cut."""
        parts = [self._encode_batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        return np.vstack(parts) if parts else np.zeros((0, self.dim), np.float32)

    def _encode_batch(self, texts: Sequence[Sequence[str]]) -> Vectors:
        with self._lock:
            self._rows.forget()
            return self._sums(texts)

    def _sums(self, texts: Sequence[Sequence[str]]) -> Vectors:
        from scipy.sparse import csr_matrix

        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        flat = np.fromiter(
            map(self._rows.__getitem__, chain.from_iterable(texts)), np.int64, int(lengths.sum())
        )
        known = flat != NOTHING
        ends = np.concatenate([[0], np.cumsum(known)])[np.concatenate([[0], np.cumsum(lengths)])]
        table = self._rows.table
        counts = csr_matrix(
            (np.ones(int(ends[-1]), np.float32), flat[known], ends), shape=(len(texts), len(table))
        )
        return _unit_rows(np.asarray(counts @ table))


class _WordRows(dict[str, int]):
    """Word to table row. An unknown word becomes a row of its own: the sum of its known pieces.

    Only so many unknown words are remembered; `forget` drops them between two batches.
    """

    def __init__(self, words: Sequence[str], table: Vectors) -> None:
        super().__init__(zip(words, range(1, len(words) + 1), strict=True))
        self.table = np.zeros((len(words) + 1 + UNKNOWN_MAX, table.shape[1]), np.float32)
        self.table[1 : len(words) + 1] = table
        self._known = len(words) + 1
        self._used = self._known
        self._longest = max(map(len, words))
        self._unknown: list[str] = []

    def __missing__(self, word: str) -> int:
        pieces = self._pieces(word)
        row = pieces[0] if len(pieces) == 1 else NOTHING
        if len(pieces) > 1:
            row = self._used
            self._make_room()
            self.table[row] = self.table[pieces].sum(axis=0)
            self._used += 1
        self._unknown.append(word)
        self[word] = row
        return row

    def forget(self) -> None:
        """Drops the unknown words where they have become many."""
        if len(self._unknown) > UNKNOWN_MAX // 2:
            for word in self._unknown:
                del self[word]
            self._unknown.clear()
            self._used = self._known
            self.table = self.table[: self._known + UNKNOWN_MAX]

    def _make_room(self) -> None:
        if self._used == len(self.table):
            self.table = np.vstack([self.table, np.zeros_like(self.table[:UNKNOWN_MAX])])

    def _pieces(self, word: str) -> list[int]:
        """The longest known pieces from the left, at worst single characters."""
        rows: list[int] = []
        at = 0
        while at < len(word):
            end = self._piece_end(word, at)
            if end > at:
                rows.append(self[word[at:end]])
            at = max(end, at + 1)
        return rows

    def _piece_end(self, word: str, at: int) -> int:
        for end in range(min(len(word), at + self._longest), at, -1):
            if 0 < self.get(word[at:end], NOTHING) < self._known:
                return end
        return at


def _read(path: Path) -> tuple[list[str], Vectors]:
    try:
        with np.load(path) as held:
            words = bytes(held["words"]).decode("utf-8").split("\n")
            return words, held["vec"].astype(np.float32) * held["scale"].astype(np.float32)[:, None]
    except (OSError, KeyError, ValueError) as error:
        raise ZhiqiaoError(ErrorCode.ENCODER_MISSING, name="static") from error


def _unit_rows(rows: Vectors) -> Vectors:
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    unit: Vectors = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > NORM_MIN)
    return unit
