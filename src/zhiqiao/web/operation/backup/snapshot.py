"""A connection that sees the database as it was at one moment, and hinders nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, in one reading transaction."""
    using = connections["default"].copy(alias="backup")
    try:
        if using.vendor == "sqlite":
            _hold_sqlite(using)
        else:
            _hold_postgresql(using)
        yield using
    finally:
        using.close()


def _hold_sqlite(using: BaseDatabaseWrapper) -> None:
    """A deferred transaction takes no lock; its first read fixes what it sees."""
    with using.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT COUNT(*) FROM sqlite_master")
        cursor.fetchone()


def _hold_postgresql(using: BaseDatabaseWrapper) -> None:
    from psycopg import IsolationLevel

    with using.cursor() as cursor:
        # Files are copied meanwhile; that may take longer than a visitor is given.
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
    raw: Any = using.connection
    raw.isolation_level = IsolationLevel.REPEATABLE_READ
    raw.read_only = True
    using.set_autocommit(autocommit=False)
    with using.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
