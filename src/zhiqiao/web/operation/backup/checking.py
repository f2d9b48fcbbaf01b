"""Whether an archive is whole, and one that this program can restore."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.operation.backup.manifest import (
    FORMAT,
    NAME,
    FilePart,
    Manifest,
    Measure,
    TablePart,
)

PIECE_BYTES = 1 << 20
MANIFEST_BYTES_MAX = 64 << 20


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and what it says that it holds; nothing of the rest has been looked at.

    Raises:
        ZhiqiaoError: there is no such file, it is cut off, or it is of another kind or format.
    """
    if not path.is_file():
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _manifest(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _unreadable(path, type(error).__name__) from None


def verify(path: Path) -> Manifest:
    """What the archive holds, once every byte of it has been compared with its manifest.

    Raises:
        ZhiqiaoError: it is no whole archive, something differs, or it is of a newer format.
    """
    with opened(path) as (archive, held):
        parts: list[TablePart | FilePart] = [*held.tables, *held.files]
        names = [info.filename for info in archive.infolist()]
        expected = [*(part.member for part in parts), NAME]
        odd = sorted(set(names) ^ set(expected))
        if odd or len(names) != len(set(names)):
            raise _damaged(path, odd[0] if odd else NAME, "members")
        for part in parts:
            _check_part(archive, path, part)
    return held


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        if archive.getinfo(NAME).file_size > MANIFEST_BYTES_MAX:
            raise _unreadable(path, NAME)
        content = archive.read(NAME)
    except KeyError:
        raise _unreadable(path, NAME) from None
    _refuse_newer_format(content, path)
    try:
        return Manifest.from_bytes(content)
    except (ValueError, KeyError, TypeError):
        raise _unreadable(path, NAME) from None


def _refuse_newer_format(content: bytes, path: Path) -> None:
    try:
        told = json.loads(content)
        number, version = int(told["format"]), str(told["version"])
    except (ValueError, KeyError, TypeError):
        raise _unreadable(path, NAME) from None
    if number > FORMAT:
        raise ZhiqiaoError(ErrorCode.BACKUP_NEWER, path=path, version=version)


def _check_part(archive: zipfile.ZipFile, path: Path, part: TablePart | FilePart) -> None:
    try:
        measure = _measure(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise _damaged(path, part.member, "CRC") from None
    if measure.digest.hexdigest() != part.sha256:
        raise _damaged(path, part.member, "SHA-256")
    expected = part.rows if isinstance(part, TablePart) else part.size
    if expected != (measure.rows if isinstance(part, TablePart) else measure.size):
        raise _damaged(path, part.member, "count")


def _measure(archive: zipfile.ZipFile, part: TablePart | FilePart) -> Measure:
    measure = Measure()
    with archive.open(part.member) as source:
        if isinstance(part, TablePart):
            for row in source:
                measure.take(row)
        else:
            while piece := source.read(PIECE_BYTES):
                measure.take(piece)
    return measure


def _unreadable(path: Path, why: str) -> ZhiqiaoError:
    return ZhiqiaoError(ErrorCode.BACKUP_UNREADABLE, path=path, why=why)


def _damaged(path: Path, part: str, why: str) -> ZhiqiaoError:
    return ZhiqiaoError(ErrorCode.BACKUP_DAMAGED, path=path, part=part, why=why)
