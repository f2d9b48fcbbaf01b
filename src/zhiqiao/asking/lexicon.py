"""Which texts share terms with a question, and how much of it they cover."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Scores = npt.NDArray[np.float64]
K1, B = 1.2, 0.6


class Lexicon:
    """Terms of texts, with BM25 (Robertson and Zaragoza, 2009).

    Args:
        texts: the terms of each text; a term written twice counts twice.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.terms = {term: at for at, term in enumerate(sorted({t for x in texts for t in x}))}
        counts = _counts(texts, self.terms)
        self.count = len(texts)
        frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
        self.idf = np.log(1 + (self.count - frequency + 0.5) / (frequency + 0.5))
        self.rarest = float(np.log(1 + (self.count + 0.5) / 0.5))
        self._weights = _bm25(counts, self.idf)
        self._holds = (counts > 0).astype(np.float64).tocsr()

    def scores(self, terms: Iterable[str]) -> Scores:
        """BM25 of every text."""
        found = [self.terms[term] for term in terms if term in self.terms]
        return np.asarray(self._weights[:, found].sum(axis=1)).ravel()

    def coverage(self, terms: Sequence[str]) -> Scores:
        """Of every text the share of the terms that it holds, rare ones counting more."""
        found = [self.terms[term] for term in terms if term in self.terms]
        whole = sum(self.weight(term) for term in terms)
        if not whole:
            return np.zeros(self.count)
        return np.asarray(self._holds[:, found] @ self.idf[found]).ravel() / whole

    def weight(self, term: str) -> float:
        """How rare a term is; one that no text holds is the rarest."""
        at = self.terms.get(term)
        return self.rarest if at is None else float(self.idf[at])

    def unknown(self, terms: Sequence[str]) -> float:
        """The share of the terms that no text holds."""
        return sum(term not in self.terms for term in terms) / len(terms) if terms else 1.0


def _counts(texts: Sequence[Sequence[str]], terms: dict[str, int]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for term, count in Counter(text).items():
            rows.append(row)
            columns.append(terms[term])
            values.append(count)
    shape = (len(texts), len(terms))
    return csr_matrix((np.array(values, np.float64), (rows, columns)), shape=shape)


def _bm25(counts: csr_matrix, idf: Scores) -> csr_matrix:
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    mean = lengths.mean() if len(lengths) else 1.0
    norms = K1 * (1 - B + B * lengths / max(mean, 1.0))
    weights = counts.tocoo()
    data = weights.data * (K1 + 1) / (weights.data + norms[weights.row]) * idf[weights.col]
    return csr_matrix((data, (weights.row, weights.col)), shape=counts.shape)
