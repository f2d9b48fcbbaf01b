"""Rows of a JSONL file: one JSON object a line, its keys being the headers."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import BinaryIO

from zhiqiao.tables.decoding import encoding_of
from zhiqiao.tables.records import Reading, Records
from zhiqiao.tables.values import Cell, Limits, NotText, Row, RowProblem

LINE_CHARS_MAX = 4_000_000
EXCERPT_CHARS = 60


def read_jsonl(
    stream: BinaryIO, name: str, *, reading: Reading, limits: Limits, closing: ExitStack
) -> Records:
    """The rows of a JSONL file. It has no header: every row names its own keys."""
    del limits
    encoding = encoding_of(stream, name, asked=reading.encoding)
    text = io.TextIOWrapper(stream, encoding=encoding, newline=None)
    closing.callback(text.detach)
    return Records("jsonl", encoding, None, _rows(text))


def _rows(text: io.TextIOWrapper) -> Iterator[Row]:
    """One row for each line that is not blank."""
    number = 0
    while line := text.readline(LINE_CHARS_MAX):
        number += 1
        if len(line) == LINE_CHARS_MAX:
            yield Row(number, {}, RowProblem.CELL_TOO_LONG, line[:EXCERPT_CHARS])
            return
        if line.strip():
            yield _row(number, line)


def _row(number: int, line: str) -> Row:
    """The object of one line, numbers with a fraction kept exact."""
    try:
        found = json.loads(line, parse_float=Decimal, parse_constant=refuse_constant)
    except (ValueError, ArithmeticError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return Row(number, {}, RowProblem.JSON_WRONG, line.strip()[:EXCERPT_CHARS])
    return row_of(number, found)


def row_of(number: int, found: dict[str, object]) -> Row:
    """The row that an object stands for."""
    return Row(number, {key: _cell(value) for key, value in found.items()})


def refuse_constant(constant: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError(constant)


def _cell(value: object) -> Cell:
    """A scalar as it is; a list or an object marked as unusable."""
    if value is None or isinstance(value, str | int | float | Decimal):
        return value
    return NotText(json.dumps(value, ensure_ascii=False, default=str)[:EXCERPT_CHARS])
