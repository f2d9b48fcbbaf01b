"""From a file to rows, and from rows to needs, offers and judgements."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

from zhiqiao.common import ErrorCode
from zhiqiao.matching.latent.values import Fact
from zhiqiao.matching.values import Judgement, Need, Offer
from zhiqiao.tables import columns
from zhiqiao.tables.assembly import Assembly, Shape
from zhiqiao.tables.csv_reading import read_csv
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.json_reading import read_json
from zhiqiao.tables.jsonl_reading import read_jsonl
from zhiqiao.tables.opening import Source, kind_of, open_source
from zhiqiao.tables.records import Reading, Records
from zhiqiao.tables.table import Table
from zhiqiao.tables.values import LIMITS, Kind, Limits, Row
from zhiqiao.tables.xlsx_reading import read_xlsx

T = TypeVar("T")
AS_USUAL = Reading()
READERS: dict[Kind, Callable[..., Records]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "jsonl": read_jsonl,
    "json": read_json,
}


class Rows:
    """The rows of one file, read as they are asked for. Closes itself at the end.

    Attributes:
        name: what errors call the file.
        kind, encoding: what it turned out to be; the encoding of a workbook is "".
        header: its headers, or None where every row names its own keys (JSONL, JSON).
        unread_sheets: further sheets that hold data.
    """

    def __init__(
        self, source: Source, *, name: str | None, limits: Limits, reading: Reading
    ) -> None:
        with ExitStack() as closing:
            stream, self.name = open_source(source, name=name, limits=limits, closing=closing)
            self.kind = kind_of(stream, self.name)
            records = READERS[self.kind](
                stream, self.name, reading=reading, limits=limits, closing=closing
            )
            self.encoding = records.encoding
            self.header = records.header
            self.unread_sheets = records.unread_sheets
            self._limits = limits
            self._rows = records.rows
            self._closing = closing.pop_all()

    def __iter__(self) -> Iterator[Row]:
        with self:
            try:
                for count, row in enumerate(self._rows, start=1):
                    if count > self._limits.rows_max:
                        limit = self._limits.rows_max
                        raise TableError(ErrorCode.ROWS_TOO_MANY, path=self.name, limit=limit)
                    yield row
            except (OSError, UnicodeError) as error:
                raise TableError(
                    ErrorCode.FILE_UNREADABLE, path=self.name, why=str(error)
                ) from error

    def close(self) -> None:
        """Lets go of the file."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_rows(
    source: Source,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    reading: Reading = AS_USUAL,
) -> Rows:
    """The rows of a CSV, XLSX, JSONL or JSON file, one at a time, as cells by header.

    Args:
        source: a path, or a binary stream such as an uploaded file.
        name: the file's name, whose ending says the format; needed for a stream without one.
        limits: how much is accepted.
        reading: the encoding and the headers to expect, where they are known.

    Raises:
        TableError: the file is missing, too large, of unknown kind or encoding, or damaged.
    """
    return Rows(source, name=name, limits=limits, reading=reading)


def read_needs(source: Source, *, name: str | None = None, limits: Limits = LIMITS) -> Table[Need]:
    """The needs of a file. Its `extras` may hold `organisation` and `area`.

    Raises:
        TableError: as `read_rows`, and for a missing or doubled column or a file without rows.
    """
    return _read(source, NEEDS, name=name, limits=limits)


def read_offers(
    source: Source, *, name: str | None = None, limits: Limits = LIMITS
) -> Table[Offer]:
    """The offers of a file, as `read_needs`.

    Its `extras` may also hold `kind`, `problem`, `advantage` and `economics`.
    """
    return _read(source, OFFERS, name=name, limits=limits)


def read_judgements(
    source: Source, *, name: str | None = None, limits: Limits = LIMITS
) -> Table[Judgement]:
    """The judgements of a file, as `read_needs`. A pair may be judged by more than one row."""
    return _read(source, JUDGEMENTS, name=name, limits=limits)


def read_patents(
    source: Source, *, name: str | None = None, limits: Limits = LIMITS
) -> Table[Fact]:
    """The patents of a file, as `read_needs`. Its `extras` hold `assignee` and `industry`."""
    return _read(source, PATENTS, name=name, limits=limits)


def _read(source: Source, shape: Shape[T], *, name: str | None, limits: Limits) -> Table[T]:
    """The whole file as values of one shape: all of them, or none and the errors."""
    assembly = Assembly(shape, limits)
    with read_rows(source, name=name, limits=limits) as rows:
        if rows.header is not None:
            assembly.check_header(rows.header, rows.name)
        for row in rows:
            assembly.add(row)
    if not assembly.rows and not assembly.error_count:
        raise TableError(ErrorCode.FILE_EMPTY, path=rows.name)
    return _table(rows, assembly)


def _table(rows: Rows, assembly: Assembly[T]) -> Table[T]:
    """What the reader gives back."""
    whole = not assembly.error_count
    return Table(
        name=rows.name,
        kind=rows.kind,
        encoding=rows.encoding,
        rows=tuple(assembly.rows) if whole else (),
        numbers=tuple(assembly.numbers) if whole else (),
        extras=tuple(assembly.extras) if whole else (),
        errors=tuple(assembly.errors),
        error_count=assembly.error_count,
        readable_count=len(assembly.rows),
        unknown_columns=tuple(assembly.unknown_columns),
        unread_sheets=rows.unread_sheets,
    )


def _need(parsed: Mapping[str, Any]) -> Need:
    """A need from its parsed cells."""
    return Need(
        id=parsed["id"],
        title=parsed["title"],
        text=parsed.get("text", ""),
        field=parsed.get("field", ""),
        stage=parsed.get("stage", ""),
        mode=parsed.get("mode", ""),
        budget_fen=parsed.get("budget_wan_yuan"),
        deadline_on=parsed.get("deadline_on"),
    )


def _offer(parsed: Mapping[str, Any]) -> Offer:
    """An offer from its parsed cells."""
    return Offer(
        id=parsed["id"],
        title=parsed["title"],
        text=parsed.get("text", ""),
        field=parsed.get("field", ""),
        trl=parsed.get("trl"),
        mode=parsed.get("mode", ""),
        price_fen=parsed.get("price_wan_yuan"),
    )


def _judgement(parsed: Mapping[str, Any]) -> Judgement:
    """A judgement from its parsed cells."""
    return Judgement(parsed["need_id"], parsed["offer_id"], parsed["relevance"])


def _patent(parsed: Mapping[str, Any]) -> Fact:
    """A patent from its parsed cells."""
    return Fact(id=parsed["id"], title=parsed["title"], text=parsed.get("abstract", ""))


def _id(value: Need | Offer | Fact) -> str:
    """The id that must be unique."""
    return value.id


EXTRAS = ("organisation", "area")
OFFER_EXTRAS = (*EXTRAS, "kind", "problem", "advantage", "economics")
NEEDS = Shape(columns.NEEDS, _need, _id, EXTRAS)
OFFERS = Shape(columns.OFFERS, _offer, _id, OFFER_EXTRAS)
JUDGEMENTS = Shape(columns.JUDGEMENTS, _judgement)
PATENTS = Shape(columns.PATENTS, _patent, _id, ("assignee", "industry"))
