"""All visible sheets of a workbook, merged cells filled, behind the guard against bombs."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

import python_calamine as calamine
from openpyxl.utils import get_column_letter

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.importing.lost_cells import CellPlace, lost_cells
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.records import restored
from zhiqiao.tables.values import Cell, Limits
from zhiqiao.tables.xlsx_guard import check_workbook
from zhiqiao.tables.xlsx_reading import damage_reported


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first of the sheet, every one of the same width."""

    name: str
    rows: Sequence[Sequence[Cell]]
    lost: frozenset[CellPlace] = frozenset()

    def where(self, row: int, column: int) -> str:
        """The address of a cell, as a spreadsheet shows it."""
        return f"{self.name}!{get_column_letter(column + 1)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The visible sheets that hold anything, and the names of those that were left out."""

    read: tuple[Sheet, ...]
    hidden: tuple[str, ...] = field(default=())


def read_sheets(stream: BinaryIO, name: str, *, limits: Limits) -> Sheets:
    """The sheets of a workbook.

    Raises:
        TableError: it is damaged, unsafe, too large inside, or holds nothing.
    """
    check_workbook(stream, name, limits)
    stream.seek(0)
    lost = lost_cells(stream)
    stream.seek(0)
    read, hidden = [], []
    with damage_reported(name), ExitStack() as closing:
        workbook = closing.enter_context(calamine.CalamineWorkbook.from_filelike(stream))
        for position, about in enumerate(workbook.sheets_metadata):
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(position)
            if sheet.end is None:
                continue
            if about.visible is not calamine.SheetVisibleEnum.Visible:
                hidden.append(sheet.name)
                continue
            rows = _rows(sheet, name, limits)
            read.append(Sheet(sheet.name, rows, frozenset(lost.get(sheet.name, ()))))
    if not read:
        raise TableError(ErrorCode.FILE_EMPTY, path=name)
    return Sheets(tuple(read), tuple(hidden))


def _rows(sheet: calamine.CalamineSheet, name: str, limits: Limits) -> list[list[Cell]]:
    """The rows, every cell of a merged area with the area's content."""
    rows = [list(restored(row)) for row in sheet.iter_rows()]
    filled = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in rows[top : bottom + 1]:
            filled += len(row[left : right + 1])
            if filled > limits.workbook_cells_max:
                raise TableError(ErrorCode.WORKBOOK_UNSAFE, path=name, why="merged cells")
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows
