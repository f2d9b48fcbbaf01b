"""Puts rows together into values and collects what is wrong with each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from zhiqiao.common import ErrorCode
from zhiqiao.tables import cells
from zhiqiao.tables.cells import BadCell
from zhiqiao.tables.columns import Column, names_by_header, normalise_header
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.values import Cell, Limits, NotText, Row, RowError, RowProblem

T = TypeVar("T")
EXCERPT_CHARS = 60
UNKNOWN_COLUMNS_MAX = 50
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
        self.unknown_columns: dict[str, None] = {}
        self._shape = shape
        self._limits = limits
        self._names = names_by_header(shape.columns)
        self._by_name = {column.name: column for column in shape.columns}
        self._by_header: dict[str, Column | None] = {}
        self._keys: set[str] = set()

    def check_header(self, header: Sequence[str], name: str) -> None:
        """Nothing, if every required column is there once.

        Raises:
            TableError: a required column is missing, or two headers stand for the same column.
        """
        headers: dict[str, list[str]] = {}
        for text in header:
            column = self._column(text)
            if column:
                headers.setdefault(column.name, []).append(text)
        for column in self._shape.columns:
            found = headers.get(column.name, [])
            if len(found) > 1:
                label, together = column.aliases[0], ", ".join(found)
                raise TableError(ErrorCode.COLUMN_TWICE, path=name, column=label, found=together)
            if column.required and not found:
                raise _missing(column, header, name)

    def add(self, row: Row) -> None:
        """One more row: its value, or its errors."""
        before = self.error_count
        if row.problem:
            self._refuse(row, "", row.excerpt, row.problem)
            return
        parsed = self._parse(row)
        if self.error_count > before:
            return
        value = self._shape.build(parsed)
        key = self._shape.key(value) if self._shape.key else None
        if key is not None and key in self._keys:
            self._refuse(row, "", key, RowProblem.ID_TWICE)
            return
        if key is not None:
            self._keys.add(key)
        self.rows.append(value)
        self.numbers.append(row.number)
        extras = {name: parsed[name] for name in self._shape.extras if parsed.get(name)}
        self.extras.append(extras or NO_EXTRAS)

    def _parse(self, row: Row) -> dict[str, Any]:
        """The parsed cells by column name; what cannot be parsed becomes an error."""
        parsed: dict[str, Any] = {}
        for header, cell in row.cells.items():
            column = self._column(header)
            if column is None:
                continue
            if column.name in parsed:
                self._refuse(row, header, "", RowProblem.KEY_TWICE)
            parsed[column.name] = self._value(row, header, column, cell)
        for column in self._shape.columns:
            if column.required and parsed.get(column.name, "") in (None, ""):
                self._refuse(row, self._header_for(column, row), "", RowProblem.VALUE_MISSING)
        return parsed

    def _value(self, row: Row, header: str, column: Column, cell: Cell) -> object:
        """The parsed cell; a refused one gives itself back, so that it does not count as empty."""
        try:
            if isinstance(cell, str) and len(cell) > self._limits.cell_chars_max:
                raise BadCell(RowProblem.CELL_TOO_LONG)
            return column.parse(cell)
        except BadCell as bad:
            self._refuse(row, header, excerpt(cell), bad.problem)
            return cell

    def _column(self, header: str) -> Column | None:
        """The column a header stands for; remembered, and noted when there is none."""
        if header not in self._by_header:
            name = self._names.get(normalise_header(header))
            self._by_header[header] = self._by_name[name] if name else None
            if not name and header and len(self.unknown_columns) < UNKNOWN_COLUMNS_MAX:
                self.unknown_columns[excerpt(header)] = None
        return self._by_header[header]

    def _header_for(self, column: Column, row: Row) -> str:
        """The header by which the row has the column, or its name."""
        known = (header for header in row.cells if self._by_header.get(header) is column)
        return next(known, column.name)

    def _refuse(self, row: Row, header: str, value: str, problem: RowProblem) -> None:
        """Notes one error; only the first are kept, all are counted."""
        self.error_count += 1
        if len(self.errors) < self._limits.errors_max:
            self.errors.append(RowError(row.number, excerpt(header), excerpt(value), problem))


def excerpt(cell: Cell) -> str:
    """The beginning of a cell on one line, for an error message."""
    plain = cell.excerpt if isinstance(cell, NotText) else cells.text(cell)
    line = " ".join(plain[: EXCERPT_CHARS * 4].split())
    return line if len(line) <= EXCERPT_CHARS else f"{line[:EXCERPT_CHARS]}…"


def _missing(column: Column, header: Sequence[str], name: str) -> TableError:
    """The error for a required column that no header stands for."""
    return TableError(
        ErrorCode.COLUMN_MISSING,
        path=name,
        column=column.aliases[0],
        accepted=", ".join((column.name, *column.aliases)),
        found=", ".join(excerpt(text) for text in header if text) or "-",
    )
