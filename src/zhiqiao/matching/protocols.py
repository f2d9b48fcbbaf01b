"""What matching asks of the layer above it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.opinions import Opinion
from zhiqiao.matching.values import Need, Offer


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is a similarity.

    Implemented by `index.encoders.E5Encoder`, `index.encoders.StaticEncoder` and
    `language_model.embedding.EndpointEncoder`.
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


class Judge(Protocol):
    """Reads a need and some of its best candidates and says what it thinks of each.

    Implemented by `language_model.PromptedJudge`. What it says is an opinion beside the ranking
    (`matching.opinions`): it neither sees nor sets a probability.
    """

    @property
    def name(self) -> str:
        """Which judge, as people are told."""

    def judge(self, need: Need, offers: Sequence[Offer]) -> tuple[Opinion, ...]:
        """Opinions of some or all of these offers and of no others, in their order.

        Args:
            need: the need; its words may leave the machine.
            offers: at most 20, whose words one judgement may see together.
        """
