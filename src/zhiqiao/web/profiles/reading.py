"""From what people write to the one spelling in which a fact's value is kept, and back."""

import json
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from zhiqiao.policy import PolicyError
from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.facts import NUMERIC, read_facts, read_value
from zhiqiao.policy.language.units import MONTHS, plain, unit_named
from zhiqiao.policy.showing import Language, Showing
from zhiqiao.policy.values import Fact as Entry
from zhiqiao.policy.values import FactType, FactValue, Interval, Number, Place
from zhiqiao.policy.wording import describe_problem
from zhiqiao.web.profiles.dictionary import entries, entry_of, has_periods
from zhiqiao.web.profiles.models import VALUE_CHARS_MAX

NOWHERE = Place("", 1, 1)
DAY = Entry("数据日期", FactType.DATE)
INTERVAL_KEYS = ("自", "至")
_PERIOD = re.compile(
    r"(\d{4})\s*年?(?:度)?\s*"
    r"(?:(?:[Qq第]\s*([1-4])\s*(?:季度|季)?)|(?:[-./]?\s*(0?[1-9]|1[0-2])\s*月?))?$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that the dictionary accepts: its entry, and its text in the entry's unit."""

    entry: Entry
    text: str


class ValueRefusedError(ValueError):
    """What was written cannot be kept.

    Attributes:
        column: "name", "value", "period" or "as_of".
        words: what is wrong and how to mend it, in Chinese and in English.
    """

    def __init__(self, column: str, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.column = column
        self.words: dict[Language, str] = {"zh": chinese, "en": english}


def read(name: str, value: object) -> Reading | None:
    """The value of a fact as it is kept; None for what is unknown.

    Args:
        name: a fact's name or code.
        value: as people or files write it, with or without its unit.

    Raises:
        ValueRefusedError: there is no such fact, or it cannot have the value.
    """
    entry = entry_of(name)
    try:
        if entry is None:
            read_facts({name: "0"}, entries())
            raise AssertionError("a name without an entry is refused")  # pragma: no cover
        text = _kept(entry, value)
    except PolicyError as error:
        raise _refused(error, "value" if entry else "name") from None
    return Reading(entry, text) if text is not None else None


def _kept(entry: Entry, value: object) -> str | None:
    if isinstance(value, str):
        return _kept_text(entry, value)
    known = read_value(entry, value, NOWHERE)
    return None if known is None else _short(entry, spelled(entry, known))


@lru_cache(maxsize=1 << 16)
def _kept_text(entry: Entry, value: str) -> str | None:
    """As `_kept`; files repeat themselves."""
    written: object = _interval_of(value) if value.startswith("{") else value
    known = read_value(entry, written, NOWHERE)
    return None if known is None else _short(entry, spelled(entry, known))


def _short(entry: Entry, text: str) -> str:
    if len(text) > VALUE_CHARS_MAX:
        raise refuse(ProblemKind.VALUE_TOO_LARGE, NOWHERE, name=entry.name, found=text[:60])
    return text


def _refused(error: PolicyError, column: str) -> ValueRefusedError:
    problem = error.problems[0]
    return ValueRefusedError(
        column, describe_problem(problem, "zh"), describe_problem(problem, "en")
    )


def spelled(entry: Entry, value: FactValue) -> str:
    """The one spelling of a value, which `known` reads back to the same value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Interval):
        ends = (None if end is None else _number(entry, end) for end in value)
        return json.dumps(dict(zip(INTERVAL_KEYS, ends, strict=True)), ensure_ascii=False)
    if isinstance(value, frozenset):
        return json.dumps(sorted(map(_visible, value)), ensure_ascii=False)
    if entry.type is FactType.DATE and isinstance(value, int):
        return date.fromordinal(value).isoformat()
    if isinstance(value, int | Fraction):
        return _number(entry, value)
    return _visible(str(value))


def _visible(text: str) -> str:
    """The text without characters that cannot be seen or stored, such as NUL."""
    return "".join(each if each.isprintable() else " " for each in text).strip()


def _number(entry: Entry, value: Number) -> str:
    """In the fact's unit as a decimal; months stay months where years would not end."""
    scaled = plain(Fraction(value) / Fraction(entry.factor))
    text = _decimal(scaled)
    if text is None and unit_named(entry.unit)[1] == MONTHS["年"]:
        months = _decimal(value)
        text = f"{months}个月" if months else None
    if text is None:
        raise refuse(ProblemKind.VALUE_WRONG, NOWHERE, name=entry.name, found=str(value)[:60])
    return text


def _decimal(value: Number) -> str | None:
    """Exactly, or None where the decimals do not end."""
    if isinstance(value, int):
        return str(value)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = abs(value.numerator) * 10**places // value.denominator
    whole, tail = divmod(digits, 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{tail:0{places}d}"


def known(entry: Entry, text: str) -> FactValue | None:
    """The value that a kept text stands for; None where the dictionary no longer accepts it."""
    written: object = _interval_of(text) if text.startswith("{") else text
    try:
        return read_value(entry, written, NOWHERE)
    except PolicyError:
        return None


def _interval_of(text: str) -> object:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, dict) else text


def shown(entry: Entry, text: str, language: Language = "zh") -> str:
    """The value for people, with its unit and with the names of codes."""
    value = known(entry, text)
    if value is None:
        return text
    return Showing(entries(), language).fact_value(entry.name, value)


def written(entry: Entry, text: str) -> str:
    """The value as one would write it into a box or a cell."""
    if entry.type is FactType.SET and text.startswith("["):
        return "；".join(json.loads(text)) or "无"
    if entry.type in NUMERIC and text.startswith("{"):
        low, high = (json.loads(text)[key] for key in INTERVAL_KEYS)
        return f"{low}~{high}" if low is not None and high is not None else text
    return text


def read_period(entry: Entry, text: str) -> str:
    """The period as it is kept: "2025", "2025Q3" or "2025-06"; "" where none is given.

    Raises:
        ValueRefusedError: it is none, or the fact has none.
    """
    text = text.strip()
    if not text:
        return ""
    if not has_periods(entry):
        raise ValueRefusedError(
            "period",
            f"「{entry.name}」说的是现在，没有期间。请把期间留空。",
            f"“{entry.name}” is of now and has no period. Leave the period empty.",
        )
    found = _PERIOD.match(text)
    if not found:
        raise ValueRefusedError(
            "period",
            f"期间“{text[:20]}”读不懂。请写成 2025、2025Q3 或 2025-06。",
            f"The period “{text[:20]}” cannot be read. Write it as 2025, 2025Q3 or 2025-06.",
        )
    year, quarter, month = found.groups()
    if quarter:
        return f"{year}Q{quarter}"
    return f"{year}-{int(month):02d}" if month else year


@lru_cache(maxsize=1 << 10)
def read_day(text: str) -> date:
    """A day as people write it.

    Raises:
        ValueRefusedError: it is none.
    """
    try:
        found = read_value(DAY, text, NOWHERE)
    except PolicyError as error:
        raise _refused(error, "as_of") from None
    return date.fromordinal(found) if isinstance(found, int) else date.min


def year_of(period: str) -> int | None:
    """The year that a period is of, or lies in."""
    return int(period[:4]) if period else None
