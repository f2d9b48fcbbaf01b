"""Concepts whose vectors lie close together: what an encoder takes for alike."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.protocols import Encoder

BLOCK = 512
CHANCE = 0.99
"""Likeness counts above this quantile of the likeness of any two concepts."""
SAMPLE = 1_024
SEED = 7
NORM_MIN = 1e-6

Floats = npt.NDArray[np.float32]


def alike(
    labels: Sequence[str], encoder: Encoder, *, each_max: int
) -> Iterator[tuple[int, int, float]]:
    """Pairs (a, b, likeness) with a < b, each among the nearest of the other.

    Vectors are centred first, which takes away what all have in common (Mu and Viswanath 2018).
    Likeness is 0 at the quantile `CHANCE` of any two concepts and 1 for the same vector. A label
    inside the other is left out: sharing words is no association.

    Args:
        labels: the concepts as written.
        encoder: gives the vectors.
        each_max: so many neighbours of a concept are looked at.
    """
    if len(labels) <= each_max:
        return
    vectors = _centred(encoder.encode_passages(labels))
    floor = _floor(vectors)
    near = [_nearest(vectors, start, each_max) for start in range(0, len(labels), BLOCK)]
    places = np.concatenate([place for place, _ in near])
    values = np.concatenate([value for _, value in near])
    known = [set(row) for row in places.tolist()]
    for a in range(len(labels)):
        for b, cosine in zip(places[a].tolist(), values[a].tolist(), strict=True):
            if a < b and a in known[b] and cosine > floor and not _is_nested(labels[a], labels[b]):
                yield a, b, round(min(1.0, (cosine - floor) / (1.0 - floor)), 4)


def _is_nested(first: str, second: str) -> bool:
    return first.casefold() in second.casefold() or second.casefold() in first.casefold()


def _centred(vectors: Floats) -> Floats:
    moved = vectors - vectors.mean(axis=0)
    norms = np.sqrt(np.einsum("ij,ij->i", moved, moved))[:, None]
    unit: Floats = np.divide(moved, norms, out=np.zeros_like(moved), where=norms > NORM_MIN)
    return unit


def _floor(vectors: Floats) -> float:
    drawn = np.random.default_rng(SEED).permutation(len(vectors))[:SAMPLE]
    products = vectors[drawn] @ vectors[drawn].T
    return float(np.quantile(products[np.triu_indices(len(drawn), 1)], CHANCE))


def _nearest(vectors: Floats, start: int, each_max: int) -> tuple[npt.NDArray[np.intp], Floats]:
    """The nearest concepts of a block: places and cosines, shape (block, each_max)."""
    products = vectors[start : start + BLOCK] @ vectors.T
    rows = np.arange(len(products))
    products[rows, start + rows] = -np.inf
    np.negative(products, out=products)
    # A slice alone would keep the whole block's places in memory, for every block.
    places = np.argpartition(products, each_max - 1, axis=1)[:, :each_max].copy()
    return places, -np.take_along_axis(products, places, axis=1)
