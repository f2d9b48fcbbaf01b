"""Writing a backup while the site runs."""

import os
import zipfile
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from zhiqiao import __version__
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.audit.witness import locked
from zhiqiao.web.operation.backup import files, manifest
from zhiqiao.web.operation.backup.manifest import FilePart, Manifest, Measure, TablePart
from zhiqiao.web.operation.backup.snapshot import snapshot
from zhiqiao.web.operation.backup.tables import (
    Table,
    applied_steps,
    last_number,
    lines,
    tables_at,
)

PIECE_BYTES = 1 << 20
COMPRESSION = 3


def write_backup(target: Path, *, with_keys: bool = False) -> Manifest:
    """Writes one archive of everything, readable by its owner only; what it holds.

    The tables are of one moment. A file that is removed meanwhile is left out.

    Raises:
        ZhiqiaoError: the target exists, or cannot be written.
    """
    if target.exists():
        raise ZhiqiaoError(ErrorCode.BACKUP_TARGET_TAKEN, path=target)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        made = _write(draft, with_keys=with_keys)
        _commit(draft, target)
    except OSError as error:
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.OUTPUT_UNWRITABLE, path=target, why=why) from None
    finally:
        draft.unlink(missing_ok=True)
    return made


def _commit(draft: Path, target: Path) -> None:
    """The archive gets its name once it is on the disk; never over another file."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise ZhiqiaoError(ErrorCode.BACKUP_TARGET_TAKEN, path=target) from None
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(draft: Path, *, with_keys: bool) -> Manifest:
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as out:
        method = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(out, "w", method, compresslevel=COMPRESSION) as archive:
            made = _fill(archive, with_keys=with_keys)
            archive.writestr(manifest.NAME, made.to_bytes())
        out.flush()
        os.fsync(out.fileno())
    return made


def _fill(archive: zipfile.ZipFile, *, with_keys: bool) -> Manifest:
    data, keys = Path(settings.ZHIQIAO_DATA), Path(settings.ZHIQIAO_KEYS)
    with locked():
        parts = _add_files(archive, data, files.witness_files(data))
    with snapshot() as using:
        steps = applied_steps(using)
        parts += _add_files(archive, data, files.data_files(data, keys))
        tables = [_add_table(archive, table, using) for table in tables_at(steps)]
        engine = using.vendor
    for member, file in files.key_files(data, keys).items() if with_keys else ():
        parts.append(_add_file(archive, member, file))
    return Manifest(
        version=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=engine,
        steps=tuple(sorted(steps)),
        tables=tuple(tables),
        files=tuple(parts),
        keys=files.key_marks(data, keys),
        has_keys=with_keys,
    )


def _add_files(archive: zipfile.ZipFile, data: Path, found: Iterable[Path]) -> list[FilePart]:
    parts = []
    for file in found:
        member = f"{files.FILES}/{file.relative_to(data).as_posix()}"
        try:
            parts.append(_add_file(archive, member, file))
        except FileNotFoundError:
            continue  # removed meanwhile, before it was opened
    return parts


def _add_file(archive: zipfile.ZipFile, member: str, file: Path) -> FilePart:
    measure = Measure()
    with file.open("rb") as source, archive.open(member, "w", force_zip64=True) as out:
        while piece := source.read(PIECE_BYTES):
            measure.take(piece)
            out.write(piece)
    return FilePart(member, measure.size, measure.digest.hexdigest())


def _add_table(archive: zipfile.ZipFile, table: Table, using: BaseDatabaseWrapper) -> TablePart:
    measure = Measure()
    member = TablePart(table.name, (), 0, "").member
    with archive.open(member, "w", force_zip64=True) as out, closing(lines(table, using)) as rows:
        for row in rows:
            measure.take(row)
            out.write(row)
    return TablePart(
        name=table.name,
        columns=table.columns,
        rows=measure.rows,
        sha256=measure.digest.hexdigest(),
        last_number=last_number(table, using),
    )
