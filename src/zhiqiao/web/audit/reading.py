"""Reads the chain as numbers, macs and bytes, in order and in constant memory."""

from collections.abc import Iterator

from django.db import connection

from zhiqiao.web.audit.canonical import BODY_SQL, MAC_SQL

BATCH = 10_000
Read = tuple[int, bytes, bytes]
"""Number, mac, body."""


def rows_after(number: int, *, limit: int | None = None) -> Iterator[Read]:
    """The rows whose number is above `number`, ascending, by batches of an index scan.

    No long transaction: rows appended meanwhile come at the end.
    """
    left = limit
    while left is None or left > 0:
        wanted = BATCH if left is None else min(BATCH, left)
        batch = _batch(number, wanted)
        yield from batch
        if len(batch) < wanted:
            return
        number = batch[-1][0]
        left = None if left is None else left - len(batch)


def _batch(after: int, count: int) -> list[Read]:
    columns = f"number, {MAC_SQL[connection.vendor]}, {BODY_SQL[connection.vendor]}"
    statement = (
        f"SELECT {columns} FROM audit_auditrow"  # noqa: S608 -- our own column names
        " WHERE number > %s ORDER BY number LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, count])
        rows: list[Read] = cursor.fetchall()
    return rows
