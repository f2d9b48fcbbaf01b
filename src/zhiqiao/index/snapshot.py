"""One committed state of an index, open for reading."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zhiqiao.index import ivf
from zhiqiao.index.lexical import Hits, LexicalReader
from zhiqiao.index.manifest import Manifest
from zhiqiao.index.parts import Ints, PartReader, Vectors

if TYPE_CHECKING:
    import faiss


class Snapshot:
    """Reads one state; what is written later does not change it.

    Args:
        folder: where the files are.
        manifest: the state.
        before: the state read until now, whose open files are taken over where they are the same.
    """

    def __init__(self, folder: Path, manifest: Manifest, before: "Snapshot | None" = None) -> None:
        self.manifest = manifest
        self.lexical = LexicalReader(folder / manifest.lexical)
        self.dead = _read_dead(folder, manifest)
        known = {reader.part: reader for reader in before.parts} if before else {}
        self.parts: tuple[PartReader, ...] = tuple(
            known.get(part) or PartReader(folder, part, manifest.dim) for part in manifest.parts
        )
        self.ivf = self._load_ivf(folder, before)

    def _load_ivf(self, folder: Path, before: "Snapshot | None") -> "faiss.IndexIVF | None":
        if before and before.manifest.ivf == self.manifest.ivf:
            return before.ivf
        return ivf.load(folder / self.manifest.ivf) if self.manifest.ivf else None

    def tail(self) -> tuple[PartReader, ...]:
        """The parts that no IVF covers."""
        return tuple(part for part in self.parts if part.part.first >= self.manifest.ivf_until)

    def dead_in(self, part: PartReader) -> Ints:
        """Rows of the part whose documents were removed or changed."""
        start, end = np.searchsorted(self.dead, [part.part.first, part.part.last + 1])
        inside = self.dead[start:end]
        return inside[np.isin(inside, part.rows)]

    def nearest(self, vector: Vectors, *, top: int) -> Hits:
        """The living rows nearest to a unit vector and their cosines, best first."""
        found = [part.search(vector, top, self.dead_in(part)) for part in self.tail()]
        if self.ivf is not None:
            nprobe = self.manifest.nprobe
            found.append(ivf.search(self.ivf, vector, top=top, nprobe=nprobe, dead=self.dead))
        rows = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in found)])
        scores = np.concatenate([np.zeros(0), *(scores for _, scores in found)])
        best = np.lexsort((rows, -scores))[:top]
        return rows[best], scores[best]

    def ids(self, rows: Ints) -> list[str]:
        """The id of each row's document."""
        ids = np.empty(len(rows), object)
        for part, mine in self._by_part(rows):
            ids[mine] = part.ids(part.places(rows[mine]))
        return list(ids)

    def vectors(self, rows: Ints) -> Vectors:
        """The vector of each row, (n, dim) float32."""
        vectors = np.zeros((len(rows), self.manifest.dim), np.float32)
        for part, mine in self._by_part(rows):
            vectors[mine] = part.vectors(part.places(rows[mine]))
        return vectors

    def digests(self, rows: Ints) -> list[bytes]:
        """The content digest of each row's document."""
        digests = np.empty(len(rows), object)
        for part, mine in self._by_part(rows):
            digests[mine] = part.digests(part.places(rows[mine]))
        return list(digests)

    def rows_of(self, ids: Iterable[str]) -> Mapping[str, int]:
        """The row of each id that is there."""
        rows = self.lexical.rows_of(list(ids))
        return dict(zip(self.ids(rows), rows.tolist(), strict=True))

    def _by_part(self, rows: Ints) -> Iterator[tuple[PartReader, Ints]]:
        """Each part with the positions in `rows` of the rows that it holds."""
        firsts = np.array([part.part.first for part in self.parts], np.int64)
        holders = np.searchsorted(firsts, rows, side="right") - 1
        for at in np.unique(holders):
            yield self.parts[at], np.flatnonzero(holders == at)


def _read_dead(folder: Path, manifest: Manifest) -> Ints:
    if not manifest.dead:
        return np.zeros(0, np.int64)
    return np.fromfile(folder / manifest.dead, "<i8")
