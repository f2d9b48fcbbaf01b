"""What PostgreSQL lets one transaction at a time do, whatever the machine it comes from.

SQLite has one writer at a time anyway.
"""

from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """What is done in turns. The numbers are for all who share a database: they never change."""

    AUDIT_CHAIN = 7_203_611_842_004
    MERGERS = 20_261_123
    LANGUAGE_MODEL = 20_261_124


def take_turn(turn: Turn) -> None:
    """Waits until nobody else has the turn; it is over when this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn.value])
