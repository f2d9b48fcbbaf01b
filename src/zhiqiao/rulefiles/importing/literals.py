"""Values as the expression language writes them, so that nothing of them is lost."""

import re
from datetime import date
from decimal import Decimal

DIGITS_MAX = 40
"""More digits than any amount needs; the engine takes no longer numbers."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SURROGATE = re.compile("[\ud800-\udfff]")


def number(value: Decimal) -> str | None:
    """The number in plain notation without an exponent; None when it is endless or too long.

    >>> number(Decimal("1e-7")), number(Decimal("-5.00")), number(Decimal("-0.0"))
    ('0.0000001', '-5', '0')
    """
    if not value.is_finite():
        return None
    if not value:
        return "0"
    if abs(value.adjusted()) > DIGITS_MAX:
        return None
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if len(plain.lstrip("-")) <= DIGITS_MAX else None


def text(value: str) -> str:
    """The text in quotation marks.

    >>> text('5" pipe')
    '"5"" pipe"'
    """
    return '"' + value.replace('"', '""') + '"'


def fact(name: str) -> str:
    """The name of a fact in title marks.

    >>> fact("a》b")
    '《a》》b》'
    """
    return "《" + name.replace("》", "》》") + "》"


def truth(*, value: bool) -> str:
    """Yes or no."""
    return "真" if value else "假"


def day(value: str) -> str | None:
    """A date written YYYY-MM-DD; None when it is none."""
    if not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def is_writable(value: str) -> bool:
    """Whether a file can hold the text: half a surrogate pair is no character."""
    return not SURROGATE.search(value)
