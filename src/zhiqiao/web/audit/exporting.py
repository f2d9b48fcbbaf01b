"""The chain as files that others can check: rows, checkpoints, public key."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.tables import write_rows
from zhiqiao.tables.values import Cell
from zhiqiao.tables.writing import writer_for
from zhiqiao.web.audit.canonical import FIELDS
from zhiqiao.web.audit.checkpoints import public_pem, sign_checkpoint
from zhiqiao.web.audit.export_actions import note_export
from zhiqiao.web.audit.exported import beside
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.reading import BATCH
from zhiqiao.web.audit.witness import folder

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEADER = ("number", "at", *FIELDS[1:], "mac")


@dataclass(frozen=True, slots=True)
class Exported:
    """Where an export lies, and how many rows it has."""

    rows: int
    file: Path
    checkpoints: Path
    public_key: Path


def export_chain(file: Path) -> Exported:
    """Writes all rows to the file, and the checkpoints and public key beside it.

    A checkpoint is signed first, so that every exported row is covered by one; the export itself
    is the next row.

    Raises:
        ZhiqiaoError: the ending is not known, the place cannot be written, or the chain does not
            hold.
    """
    writer_for(str(file))
    signed, key = beside(file)
    sign_checkpoint()
    last = _last_number()
    count = write_rows(file, HEADER, export_cells(all_rows(until=last)))
    lines = folder() / "checkpoints.jsonl"
    try:
        signed.write_bytes(lines.read_bytes() if lines.exists() else b"")
        key.write_bytes(public_pem())
    except OSError as error:
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.OUTPUT_UNWRITABLE, path=signed, why=why) from error
    note_export(actor=None, rows=count)
    return Exported(count, file, signed, key)


def export_cells(rows: Iterable[Sequence[object]]) -> Iterator[list[Cell]]:
    """Rows of the table as cells in the order of `HEADER`."""
    for number, at_us, *middle, mac in rows:
        at = EPOCH + timedelta(microseconds=int(str(at_us)))
        cells = [number, at.isoformat(timespec="microseconds"), at_us, *middle, bytes(mac).hex()]  # type: ignore[call-overload]
        yield ["" if each is None else each for each in cells]


def all_rows(*, until: int) -> Iterator[tuple[object, ...]]:
    """Every row up to a number, ascending, in constant memory."""
    after = 0
    columns = ", ".join((*FIELDS, "mac"))
    statement = (
        f"SELECT {columns} FROM audit_auditrow"  # noqa: S608 -- our own column names
        " WHERE number > %s AND number <= %s ORDER BY number LIMIT %s"
    )
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, until, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        after = rows[-1][0]


def _last_number() -> int:
    newest = AuditRow.objects.order_by("-number").values_list("number", flat=True).first()
    return newest or 0
