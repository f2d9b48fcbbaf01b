"""Rows into a CSV, XLSX or JSONL file that appears whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO

from zhiqiao.common import ErrorCode
from zhiqiao.tables.csv_writing import write_csv
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.jsonl_writing import write_jsonl
from zhiqiao.tables.values import Cell
from zhiqiao.tables.xlsx_writing import write_xlsx

Target = str | os.PathLike[str] | BinaryIO
Writer = Callable[[BinaryIO, str, Sequence[str], Iterable[Sequence[Cell]]], int]

WRITERS: dict[str, Writer] = {".csv": write_csv, ".xlsx": write_xlsx, ".jsonl": write_jsonl}


def write_rows(
    target: Target,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    name: str | None = None,
) -> int:
    """Writes a header and rows, and returns how many rows.

    The ending of the name says the format. CSV starts with a byte order mark, so that Excel
    shows Chinese; in CSV and XLSX, text that a spreadsheet would run is neutralised (the
    readers restore it). A file at a path is replaced only once the new one is complete.

    Args:
        target: a path, or a binary stream, which then needs a `name`.
        header: the headers; in JSONL the keys.
        rows: cells in the order of the header.
        name: the file's name.

    Raises:
        TableError: the ending is not known, the place cannot be written, or a cell is longer
            than XLSX allows.
    """
    if isinstance(target, str | os.PathLike):
        path = Path(target)
        write = writer_for(name or str(path))
        with replacing(path) as stream:
            return write(stream, str(path), header, rows)
    name = name or "-"
    return writer_for(name)(target, name, header, rows)


def writer_for(name: str) -> Writer:
    """The writer for a file name, so that a wrong ending is told before any work."""
    writer = WRITERS.get(PurePath(name).suffix.lower())
    if writer is None:
        raise TableError(ErrorCode.OUTPUT_KIND_UNKNOWN, path=name)
    return writer


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of the file when the block ends well."""
    partial: Path | None = None
    try:
        handle, partial_name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
        partial = Path(partial_name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.chmod(_mode(path))
        partial.replace(path)
        partial = None
    except OSError as error:
        why = error.strerror or str(error)
        raise TableError(ErrorCode.OUTPUT_UNWRITABLE, path=str(path), why=why) from error
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced, or those a new file would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
