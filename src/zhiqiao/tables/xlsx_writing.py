"""XLSX as people like to receive it: bold header that stays in view, sensible widths."""

import re
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from zhiqiao.common import ErrorCode
from zhiqiao.tables import cells
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.neutralise import neutralise
from zhiqiao.tables.values import Cell, Yuan

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

CELL_CHARS_MAX = 32_767
ROWS_MAX = 1_048_575
WIDTH_MIN = 8
WIDTH_MAX = 60
ROWS_MEASURED = 100
IN_MEMORY_BYTES_MAX = 64 << 20
YUAN_FORMAT = "#,##0.00"
TITLE_CHARS_MAX = 31
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|-\d{8}$")
"""What a sheet may not be called; and the day that files for saving end with."""
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(
    stream: BinaryIO, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    """Writes the rows to one sheet and returns how many."""
    from openpyxl import Workbook

    remaining = iter(rows)
    first = list(islice(remaining, ROWS_MEASURED))
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_title(name))
    sheet.freeze_panes = "A2"
    for position, width in enumerate(_widths([header, *first])):
        sheet.column_dimensions[_letters(position)].width = width
    try:
        sheet.append(_header_cells(sheet, header))
        count = _append(sheet, chain(first, remaining), name)
    except BaseException:
        sheet.close()
        raise
    # A ZIP file that cannot be written to its end complains when it is thrown away.
    with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX) as whole:
        workbook.save(whole)
        whole.seek(0)
        shutil.copyfileobj(whole, stream)
    return count


def _title(name: str) -> str | None:
    """The sheet's name: the file's, without its ending and day."""
    return NOT_IN_TITLES.sub("", PurePath(name).stem).strip("' ")[:TITLE_CHARS_MAX] or None


def _append(sheet: "Worksheet", rows: Iterable[Sequence[Cell]], name: str) -> int:
    """Adds the rows and returns how many."""
    count = 0
    for row in rows:
        count += 1
        if count > ROWS_MAX:
            raise TableError(ErrorCode.ROWS_TOO_MANY, path=name, limit=ROWS_MAX)
        sheet.append([_cell(sheet, cell, name) for cell in row])
    return count


def _header_cells(sheet: "Worksheet", header: Sequence[str]) -> "list[SheetCell]":
    """Bold cells."""
    from openpyxl.styles import Font

    header_cells = [_text_cell(sheet, neutralise(cells.text(text))) for text in header]
    for cell in header_cells:
        cell.font = Font(bold=True)
    return header_cells


def _cell(sheet: "Worksheet", cell: Cell, name: str) -> "SheetCell | Cell":
    """What openpyxl writes: numbers and dates as such, text never as a formula."""
    if isinstance(cell, Yuan):
        return _yuan_cell(sheet, cell)
    if cell is None or isinstance(cell, bool | int | float | date):
        return cell
    text = neutralise(cells.UNWRITABLE.sub("", cells.plain(cell)))
    if len(text) > CELL_CHARS_MAX:
        raise TableError(
            ErrorCode.OUTPUT_CELL_TOO_LONG, path=name, length=len(text), limit=CELL_CHARS_MAX
        )
    is_plain = "\n" not in text and not text.startswith("#") and not ESCAPE_LIKE.search(text)
    return text if is_plain else _text_cell(sheet, text)


def _yuan_cell(sheet: "Worksheet", amount: Yuan) -> "SheetCell":
    """A number with thousands and two places."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=Decimal(amount))
    cell.number_format = YUAN_FORMAT
    return cell


def _text_cell(sheet: "Worksheet", text: str) -> "SheetCell":
    """A cell of the text type; what looks like the format's own escapes is escaped."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet, value=None)
    cell.value = ESCAPE_LIKE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in text)
    return cell


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """A width for each column from its longest first line, Chinese counting double."""
    columns = zip(*rows, strict=False)
    return [min(WIDTH_MAX, max(WIDTH_MIN, *map(_width, column)) + 2) for column in columns]


def _width(cell: Cell) -> int:
    """Display width of the cell's first line."""
    line = cells.plain(cell).partition("\n")[0][:WIDTH_MAX]
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def _letters(position: int) -> str:
    """The column's letters, from A."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(position + 1))
