"""Checks a brought file row by row, in bounded memory, and puts the good rows aside."""

import json
import os
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
from django.conf import settings
from django.utils.translation import get_language, gettext

from zhiqiao.common import ErrorCode, Language
from zhiqiao.tables import Limits, RowError, RowProblem, TableError, read_rows
from zhiqiao.tables.columns import names_by_header
from zhiqiao.tables.reading import Rows
from zhiqiao.tables.records import Reading
from zhiqiao.tables.row_parsing import RowParser, excerpt
from zhiqiao.tables.values import Row
from zhiqiao.tables.wording import WORDING
from zhiqiao.web.intake.kinds import EFFECTS, Fault, ImportKind, Values
from zhiqiao.web.intake.models import Import
from zhiqiao.web.intake.staging import CHUNK_ROWS, Staging

ROWS_MAX = 5_000_000
ERRORS_SHOWN = 200
ERRORS_MAX = 100_000
"""So many errors end the check: nobody mends more by hand."""
ROWS_SHOWN = 30
REPORT_EVERY = 1_000
SHOWN_CHARS_MAX = 300
KIB = 1024
Report = Callable[[int, int | None], None]


@dataclass(slots=True)
class Checked:
    """What a check found."""

    encoding: str = ""
    rows: int = 0
    error_count: int = 0
    error_rows: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    shown: list[list[Any]] = field(default_factory=list)
    expected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(EFFECTS, 0))
    ignored_columns: list[str] = field(default_factory=list)


def limits() -> Limits:
    """How much of a file is accepted. A workbook is held in memory whole, so that it gets less."""
    return Limits(
        bytes_max=settings.ZHIQIAO_UPLOAD_MIB_MAX << 20,
        rows_max=ROWS_MAX,
        workbook_bytes_max=64 << 20,
        workbook_cells_max=2_000_000,
    )


def language() -> Language:
    """The language of the page or job, as error texts know it."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def check(file: Import, report: Report) -> Checked:
    """Reads the whole file and leaves its usable rows in the staging folder.

    Checking again starts afresh: until its end it leaves nothing behind that counts.

    Raises:
        TableError: the file as a whole cannot be used.
    """
    staging = Staging(file.staging)
    kind = file.import_kind
    partial = staging.rows.with_suffix(".partial")
    with ExitStack() as closing:
        source = closing.enter_context(staging.source.open("rb"))
        rows = read_rows(source, name=file.file_name, limits=limits(), reading=_reading(file))
        closing.enter_context(rows)
        kept = closing.enter_context(partial.open("w", encoding="utf-8"))
        errors = closing.enter_context(staging.errors.open("w", encoding="utf-8"))
        check_ = _Check(file, kind, kept=kept, errors=errors)
        check_.read(rows, _Position(source, rows, report))
        check_.refuse_doubles(partial)
        for stream in (kept, errors):
            stream.flush()
            os.fsync(stream.fileno())
    partial.replace(staging.rows)
    return check_.found


def _reading(file: Import) -> Reading:
    headers = frozenset(names_by_header(file.import_kind.columns))
    return Reading(encoding=file.options.get("encoding", ""), known_headers=headers)


class _Position:
    """Tells how many KiB of the file have been read; nothing of one that is held in memory."""

    def __init__(self, source: IO[bytes], rows: Rows, report: Report) -> None:
        self._source = source
        self._report = report
        self._total = os.fstat(source.fileno()).st_size // KIB
        self._is_streamed = rows.kind != "xlsx"

    def tell(self) -> None:
        if self._is_streamed:
            self._report(self._source.tell() // KIB, self._total)
        else:
            self._report(0, None)


class _Check:
    """One check under way."""

    def __init__(self, file: Import, kind: ImportKind, *, kept: IO[str], errors: IO[str]) -> None:
        self.found = Checked()
        self._file = file
        self._kind = kind
        self._kept = kept
        self._errors = errors
        self._hashes = array("q")
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def read(self, rows: Rows, position: _Position) -> None:
        parser = RowParser(self._kind.columns, limits())
        if rows.header is not None:
            parser.check_header(rows.header, rows.name)
        self.found.encoding = rows.encoding or rows.kind
        chunk: list[Values] = []
        for count, row in enumerate(rows, start=1):
            values = self._values(row, parser)
            if values is not None:
                chunk.append(values)
            if len(chunk) == CHUNK_ROWS:
                self._keep(chunk)
                chunk = []
            if count % REPORT_EVERY == 0:
                position.tell()
            if self.found.error_count >= ERRORS_MAX:
                break
        self._keep(chunk)
        if not self.found.rows and not self.found.error_count:
            raise TableError(ErrorCode.FILE_EMPTY, path=rows.name)
        self.found.ignored_columns = list(parser.unknown_columns)

    def _values(self, row: Row, parser: RowParser) -> Values | None:
        """The row's values; None where something is wrong with it, which is noted."""
        cells, errors = parser.parse(row)
        if errors:
            self._refuse(row.number, [_told(error) for error in errors])
            return None
        values = self._kind.parse_row(cells, self._file.options)
        if isinstance(values, list):
            self._refuse(row.number, values)
            return None
        values["number"] = row.number
        return values

    def _keep(self, chunk: list[Values]) -> None:
        """Puts good rows aside, once for each what writing it would do is known."""
        if not chunk:
            return
        effects = self._kind.effects(chunk, self._file)
        for effect in EFFECTS:
            self.found.expected[effect] += effects.count(effect)
        for values, effect in zip(chunk, effects, strict=True):
            if len(self.found.shown) == ROWS_SHOWN:
                break
            self.found.shown.append([_short(values), effect])
        if self._kind.key:
            key = self._kind.key
            self._hashes.extend([hash(values[key]) for values in chunk])
        self._kept.write("\n".join(map(self._encode, chunk)) + "\n")
        self.found.rows += len(chunk)

    def refuse_doubles(self, path: Any) -> None:
        """Refuses rows whose key an earlier row has."""
        hashes = np.frombuffer(self._hashes, dtype=np.int64)
        hashes.sort()  # in place: there may be millions
        doubles = set(hashes[1:][hashes[1:] == hashes[:-1]].tolist())
        if not doubles:
            return
        self._kept.flush()
        seen: set[str] = set()
        for values in _staged(path):
            key = values[self._kind.key]
            if hash(key) not in doubles:
                continue
            if key in seen:
                error = RowError(values["number"], "", excerpt(key), RowProblem.ID_TWICE)
                self._refuse(values["number"], [_told(error)])
            seen.add(key)

    def _refuse(self, number: int, faults: list[Fault]) -> None:
        """Notes what is wrong with a row: all for download, the first for the page."""
        found = self.found
        found.error_rows += 1
        for fault in faults:
            found.error_count += 1
            told = {
                "number": number,
                "column": fault.column,
                "value": excerpt(fault.value),
                "message": fault.message,
            }
            self._errors.write(self._encode(told) + "\n")
            if len(found.errors) < ERRORS_SHOWN:
                found.errors.append(told)


def _told(error: RowError) -> Fault:
    """A row error of the tables in the words of the page."""
    words = WORDING[error.problem][0 if language() == "zh" else 1]
    return Fault(error.column, words, error.value)


def _short(values: Values) -> Values:
    """The row for the preview, without long texts."""
    return {
        name: value[:SHOWN_CHARS_MAX] if isinstance(value, str) else value
        for name, value in values.items()
    }


def _staged(path: Any) -> Iterator[Values]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def too_many_errors() -> str:
    """What is said where the check ended early."""
    return gettext("错误超过 %(n)d 处，检查到此为止。") % {"n": ERRORS_MAX}
