"""Which tables there are, what is in their columns, and their rows in one order on every engine."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

from zhiqiao.web.operation.backup.canonical import KIND_OF, Column, encode, line

ROWS_A_FETCH = 1_000
AUTOMATIC = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, those that order its rows, and the one whose numbers it hands out."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    counter: str = ""


def tables_at(steps: frozenset[Key] | set[Key]) -> list[Table]:
    """The tables as they are once those migrations are applied, by name.

    Taken from the migrations and not from the models of today, so that an older database can be
    backed up by newer code, and an older archive restored.
    """
    loader = MigrationLoader(None)
    known = [step for step in sorted(steps) if step in loader.graph.nodes]
    state = loader.graph.make_state(nodes=known, at_end=True, real_apps=loader.unmigrated_apps)
    models = state.apps.get_models(include_auto_created=True)
    described = [model._meta for model in models]  # noqa: SLF001 -- Django's documented way
    kept = [meta for meta in described if meta.managed and not meta.proxy]
    return sorted((_table(meta) for meta in kept), key=lambda table: table.name)


def applied_steps(using: BaseDatabaseWrapper) -> set[Key]:
    """The migrations that the database has; none where it is empty."""
    if "django_migrations" not in using.introspection.table_names():
        return set()
    with using.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _table(meta: Any) -> Table:
    fields = [field for field in meta.local_concrete_fields if not field.generated]
    keys = getattr(meta, "pk_fields", None) or [meta.pk]
    counters = [field.column for field in fields if field.get_internal_type() in AUTOMATIC]
    return Table(
        name=meta.db_table,
        columns=tuple(_column(field) for field in fields if field.column),
        key=tuple(field.column for field in keys),
        counter=counters[0] if counters else "",
    )


def _column(field: "Field[Any, Any]") -> Column:
    held: Any = field
    while held.remote_field is not None:
        held = held.target_field
    return Column(
        name=str(field.column),
        kind=KIND_OF[held.get_internal_type()],
        digits=getattr(held, "max_digits", None) or 0,
        places=getattr(held, "decimal_places", None) or 0,
    )


def lines(table: Table, using: BaseDatabaseWrapper) -> Generator[bytes, None, None]:
    """The table's rows as the archive holds them, ordered by key; memory for a few rows only."""
    with using.chunked_cursor() as cursor:
        cursor.execute(_select(table, using))
        while rows := cursor.fetchmany(ROWS_A_FETCH):
            for row in rows:
                pairs = zip(table.columns, row, strict=True)
                yield line([encode(column, value) for column, value in pairs])


def _select(table: Table, using: BaseDatabaseWrapper) -> str:
    quote = using.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    kinds = {column.name: column.kind for column in table.columns}
    # By code point everywhere: PostgreSQL would sort text as its locale does.
    by_code = ' COLLATE "C"' if using.vendor == "postgresql" else ""
    order = ", ".join(
        quote(name) + (by_code if kinds[name] == "text" else "") for name in table.key
    )
    return f"SELECT {columns} FROM {quote(table.name)} ORDER BY {order}"  # noqa: S608 -- our names


def insertion(table: Table, using: BaseDatabaseWrapper) -> str:
    """The statement that takes one row, with a place for each column."""
    quote = using.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    places = ", ".join(["%s"] * len(table.columns))
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})"  # noqa: S608


def last_number(table: Table, using: BaseDatabaseWrapper) -> int:
    """The last number handed out, also to rows that are gone: numbers are not used twice."""
    if not table.counter:
        return 0
    with using.cursor() as cursor:
        if using.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        sequence = _sequence(table, cursor)
        if not sequence:
            return 0
        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 -- its name
        value, is_called = cursor.fetchone()
        return int(value) if is_called else 0


def set_last_number(table: Table, using: BaseDatabaseWrapper, number: int) -> None:
    """The next row gets a number above this one."""
    if not table.counter or number < 1:
        return
    with using.cursor() as cursor:
        if using.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, number]
            )
        elif sequence := _sequence(table, cursor):
            cursor.execute("SELECT setval(%s::regclass, %s, true)", [sequence, number])


def _sequence(table: Table, cursor: Any) -> str:
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.counter])
    return cursor.fetchone()[0] or ""


def row_count(name: str, using: BaseDatabaseWrapper) -> int:
    """How many rows the table has."""
    with using.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {using.ops.quote_name(name)}")  # noqa: S608
        return int(cursor.fetchone()[0])
