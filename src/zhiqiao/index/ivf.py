"""Search among many vectors: inverted lists of 8-bit codes (faiss IVF-SQ8).

Jégou, Douze and Schmid (2011), "Product quantization for nearest neighbor search", IEEE TPAMI,
for the inverted lists; Douze et al. (2024), "The Faiss library", arXiv:2401.08281.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zhiqiao.index.parts import Ints, PartReader, Vectors

if TYPE_CHECKING:
    import faiss

AT_ONCE = 65_536
SAMPLE_PER_LIST = 40
LISTS_MAX = 4_096
ROUNDS = 8
SEED = 20_261_122
PROBES = (8, 16, 32, 64, 128, 256)
RECALL_WANTED = 0.95
RECALL_AT = 50
TRIALS = 64


def train(parts: Sequence[PartReader], dead: Ints, path: Path) -> int:
    """Writes an index of all living rows and returns the number of lists to visit per search."""
    import faiss

    dim = parts[0].vectors(np.zeros(1, np.int64)).shape[1]
    total = sum(part.part.rows for part in parts)
    lists = int(min(LISTS_MAX, max(16, np.sqrt(total))))
    quantizer = faiss.IndexFlatIP(dim)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dim, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.by_residual = False
    index.cp.seed, index.cp.niter, index.cp.spherical = SEED, ROUNDS, True
    index.cp.min_points_per_centroid = 1
    index.train(_sample(parts, lists * SAMPLE_PER_LIST))
    _add(index, parts, dead)
    nprobe = _probes(index, parts, dead)
    faiss.write_index(index, str(path))
    return nprobe


def extend(index: "faiss.IndexIVF", parts: Sequence[PartReader], dead: Ints, path: Path) -> None:
    """Adds the living rows of more parts to an index and writes it, its lists as they were."""
    import faiss

    _add(index, parts, dead)
    faiss.write_index(index, str(path))


def load(path: Path) -> "faiss.IndexIVF":
    """The index in a file."""
    import faiss

    index: faiss.IndexIVF = faiss.read_index(str(path))  # type: ignore[assignment]
    return index


def search(
    index: "faiss.IndexIVF", vector: Vectors, *, top: int, nprobe: int, dead: Ints
) -> tuple[Ints, Vectors]:
    """The rows nearest to the vector among the lists visited, and their cosines."""
    import faiss

    living = faiss.IDSelectorNot(faiss.IDSelectorBatch(dead)) if len(dead) else None
    parameters = faiss.SearchParametersIVF(nprobe=nprobe, sel=living)  # type: ignore[call-arg]
    scores, rows = index.search(vector[None], top, params=parameters)
    found = rows[0] >= 0
    return rows[0][found], scores[0][found]


def _chunks(parts: Sequence[PartReader], dead: Ints) -> Iterator[tuple[Ints, Vectors]]:
    for part in parts:
        live = np.flatnonzero(~np.isin(part.rows, dead))
        for at in range(0, len(live), AT_ONCE):
            places = live[at : at + AT_ONCE]
            yield part.rows[places], part.vectors(places)


def _add(index: "faiss.IndexIVF", parts: Sequence[PartReader], dead: Ints) -> None:
    for rows, vectors in _chunks(parts, dead):
        index.add_with_ids(vectors, rows)


def _sample(parts: Sequence[PartReader], wanted: int) -> Vectors:
    """Evenly spaced rows, about `wanted` of them."""
    step = max(1, sum(part.part.rows for part in parts) // wanted)
    return np.concatenate([part.vectors(np.arange(0, part.part.rows, step)) for part in parts])


def _probes(index: "faiss.IndexIVF", parts: Sequence[PartReader], dead: Ints) -> int:
    """The fewest lists to visit that find RECALL_WANTED of the true nearest rows."""
    import faiss

    queries = _sample(parts, TRIALS)[:TRIALS]
    truth = _nearest(queries, parts, dead)
    for nprobe in PROBES:
        parameters = faiss.SearchParametersIVF(nprobe=nprobe)  # type: ignore[call-arg]
        _, found = index.search(queries, RECALL_AT, params=parameters)
        hits = [len(np.intersect1d(true, rows)) for true, rows in zip(truth, found, strict=True)]
        if sum(hits) >= RECALL_WANTED * truth.size:
            return nprobe
    return PROBES[-1]


def _nearest(queries: Vectors, parts: Sequence[PartReader], dead: Ints) -> Ints:
    """The RECALL_AT truly nearest rows of each query, (n, RECALL_AT)."""
    import faiss

    heap = faiss.ResultHeap(len(queries), RECALL_AT, keep_max=True)
    for rows, vectors in _chunks(parts, dead):
        scores, places = faiss.knn(queries, vectors, RECALL_AT, faiss.METRIC_INNER_PRODUCT)
        heap.add_result(scores, rows[places])
    heap.finalize()
    return np.asarray(heap.I)
