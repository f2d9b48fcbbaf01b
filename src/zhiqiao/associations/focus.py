"""Which terms belong to a field, and which are everybody's: by the company of their documents."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from zhiqiao.associations.values import Document
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import fold

FOCUS_MIN = 0.05
"""Documents of a term of no field are as unlike as any two; of an average term about 0.15."""
BATCH = 1_024
NORM_MIN = 1e-9

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


def focused(
    terms: Ints, places: Ints, documents: Sequence[Document], encoder: Encoder
) -> npt.NDArray[np.bool_]:
    """Which terms stand in documents that are alike: shape (n_terms,).

    The likeness of a term's documents is the mean cosine of any two of them, from vectors that
    are centred over the corpus, so that it is 0 for a term that stands anywhere. A term of one
    document cannot tell and counts as focused; one of none does not.

    Args:
        terms: the term's number for every (term, document).
        places: the document's place for every (term, document).
        documents: all documents.
        encoder: gives the vectors.
    """
    from scipy.sparse import csr_matrix

    count = int(terms.max(initial=-1)) + 1
    stands = csr_matrix(
        (np.ones(len(terms), np.float32), (terms, places)), shape=(count, len(documents))
    )
    sums: Floats = np.asarray(stands @ _centred(encoder, documents))
    spread = np.bincount(terms, minlength=count)
    pairs = spread * (spread - 1)
    likeness = (np.einsum("ij,ij->i", sums, sums) - spread) / np.maximum(pairs, 1)
    kept: npt.NDArray[np.bool_] = (spread == 1) | (likeness >= FOCUS_MIN) & (spread > 1)
    return kept


def _centred(encoder: Encoder, documents: Sequence[Document]) -> Floats:
    vectors = np.zeros((len(documents), encoder.dim), np.float32)
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        texts = [fold(f"{document.title}。{document.text}") for document in batch]
        vectors[start : start + BATCH] = encoder.encode_passages(texts)
    vectors -= vectors.mean(axis=0)
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    unit: Floats = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > NORM_MIN)
    return unit
