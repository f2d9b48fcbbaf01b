"""What one cell means. Each function returns a value, or raises BadCell and says why."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.matching.values import Relevance
from zhiqiao.tables.values import Cell, NotText, RowProblem

FEN_MAX = 10**15
"""Ten trillion yuan: more is a slip of the unit."""

EXACT_FLOAT_MAX = 2**53
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ABSENT_WORDS = (
    "- -- — —— / 无 暂无 不限 待定 未定 面议 长期 长期有效 n/a na none null tbd negotiable"
)
ABSENT = frozenset(("", *ABSENT_WORDS.split()))
MONEY = re.compile(
    r"(?:人民币|¥|rmb)?(-?)(\d{1,20}|\d{1,3}(?:,\d{3}){1,6})(\.\d{0,20})?(万元|万|元|wan_yuan)?"
)
PLAIN_MONEY = re.compile(r"(\d{1,8})(?:\.(\d{1,6}))?", re.ASCII)
"""What most amounts look like, so that reading them is quick."""
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
DAY = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d\d)(\d\d))"
)
MIDNIGHT = re.compile(r"[t ]0?0:00(:00(\.0+)?)?$")
LEVELS = frozenset("123456789")
TRL = re.compile(r"(?:trl-?|第)?([1-9])(?:\.0)?级?")
GRADES = {
    Relevance.STRONG: ("4", "强相关", "强", "strong"),
    Relevance.FAIR: ("3", "较强相关", "较强", "fair"),
    Relevance.WEAK: ("2", "弱相关", "弱", "weak"),
    Relevance.UNRELATED: ("1", "无相关", "无", "不相关", "unrelated"),
}
GRADE_BY_WORD = {word: grade for grade, words in GRADES.items() for word in words}


class BadCell(Exception):  # noqa: N818 -- never leaves this package: it becomes a RowError
    """A cell that cannot be used."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def plain(cell: Cell) -> str:
    """The cell as text, exactly as a spreadsheet would show it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, NotText):
        raise BadCell(RowProblem.CELL_NOT_TEXT)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return str(cell)


def text(cell: Cell) -> str:
    """The cell's text: trimmed, with Unix line ends, without characters that no file may hold."""
    if cell.__class__ is str and cell.isprintable():
        return cell.strip()
    unix = plain(cell).replace("\r\n", "\n").replace("\r", "\n")
    return UNWRITABLE.sub("", unix).strip()


def identifier(cell: Cell) -> str:
    """An id as text. A whole number from a spreadsheet loses its ".0"."""
    if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= EXACT_FLOAT_MAX):
        raise BadCell(RowProblem.ID_INEXACT)
    return text(cell)


def money_fen(cell: Cell) -> int | None:
    """An amount given in 万元 as fen, exactly; None when absent or open.

    >>> money_fen("12.5"), money_fen("1,200万元"), money_fen("面议")
    (12500000, 1200000000, None)
    """
    if cell.__class__ is str and (plainly := PLAIN_MONEY.fullmatch(cell)):
        return int(plainly[1]) * FEN_PER_WAN_YUAN + int((plainly[2] or "").ljust(6, "0"))
    folded = _fold(cell)
    if folded in ABSENT:
        return None
    found = MONEY.fullmatch(folded)
    if found is None:
        raise BadCell(RowProblem.MONEY_UNREADABLE)
    minus, whole, fraction, unit = found.groups(default="")
    per_unit = 100 if unit == "元" else FEN_PER_WAN_YUAN
    return _whole_fen(Decimal(minus + whole.replace(",", "") + fraction), per_unit=per_unit)


def _whole_fen(amount: Decimal, *, per_unit: int) -> int:
    """The amount times `per_unit`, refused when it is negative, huge or not whole."""
    if amount < 0:
        raise BadCell(RowProblem.MONEY_NEGATIVE)
    if amount > FEN_MAX // per_unit:
        raise BadCell(RowProblem.MONEY_TOO_LARGE)
    numerator, denominator = amount.as_integer_ratio()
    fen, remainder = divmod(numerator * per_unit, denominator)
    if remainder:
        raise BadCell(RowProblem.MONEY_TOO_FINE)
    return fen


def day(cell: Cell) -> date | None:
    """A date; None when absent.

    >>> day("2027年6月30日") == day("2027/6/30") == day("20270630") == date(2027, 6, 30)
    True
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if cell.__class__ is str and ISO_DAY.fullmatch(cell):
        return _existing_day(cell)
    folded = MIDNIGHT.sub("", unicodedata.normalize("NFKC", text(cell)).casefold())
    folded = folded.replace(" ", "")
    if folded in ABSENT:
        return None
    found = DAY.fullmatch(folded)
    if found is None:
        raise BadCell(RowProblem.DATE_UNREADABLE)
    year, month, day_of_month = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise BadCell(RowProblem.DATE_UNREADABLE) from None


def _existing_day(iso: str) -> date:
    """The date, if the calendar has it."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise BadCell(RowProblem.DATE_UNREADABLE) from None


def trl(cell: Cell) -> int | None:
    """A technology readiness level from 1 to 9; None when absent.

    >>> trl("TRL 5"), trl("5级"), trl(5.0), trl("")
    (5, 5, 5, None)
    """
    if cell.__class__ is str and cell in LEVELS:
        return int(cell)
    folded = _fold(cell)
    if folded in ABSENT:
        return None
    found = TRL.fullmatch(folded)
    if found is None:
        raise BadCell(RowProblem.TRL_UNREADABLE)
    return int(found[1])


def relevance(cell: Cell) -> Relevance | None:
    """One of the four grades; None when absent.

    >>> relevance("较强相关"), relevance(4.0)
    (<Relevance.FAIR: 3>, <Relevance.STRONG: 4>)
    """
    folded = _fold(cell)
    if not folded:
        return None
    grade = GRADE_BY_WORD.get(folded.removesuffix(".0"))
    if grade is None:
        raise BadCell(RowProblem.RELEVANCE_UNREADABLE)
    return grade


def _fold(cell: Cell) -> str:
    """The cell's text as words are compared: NFKC, lower case, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text(cell)).casefold())
