"""What a row says, as bytes: the text that the chain and the signatures are made over.

Eight lines joined by a line feed: number, time in microseconds, person, organisation, action, noun,
object, data. An absent person or organisation is `-`. Only the last one may be long, and JSON
holds no line feed, so that no two rows have the same bytes.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite

from zhiqiao.web.audit.errors import UnsafeAuditDataError

WORD = re.compile(r"[A-Za-z0-9_.:-]{1,80}\Z")
NAME = re.compile(r"[A-Za-z0-9_.:-]{1,40}\Z")
DATA_CHARACTERS_MAX = 8_000
FIELDS = ("number", "at_us", "actor_id", "organisation_id", "action", "noun", "object_id", "data")
# Joined in the database: a chain of a million rows is read as three columns instead of nine.
BODY_SQL = {
    "sqlite": (
        "CAST(number || char(10) || at_us || char(10) || coalesce(actor_id, '-') || char(10)"
        " || coalesce(organisation_id, '-') || char(10) || action || char(10) || noun"
        " || char(10) || object_id || char(10) || data AS BLOB)"
    ),
    "postgresql": (
        "convert_to(concat_ws(E'\\n', number, at_us, coalesce(actor_id::text, '-'),"
        " coalesce(organisation_id::text, '-'), action, noun, object_id, data), 'UTF8')"
    ),
}
MAC_SQL = {"sqlite": "CAST(mac AS BLOB)", "postgresql": "mac"}


@dataclass(frozen=True, slots=True)
class Deed:
    """One action as `audit()` was told it. `data` is canonical JSON."""

    actor_id: int | None
    organisation_id: int | None
    action: str
    noun: str
    object_id: str
    data: str


def body_of(deed: Deed, *, number: int, at_us: int) -> bytes:
    """The bytes of a row."""
    actor = "-" if deed.actor_id is None else deed.actor_id
    organisation = "-" if deed.organisation_id is None else deed.organisation_id
    return (
        f"{number}\n{at_us}\n{actor}\n{organisation}\n"
        f"{deed.action}\n{deed.noun}\n{deed.object_id}\n{deed.data}"
    ).encode()


def canonical_data(data: Mapping[str, object]) -> str:
    """The data as JSON with sorted keys and no blanks.

    Raises:
        UnsafeAuditDataError: a value is not an id, a count, a truth value, a date or a code word.
    """
    plain = {_named(key): _plain(value, key) for key, value in data.items()}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if len(text) > DATA_CHARACTERS_MAX:
        raise UnsafeAuditDataError(f"{len(text)} characters, at most {DATA_CHARACTERS_MAX}")
    return text


def fits(value: object) -> bool:
    """Whether a value may stand in an audit row."""
    try:
        _plain(value, "value")
    except UnsafeAuditDataError:
        return False
    return True


def checked_name(text: str) -> str:
    """An action, noun or object id as it may stand in a row; may be empty.

    Raises:
        UnsafeAuditDataError: it is not a code word of at most 40 characters.
    """
    if text and not NAME.match(text):
        raise UnsafeAuditDataError("An action, noun or object id is not a code word")
    return text


def _named(key: str) -> str:
    if not NAME.match(key):
        raise UnsafeAuditDataError("A key is not a code word")
    return key


def _plain(value: object, key: str) -> object:
    """The value as JSON takes it. The refusal names the key, never the value."""
    if isinstance(value, list | tuple | set | frozenset):
        flat = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_single(each, key) for each in flat]
    return _single(value, key)


def _single(value: object, key: str) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and (not value or WORD.match(value)):
        return str(value)
    raise UnsafeAuditDataError(
        f"data[{key!r}] is not an id, a count, a truth value, a date or a code word: what people "
        "wrote must not enter the chain"
    )
