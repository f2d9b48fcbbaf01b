"""Where a brought file lies until it is written or put aside: a folder of its own."""

import json
import os
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from zhiqiao.tables.opening import KINDS

CHUNK_ROWS = 2_000
CHUNK_BYTES = 4 << 20
COPY_BYTES = 1 << 20
NAME_CHARS_MAX = 200
TOKEN_BYTES = 16
FORGOTTEN_AFTER_S = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, and the byte at which the next ones start."""

    rows: list[dict[str, Any]]
    end: int


class Staging:
    """The folder of one file: `source` as it came, `rows` as checked, `errors` all of them."""

    def __init__(self, token: str) -> None:
        if not token.isalnum():
            raise ValueError(token)
        self.token = token
        self.folder = uploads() / token

    @classmethod
    def make(cls) -> "Staging":
        """A new, empty one."""
        made = cls(secrets.token_hex(TOKEN_BYTES))
        made.folder.mkdir(mode=0o700)
        return made

    @property
    def rows(self) -> Path:
        """The checked rows, one JSON object a line."""
        return self.folder / "rows.jsonl"

    @property
    def errors(self) -> Path:
        """Everything that is wrong, one JSON object a line."""
        return self.folder / "errors.jsonl"

    @property
    def source(self) -> Path:
        """The file as it came; its ending says its format."""
        return next(iter(self.folder.glob("source.*")), self.folder / "source.missing")

    def take(self, upload: "UploadedFile[bytes]") -> int:
        """Moves or copies an upload here and returns its size in bytes."""
        target = self.folder / f"source{known_suffix(upload.name or '')}"
        temporary = getattr(upload, "temporary_file_path", None)
        if temporary is not None:
            upload.flush()
            os.replace(temporary(), target)
        else:
            with target.open("xb") as copy:
                upload.seek(0)
                shutil.copyfileobj(upload, copy, COPY_BYTES)
        target.chmod(0o600)
        return target.stat().st_size

    def copy_from(self, path: Path) -> int:
        """Copies a file here and returns its size in bytes."""
        target = self.folder / f"source{known_suffix(path.name)}"
        with path.open("rb") as original, target.open("xb") as copy:
            shutil.copyfileobj(original, copy, COPY_BYTES)
        target.chmod(0o600)
        return target.stat().st_size

    def chunks(self, start: int) -> Iterator[Chunk]:
        """The checked rows from that byte on, in pieces that are bounded in rows and bytes."""
        with self.rows.open("rb") as stream:
            stream.seek(start)
            while chunk := _next_chunk(stream):
                yield chunk

    def forget_rows(self) -> None:
        """Removes the source and the rows; what was wrong stays for download."""
        for path in (self.source, self.rows):
            path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Removes everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _next_chunk(stream: BinaryIO) -> Chunk | None:
    """The rows up to the bound; None at the end."""
    lines: list[bytes] = []
    size = 0
    while len(lines) < CHUNK_ROWS and size < CHUNK_BYTES:
        line = stream.readline()
        if not line:
            break
        lines.append(line)
        size += len(line)
    if not lines:
        return None
    return Chunk(json.loads(b"[" + b",".join(lines) + b"]"), stream.tell())


def uploads() -> Path:
    """The folder of all uploads, which is made when missing."""
    folder = Path(settings.ZHIQIAO_DATA) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def known_suffix(name: str) -> str:
    """The ending of a name, where it is one of a format that is read; ".unknown" elsewhere."""
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in KINDS else ".unknown"


def plain_name(name: str) -> str:
    """A file's name as it is shown and kept: no folders, no control or direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if not unicodedata.category(c).startswith("C"))
    return kept.strip()[-NAME_CHARS_MAX:] or "-"


def forget_old(kept: set[str]) -> int:
    """Removes what nobody needs any more: folders not `kept`, and uploads that broke off.

    Only what has not been touched for two weeks; how many were removed.
    """
    removed = 0
    now = time.time()
    for path in uploads().iterdir():
        if path.name in kept or now - path.stat().st_mtime < FORGOTTEN_AFTER_S:
            continue
        removed += 1
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return removed
