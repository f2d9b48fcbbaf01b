"""From a path or an uploaded stream to a seekable stream of known kind and bearable size."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from zhiqiao.common import ErrorCode
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.values import Kind, Limits

Source = str | os.PathLike[str] | BinaryIO

KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
ZIP_START = b"PK\x03\x04"
OLD_EXCEL_START = b"\xd0\xcf\x11\xe0"
SPOOL_BYTES = 8 << 20
MIB = 1 << 20


def open_source(
    source: Source, *, name: str | None, limits: Limits, closing: ExitStack
) -> tuple[BinaryIO, str]:
    """A seekable stream at its start, and the name that errors call it by.

    A path is opened and closed with `closing`; a caller's stream stays the caller's.
    """
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        name = name or str(path)
        stream = closing.enter_context(_open(path, name))
    else:
        name = name or str(getattr(source, "name", None) or "-")
        stream = _seekable(source, name, limits=limits, closing=closing)
    size = stream.seek(0, os.SEEK_END)
    if size > limits.bytes_max:
        raise too_large(name, size, limits)
    stream.seek(0)
    return stream, name


def _open(path: Path, name: str) -> BinaryIO:
    """The file, or a TableError that says why not."""
    try:
        if path.exists() and not path.is_file():
            raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why="not a file")
        return path.open("rb")
    except FileNotFoundError:
        raise TableError(ErrorCode.FILE_MISSING, path=name) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why=why) from None


def _seekable(stream: BinaryIO, name: str, *, limits: Limits, closing: ExitStack) -> BinaryIO:
    """The stream itself, or a copy on disk of one that cannot be rewound."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 -- the caller closes
    closing.enter_context(copy)
    size = 0
    while chunk := stream.read(MIB):
        size += len(chunk)
        if size > limits.bytes_max:
            raise too_large(name, size, limits)
        copy.write(chunk)
    return cast("BinaryIO", copy)


def too_large(name: str, size: int, limits: Limits) -> TableError:
    """The error for a file over the limit."""
    limit = limits.bytes_max / MIB
    return TableError(
        ErrorCode.FILE_TOO_LARGE, path=name, size_mib=f"{size / MIB:.1f}", limit_mib=f"{limit:g}"
    )


def kind_of(stream: BinaryIO, name: str) -> Kind:
    """The kind by the name's ending; a workbook is known by its first bytes whatever its name."""
    start = stream.read(len(ZIP_START))
    stream.seek(0)
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None or start == OLD_EXCEL_START:
        raise TableError(ErrorCode.FILE_KIND_UNKNOWN, path=name)
    if not start:
        raise TableError(ErrorCode.FILE_EMPTY, path=name)
    if kind == "xlsx" and start != ZIP_START:
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why="not an XLSX workbook")
    return "xlsx" if start == ZIP_START else kind
