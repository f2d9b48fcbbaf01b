"""What a sweep gives, as Parquet for programs or XLSX and CSV for people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from zhiqiao.common import ErrorCode
from zhiqiao.policy.values import VERDICT_WORDS, Verdict
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.tables import write_rows
from zhiqiao.tables.values import Cell
from zhiqiao.tables.writing import replacing
from zhiqiao.tables.xlsx_writing import ROWS_MAX

if TYPE_CHECKING:
    import polars as pl

KNOWN = (".parquet", ".xlsx", ".csv")
VERDICT_COLUMN = "verdict"
CHINESE_COLUMN = "结论"
JOINED = "、"
SPREADSHEET_EXACT_MAX = 10**15 - 1
"""Spreadsheets keep 15 digits of a number; longer ones are written as text."""


def check_output(path: Path) -> None:
    """Nothing, if the ending says a format that can be written.

    Raises:
        RuleFileError: it does not.
    """
    if path.suffix.lower() not in KNOWN:
        raise RuleFileError(ErrorCode.SWEEP_KIND_UNKNOWN, path=str(path))


def write_frames(path: Path, frames: Callable[[], Iterable["pl.DataFrame"]]) -> int:
    """Writes the rows of all frames by the ending of the path, all or none; returns how many.

    Parquet is written frame by frame, so that no more than a few are held at once. In XLSX and
    CSV lists are joined with 、; XLSX gets a last column 结论 in Chinese where there are verdicts.

    Args:
        path: where to; a file that is there is replaced once the new one is complete.
        frames: gives at least one frame, all with the same columns; it may be called twice.

    Raises:
        RuleFileError: the ending is not known, or XLSX does not hold so many rows.
        TableError: the place cannot be written.
    """
    check_output(path)
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _write_parquet(path, frames())
    is_sheet = ending == ".xlsx"
    rows = sum(frame.height for frame in frames()) if is_sheet else 0
    if rows > ROWS_MAX:
        data = {"path": str(path), "rows": f"{rows:,}", "limit": f"{ROWS_MAX:,}"}
        raise RuleFileError(ErrorCode.SWEEP_TOO_LONG, **data)
    given = iter(frames())
    first = next(given)
    has_verdicts = is_sheet and VERDICT_COLUMN in first.columns
    header = [*first.columns, *([CHINESE_COLUMN] if has_verdicts else [])]
    at = first.columns.index(VERDICT_COLUMN) if has_verdicts else None
    every = (row for frame in chain([first], given) for row in _rows(frame, at))
    return write_rows(path, header, every)


def _write_parquet(path: Path, frames: Iterable["pl.DataFrame"]) -> int:
    """The frames in one Parquet file, as they come."""
    from polars.io.plugins import register_io_source

    given = iter(frames)
    first = next(given)
    count = 0

    def source(*_: object) -> Iterator["pl.DataFrame"]:
        nonlocal count
        for frame in chain([first], given):
            count += frame.height
            yield frame

    with replacing(path) as stream:
        register_io_source(source, schema=first.schema).sink_parquet(cast("Any", stream))
    return count


def _rows(frame: "pl.DataFrame", verdict_at: int | None) -> Iterator[Sequence[Cell]]:
    """The rows as cells, the verdict in Chinese added where it is wanted."""
    for row in frame.iter_rows():
        cells = [_cell(each) for each in row]
        if verdict_at is not None:
            cells.append(VERDICT_WORDS[Verdict(row[verdict_at])])
        yield cells


def _cell(value: object) -> Cell:
    """A value as one cell."""
    if isinstance(value, list):
        return JOINED.join(map(str, value))
    if isinstance(value, int) and abs(value) > SPREADSHEET_EXACT_MAX:
        return str(value)
    return cast("Cell", value)
