"""An encoder that encodes each text once, for work that looks at the same texts several times."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.protocols import Encoder

Floats = npt.NDArray[np.float32]


class Remembering:
    """An encoder with the memory of all it has encoded; as large as the texts are many."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._queries: dict[str, Floats] = {}
        self._passages: dict[str, Floats] = {}

    @property
    def name(self) -> str:
        """The encoder's name."""
        return self._encoder.name

    @property
    def dim(self) -> int:
        """The encoder's dimension."""
        return self._encoder.dim

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """As the encoder."""
        return self._known(texts, self._queries, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """As the encoder."""
        return self._known(texts, self._passages, self._encoder.encode_passages)

    def _known(
        self,
        texts: Sequence[str],
        memory: dict[str, Floats],
        encode: Callable[[Sequence[str]], Floats],
    ) -> Floats:
        new = [text for text in dict.fromkeys(texts) if text not in memory]
        if new:
            memory.update(zip(new, encode(new), strict=True))
        rows = [memory[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), np.float32)
