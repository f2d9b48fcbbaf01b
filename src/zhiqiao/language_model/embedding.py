"""Vectors of texts from an OpenAI-compatible endpoint: a `matching.protocols.Encoder`."""

import math
from collections.abc import Iterator, MutableMapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.language_model.endpoint import Endpoint, posted
from zhiqiao.language_model.errors import UnusableAnswerError
from zhiqiao.language_model.strict import rows_of

Floats = npt.NDArray[np.float32]
BATCH = 64
CHARACTERS_MAX = 2_000
DIM_MAX = 8_192
SECONDS = 60.0
BYTES_A_NUMBER, BYTES_AROUND = 32, 64 * 1024
NORM_MIN = 1e-6


class EndpointEncoder:
    """Vectors by `/v1/embeddings`, in batches, of unit norm, each text asked for once.

    The first text asked for tells the dimension; an answer with another one is refused. A text
    without a letter or digit is not sent: its vector is zero.

    Args:
        where: the endpoint, with the name of its embedding model.
        known: vectors by digest; kept by the caller where they should outlive the process.
        query_prefix, passage_prefix: what the model wants before each kind of text.
    """

    def __init__(
        self,
        where: Endpoint,
        *,
        known: MutableMapping[str, bytes] | None = None,
        query_prefix: str = "",
        passage_prefix: str = "",
    ) -> None:
        self._where = where
        self._known = {} if known is None else known
        self._prefixes = query_prefix, passage_prefix
        self._dim = 0

    @property
    def name(self) -> str:
        """The model's name, with where it comes from: no bundled model fits it."""
        return f"endpoint:{self._where.model}"

    @property
    def digest(self) -> str:
        """Of where and which model, as what an index was built with; weights cannot be seen."""
        return sha256(f"{self._where.url}\0{self._where.model}".encode()).hexdigest()[:16]

    @property
    def dim(self) -> int:
        """The length of one vector; asked of the endpoint where no text was encoded yet."""
        if not self._dim:
            self._vectors(["维"], "")
        return self._dim

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Shape (n_texts, dim) float32, rows unit-norm or all zero.

        Raises:
            UnusableAnswerError: the endpoint failed or answered with other than such vectors.
        """
        return self._vectors(texts, self._prefixes[0])

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """As `encode_queries`."""
        return self._vectors(texts, self._prefixes[1])

    def _vectors(self, texts: Sequence[str], prefix: str) -> Floats:
        said = [prefix + text[:CHARACTERS_MAX] if _says(text) else "" for text in texts]
        keys = [self._key(text) for text in said]
        new = {k: text for k, text in zip(keys, said, strict=True) if text and k not in self._known}
        for batch in _batches(new):
            self._known.update(self._asked(batch))
        return self._rows(keys, said)

    def _rows(self, keys: Sequence[str], said: Sequence[str]) -> Floats:
        rows = [
            np.frombuffer(self._known[key], np.float32) if text else None
            for key, text in zip(keys, said, strict=True)
        ]
        for row in rows:
            self._require(row)
        dim = self.dim
        zero = np.zeros(dim, np.float32)
        return np.stack([zero if row is None else row for row in rows] or [zero])[: len(rows)]

    def _require(self, row: Floats | None) -> None:
        """Refuses a vector of another length than the first."""
        if row is None:
            return
        self._dim = self._dim or len(row)
        if len(row) != self._dim:
            raise UnusableAnswerError("dimension")

    def _key(self, text: str) -> str:
        return sha256(f"{self._where.url}\0{self._where.model}\0{text}".encode()).hexdigest()

    def _asked(self, batch: dict[str, str]) -> dict[str, bytes]:
        texts = list(batch.values())
        asked = {"model": self._where.model, "input": texts, "encoding_format": "float"}
        most = BYTES_AROUND + len(texts) * DIM_MAX * BYTES_A_NUMBER
        rules = self._where.rules(seconds=SECONDS, answer_bytes_max=most)
        rows = _read(posted(self._where, "/embeddings", asked, rules=rules), len(texts))
        for row in rows:
            self._require(row)
        return {key: row.tobytes() for key, row in zip(batch, rows, strict=True)}


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))


def _batches(new: dict[str, str]) -> Iterator[dict[str, str]]:
    left = iter(new.items())
    while batch := dict(islice(left, BATCH)):
        yield batch


def _read(told: Any, count: int) -> list[Floats]:  # noqa: ANN401 -- JSON
    """The vectors in the order asked, of unit norm."""
    rows = rows_of(told.get("data") if isinstance(told, dict) else None, least=count, most=count)
    by_index = {each.get("index"): each for each in rows if isinstance(each, dict)}
    if set(by_index) != set(range(count)):
        raise UnusableAnswerError("shape")
    return [_unit(by_index[place].get("embedding")) for place in range(count)]


def _unit(value: object) -> Floats:
    numbers = rows_of(value, least=1, most=DIM_MAX)
    if not all(type(each) in (int, float) and math.isfinite(each) for each in numbers):
        raise UnusableAnswerError("shape")
    with np.errstate(over="ignore"):
        row = np.asarray(numbers, np.float64)
        norm = float(np.linalg.norm(row))
    if not NORM_MIN < norm < math.inf:
        raise UnusableAnswerError("norm")
    unit: Floats = (row / norm).astype(np.float32)
    return unit
