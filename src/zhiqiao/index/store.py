"""The newest committed state of a folder, for any number of readers and one writer at a time."""

import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from zhiqiao.index.change import Change, Place, Progress, digest_of
from zhiqiao.index.documents import Document
from zhiqiao.index.lock import locked
from zhiqiao.index.manifest import NAME, Manifest, damage, read_manifest
from zhiqiao.index.repair import remembered_vectors
from zhiqiao.index.snapshot import Snapshot

logger = logging.getLogger(__name__)

Source = Callable[[], Iterable[Document]]
Stamp = tuple[int, int, int] | None
TRIES = 20
UNREADABLE = (OSError, ValueError, TypeError, KeyError, RuntimeError)
"""What reading a damaged file may raise."""


class Store:
    """Opens, checks, changes and, where it must, rebuilds the index in a folder.

    Args:
        place: the folder and its encoder.
        source: gives every document that the index should hold.
        wait_s: how long to wait, in seconds, for another process to end its writing.
        progress: is told how many documents are done when the index is built anew.
    """

    def __init__(
        self, place: Place, source: Source, *, wait_s: float, progress: Progress | None = None
    ) -> None:
        self.place, self._source, self._wait_s = place, source, wait_s
        self._progress = progress
        self.warnings: list[str] = []
        self._opening = threading.RLock()
        self._stamp: Stamp = None
        self._snapshot: Snapshot | None = None

    def current(self) -> Snapshot:
        """The newest committed state; opened again when another process has changed it."""
        snapshot = self._snapshot
        if snapshot is not None and self._stamp == _stamp(self.place.folder):
            return snapshot
        with self._opening:
            return self._opened() or self._repaired()

    def change(self, make: Callable[[Change], None]) -> None:
        """Commits what `make` does to the newest state."""
        with self._opening, locked(self.place.folder, wait_s=self._wait_s):
            change = Change(self.place, self._opened() or self._mended())
            make(change)
            if not change.empty:
                change.commit()
                self._opened()

    def rebuild(self) -> None:
        """Builds the index again from all documents of the source."""
        with self._opening, locked(self.place.folder, wait_s=self._wait_s):
            self._rebuilt()

    def _repaired(self) -> Snapshot:
        with locked(self.place.folder, wait_s=self._wait_s):
            return self._opened() or self._mended()

    def _opened(self) -> Snapshot | None:
        """The committed state; None when it cannot be used."""
        for _ in range(TRIES):
            stamp = _stamp(self.place.folder)
            if self._snapshot is not None and stamp == self._stamp:
                return self._snapshot
            self._fault, snapshot = self._read()
            if snapshot is not None:
                self._snapshot, self._stamp = snapshot, stamp
                return snapshot
            if stamp == _stamp(self.place.folder):
                return None
        return None

    def _read(self) -> tuple[str, Snapshot | None]:
        folder = self.place.folder
        try:
            manifest = read_manifest(folder)
            fault = self._mismatch(manifest) or damage(folder, self._unchecked(manifest))
            return (fault, None) if fault else ("", Snapshot(folder, manifest, self._snapshot))
        except FileNotFoundError as error:
            return f"{Path(error.filename or NAME).name}: missing", None
        except UNREADABLE as error:
            return f"{NAME}: {error}", None

    def _mismatch(self, manifest: Manifest) -> str:
        encoder = self.place.encoder
        held, wanted = (
            (manifest.encoder, manifest.encoder_digest),
            (encoder.name, digest_of(encoder)),
        )
        return "" if held == wanted else f"{NAME}: made with the encoder {manifest.encoder}"

    def _unchecked(self, manifest: Manifest) -> dict[str, tuple[int, str]]:
        """The files that this process has not checked yet."""
        known = self._snapshot.manifest.files if self._snapshot else {}
        return {path: seal for path, seal in manifest.files.items() if known.get(path) != seal}

    def _mended(self) -> Snapshot:
        """As `_rebuilt`; told, unless there was no index before."""
        if (self.place.folder / NAME).exists():
            self.warnings.append(f"rebuilt: {self._fault}")
            logger.warning("Index %s is rebuilt: %s", self.place.folder, self._fault)
        return self._rebuilt()

    def _rebuilt(self) -> Snapshot:
        """Everything anew from the source; the caller holds the lock."""
        folder, encoder = self.place.folder, self.place.encoder
        self._snapshot = None
        remembered = remembered_vectors(folder, encoder, digest_of(encoder))
        change = Change(self.place, None, remembered)
        change.put(self._source(), self._progress)
        manifest = change.commit()
        self._snapshot, self._stamp = Snapshot(folder, manifest), _stamp(folder)
        return self._snapshot


def _stamp(folder: Path) -> Stamp:
    """What changes whenever the manifest is replaced."""
    try:
        state = (folder / NAME).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_ino, state.st_size
