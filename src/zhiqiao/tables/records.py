"""What every format gives: where the header stands, and rows under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NoReturn, TypeVar

from zhiqiao.common import ErrorCode
from zhiqiao.tables import cells
from zhiqiao.tables.columns import KNOWN_HEADERS, normalise_header
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.neutralise import restore
from zhiqiao.tables.values import Cell, Kind, Limits, Row

HEADER_WITHIN_ROWS = 10
HEADERS_KNOWN_MIN = 2

Unreadable = TypeVar("Unreadable", bound=Exception)
Line = tuple[int, Sequence[Cell] | Unreadable]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read.

    Attributes:
        encoding: the character encoding that a person said it is in; "": detected.
        known_headers: normalised headers by which the header row is recognised.
    """

    encoding: str = ""
    known_headers: frozenset[str] = KNOWN_HEADERS


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one opened file. `header` is None where every row names its own keys."""

    kind: Kind
    encoding: str
    header: tuple[str, ...] | None
    rows: Iterator[Row]
    unread_sheets: tuple[str, ...] = ()


def split_header(
    lines: Iterator[Line[Unreadable]],
    name: str,
    limits: Limits,
    known: frozenset[str] = KNOWN_HEADERS,
) -> tuple[tuple[str, ...], Iterator[Line[Unreadable]]]:
    """The header, and the lines below it.

    The header is the first of the first ten filled lines with two known headers (a title may
    stand above it), or else the first filled line.

    Raises:
        TableError: there is no filled line, it cannot be read, or it is too wide.
    """
    first: list[Line[Unreadable]] = []
    for line in lines:
        if is_filled(line):
            first.append(line)
            if _known_headers(line, known) >= HEADERS_KNOWN_MIN:
                return _header(line, name, limits), lines
        if len(first) == HEADER_WITHIN_ROWS:
            break
    if not first:
        raise TableError(ErrorCode.FILE_EMPTY, path=name)
    return _header(first[0], name, limits), chain(first[1:], lines)


def is_filled(line: Line[Unreadable]) -> bool:
    """Whether a line holds anything, readable or not."""
    found = line[1]
    if isinstance(found, Exception):
        return True
    for cell in found:  # noqa: SIM110 -- asked of every row: twice as fast as `any`
        if cell is not None and (not isinstance(cell, str) or cell.strip()):
            return True
    return False


def restored(found: Sequence[Cell]) -> list[Cell]:
    """The cells of a spreadsheet as they were before they were neutralised."""
    return [restore(cell) if isinstance(cell, str) else cell for cell in found]


def _known_headers(line: Line[Unreadable], known: frozenset[str]) -> int:
    """How many of a line's cells are headers of some column."""
    found = line[1]
    if isinstance(found, Exception):
        return 0
    return len({normalise_header(cell) for cell in found if isinstance(cell, str)} & known)


def _header(line: Line[Unreadable], name: str, limits: Limits) -> tuple[str, ...]:
    """The line's cells as headers, without empty ones at the end."""
    found = line[1]
    if isinstance(found, Exception):
        _refuse(found, name)
    header = [cells.text(cell) for cell in restored(found)]
    while header and not header[-1]:
        header.pop()
    if len(header) > limits.columns_max:
        raise TableError(
            ErrorCode.COLUMNS_TOO_MANY, path=name, found=len(header), limit=limits.columns_max
        )
    return tuple(header)


def _refuse(error: Exception, name: str) -> NoReturn:
    """The header itself cannot be read."""
    raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why=str(error)) from error
