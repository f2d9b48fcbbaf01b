"""Takes the rows that were written before there was a chain into it, in their order.

What people wrote was allowed in those rows and is not in the chain: of their data only ids, counts,
truth values, dates and code words are kept, and how many values were left out is told.
"""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from zhiqiao.web.audit.canonical import NAME, Deed, body_of, canonical_data, fits
from zhiqiao.web.audit.chain import GENESIS, INSERT, audit_key, linker

BATCH = 2_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def adopt(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Writes every old row into the chain; rows that were there stay as they are."""
    old = apps.get_model("site", "AuditRow").objects.order_by("id")
    if not old.exists():
        return
    link, mac, rows = linker(audit_key(is_new=True)), GENESIS, []
    for number, row in enumerate(old.iterator(chunk_size=BATCH), start=1):
        deed, at_us = adopted(row), (row.at - EPOCH) // timedelta(microseconds=1)
        mac = link(mac, body_of(deed, number=number, at_us=at_us))
        rows.append((number, at_us, *astuple(deed), mac))
        if len(rows) == BATCH:
            _write(editor, rows)
            rows = []
    _write(editor, rows)


def adopted(row: Any) -> Deed:
    """An old row as a deed of the chain, marked as adopted."""
    given = row.data if isinstance(row.data, dict) else {}
    kept = {key: value for key, value in given.items() if NAME.match(key) and fits(value)}
    told = kept | {"adopted": True, "left_out": len(given) - len(kept)}
    return Deed(
        actor_id=row.actor_id,
        organisation_id=None,
        action=_name(row.action),
        noun=_name(row.noun),
        object_id=_name(row.object_id),
        data=canonical_data(told),
    )


def _name(text: str) -> str:
    return text if NAME.match(text) else "unknown"


def _write(editor: BaseDatabaseSchemaEditor, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with editor.connection.cursor() as cursor:
            cursor.executemany(INSERT, rows)
