"""JSONL: one object a line, for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import BinaryIO

from zhiqiao.tables import cells
from zhiqiao.tables.values import Cell


def write_jsonl(
    stream: BinaryIO, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    """Writes the rows and returns how many; empty cells are left out."""
    del name
    objects = (
        {key: _scalar(cell) for key, cell in zip(header, row, strict=True) if cell is not None}
        for row in rows
    )
    return write_objects(stream, objects)


def write_objects(stream: BinaryIO, objects: Iterable[Mapping[str, object]]) -> int:
    """Writes each object on its line and returns how many."""
    count = 0
    for count, found in enumerate(objects, start=1):  # noqa: B007 -- the last count is returned
        line = json.dumps(found, ensure_ascii=False, allow_nan=False)
        stream.write(line.encode("utf-8", errors="replace") + b"\n")
    return count


def _scalar(cell: Cell) -> object:
    """The cell as JSON has it; dates and exact decimals as text."""
    if isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else str(cell)
    return cells.plain(cell)
