"""Kernels: tf-idf cosines over pieces of texts, and how kernels are brought to one scale."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Kernel = npt.NDArray[np.float32]


def pieces(text: str, *, longest: int) -> Iterable[str]:
    """Every run of 1 to `longest` characters.

    >>> list(pieces("abc", longest=2))
    ['a', 'b', 'c', 'ab', 'bc']
    """
    for length in range(1, longest + 1):
        yield from (text[at : at + length] for at in range(len(text) - length + 1))


def cosines(texts: Sequence[Iterable[str]]) -> Kernel:
    """Cosine of every text with every text, each given by its tokens: shape (n, n), 0 to 1.

    Sublinear tf, ln((1 + n) / (1 + df)) + 1 as idf (Salton 1988), counted in these very texts. A
    text without tokens is like no text, itself included.
    """
    rows = _rows(texts)
    return np.asarray((rows @ rows.T).todense(), np.float32)


def beside(kernel: Kernel) -> Kernel:
    """The kernel with zeros on its diagonal."""
    copy = kernel.copy()
    np.fill_diagonal(copy, 0)
    return copy


def spread(kernel: Kernel) -> np.float32:
    """Standard deviation beside the diagonal, or 1 where nothing differs."""
    return np.float32(beside(kernel).std() or 1.0)


def unit(kernel: Kernel) -> Kernel:
    """Standard deviation 1 beside the diagonal; the diagonal scaled alike."""
    return np.asarray(kernel / spread(kernel), np.float32)


def _rows(texts: Sequence[Iterable[str]]) -> csr_array:
    """Unit rows, or rows of zeros."""
    number: dict[str, int] = {}
    starts, columns, counts = [0], list[int](), list[int]()
    for tokens in texts:
        counted = Counter(tokens)
        columns += [number.setdefault(token, len(number)) for token in counted]
        counts += counted.values()
        starts.append(len(columns))
    shape = (len(texts), max(len(number), 1))
    at = np.array(columns, np.int64)
    documents = np.bincount(at, minlength=shape[1])
    idf = np.log((1 + len(texts)) / (1 + documents)) + 1
    weights = (1 + np.log(np.array(counts, np.float64))) * idf[at]
    owner = np.repeat(np.arange(len(texts)), np.diff(starts))
    norms = np.sqrt(np.bincount(owner, weights**2, len(texts)))
    return csr_array((weights / norms[owner], at, np.array(starts)), shape=shape)
