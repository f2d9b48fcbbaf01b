"""What a file says, laid beside what we have: rows that live as long as the action.

Added by few statements however long the file is; everything else is joins. The rows are taken away
before the action ends, so that no other transaction ever sees them, and this one no other's.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import connection

from zhiqiao.web.payouts.models import REFERENCE_CHARS_MAX

CHUNK_ROWS = 20_000
STATUSES = "reconciliation_statusbeingread"
LINES = "reconciliation_linebeingread"


@dataclass(frozen=True, slots=True)
class StagedStatus:
    """What the bank says of one payment."""

    end_to_end_id: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class StagedLine:
    """One movement, as it is told.

    Attributes:
        place: in the file, from 1.
        other_reference: under which it is kept where another movement has its reference.
        told_reference: as the bank wrote it; "" for none.
        demanded: the reference of a claw-back that its remark names; "" for none.
    """

    place: int
    reference: str
    other_reference: str
    end_to_end_id: str
    direction: str
    amount_fen: int
    booked_on: date
    is_return: int
    is_reversal: int
    reason: str
    counterparty: str
    remark: str
    told_reference: str
    demanded: str


_SEPARATOR = "\x1f"
"""Between the values of a column: no text of an XML file can hold it."""
_TYPES = {"place": "integer", "amount_fen": "bigint", "booked_on": "date"}
_TYPES |= {"is_return": "smallint", "is_reversal": "smallint"}


def stage_statuses(rows: Iterable[StagedStatus]) -> None:
    """Lays statuses out, inside an action."""
    _fill(STATUSES, StagedStatus, list(rows))


def stage_lines(rows: Iterable[StagedLine]) -> None:
    """Lays lines out, with room for what is found out about each, inside an action."""
    _fill(LINES, StagedLine, list(rows))


def unstage(table: str) -> None:
    """Takes the rows away; they were this transaction's alone."""
    execute(f"DELETE FROM {table}")  # noqa: S608 -- our own word


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Runs a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return int(cursor.rowcount)


def rows_of(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def made_reference(*parts: object) -> str:
    """A reference for a movement without one of its own: always the same for the same."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"~{digest[: REFERENCE_CHARS_MAX - 1]}"


def _type(name: str) -> str:
    return _TYPES.get(name, "text")


def _fill(table: str, row: type, rows: Sequence[Any]) -> None:
    names = [each.name for each in fields(row)]
    for start in range(0, len(rows), CHUNK_ROWS):
        some = [_values(each, names) for each in rows[start : start + CHUNK_ROWS]]
        if connection.vendor == "postgresql":
            _fill_from_arrays(table, names, some)
        else:
            places = ", ".join(["%s"] * len(names))
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",  # noqa: S608
                    some,
                )


def _values(row: object, names: Sequence[str]) -> tuple[Any, ...]:
    """The values of a row; `dataclasses.astuple` copies each of them."""
    return tuple(getattr(row, name) for name in names)


def _fill_from_arrays(table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement for many rows: a text for each column, which the database takes apart.

    A list of values would be quoted value by value.
    """
    columns = [_SEPARATOR + _SEPARATOR.join(map(str, column)) for column in zip(*rows, strict=True)]
    arrays = ", ".join(
        f"(string_to_array(%s, '{_SEPARATOR}'))[2:]::{_type(name)}[]" for name in names
    )
    execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT * FROM unnest({arrays})",  # noqa: S608
        columns,
    )
