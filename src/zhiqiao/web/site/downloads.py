"""A table as a file to save."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from zhiqiao.tables import write_rows
from zhiqiao.tables.values import Cell

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, stem: str, kind: str
) -> HttpResponse:
    """The table as CSV or XLSX, named with today's date; 404 for another kind."""
    if kind not in TYPES:
        raise Http404
    name = f"{stem}-{timezone.localdate():%Y%m%d}.{kind}"
    buffer = BytesIO()
    write_rows(buffer, header, rows, name=name)
    response = HttpResponse(buffer.getvalue(), content_type=TYPES[kind])
    response["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
