"""Runs of rows on disk: which document each row holds, and its vector.

A part is three files, written once: `.rows` (row number, content digest and end of its id),
`.ids` (all ids as UTF-8, end to end) and `.vectors` (float16, one row after another).
"""

import os
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from zhiqiao.index.documents import DIGEST_BYTES
from zhiqiao.index.manifest import Part

if TYPE_CHECKING:
    import faiss

Ints = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

ROW = np.dtype([("row", "<i8"), ("end", "<i8"), ("digest", f"V{DIGEST_BYTES}")])
SUFFIXES = (".rows", ".ids", ".vectors")
COPIED_AT_ONCE = 65_536
HALF_BYTES = 2


def part_files(part: Part) -> list[str]:
    """The names of the part's files."""
    return [part.name + suffix for suffix in SUFFIXES]


class PartWriter:
    """Writes one part, a batch of rows at a time, row numbers rising."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._rows, self._ids, self._vectors = (
            (folder / (name + end)).open("wb") for end in SUFFIXES
        )
        self._first, self._last, self._count, self._end = -1, -1, 0, 0

    def add(
        self, rows: Ints, ids: Sequence[str], digests: Sequence[bytes], vectors: Vectors
    ) -> None:
        """Appends documents: `rows` (n,) rising, `vectors` (n, dim) float32."""
        if not len(rows):
            return
        encoded = [id_.encode("utf-8", "surrogatepass") for id_ in ids]
        table = np.empty(len(rows), ROW)
        table["row"] = rows
        table["end"] = self._end + np.cumsum([len(id_) for id_ in encoded])
        table["digest"] = np.frombuffer(b"".join(digests), ROW["digest"])
        self._rows.write(table.tobytes())
        self._ids.write(b"".join(encoded))
        self._vectors.write(vectors.astype("<f2").tobytes())
        self._first = int(rows[0]) if self._count == 0 else self._first
        self._last, self._end = int(rows[-1]), int(table["end"][-1])
        self._count += len(rows)

    def copy(self, part: "PartReader", dead: Ints) -> None:
        """Appends another part's rows except the dead ones."""
        live = np.flatnonzero(~np.isin(part.rows, dead))
        for at in range(0, len(live), COPIED_AT_ONCE):
            places = live[at : at + COPIED_AT_ONCE]
            self.add(
                part.rows[places], part.ids(places), part.digests(places), part.vectors(places)
            )

    def close(self) -> Part:
        """Ends the files and returns what they hold."""
        for file in (self._rows, self._ids, self._vectors):
            file.close()
        return Part(self._name, self._first, self._last, self._count)


class PartReader:
    """Reads one part; nothing is loaded before it is asked for.

    Args:
        folder: where the files are.
        part: which one.
        dim: length of one vector.
    """

    def __init__(self, folder: Path, part: Part, dim: int) -> None:
        self.part = part
        self._table = _mapped(folder / f"{part.name}.rows", ROW).reshape(part.rows)
        self._ids = _mapped(folder / f"{part.name}.ids", np.dtype(np.uint8))
        self._dim = dim
        self._vectors = os.open(folder / f"{part.name}.vectors", os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._vectors)
        self._exact: faiss.IndexScalarQuantizer | None = None

    @property
    def rows(self) -> Ints:
        """The row numbers held, rising."""
        rows: Ints = self._table["row"]
        return rows

    def places(self, rows: Ints) -> Ints:
        """Where in this part the rows stand; every row must be held here."""
        if self.part.last - self.part.first + 1 == self.part.rows:
            return rows - self.part.first
        return np.searchsorted(self.rows, rows)

    def ids(self, places: Ints) -> list[str]:
        """The ids of the documents at the places."""
        ends = self._table["end"]
        starts = np.where(places > 0, ends[places - 1], 0)
        return [
            self._ids[start:end].tobytes().decode("utf-8", "surrogatepass")
            for start, end in zip(starts, ends[places], strict=True)
        ]

    def digests(self, places: Ints) -> list[bytes]:
        """The content digests at the places."""
        return [digest.tobytes() for digest in self._table["digest"][places]]

    def vectors(self, places: Ints) -> Vectors:
        """The vectors at the places, (n, dim) float32.

        Read, not mapped: scattered rows of a mapped file would hold sixteen pages each.
        """
        if len(places) and (np.diff(places) == 1).all():
            raw = self._raw(int(places[0]), len(places))
        else:
            raw = b"".join([self._raw(place, 1) for place in places.tolist()])
        return np.frombuffer(raw, "<f2").reshape(len(places), self._dim).astype(np.float32)

    def _raw(self, first: int, count: int) -> bytes:
        width = self._dim * HALF_BYTES
        return os.pread(self._vectors, count * width, first * width)

    def search(self, vector: Vectors, top: int, dead: Ints) -> tuple[Ints, Vectors]:
        """The rows nearest to the vector, by comparing all of them, and their cosines."""
        import faiss

        index = self._loaded()
        parameters = None
        if len(dead):
            parameters = faiss.SearchParameters(sel=self._living(dead))  # type: ignore[call-arg]
        scores, places = index.search(vector[None], min(top, self.part.rows), params=parameters)
        found = places[0] >= 0
        return self.rows[places[0][found]], scores[0][found]

    def _living(self, dead: Ints) -> "faiss.IDSelector":
        import faiss

        return faiss.IDSelectorNot(faiss.IDSelectorBatch(self.places(dead)))

    def _loaded(self) -> "faiss.IndexScalarQuantizer":
        """The vectors where faiss can read them: the float16 codes are taken as they are."""
        import faiss

        if self._exact is None:
            kind = faiss.ScalarQuantizer.QT_fp16
            index = faiss.IndexScalarQuantizer(self._dim, kind, faiss.METRIC_INNER_PRODUCT)
            codes = np.frombuffer(self._raw(0, self.part.rows), np.uint8)
            faiss.copy_array_to_vector(codes, index.codes)
            index.ntotal = self.part.rows
            self._exact = index
        return self._exact


def _mapped(path: Path, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """The file as an array that is read where it is touched."""
    return np.asarray(np.memmap(path, kind, "r"))
