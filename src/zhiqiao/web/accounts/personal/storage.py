"""The files beneath the database: what was erased from its rows is erased from them too.

SQLite keeps what rows held before in free pages and in the write-ahead log. `secure_delete` has
freed pages overwritten, VACUUM writes the file anew, and the log is cut to nothing. PostgreSQL
keeps dead rows until they are vacuumed; FULL writes the tables anew.
"""

from enum import StrEnum
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from zhiqiao.web.accounts.personal_data import registered_places


class Outcome(StrEnum):
    """Whether the files are clean."""

    CLEAN = "clean"
    UNFINISHED = "unfinished"


def mark_unfinished() -> None:
    """Notes beside the database that its files are yet to be cleaned; outlives a fault."""
    _mark().touch()


def is_unfinished() -> bool:
    """Whether an erasure's files are yet to be cleaned."""
    return _mark().exists()


def _mark() -> Path:
    return Path(settings.ZHIQIAO_DATA) / "erasure-unfinished"


def leave_no_trace() -> Outcome:
    """Cleans the files. Unfinished while others keep the database busy: to be tried again."""
    if connection.in_atomic_block:
        return Outcome.UNFINISHED
    clean = _clean_sqlite if connection.vendor == "sqlite" else _clean_postgresql
    try:
        outcome = clean()
    except DatabaseError:
        return Outcome.UNFINISHED
    if outcome == Outcome.CLEAN:
        finish()
    return outcome


def finish() -> None:
    """Notes that the files are clean."""
    _mark().unlink(missing_ok=True)


def _clean_sqlite() -> Outcome:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA temp_store=FILE")  # the copy may be larger than memory
        try:
            cursor.execute("VACUUM")
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _in_log, _moved = cursor.fetchone()
    return Outcome.UNFINISHED if is_busy else Outcome.CLEAN


def _clean_postgresql() -> Outcome:
    """Needs the owner's or MAINTAIN rights; without them PostgreSQL skips the table."""
    tables = sorted({apps.get_model(place.model)._meta.db_table for place in registered_places()})  # noqa: SLF001
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_user_tables WHERE relname = ANY(%s) AND n_dead_tup > 0",
            [tables],
        )
        (left,) = cursor.fetchone()
    return Outcome.UNFINISHED if left else Outcome.CLEAN
