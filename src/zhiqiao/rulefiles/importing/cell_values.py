"""One value in a cell of a decision table, by the type of its column."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zhiqiao.rulefiles.importing import literals
from zhiqiao.rulefiles.importing.json_values import TEXT_CHARACTERS_MAX, wrong_text
from zhiqiao.rulefiles.importing.problems import ImportProblemKind
from zhiqiao.rulefiles.importing.values import Fact, FactKind
from zhiqiao.tables import cells
from zhiqiao.tables.values import Cell

NUMBER = re.compile(r"([-+]?(?:0|[1-9]\d*)(?:\.\d+)?)(%|‰)?", re.ASCII)
MONEY = re.compile(
    r"([-+]?(?:0|[1-9]\d*)(?:\.\d+)?)\s*(元|百元|千元|万元|百万元|千万元|亿元|万|亿)?", re.ASCII
)
DAY = re.compile(
    r"(\d{4})(?:-(\d\d?)-(\d\d?)|/(\d\d?)/(\d\d?)|年(\d\d?)月(\d\d?)日)(?: 0?0:00(?::00)?)?",
    re.ASCII,
)
HEADER_UNIT = re.compile(r"[(（](元|万元|亿元)[)）]\s*\Z")
QUOTED = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”')
UNITS = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10**4}
UNITS |= {"百万元": 10**6, "千万元": 10**7, "亿元": 10**8}
PARTS_PER = {"": 1, "%": 100, "‰": 1000}
TRUTHS = {"是": True, "真": True, "true": True, "否": False, "假": False, "false": False}
ANY = frozenset(("", "-", "－", "–", "—", "\N{MINUS SIGN}"))
CELL_CHARACTERS_MAX = 20_000


class UnreadableError(Exception):
    """A cell that cannot be used. It never leaves this package: it becomes a problem."""

    def __init__(
        self,
        kind: ImportProblemKind = ImportProblemKind.CELL_UNREADABLE,
        about: object = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.about = about


@dataclass(frozen=True, slots=True)
class Value:
    """A value as the expression language writes it, and where it stands in order."""

    literal: str
    order: Fraction | None = None


def cell_text(cell: Cell) -> str:
    """The cell as a spreadsheet shows it, without blanks around.

    >>> cell_text(5.0), cell_text(1e-7), cell_text(True)
    ('5', '0.0000001', 'TRUE')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and not cell.is_integer():
        return format(Decimal(format(cell, ".15g")), "f")
    return cells.text(cell)


def value_of(text: str, fact: Fact) -> Value:
    """One value of the fact's type.

    Raises:
        UnreadableError: it is none.
    """
    return READERS[fact.kind](text.strip(), fact)


def unit_in(header: str) -> str:
    """The unit of money in brackets at the end of a header, or nothing.

    >>> unit_in("营业收入（万元）"), unit_in("金额")
    ('万元', '')
    """
    found = HEADER_UNIT.search(header)
    return found[1] if found else ""


def amount_of(cell: Cell, header: str) -> str:
    """An amount that is paid, such as 20万元; nothing for an empty cell.

    Raises:
        UnreadableError: it is no amount, or below zero.
    """
    text = cell_text(cell)
    if text in ANY:
        return ""
    value = _money(text, Fact(header, FactKind.MONEY, unit_in(header)))
    if value.order is None or value.order < 0:
        raise UnreadableError
    return value.literal


def _number(text: str, fact: Fact) -> Value:
    """A number; in a column of whole numbers a whole one."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        raise UnreadableError
    value, sign = Decimal(found[1]), found[2] or ""
    if fact.kind is FactKind.INTEGER and (sign or value != value.to_integral_value()):
        raise UnreadableError
    return Value(_plain(value) + sign, Fraction(value) / PARTS_PER[sign])


def _money(text: str, fact: Fact) -> Value:
    """An amount with its unit, which the header may give."""
    found = MONEY.fullmatch(unicodedata.normalize("NFKC", text))
    unit = (found[2] or unit_in(fact.name)) if found else ""
    if not found or not unit:
        raise UnreadableError
    unit = unit if unit.endswith("元") else f"{unit}元"
    value = Decimal(found[1])
    return Value(_plain(value) + unit, Fraction(value) * UNITS[unit])


def _plain(value: Decimal) -> str:
    """The number in plain notation."""
    plain = literals.number(value)
    if plain is None:
        raise UnreadableError(ImportProblemKind.NUMBER_TOO_LONG, literals.DIGITS_MAX)
    return plain


def _day(text: str, fact: Fact) -> Value:
    """A date."""
    del fact
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        raise UnreadableError
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        value = date(year, month, day)
    except ValueError:
        raise UnreadableError from None
    return Value(value.isoformat(), Fraction(value.toordinal()))


def _truth(text: str, fact: Fact) -> Value:
    """Yes or no."""
    del fact
    if text.casefold() not in TRUTHS:
        raise UnreadableError
    return Value(literals.truth(value=TRUTHS[text.casefold()]))


def _text(text: str, fact: Fact) -> Value:
    """A text, in quotation marks or bare."""
    del fact
    quoted = QUOTED.fullmatch(text)
    if quoted:
        bare = quoted[2] if quoted[1] is None else quoted[1].replace('""', '"')
    elif re.search(r'[\[\]"“”]', text) or not _is_paired(text):
        raise UnreadableError
    else:
        bare = text
    if wrong := wrong_text(bare):
        raise UnreadableError(wrong, TEXT_CHARACTERS_MAX)
    return Value(literals.text(bare))


def _is_paired(text: str) -> bool:
    """Whether every round bracket has its other half."""
    depth = 0
    for letter in text:
        depth += (letter in "(（") - (letter in ")）")
        if depth < 0:
            return False
    return depth == 0


READERS: dict[FactKind, Callable[[str, Fact], Value]] = {
    FactKind.INTEGER: _number,
    FactKind.DECIMAL: _number,
    FactKind.MONEY: _money,
    FactKind.DATE: _day,
    FactKind.BOOLEAN: _truth,
    FactKind.TEXT: _text,
    FactKind.SET: _text,
}
