"""Rows of the first visible sheet of an XLSX workbook, formulas as their stored values."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

import python_calamine as calamine

from zhiqiao.common import ErrorCode
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.records import Line, Reading, Records, is_filled, restored, split_header
from zhiqiao.tables.values import Limits, Row
from zhiqiao.tables.xlsx_guard import check_workbook


def read_xlsx(
    stream: BinaryIO, name: str, *, reading: Reading, limits: Limits, closing: ExitStack
) -> Records:
    """The header and the rows of the first visible sheet that holds anything."""
    check_workbook(stream, name, limits)
    stream.seek(0)
    with damage_reported(name):
        workbook = closing.enter_context(calamine.CalamineWorkbook.from_filelike(stream))
        sheet, unread = first_filled(workbook)
    header, below = split_header(_lines(sheet), name, limits, reading.known_headers)
    return Records("xlsx", "", header, _rows(below, header), unread)


@contextmanager
def damage_reported(name: str) -> Iterator[None]:
    """Turns what the reader raises into a TableError, its Rust panics too."""
    try:
        yield
    except calamine.CalamineError as error:
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why=str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why="damaged") from error


def first_filled(
    workbook: calamine.CalamineWorkbook,
) -> tuple[calamine.CalamineSheet | None, tuple[str, ...]]:
    """The first visible sheet with cells, and the names of the others like it."""
    sheets = [
        sheet
        for position, about in enumerate(workbook.sheets_metadata)
        if about.visible is calamine.SheetVisibleEnum.Visible
        and about.typ is calamine.SheetTypeEnum.WorkSheet
        and (sheet := workbook.get_sheet_by_index(position)).end is not None
    ]
    return (sheets[0] if sheets else None), tuple(sheet.name for sheet in sheets[1:])


def _lines(sheet: calamine.CalamineSheet | None) -> Iterator[Line[Exception]]:
    """Each row's number and cells, from row 1."""
    if sheet is not None:
        yield from enumerate(sheet.iter_rows(), start=1)


def _rows(lines: Iterator[Line[Exception]], header: Sequence[str]) -> Iterator[Row]:
    """The rows below the header; blank ones are skipped."""
    for line in lines:
        number, cells = line
        if is_filled(line) and not isinstance(cells, Exception):
            yield Row(number, dict(zip(header, restored(cells), strict=False)))
