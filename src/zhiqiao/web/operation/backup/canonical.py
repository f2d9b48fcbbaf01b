"""One text for one value, whichever engine it comes from, and back again for either engine."""

import base64
import json
import math
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.dateparse import parse_date, parse_datetime, parse_time

EXACT_FLOAT_MAX = 1e16
MICROSECOND = timedelta(microseconds=1)
KINDS = {
    "integer": (
        "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField",
        "SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField",
        "PositiveSmallIntegerField",
    ),
    "text": ("CharField", "TextField", "SlugField", "FileField", "FilePathField", "EmailField",
             "URLField", "ImageField"),
    "float": ("FloatField",),
    "boolean": ("BooleanField",),
    "decimal": ("DecimalField",),
    "datetime": ("DateTimeField",),
    "date": ("DateField",),
    "time": ("TimeField",),
    "duration": ("DurationField",),
    "uuid": ("UUIDField",),
    "json": ("JSONField",),
    "binary": ("BinaryField",),
    "address": ("GenericIPAddressField", "IPAddressField"),
}  # fmt: skip
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what kind of value it holds, and a decimal's digits."""

    name: str
    kind: str
    digits: int = 0
    places: int = 0


def encode(column: Column, value: Any) -> Any:
    """The value as the archive holds it: what JSON can say, the same from both engines."""
    return None if value is None else _ENCODE[column.kind](column, value)


def decode(column: Column, value: Any, using: BaseDatabaseWrapper) -> Any:
    """The archive's value as a parameter for this engine."""
    if value is None or column.kind in _AS_IT_IS:
        return value
    return _DECODE[column.kind](column, value, using)


def line(row: list[Any]) -> bytes:
    """One row of the archive, with its line end."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _datetime_text(_column: Column, value: str | datetime) -> str:
    found = parse_datetime(value) if isinstance(value, str) else value
    if found is None:
        raise ValueError("no time")
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def _time_text(_column: Column, value: str | time) -> str:
    found = parse_time(value) if isinstance(value, str) else value
    return found.isoformat(timespec="microseconds") if found else ""


def _decimal_text(column: Column, value: Any) -> str:
    return f"{Decimal(str(value)):.{column.places}f}"


def _json_text(_column: Column, value: str | bytes) -> str:
    """Keys in order and numbers in one spelling: PostgreSQL keeps neither as it was written."""
    return json.dumps(
        _plain(json.loads(value)), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return _plain_float(value)
    return value


def _plain_float(value: float) -> int | float:
    if math.isfinite(value) and abs(value) >= EXACT_FLOAT_MAX:
        return int(value)
    return value if value else 0.0


def _duration_us(_column: Column, value: int | timedelta) -> int:
    return value // MICROSECOND if isinstance(value, timedelta) else int(value)


_ENCODE: dict[str, Any] = {
    "integer": lambda _column, value: int(value),
    "text": lambda _column, value: str(value),
    "float": lambda _column, value: float(value),
    "boolean": lambda _column, value: bool(value),
    "decimal": _decimal_text,
    "datetime": _datetime_text,
    "date": lambda _column, value: value if isinstance(value, str) else value.isoformat(),
    "time": _time_text,
    "duration": _duration_us,
    "uuid": lambda _column, value: str(uuid.UUID(str(value))),
    "json": _json_text,
    "binary": lambda _column, value: base64.b64encode(bytes(value)).decode(),
    "address": lambda _column, value: str(value),
}
_AS_IT_IS = frozenset({"integer", "text", "float", "boolean", "json"})


def _to_datetime(_column: Column, value: str, using: BaseDatabaseWrapper) -> Any:
    return using.ops.adapt_datetimefield_value(datetime.fromisoformat(value))


def _to_date(_column: Column, value: str, using: BaseDatabaseWrapper) -> Any:
    found: date | None = parse_date(value)
    return using.ops.adapt_datefield_value(found)


def _to_time(_column: Column, value: str, using: BaseDatabaseWrapper) -> Any:
    return using.ops.adapt_timefield_value(time.fromisoformat(value))


def _to_decimal(column: Column, value: str, using: BaseDatabaseWrapper) -> Any:
    return using.ops.adapt_decimalfield_value(Decimal(value), column.digits, column.places)


def _to_duration(_column: Column, value: int, using: BaseDatabaseWrapper) -> Any:
    return value * MICROSECOND if using.features.has_native_duration_field else value


def _to_uuid(_column: Column, value: str, using: BaseDatabaseWrapper) -> Any:
    found = uuid.UUID(value)
    return found if using.features.has_native_uuid_field else found.hex


def _to_binary(_column: Column, value: str, _using: BaseDatabaseWrapper) -> Any:
    return base64.b64decode(value)


def _to_address(_column: Column, value: str, using: BaseDatabaseWrapper) -> Any:
    return using.ops.adapt_ipaddressfield_value(value)


_DECODE: dict[str, Any] = {
    "datetime": _to_datetime,
    "date": _to_date,
    "time": _to_time,
    "decimal": _to_decimal,
    "duration": _to_duration,
    "uuid": _to_uuid,
    "binary": _to_binary,
    "address": _to_address,
}
