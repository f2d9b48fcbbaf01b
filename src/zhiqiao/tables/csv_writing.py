"""CSV as Excel opens it without asking: UTF-8 with a byte order mark."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from zhiqiao.tables import cells
from zhiqiao.tables.neutralise import neutralise
from zhiqiao.tables.values import Cell


def write_csv(
    stream: BinaryIO, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    """Writes the rows and returns how many."""
    del name
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow([_shown(text) for text in header])
        count = 0
        for row in rows:
            writer.writerow([_shown(cell) for cell in row])
            count += 1
        return count
    finally:
        text.detach()


def _shown(cell: Cell) -> str:
    """The cell as text that no spreadsheet runs."""
    if isinstance(cell, str):
        return neutralise(cells.UNWRITABLE.sub("", cell))
    return cells.plain(cell)
