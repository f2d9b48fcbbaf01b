"""Restoring an archive into an empty database and data folder, of either engine."""

import io
import json
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.audit.guard import without_guard
from zhiqiao.web.operation.backup import files
from zhiqiao.web.operation.backup.canonical import decode
from zhiqiao.web.operation.backup.checking import opened, verify
from zhiqiao.web.operation.backup.manifest import FilePart, Manifest, Measure, TablePart
from zhiqiao.web.operation.backup.tables import (
    Table,
    applied_steps,
    insertion,
    lines,
    row_count,
    set_last_number,
    tables_at,
)
from zhiqiao.web.operation.schema import known_steps

ROWS_A_CALL = 500
SEEDED = frozenset({"django_content_type", "auth_permission"})
"""Tables in which a fresh database has rows already; they give way to the archive's."""


def restore(path: Path) -> Manifest:
    """Restores everything, or nothing but an empty schema; what was restored.

    The rows are loaded in one transaction, which is kept only if every table read back has the
    digest of the manifest. The schema is left as the archive's: newer steps come after.

    Raises:
        ZhiqiaoError: the archive is damaged or newer, the target is not empty, a key is missing,
            or the database refuses a row.
    """
    held = verify(path)
    _refuse_newer(path, held)
    data, keys = Path(settings.ZHIQIAO_DATA), Path(settings.ZHIQIAO_KEYS)
    _refuse_taken_database(held)
    with opened(path) as (archive, _manifest):
        _refuse_taken_files(archive, held, data, keys)
        _require_keys(held, data, keys)
        _migrate_to(held)
        for part in held.files:
            _put_file(archive, part, data, keys)
        _load(archive, held)
    return held


def _refuse_newer(path: Path, held: Manifest) -> None:
    if any(step not in known_steps() for step in held.steps):
        raise ZhiqiaoError(ErrorCode.BACKUP_NEWER, path=path, version=held.version)


def _refuse_taken_database(held: Manifest) -> None:
    """An empty database has no tables, or those of a restore that failed, without rows."""
    present = set(connection.introspection.table_names())
    applied = applied_steps(connection)
    ahead = applied - set(held.steps)
    names = {table.name for table in tables_at(applied)} & present
    taken = sorted(name for name in names - SEEDED if row_count(name, connection))
    if ahead or taken:
        place = str(connection.settings_dict["NAME"])
        raise ZhiqiaoError(ErrorCode.RESTORE_TARGET_TAKEN, where=place)


def _refuse_taken_files(archive: zipfile.ZipFile, held: Manifest, data: Path, keys: Path) -> None:
    for part in held.files:
        place = files.place_of(part.member, data, keys)
        if place is None:
            raise ZhiqiaoError(
                ErrorCode.BACKUP_DAMAGED, path=archive.filename, part=part.member, why="name"
            )
        is_other = place.exists() and _digest(place) != part.sha256
        if is_other and part.member.startswith(files.FILES):
            raise ZhiqiaoError(ErrorCode.RESTORE_TARGET_TAKEN, where=place)


def _digest(place: Path) -> str:
    measure = Measure()
    with place.open("rb") as source:
        while piece := source.read(1 << 20):
            measure.take(piece)
    return str(measure.digest.hexdigest())


def _require_keys(held: Manifest, data: Path, keys: Path) -> None:
    """The keys come with the archive, or lie there already. Sessions' key may be a new one."""
    if held.has_keys:
        return
    present = files.key_marks(data, keys)
    for name, mark in held.keys.items():
        if name != files.SESSION_KEY and present.get(name) != mark:
            raise ZhiqiaoError(ErrorCode.RESTORE_KEYS_MISSING, name=name, path=keys)


def _migrate_to(held: Manifest) -> None:
    """Brings the empty schema to where the archive's was."""
    executor = MigrationExecutor(connection)
    wanted = set(held.steps)
    targets = sorted(step for step in executor.loader.graph.nodes if step in wanted)
    with without_guard():
        executor.migrate(_last_of_each(executor, targets))


def _last_of_each(executor: MigrationExecutor, steps: list[tuple[str, str]]) -> list[Any]:
    nodes = executor.loader.graph.node_map
    inner = {parent.key for step in steps for parent in nodes[step].parents if parent[0] == step[0]}
    return [step for step in steps if step not in inner]


def _put_file(archive: zipfile.ZipFile, part: FilePart, data: Path, keys: Path) -> None:
    place = files.place_of(part.member, data, keys)
    if place is None or (place.exists() and _digest(place) == part.sha256):
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.exists():  # a key that starting this very program has made
        place.rename(place.with_name(f"{place.name}{files.REPLACED}{int(time.time())}"))
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, archive.open(part.member) as source:
        while piece := source.read(1 << 20):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def _load(archive: zipfile.ZipFile, held: Manifest) -> None:
    """All rows in one transaction, kept only if they read back the same."""
    tables = {table.name: table for table in tables_at(set(held.steps))}
    with without_guard(), transaction.atomic(durable=True):
        for name in SEEDED & set(tables):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608
        for part in held.tables:
            _load_table(archive, part)
        for part in held.tables:
            set_last_number(tables[part.name], connection, part.last_number)
        connection.check_constraints()
        for part in held.tables:
            _compare(tables[part.name], part)


def _load_table(archive: zipfile.ZipFile, part: TablePart) -> None:
    statement = insertion(Table(part.name, part.columns, ()), connection)
    done = 0
    with archive.open(part.member) as raw, connection.cursor() as cursor:
        for batch in _batches(raw, part):
            try:
                cursor.executemany(statement, batch)
            except (DatabaseError, ValueError) as error:
                why = type(error).__name__
                raise ZhiqiaoError(
                    ErrorCode.RESTORE_REFUSED, table=part.name, row=done + 1, why=why
                ) from None
            done += len(batch)


def _batches(raw: Any, part: TablePart) -> Iterator[list[list[Any]]]:
    rows = (json.loads(row) for row in io.BufferedReader(raw))
    while batch := list(islice(rows, ROWS_A_CALL)):
        yield [
            [
                decode(column, value, connection)
                for column, value in zip(part.columns, row, strict=True)
            ]
            for row in batch
        ]


def _compare(table: Table, part: TablePart) -> None:
    measure = Measure()
    with closing(lines(Table(table.name, part.columns, table.key), connection)) as rows:
        for row in rows:
            measure.take(row)
    if (measure.rows, measure.digest.hexdigest()) != (part.rows, part.sha256):
        why = f"{measure.rows} / {part.rows}"
        raise ZhiqiaoError(ErrorCode.RESTORE_DIFFERS, part=part.member, why=why)
