"""What matching asks of the layer above it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is a similarity.

    Implemented by `index.encoders.E5Encoder` and `index.encoders.StaticEncoder`.
    """

    @property
    def name(self) -> str:
        """Which encoder, and so which fitted model, e.g. "e5" or "static"."""

    @property
    def dim(self) -> int:
        """Length of one vector."""

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of what is sought: shape (n_texts, dim) float32, rows unit-norm or all zero."""

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of what is searched: shape (n_texts, dim) float32, rows unit-norm or all zero."""
