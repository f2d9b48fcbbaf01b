"""A concept graph kept in a folder: built anew when its texts have changed enough."""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from zhiqiao.associations import Graph, build
from zhiqiao.associations.errors import AssociationError
from zhiqiao.associations.lines import to_lines
from zhiqiao.associations.values import Document
from zhiqiao.common import ZhiqiaoError
from zhiqiao.index.claim import usable
from zhiqiao.index.graphs import load_graph
from zhiqiao.index.lock import locked
from zhiqiao.matching.protocols import Encoder

GRAPH, TEXTS = "graph", "texts"
ADDED_SHARE = 0.02
"""Of the texts held: so many more make it worth building anew."""
WAIT_S = 1.0
DIGEST_BYTES = 8

logger = logging.getLogger(__name__)
Stamp = tuple[int, int, int] | None


class KeptGraph:
    """The graph in a folder. Any number of processes read it while one builds the next.

    Args:
        folder: made where it does not exist.
        source: gives every text that may be quoted; called anew for every look.
        encoder: for concepts used alike.
    """

    def __init__(
        self, folder: Path, *, source: Callable[[], Iterable[Document]], encoder: Encoder
    ) -> None:
        self._folder, self._source, self._encoder = folder, source, encoder
        self._opening = threading.Lock()
        self._stamp: Stamp = None
        self._graph: Graph | None = None

    def current(self) -> Graph | None:
        """The newest graph; None where none is built yet, or it is damaged and waits for that.

        Read again once another process has replaced it.
        """
        with self._opening:
            stamp = _stamp(self._folder / GRAPH)
            if stamp != self._stamp:
                self._graph, self._stamp = self._read(), stamp
            return self._graph

    def refresh(self) -> bool:
        """Builds the graph anew where that is due; whether it was built.

        It is due where there is none, where it is damaged, where a text that it quotes was
        changed or taken away, and where more than `ADDED_SHARE` of the texts have come to it.

        Raises:
            ZhiqiaoError: INDEX_BUSY when another process is building; INDEX_UNUSABLE when the
                system refuses, as on a full disk.
        """
        with usable(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        with locked(self._folder, wait_s=WAIT_S):
            texts = {document.id: _digest(document) for document in self._source()}
            if not self._is_due(texts):
                return False
            documents = list(self._source())
            self._write(build(documents, encoder=self._encoder), documents)
            return True

    def _is_due(self, texts: Mapping[str, str]) -> bool:
        held = self._held()
        if held is None or any(texts.get(id_) != digest for id_, digest in held.items()):
            return True
        return len(texts) - len(held) > ADDED_SHARE * len(held)

    def _held(self) -> dict[str, str] | None:
        """Digests of the texts that the graph was built from; None where either is not whole."""
        try:
            kept = json.loads((self._folder / TEXTS).read_bytes())
            found: dict[str, str] = kept["texts"]
            whole = kept["graph"] == _sha256(self._folder / GRAPH)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("Concept graph %s is built anew: %s", self._folder, error)
            return None
        if not whole:
            logger.warning("Concept graph %s is built anew: it is damaged", self._folder)
        return found if whole else None

    def _read(self) -> Graph | None:
        path = self._folder / GRAPH
        try:
            return load_graph(path)
        except AssociationError as error:
            logger.warning("Concept graph %s is left aside: %s", path, error)
        except ZhiqiaoError:
            pass  # none was built yet
        return None

    def _write(self, graph: Graph, documents: Iterable[Document]) -> None:
        """Both files anew; between the two a reader sees the new graph, a builder damage."""
        path = self._folder / GRAPH
        with usable(self._folder):
            _replace(path, to_lines(graph))
            texts = {document.id: _digest(document) for document in documents}
            said = json.dumps({"graph": _sha256(path), "texts": texts}).encode()
            _replace(self._folder / TEXTS, [said])


def _replace(path: Path, lines: Iterable[bytes]) -> None:
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _digest(document: Document) -> str:
    said = f"{document.title}\x00{document.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=DIGEST_BYTES).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> Stamp:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_ino, state.st_size
