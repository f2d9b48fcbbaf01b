"""Many statements that all read the ledger as it was at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Not Django's atomic: on SQLite that would keep all writers waiting.
_BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN DEFERRED",
}


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is of one moment; nobody waits for it."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("COMMIT")
