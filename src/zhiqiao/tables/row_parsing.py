"""From a row's cells to values by column, or to everything that is wrong with the row."""

from collections.abc import Sequence
from typing import Any

from zhiqiao.common import ErrorCode
from zhiqiao.tables import cells
from zhiqiao.tables.cells import BadCell
from zhiqiao.tables.columns import Column, names_by_header, normalise_header
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.values import Cell, Limits, NotText, Row, RowError, RowProblem

EXCERPT_CHARS = 60
UNKNOWN_COLUMNS_MAX = 50
EMPTY = (None, "")


class RowParser:
    """Parses the rows of one file by its columns. Keeps nothing of a row.

    Attributes:
        unknown_columns: headers met so far that no column is known by, in order.
    """

    def __init__(self, columns: Sequence[Column], limits: Limits) -> None:
        self.unknown_columns: dict[str, None] = {}
        self._columns = columns
        self._required = [column for column in columns if column.required]
        self._names = names_by_header(columns)
        self._by_name = {column.name: column for column in columns}
        self._by_header: dict[str, Column | None] = {}
        self._chars_max = limits.cell_chars_max

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
        for column in self._columns:
            found = headers.get(column.name, [])
            if len(found) > 1:
                label, together = column.aliases[0], ", ".join(found)
                raise TableError(ErrorCode.COLUMN_TWICE, path=name, column=label, found=together)
            if column.required and not found:
                raise _missing(column, header, name)

    def parse(self, row: Row) -> tuple[dict[str, Any], list[RowError]]:
        """The parsed cells by column name, and what is wrong; the cells count only without."""
        if row.problem:
            return {}, [row_error(row, "", row.excerpt, row.problem)]
        parsed: dict[str, Any] = {}
        errors: list[RowError] = []
        known = self._by_header
        for header, cell in row.cells.items():
            column = known[header] if header in known else self._column(header)
            if column is None:
                continue
            if column.name in parsed:
                errors.append(row_error(row, header, "", RowProblem.KEY_TWICE))
            try:
                if cell.__class__ is str and len(cell) > self._chars_max:
                    raise BadCell(RowProblem.CELL_TOO_LONG)
                parsed[column.name] = column.parse(cell)
            except BadCell as bad:
                errors.append(row_error(row, header, excerpt(cell), bad.problem))
                parsed[column.name] = cell  # refused, but not empty
        for column in self._required:
            if parsed.get(column.name, "") in EMPTY:
                header = self._header_for(column, row)
                errors.append(row_error(row, header, "", RowProblem.VALUE_MISSING))
        return parsed, errors

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


def row_error(row: Row, header: str, value: str, problem: RowProblem) -> RowError:
    """One error of the row, with the beginnings of what it is about."""
    return RowError(row.number, excerpt(header), excerpt(value), problem)


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
