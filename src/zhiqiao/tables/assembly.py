"""Puts rows together into values and collects what is wrong with each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from zhiqiao.tables.columns import Column
from zhiqiao.tables.row_parsing import RowParser, row_error
from zhiqiao.tables.values import Limits, Row, RowError, RowProblem

T = TypeVar("T")
NO_EXTRAS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How one kind of value is made from a row.

    Attributes:
        columns: the columns it knows.
        build: from parsed cells by column name to the value.
        key: the id that no two rows may share, where there is one.
        extras: columns that the value has no place for.
    """

    columns: tuple[Column, ...]
    build: Callable[[Mapping[str, Any]], T]
    key: Callable[[T], str] | None = None
    extras: tuple[str, ...] = ()


class Assembly(Generic[T]):
    """The values so far, and the errors."""

    def __init__(self, shape: Shape[T], limits: Limits) -> None:
        self.rows: list[T] = []
        self.numbers: list[int] = []
        self.extras: list[Mapping[str, str]] = []
        self.errors: list[RowError] = []
        self.error_count = 0
        self._shape = shape
        self._parser = RowParser(shape.columns, limits)
        self._errors_max = limits.errors_max
        self._keys: set[str] = set()

    @property
    def unknown_columns(self) -> Mapping[str, None]:
        """Headers that no column is known by."""
        return self._parser.unknown_columns

    def check_header(self, header: Sequence[str], name: str) -> None:
        """Nothing, if every required column is there once.

        Raises:
            TableError: a required column is missing, or two headers stand for the same column.
        """
        self._parser.check_header(header, name)

    def add(self, row: Row) -> None:
        """One more row: its value, or its errors."""
        parsed, errors = self._parser.parse(row)
        if errors:
            self._refuse(errors)
            return
        value = self._shape.build(parsed)
        key = self._shape.key(value) if self._shape.key else None
        if key is not None and key in self._keys:
            self._refuse([row_error(row, "", key, RowProblem.ID_TWICE)])
            return
        if key is not None:
            self._keys.add(key)
        self.rows.append(value)
        self.numbers.append(row.number)
        extras = {name: parsed[name] for name in self._shape.extras if parsed.get(name)}
        self.extras.append(extras or NO_EXTRAS)

    def _refuse(self, errors: Sequence[RowError]) -> None:
        """Notes errors; only the first are kept, all are counted."""
        self.error_count += len(errors)
        self.errors += errors[: max(0, self._errors_max - len(self.errors))]
