"""A file read as needs, offers or judgements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhiqiao.tables.errors import rows_bad
from zhiqiao.tables.values import Kind, RowError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """A file read as needs, offers or judgements: every row, or none and the errors.

    Attributes:
        rows: the values in file order; empty when any row has an error, so that nothing is
            ever half imported.
        numbers: the file's row number of each value.
        extras: for each value the recognised columns that it has no place for,
            e.g. {"organisation": "某大学", "area": "杭州"}.
        errors: the first errors, at most `Limits.errors_max`.
        error_count: how many errors there are.
        readable_count: how many rows would be usable.
        unknown_columns: headers that no column is known by; their cells were not read.
        unread_sheets: further sheets of a workbook that hold data; only the first is read.
    """

    name: str
    kind: Kind
    encoding: str
    rows: tuple[T, ...]
    numbers: tuple[int, ...]
    extras: tuple[Mapping[str, str], ...]
    errors: tuple[RowError, ...] = ()
    error_count: int = 0
    readable_count: int = 0
    unknown_columns: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()

    def require(self) -> tuple[T, ...]:
        """The rows, or a TableError that carries the row errors when there are any."""
        if self.error_count:
            raise rows_bad(self.name, self.errors, self.error_count)
        return self.rows
