"""Many rows into one table with one prepared statement: about four times as fast as `bulk_create`.

For the `write_rows` of import kinds. Neither signals nor defaults apply: every column is given.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connections, models, router

Adapt = Callable[[Any], Any]


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Adds rows of values in the order of the field names; fields not named get their default.

    Inside the caller's transaction. The new rows' keys are not told: read them by what is unique.
    """
    given = _fields(model, names)
    others = [f for f in _options(model).concrete_fields if f not in given and not f.primary_key]
    connection = connections[router.db_for_write(model)]
    filled = tuple((_adapter(f, connection) or _same)(_default(f)) for f in others)
    adapters = _adapters(given, connection)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in [*given, *others])
    marks = ", ".join(["%s"] * (len(given) + len(others)))
    statement = f"INSERT INTO {quote(_options(model).db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*_adapted(row, adapters), *filled) for row in rows])


def update_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Changes rows: each is its key, then the values in the order of the field names."""
    given = _fields(model, names)
    connection = connections[router.db_for_write(model)]
    adapters = _adapters(given, connection)
    quote = connection.ops.quote_name
    key = _options(model).pk
    columns = ", ".join(f"{quote(f.column)} = %s" for f in given)
    statement = (
        f"UPDATE {quote(_options(model).db_table)} SET {columns} "  # noqa: S608 -- names of ours
        f"WHERE {quote(key.column)} = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*_adapted(row[1:], adapters), row[0]) for row in rows])


def read_columns(
    model: type[models.Model], names: Sequence[str], *, by: str, values: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Those columns of the rows whose field `by` has one of the values, as the database has them.

    All rows, as `unscoped`. At most some thousands of values, as in a chunk.
    """
    if not values:
        return []
    given = _fields(model, names)
    connection = connections[router.db_for_read(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in given)
    marks = ", ".join(["%s"] * len(values))
    key = quote(_fields(model, [by])[0].column)
    table = quote(_options(model).db_table)
    with connection.cursor() as cursor:
        statement = f"SELECT {columns} FROM {table} WHERE {key} IN ({marks})"  # noqa: S608
        cursor.execute(statement, list(values))
        return cursor.fetchall()  # type: ignore[no-any-return]


def _options(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 -- Django's documented way to a model's table


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    by_name = {f.attname: f for f in _options(model).concrete_fields}
    by_name |= {f.name: f for f in _options(model).concrete_fields}
    return [by_name[name] for name in names]


def _default(found: Any) -> Any:
    """What Django would fill in."""
    if getattr(found, "auto_now", False) or getattr(found, "auto_now_add", False):
        from django.utils import timezone

        return timezone.now()
    return found.get_default()


def _adapters(fields: Sequence[Any], connection: Any) -> list[tuple[int, Adapt]]:
    """The positions whose values the database takes in another form, and how."""
    found = ((position, _adapter(f, connection)) for position, f in enumerate(fields))
    return [(position, adapt) for position, adapt in found if adapt is not None]


def _adapted(row: Sequence[Any], adapters: Sequence[tuple[int, Adapt]]) -> list[Any]:
    """The row as the database takes it."""
    values = list(row)
    for position, adapt in adapters:
        values[position] = adapt(values[position])
    return values


def _adapter(found: Any, connection: Any) -> Adapt | None:
    """How the field's values are handed to the database; None: as they are."""
    if isinstance(found, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value  # type: ignore[no-any-return]
    if isinstance(found, models.DateField):
        return connection.ops.adapt_datefield_value  # type: ignore[no-any-return]
    if isinstance(found, models.DecimalField | models.JSONField | models.BinaryField):
        return lambda value: found.get_db_prep_save(value, connection)
    return None


def _same(value: Any) -> Any:
    return value
