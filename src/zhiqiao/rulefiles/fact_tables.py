"""A table of enterprises: Parquet with its own types, CSV and XLSX as text."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.tables.cells import plain
from zhiqiao.tables.decoding import detect_encoding
from zhiqiao.tables.errors import TableError, rows_bad
from zhiqiao.tables.neutralise import restore
from zhiqiao.tables.opening import kind_of, open_source
from zhiqiao.tables.values import Cell, Limits, RowError, RowProblem
from zhiqiao.tables.xlsx_guard import check_workbook
from zhiqiao.tables.xlsx_reading import damage_reported, first_filled

if TYPE_CHECKING:
    import polars as pl

KNOWN = (".parquet", ".csv", ".xlsx")
LIMITS = Limits(bytes_max=8 << 30, rows_max=20_000_000, columns_max=4_096)
DELIMITERS = (",", ";", "\t")
SNIFF_CHARS = 1 << 16
CHUNK_ROWS = 1 << 16

Line = tuple[int, Sequence[Cell]]


def is_table(path: Path) -> bool:
    """Whether the ending says a table of enterprises, rather than one enterprise."""
    return path.suffix.lower() in KNOWN


def read_fact_table(path: Path) -> "pl.DataFrame":
    """The table, with its headers exactly as they are written.

    Raises:
        RuleFileError: the format is not known, or a column has no header.
        TableError: the file is missing, damaged, too large or unsafe, has two columns of one
            name, or rows that cannot be told apart into cells.
    """
    name, ending = str(path), path.suffix.lower()
    if ending not in KNOWN:
        known = "、".join(KNOWN)
        raise RuleFileError(ErrorCode.FACTS_KIND_UNKNOWN, path=name, known=known)
    with ExitStack() as closing:
        stream, _ = open_source(path, name=name, limits=LIMITS, closing=closing)
        if ending == ".parquet":
            return _from_parquet(path, name)
        if kind_of(stream, name) == "xlsx":
            return _from_xlsx(stream, name, closing)
        return _from_csv(stream, name, closing)


def _from_parquet(path: Path, name: str) -> "pl.DataFrame":
    """The columns of a Parquet file."""
    import polars as pl

    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise _damaged(name, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why="damaged") from None
    if not table.height:
        raise TableError(ErrorCode.FILE_EMPTY, path=name)
    return table


def _damaged(name: str, error: Exception) -> TableError:
    """What the reader says, in one short line."""
    why = " ".join(str(error).split())[:120] or type(error).__name__
    return TableError(ErrorCode.FILE_UNREADABLE, path=name, why=why)


def _from_xlsx(stream: BinaryIO, name: str, closing: ExitStack) -> "pl.DataFrame":
    """The first visible sheet that holds anything."""
    import python_calamine as calamine

    check_workbook(stream, name, LIMITS)
    stream.seek(0)
    with damage_reported(name):
        workbook = closing.enter_context(calamine.CalamineWorkbook.from_filelike(stream))
        sheet, _ = first_filled(workbook)
        rows = enumerate(sheet.iter_rows() if sheet else (), start=1)
        return _table(((number, [_text(cell) for cell in row]) for number, row in rows), name)


def _text(cell: Cell) -> str:
    """A spreadsheet's cell as text: numbers with the 15 digits that it shows."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return plain(cell)


def _from_csv(stream: BinaryIO, name: str, closing: ExitStack) -> "pl.DataFrame":
    """A CSV file in any encoding."""
    encoding = detect_encoding(stream, name)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    closing.callback(text.detach)
    sample = text.read(SNIFF_CHARS)
    text.seek(0)
    return _table(_lines(text, _delimiter(sample), name), name)


def _delimiter(sample: str) -> str:
    """The delimiter that gives the first filled line most cells."""
    lines = io.StringIO(sample, newline="")
    first = next((line for line in lines if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), ())))


def _lines(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[Line]:
    """Each row's number and cells.

    Raises:
        TableError: a row's cells cannot be told apart.
    """
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            is_long = "field limit" in str(error)
            problem = RowProblem.CELL_TOO_LONG if is_long else RowProblem.QUOTE_WRONG
            raise rows_bad(name, [RowError(number, "", "", problem)], 1) from None
        yield number, cells


def _table(lines: Iterator[Line], name: str) -> "pl.DataFrame":
    """The table below the first filled line, which is the header; all columns are text."""
    import polars as pl

    first = next((line for line in lines if any(line[1])), None)
    if first is None:
        raise TableError(ErrorCode.FILE_EMPTY, path=name)
    filled = _without_blank_end(lines)
    header = _header([str(cell) for cell in first[1]], name)
    pieces = []
    second = next(filled, None)
    remaining = chain([second] if second else [], filled)
    rows = 0
    while chunk := list(islice(remaining, CHUNK_ROWS)):
        rows += len(chunk)
        if rows > LIMITS.rows_max:
            raise TableError(ErrorCode.ROWS_TOO_MANY, path=name, limit=LIMITS.rows_max)
        cells = [_cells(line, len(header), name) for line in chunk]
        columns = zip(*cells, strict=True)
        data = {key: list(column) for key, column in zip(header, columns, strict=True)}
        pieces.append(pl.DataFrame(data, schema=dict.fromkeys(header, pl.String)))
    if not pieces:
        raise TableError(ErrorCode.FILE_EMPTY, path=name)
    return pl.concat(pieces, rechunk=False)


def _without_blank_end(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines up to the last that is not blank: a blank one between is an enterprise's gaps."""
    blank: list[Line] = []
    for line in lines:
        if not any(line[1]):
            blank.append(line)
            continue
        yield from blank
        blank.clear()
        yield line


def _header(header: list[str], name: str) -> list[str]:
    """The headers as written, without empty ones at the end."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > LIMITS.columns_max:
        data = {"path": name, "found": len(header), "limit": LIMITS.columns_max}
        raise TableError(ErrorCode.COLUMNS_TOO_MANY, **data)
    header = [restore(each) for each in header]
    for position, each in enumerate(header, start=1):
        if not each.strip():
            raise RuleFileError(ErrorCode.HEADER_MISSING, path=name, column=position)
    twice = [each for each, count in Counter(header).items() if count > 1]
    if twice:
        raise TableError(ErrorCode.COLUMN_TWICE, path=name, column=twice[0], found=twice[0])
    return header


def _cells(line: Line, width: int, name: str) -> list[str | None]:
    """As many cells as there are headers; an empty one is None."""
    number, found = line
    surplus = "".join(str(cell) for cell in found[width:]).strip()
    if surplus:
        error = RowError(number, "", surplus[:60], RowProblem.CELLS_SURPLUS)
        raise rows_bad(name, [error], 1)
    cells = [_restored(str(cell)) if cell else None for cell in found[:width]]
    return cells + [None] * (width - len(cells))


def _restored(cell: str) -> str:
    """The cell as it was before it was neutralised."""
    return restore(cell) if cell[0] == "'" else cell
