"""A table as a file to save: the one way out for lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from zhiqiao.common import ErrorCode
from zhiqiao.tables import TableError, write_rows
from zhiqiao.tables.values import Cell, Yuan

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_MEMORY_BYTES_MAX = 1 << 20
ROWS_MAX = {"csv": 1_000_000, "xlsx": 50_000}
"""How many rows are handed out. A workbook takes long to make, and a spreadsheet longer to open."""


def yuan_cell(fen: int | None) -> Cell:
    """An amount as a number of yuan, to the fen; None stays empty."""
    return None if fen is None else Yuan(Decimal(fen).scaleb(-2))


def moment_cell(at: datetime | None) -> Cell:
    """A moment by the site's clock, to the second, as spreadsheets count time."""
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None


def rows_max(kind: str) -> int:
    """How many rows a file of that kind may have; 404 for an unknown kind."""
    if kind not in TYPES:
        raise Http404
    return ROWS_MAX[kind]


def download(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, stem: str, kind: str
) -> HttpResponseBase:
    """The table as CSV or XLSX, named with today's date; 404 for another kind.

    Written to the disk first: memory stays bounded, and what cannot be written whole is refused
    before the download begins. Cells that a spreadsheet would run are neutralised.

    Raises:
        TableError: there are more rows than the kind may have, or a cell is too long for it.
    """
    most = rows_max(kind)
    name = f"{stem}-{timezone.localdate():%Y%m%d}.{kind}"
    file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 -- the response closes it
    try:
        write_rows(file, header, _at_most(most, rows, name), name=name)
    except BaseException:
        file.close()
        raise
    return _response(file, name, TYPES[kind])


def _response(file: BinaryIO, name: str, content_type: str) -> HttpResponseBase:
    """A small file from memory, a large one piece by piece from the disk."""
    size = file.tell()
    file.seek(0)
    if size > IN_MEMORY_BYTES_MAX:
        return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    with file:
        response = HttpResponse(file.read(), content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _at_most(most: int, rows: Iterable[Sequence[Cell]], name: str) -> Iterable[Sequence[Cell]]:
    """The rows; an error once there are too many."""
    remaining = iter(rows)
    return chain(islice(remaining, most), _none_left(remaining, most, name))


def _none_left(rows: Iterable[Sequence[Cell]], most: int, name: str) -> Iterable[Sequence[Cell]]:
    """Nothing, or an error at the first row."""
    for _row in rows:
        raise TableError(ErrorCode.ROWS_TOO_MANY, path=name, limit=most)
    return
    yield  # makes this a generator, so that it looks only once it is asked
