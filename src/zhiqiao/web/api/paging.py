"""Pages by cursor: where the last page ended, so that rows added meanwhile shift nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from zhiqiao.web.api.problems import Fault, ProblemError

LIMIT_MAX = 100
LIMIT = 20
ID_MAX = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Order(NamedTuple):
    """A total order of rows: by `time` if it is named, then by id."""

    time: str
    is_rising: bool


ORDERS = {
    "new": Order("", is_rising=False),
    "old": Order("", is_rising=True),
    "updated": Order("updated_at", is_rising=True),
}


class Page(NamedTuple):
    """Some rows, and the cursor of the rows after them; None at the end."""

    rows: Sequence[Any]
    next_cursor: str | None


def paged(rows: "QuerySet[Any]", *, cursor: str | None, limit: int, sort: str = "new") -> Page:
    """The rows after the cursor, at most `limit`.

    Raises:
        ProblemError: the cursor is none of ours, or one of another order.
    """
    order = ORDERS[sort]
    sign = "" if order.is_rising else "-"
    names = [f"{sign}{name}" for name in (order.time, "id") if name]
    if cursor:
        rows = rows.filter(_after(order, _read(cursor, sort)))
    found = list(rows.order_by(*names)[: limit + 1])
    more = len(found) > limit
    return Page(found[:limit], _cursor(sort, order, found[limit - 1]) if more else None)


def _after(order: Order, place: tuple[int, int]) -> Q:
    beyond = "gt" if order.is_rising else "lt"
    microseconds, row_id = place
    if not order.time:
        return Q(**{f"id__{beyond}": row_id})
    at = EPOCH + microseconds * MICROSECOND
    same = Q(**{order.time: at, f"id__{beyond}": row_id})
    return Q(**{f"{order.time}__{beyond}": at}) | same


def _cursor(sort: str, order: Order, row: Model) -> str:
    at = (getattr(row, order.time) - EPOCH) // MICROSECOND if order.time else 0
    return encoded([sort, at, row.pk])


def _read(cursor: str, sort: str) -> tuple[int, int]:
    match decoded(cursor):
        case [str(found), int(at), int(row_id)] if found == sort and 0 <= row_id <= ID_MAX:
            if 0 <= at <= (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND:
                return at, row_id
    raise ProblemError(Fault.BAD_CURSOR)


def encoded(place: Sequence[object]) -> str:
    """A place as an opaque text."""
    text = json.dumps(place, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decoded(cursor: str) -> object:
    """What `encoded` was given; None for any other text."""
    try:
        return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
