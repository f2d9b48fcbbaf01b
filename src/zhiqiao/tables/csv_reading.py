"""Rows of a CSV file, one at a time."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import BinaryIO

from zhiqiao.tables.columns import normalise_header
from zhiqiao.tables.decoding import encoding_of
from zhiqiao.tables.records import Line, Reading, Records, is_filled, restored, split_header
from zhiqiao.tables.values import Limits, Row, RowProblem

DELIMITERS = (",", ";", "\t")
SNIFF_CHARS = 1 << 16
ROWS_SNIFFED = 20


def read_csv(
    stream: BinaryIO, name: str, *, reading: Reading, limits: Limits, closing: ExitStack
) -> Records:
    """The header and the rows of a CSV file."""
    encoding = encoding_of(stream, name, asked=reading.encoding)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    closing.callback(text.detach)
    delimiter = _delimiter(text, reading.known_headers)
    text.seek(0)
    header, lines = split_header(_lines(text, delimiter), name, limits, reading.known_headers)
    return Records("csv", encoding, header, _rows(lines, header))


def _delimiter(text: io.TextIOWrapper, known_headers: frozenset[str]) -> str:
    """The delimiter under which most headers are known, or else most columns appear."""
    sample = text.read(SNIFF_CHARS)
    return max(DELIMITERS, key=lambda delimiter: _plausibility(sample, delimiter, known_headers))


def _plausibility(sample: str, delimiter: str, known_headers: frozenset[str]) -> tuple[int, int]:
    """How many headers are known in the best of the first rows, and how wide the first is."""
    lines = islice(_lines(io.StringIO(sample, newline=""), delimiter), ROWS_SNIFFED)
    rows = [cells for _, cells in lines if cells and not isinstance(cells, csv.Error)]
    known = (sum(normalise_header(cell) in known_headers for cell in cells) for cells in rows)
    return max(known, default=0), len(rows[0]) if rows else 0


def _lines(text: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Each row's number and cells, or why these cannot be told apart.

    An over-long cell, mostly an open quotation mark, ends the reading: what follows is noise.
    """
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, error
            if _is_too_long(error):
                return


def _is_too_long(error: csv.Error) -> bool:
    """Whether a cell went over the reader's own limit of 131,072 characters."""
    return "field limit" in str(error)


def _rows(lines: Iterator[Line[csv.Error]], header: Sequence[str]) -> Iterator[Row]:
    """The rows below the header; blank ones are skipped."""
    width = len(header)
    for line in lines:
        number, cells = line
        if isinstance(cells, csv.Error):
            too_long = _is_too_long(cells)
            yield Row(number, {}, RowProblem.CELL_TOO_LONG if too_long else RowProblem.QUOTE_WRONG)
        elif is_filled(line):
            surplus = "".join(map(str, cells[width:])).strip() if len(cells) > width else ""
            if surplus:
                yield Row(number, {}, RowProblem.CELLS_SURPLUS, surplus)
            else:
                yield Row(number, dict(zip(header, restored(cells), strict=False)))
