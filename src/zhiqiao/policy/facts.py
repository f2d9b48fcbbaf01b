"""Facts that are given, brought to the values that rules are judged on.

Money becomes fen, years and months become months, dates become ordinals, codes their canonical
spelling; numbers stay exact. What is empty stays unknown: no fact has a default.
"""

import difflib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from zhiqiao.codes import normal_industry, normal_region
from zhiqiao.common import ErrorCode
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind, refuse
from zhiqiao.policy.language.tokens import HALF_WIDTH
from zhiqiao.policy.language.units import MONEY, plain, unit_named
from zhiqiao.policy.values import Fact, FactType, FactValue, Interval, Number, Place

NUMERIC = (FactType.INTEGER, FactType.DECIMAL, FactType.MONEY)
DIGITS_MAX = 400
EXPONENT_MAX = 400
EMPTY = ("", "-", "—", "无数据", "不详", "未知", "null", "None", "NULL", "NaN", "nan", "#N/A")
TRUE = frozenset(("是", "真", "有", "true", "True", "TRUE", "1", "yes", "Y", "y", "1.0"))
FALSE = frozenset(("否", "假", "无", "false", "False", "FALSE", "0", "no", "N", "n", "0.0"))
NO_MEMBERS = ("无", "[]")
_QUANTITY = re.compile(r"\s*([+-]?[\d,]*\.?\d+(?:[eE][+-]?\d{1,4})?)\s*(\D*?)\s*$")
_RANGE = re.compile(r"\s*(.+?)\s*(?:~|至|到)\s*(.+?)\s*$")
_UNIT = re.compile(r"\D+$")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00(?:\.0+)?)?)?$")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_SEPARATORS = re.compile(r"[;；、|,，\n]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")


def read_facts(
    given: Mapping[str, object], dictionary: Mapping[str, Fact], *, file: str = ""
) -> dict[str, FactValue]:
    """The known facts by name, in base units.

    Args:
        given: values by a fact's name or code, as people or files write them.
        dictionary: the facts that there are.
        file: where they were read, for messages.

    Raises:
        PolicyError: FACTS_BAD, with every unknown name and every value that cannot be one.
    """
    codes = {fact.code: fact.name for fact in dictionary.values() if fact.code}
    problems: list[Problem] = []
    known: dict[str, FactValue] = {}
    place = Place(file, 1, 1)
    for key, value in given.items():
        name = key if key in dictionary else codes.get(key.strip(), key.strip())
        fact = dictionary.get(name)
        if fact is None:
            like = "、".join(difflib.get_close_matches(key, [*dictionary, *codes], n=3, cutoff=0.4))
            problems.append(Problem(ProblemKind.FACT_UNKNOWN, place, {"name": key, "like": like}))
            continue
        try:
            read = read_value(fact, value, place)
        except PolicyError as error:
            problems.extend(error.problems)
            continue
        if read is not None:
            known[fact.name] = read
    if problems:
        raise PolicyError(problems, ErrorCode.FACTS_BAD)
    return known


def read_value(fact: Fact, value: object, place: Place) -> FactValue | None:
    """One fact's value in its base unit, or None where it is empty.

    Raises:
        PolicyError: VALUE_WRONG or VALUE_NOT_FINITE.
    """
    if value is None or (
        isinstance(value, str) and value.strip() in EMPTY and not _is_none(fact, value)
    ):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        raise refuse(ProblemKind.VALUE_NOT_FINITE, place, name=fact.name, found=str(value))
    if fact.type in NUMERIC:
        return _number(fact, value, place)
    readers: dict[FactType, Callable[[Fact, object, Place], FactValue]] = {
        FactType.DATE: _date,
        FactType.TRUTH: _truth,
        FactType.SET: _set,
        FactType.TEXT: _text,
        FactType.INDUSTRY: _industry,
        FactType.REGION: _region,
    }
    return readers[fact.type](fact, value, place)


def _is_none(fact: Fact, value: str) -> bool:
    """Whether the word is a value after all: of free texts and sets, all but a blank."""
    return fact.type in (FactType.TEXT, FactType.SET) and not fact.options and bool(value.strip())


def _wrong(fact: Fact, value: object, place: Place) -> PolicyError:
    """A value that the fact cannot have."""
    found = str(value)[:60]
    return refuse(
        ProblemKind.VALUE_WRONG, place, name=fact.name, found=found, wanted=fact.type.value
    )


def _number(fact: Fact, value: object, place: Place) -> Number | Interval:
    """A number of any way of writing; an interval where two are given."""
    if isinstance(value, Mapping):
        if set(value) - {"自", "至"}:
            raise _wrong(fact, value, place)
        return _interval(fact, value.get("自"), value.get("至"), place)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | str):
        raise _wrong(fact, value, place)
    if isinstance(value, str):
        if len(value) > DIGITS_MAX:
            raise _wrong(fact, value, place)
        text = value.translate(HALF_WIDTH).strip()
        span = _RANGE.match(text)
        if span:
            # 5~10万元 is 5万元 to 10万元.
            unit = _UNIT.search(span[2])
            low = span[1] + unit[0] if unit and span[1][-1:].isdigit() else span[1]
            return _interval(fact, low, span[2], place)
        return _quantity(fact, text, place)
    exact = Fraction(str(value)) if isinstance(value, float | Decimal) else Fraction(value)
    return _scaled(fact, exact, fact.factor, place, value)


def _interval(fact: Fact, low: object, high: object, place: Place) -> Interval:
    """Two numbers as bounds, both included."""
    one, other = (None if end in (None, "") else _number(fact, end, place) for end in (low, high))
    if isinstance(one, Interval) or isinstance(other, Interval):
        raise _wrong(fact, f"{low}~{high}", place)
    if one is not None and other is not None and one > other:
        raise _wrong(fact, f"{low}~{high}", place)
    return Interval(one, other)


def _quantity(fact: Fact, text: str, place: Place) -> Number:
    """A number with or without its unit."""
    found = _QUANTITY.match(text) if len(text) <= DIGITS_MAX else None
    if not found or ("," in found[1] and not _THOUSANDS.match(found[1])):
        raise _wrong(fact, text, place)
    unit = found[2]
    factor = fact.factor
    if unit:
        measured, factor = unit_named(unit)
        is_money = fact.type is FactType.MONEY
        own = unit_named(fact.unit)[0]
        suits = unit in MONEY if is_money else measured.fits(own) and unit not in MONEY
        if not suits:
            data = {"found": unit, "wanted": fact.unit or "无单位", "text": fact.name}
            raise refuse(ProblemKind.UNIT_WRONG, place, **data)
    try:
        number = Decimal(found[1].replace(",", ""))
    except InvalidOperation:
        raise _wrong(fact, text, place) from None
    if abs(number.adjusted()) > EXPONENT_MAX:
        raise refuse(ProblemKind.VALUE_TOO_LARGE, place, name=fact.name, found=text[:60])
    return _scaled(fact, Fraction(number), factor, place, text)


def _scaled(fact: Fact, exact: Fraction, factor: Number, place: Place, value: object) -> Number:
    """The number in the base unit; an 整数 must be whole."""
    if fact.type is FactType.INTEGER and exact.denominator != 1:
        raise _wrong(fact, value, place)
    return plain(exact * factor)


def _date(fact: Fact, value: object, place: Place) -> int:
    """A day as its ordinal."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.toordinal()
    text = str(value).translate(HALF_WIDTH).strip()
    found = _DATE.match(text) or _COMPACT_DATE.match(text)
    try:
        if found:
            return date(*map(int, found.groups())).toordinal()
    except ValueError:
        pass
    raise refuse(ProblemKind.DATE_WRONG, place, found=text[:40], key=fact.name)


def _truth(fact: Fact, value: object, place: Place) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    text = str(value).strip()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise _wrong(fact, value, place)


def _text(fact: Fact, value: object, place: Place) -> str:
    """A text; one of the options where the fact has them."""
    if isinstance(value, list | tuple | set | dict):
        raise _wrong(fact, value, place)
    text = value if isinstance(value, str) else str(value)
    if not fact.options:
        return text
    if text.strip() not in fact.options:
        like = "、".join(difflib.get_close_matches(text, fact.options, n=3, cutoff=0.3))
        like = like or "、".join(fact.options[:8])
        raise refuse(ProblemKind.OPTION_UNKNOWN, place, found=text[:60], like=like)
    return text.strip()


def _set(fact: Fact, value: object, place: Place) -> frozenset[str]:
    """A set of texts: a list, or one text with the members separated."""
    members: Iterable[Any]
    if isinstance(value, str) and value.strip().startswith("["):
        value = _json_list(value)
    if isinstance(value, str):
        members = [] if value.strip() in NO_MEMBERS else _SEPARATORS.split(value)
        members = [each.strip() for each in members if each.strip()]
    elif isinstance(value, list | tuple | set | frozenset):
        members = [each for each in value if each is not None]
    else:
        raise _wrong(fact, value, place)
    return frozenset(_text(fact, each, place) for each in members)


def _json_list(text: str) -> object:
    """The list that a cell holds as JSON; the text itself where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, list) else text


def _industry(_fact: Fact, value: object, place: Place) -> str:
    """An industry code in its canonical spelling."""
    found = normal_industry(str(value))
    if found is None:
        raise refuse(ProblemKind.CODE_UNKNOWN, place, found=str(value)[:40], kind="industry")
    return found


def _region(_fact: Fact, value: object, place: Place) -> str:
    """A region code in six digits."""
    found = normal_region(str(value))
    if found is None:
        raise refuse(ProblemKind.CODE_UNKNOWN, place, found=str(value)[:40], kind="region")
    return found


def money_fen(text: str, place: Place) -> int:
    """An amount with its unit, in fen.

    >>> money_fen("1.5万元", Place("", 1, 1))
    1500000
    """
    fact = Fact(name="金额", type=FactType.MONEY, unit="元", factor=100)
    amount = _quantity(fact, text.translate(HALF_WIDTH).strip(), place)
    if not isinstance(amount, int):
        raise _wrong(fact, text, place)
    return amount
