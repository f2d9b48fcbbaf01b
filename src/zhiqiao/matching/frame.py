"""What all texts have in common, taken out of their vectors before these are compared.

An encoder puts all texts into a narrow cone: most of a cosine says only that both are texts of
their kind. Less the mean of their kind and the direction along which offers differ most, cosines
spread out and are about what is particular to a text (Mu and Viswanath 2018, "All-but-the-top:
simple and effective postprocessing for word representations", ICLR). No grades are needed.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Kind = Literal["title", "whole", "offer"]
"""What a vector stands for: a need's title, a need's title and text, or an offer."""

SHARED_DIRECTIONS = 1
ROWS_MIN = 2
NORM_MIN = 1e-9
DECIMALS = 5
"""Of a stored number: a hundred-thousandth changes no cosine that is shown."""

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Frame:
    """Where the cone lies: a mean for each kind of text, and the directions left out.

    Args:
        title: mean vector of needs' titles, shape (dim,).
        whole: mean vector of needs' titles and texts, shape (dim,).
        offer: mean vector of offers, shape (dim,).
        shared: directions left out, rows orthonormal, shape (k, dim).
    """

    title: Vector
    whole: Vector
    offer: Vector
    shared: tuple[Vector, ...] = ()

    @property
    def dim(self) -> int:
        """Length of the vectors that it is for."""
        return len(self.offer)

    def seen(self, vectors: Floats, *, kind: Kind) -> Floats:
        """The vectors without what their kind shares: shape (n, dim), rows unit-norm.

        Rows of zeros, which stand for blank texts, stay zero. What becomes of a row does not
        depend on the others.
        """
        mean = np.asarray(getattr(self, kind), np.float32)
        moved = np.where(vectors.any(axis=1, keepdims=True), vectors - mean, np.float32(0.0))
        for direction in np.asarray(self.shared, np.float32).reshape(-1, self.dim):
            moved = moved - np.einsum("nd,d->n", moved, direction)[:, None] * direction
        norms = np.sqrt(np.einsum("nd,nd->n", moved, moved))[:, None]
        unit: Floats = np.divide(moved, norms, out=np.zeros_like(moved), where=norms > NORM_MIN)
        return unit

    @classmethod
    def fitted(cls, *, titles: Floats, wholes: Floats, offers: Floats) -> "Frame":
        """The frame of these vectors, each of shape (n, dim), each text once."""
        return cls(
            title=_rounded(_mean(titles)),
            whole=_rounded(_mean(wholes)),
            offer=_rounded(_mean(offers)),
            shared=tuple(_rounded(each) for each in _directions(offers)),
        )


def _mean(rows: Floats) -> npt.NDArray[np.float64]:
    """Zero of no rows."""
    mean: npt.NDArray[np.float64] = rows.sum(axis=0, dtype=np.float64) / max(len(rows), 1)
    return mean


def _directions(rows: Floats) -> npt.NDArray[np.float64]:
    """Along which rows spread most, each with its largest part positive; none of fewer than two."""
    if len(rows) < ROWS_MIN:
        return np.zeros((0, rows.shape[1]))
    spread = np.cov(rows.astype(np.float64), rowvar=False)
    leading = np.linalg.eigh(spread).eigenvectors[:, ::-1][:, :SHARED_DIRECTIONS].T
    signs = np.sign(leading[np.arange(len(leading)), np.abs(leading).argmax(axis=1)])
    directions: npt.NDArray[np.float64] = leading * signs[:, None]
    return directions


def _rounded(values: npt.NDArray[np.float64]) -> Vector:
    return tuple(round(float(value), DECIMALS) for value in values)
