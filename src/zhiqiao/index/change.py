"""One change of an index: new files beside the old ones, then a new manifest, then tidying up.

Whatever ends the process on the way, the folder holds the old state or the new one: files that
the manifest does not name count for nothing and are removed by the next change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from zhiqiao.index.documents import Document
from zhiqiao.index.files import Draft, clean, clone, next_generation, sealed
from zhiqiao.index.lexical import LexicalWriter
from zhiqiao.index.manifest import Manifest, write_manifest
from zhiqiao.index.merging import merge
from zhiqiao.index.parts import PartWriter, Vectors
from zhiqiao.index.passages import WordEncoder, encode, prepare
from zhiqiao.index.snapshot import Snapshot
from zhiqiao.matching.protocols import Encoder

BATCH = 1_024
BATCH_OF_SLOW_ENCODER = 32

Progress = Callable[[int], object]
Remembered = Callable[[Sequence[bytes]], Mapping[bytes, Vectors]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index lives and how it is kept.

    `exact_max` is the number of documents up to which all vectors are compared.
    """

    folder: Path
    encoder: Encoder
    exact_max: int = 200_000


class Change:
    """Puts and removals that become one new state at `commit`. The caller holds the lock.

    Args:
        place: the folder and its encoder.
        base: the state to change; None to start from nothing.
        remembered: vectors known for content digests, which saves encoding again.
    """

    def __init__(
        self, place: Place, base: Snapshot | None, remembered: Remembered | None = None
    ) -> None:
        self._place, self._base, self._remembered = place, base, remembered
        self._before = base.manifest if base else _nothing(place.encoder)
        self._generation = next_generation(place.folder)
        self._row = self._before.rows
        self._added: dict[str, int] = {}
        self._dead: set[int] = set()
        self._lexical: LexicalWriter | None = None
        self._part: PartWriter | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was changed."""
        return self._lexical is None

    def put(self, documents: Iterable[Document], progress: Progress | None = None) -> None:
        """Adds documents or replaces those with the same id; unchanged ones are passed over."""
        done = 0
        size = BATCH if isinstance(self._place.encoder, WordEncoder) else BATCH_OF_SLOW_ENCODER
        stream = iter(documents)
        while batch := list(islice(stream, size)):
            self._put({document.id: document for document in batch})
            done += len(batch)
            if progress:
                progress(done)

    def remove(self, ids: Iterable[str]) -> None:
        """Withdraws documents; ids that are not there are passed over."""
        self._bury(self._rows_of(list(dict.fromkeys(ids))))

    def commit(self) -> Manifest:
        """Makes the change the committed state and returns it."""
        self._words().close()
        own = [self._part.close()] if self._part else []
        dead = np.array(sorted(self._dead), np.int64)
        if self._base:
            dead = np.union1d(self._base.dead, dead)
        changed = replace(
            self._before,
            generation=self._generation,
            rows=self._row,
            lexical=f"lexical-{self._generation}",
            parts=(*self._before.parts, *own),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        draft = merge(Draft(self._place.folder, changed, dead), self._place.exact_max)
        manifest = sealed(draft, self._before)
        write_manifest(self._place.folder, manifest)
        clean(self._place.folder, manifest)
        return manifest

    def _put(self, batch: Mapping[str, Document]) -> None:
        digests = {id_: document.digest() for id_, document in batch.items()}
        held = self._rows_of(list(batch))
        same = self._unchanged(held, digests)
        self._bury({id_: row for id_, row in held.items() if id_ not in same})
        fresh = [document for id_, document in batch.items() if id_ not in same]
        if fresh:
            self._add(fresh, [digests[document.id] for document in fresh])

    def _rows_of(self, ids: Sequence[str]) -> dict[str, int]:
        """The living row of each id that is there, this change included."""
        held = dict(self._base.rows_of(ids)) if self._base and self._before.documents else {}
        here = {id_: self._added[id_] for id_ in ids if id_ in self._added}
        return {id_: row for id_, row in (held | here).items() if row not in self._dead}

    def _unchanged(self, held: Mapping[str, int], digests: Mapping[str, bytes]) -> set[str]:
        """Ids whose committed content has the same digest."""
        old = {id_: row for id_, row in held.items() if row < self._before.rows}
        if not self._base or not old:
            return set()
        known = self._base.digests(np.fromiter(old.values(), np.int64, len(old)))
        return {id_ for id_, digest in zip(old, known, strict=True) if digests[id_] == digest}

    def _bury(self, held: Mapping[str, int]) -> None:
        if held:
            self._words().remove(held)
            self._dead.update(held.values())

    def _add(self, documents: Sequence[Document], digests: Sequence[bytes]) -> None:
        lexical, passages = self._words(), prepare(documents)
        for row, (document, passage) in enumerate(zip(documents, passages, strict=True), self._row):
            lexical.add(row, document.id, passage)
            self._added[document.id] = row
        vectors = self._known(documents, digests)
        if vectors is None:
            vectors = encode(passages, self._place.encoder)
        rows = np.arange(self._row, self._row + len(documents), dtype=np.int64)
        self._part = self._part or PartWriter(self._place.folder, f"part-{self._generation}")
        self._part.add(rows, [document.id for document in documents], digests, vectors)
        self._row += len(documents)

    def _known(self, documents: Sequence[Document], digests: Sequence[bytes]) -> Vectors | None:
        """The documents' vectors where some are remembered, the others encoded; else None."""
        known = dict(self._remembered(digests)) if self._remembered else {}
        if not known:
            return None
        pairs = zip(documents, digests, strict=True)
        rest = {digest: document for document, digest in pairs if digest not in known}
        fresh = list(rest.values())
        vectors = encode(prepare(fresh), self._place.encoder)
        known |= dict(zip(rest, vectors, strict=True))
        return np.stack([known[digest] for digest in digests])

    def _words(self) -> LexicalWriter:
        """The word index being written, begun as a copy of the committed one."""
        if self._lexical is None:
            folder = self._place.folder
            clean(folder, self._base.manifest if self._base else None)
            clone(folder, self._before.lexical, f"lexical-{self._generation}")
            self._lexical = LexicalWriter(folder / f"lexical-{self._generation}")
        return self._lexical


def _nothing(encoder: Encoder) -> Manifest:
    return Manifest(encoder.name, digest_of(encoder), encoder.dim)


def digest_of(encoder: Encoder) -> str:
    """Which weights an encoder has; other weights need another index."""
    return str(getattr(encoder, "digest", ""))
