"""The index of all needs, or of all offers."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.index.change import Place, Progress
from zhiqiao.index.claim import claim
from zhiqiao.index.documents import Candidate, Document
from zhiqiao.index.search import search
from zhiqiao.index.store import Source, Store
from zhiqiao.matching.protocols import Encoder

WAIT_S = 10.0
EXACT_MAX = 200_000


class TextIndex:
    """One folder with the words and vectors of documents. Open it with `TextIndex.open`.

    Any number of threads and processes may search while one changes the index; each search
    sees the newest committed state.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        encoder: Encoder,
        source: Source,
        exact_max: int = EXACT_MAX,
        wait_s: float = WAIT_S,
        progress: Progress | None = None,
    ) -> "TextIndex":
        """The index in a folder, built from `source()` where there is none that can be used.

        Every file is checked against its checksum. A missing, damaged or outdated index, or
        one of another encoder, is built again from all documents of `source()`.

        Args:
            folder: made where it does not exist; else an index, or empty.
            encoder: gives the vectors.
            source: gives every document that the index should hold.
            exact_max: number of documents up to which all vectors are compared.
            wait_s: how long a change waits, in seconds, for another process to end its own.
            progress: is told how many documents are done whenever the index is built anew.

        Raises:
            ZhiqiaoError: INDEX_BUSY when it must be built and another process is writing;
                INDEX_FOLDER_TAKEN when the folder holds other files; INDEX_UNUSABLE when the
                system refuses, as on a full disk.
        """
        claim(folder)
        place = Place(folder, encoder, exact_max)
        store = Store(place, source, wait_s=wait_s, progress=progress)
        store.current()
        return cls(store)

    def put(self, documents: Iterable[Document], *, progress: Progress | None = None) -> None:
        """Adds documents, or replaces those with the same id; of several with one id the last.

        The next search finds them. On return they are on the disk. `progress` is told how many
        are done.

        Raises:
            ZhiqiaoError: INDEX_BUSY when another process keeps writing.
        """
        self._store.change(lambda change: change.put(documents, progress))

    def remove(self, ids: Iterable[str]) -> None:
        """Withdraws documents; ids that are not there are passed over. Durable as `put`."""
        self._store.change(lambda change: change.remove(ids))

    def rebuild(self) -> None:
        """Builds the index again from all documents of the source."""
        self._store.rebuild()

    def search(self, title: str, text: str = "", *, top: int = 200) -> tuple[Candidate, ...]:
        """The documents most like a query, best first, ties by id; none for a blank query."""
        return search(self._store.current(), self._store.place.encoder, title, text, top=top)

    def vectors(self, ids: Sequence[str]) -> npt.NDArray[np.float32]:
        """The documents' vectors, (n_ids, dim) float32; zero rows for ids that are not there."""
        snapshot = self._store.current()
        rows = snapshot.rows_of(ids)
        vectors = np.zeros((len(ids), snapshot.manifest.dim), np.float32)
        held = [at for at, id_ in enumerate(ids) if id_ in rows]
        vectors[held] = snapshot.vectors(np.array([rows[ids[at]] for at in held], np.int64))
        return vectors

    def __len__(self) -> int:
        return self._store.current().manifest.documents

    def state(self) -> dict[str, Any]:
        """Size, encoder, kind of vector search, age and warnings, for people to read."""
        manifest = self._store.current().manifest
        return {
            "documents": manifest.documents,
            "generation": manifest.generation,
            "encoder": manifest.encoder,
            "kind": "ivf" if manifest.ivf else "exact",
            "lists_visited": manifest.nprobe,
            "built_at": manifest.built_at,
            "bytes": sum(size for size, _ in manifest.files.values()),
            "warnings": list(self._store.warnings),
        }
