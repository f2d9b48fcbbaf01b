"""What the policy engine takes and gives: frozen values, without behaviour of their own."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction
from typing import NamedTuple

Number = int | Fraction


class Verdict(StrEnum):
    """How a programme stands for an enterprise on a day."""

    MET = "MET"
    UNMET = "UNMET"
    UNKNOWN = "UNKNOWN"
    MANUAL = "MANUAL"
    NOT_APPLICABLE = "NOT_APPLICABLE"

    @property
    def chinese(self) -> str:
        """The word officers use."""
        return VERDICT_WORDS[self]


VERDICT_WORDS = {
    Verdict.MET: "符合",
    Verdict.UNMET: "不符合",
    Verdict.UNKNOWN: "待补充",
    Verdict.MANUAL: "待人工核验",
    Verdict.NOT_APPLICABLE: "不适用",
}


class FactType(StrEnum):
    """The type of a fact, by the word that the dictionary uses."""

    INTEGER = "整数"
    DECIMAL = "小数"
    MONEY = "金额"
    DATE = "日期"
    TRUTH = "是否"
    TEXT = "文字"
    SET = "集合"
    INDUSTRY = "行业代码"
    REGION = "地区代码"


class Trust(StrEnum):
    """How well a rule's source is known. R and C are 待核实 and never paid automatically."""

    READ = "A"
    COPIED = "B"
    SECONDARY = "C"
    RECALLED = "R"

    @property
    def is_verified(self) -> bool:
        """Whether an amount may rest on it without a person checking."""
        return self in (Trust.READ, Trust.COPIED)


@dataclass(frozen=True)
class Place:
    """Where in a file something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Fact:
    """One entry of the facts dictionary.

    Attributes:
        factor: what a bare number in data is multiplied with to reach the base unit: fen for
            money, months for 年 and 月, days for 天, else one.
        options: the closed list of texts, if there is one.
        formula: expression text that gives the value where the fact itself is not known.
    """

    name: str
    type: FactType
    code: str = ""
    unit: str = ""
    factor: Number = 1
    options: tuple[str, ...] = ()
    formula: str = ""
    period: str = ""
    source: str = ""
    freshness: str = ""
    evidence: str = ""
    question: str = ""
    sensitivity: str = ""
    place: Place = Place("", 1, 1)


@dataclass(frozen=True)
class Citation:
    """Where a rule or a number comes from."""

    document: str
    number: str = ""
    clause: str = ""
    text: str = ""
    address: str = ""


@dataclass(frozen=True)
class DateRange:
    """Days from the first to before the last: half-open `[start_on, end_on)`; None is open."""

    start_on: date | None = None
    end_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the day lies within."""
        return (self.start_on is None or self.start_on <= on) and (
            self.end_on is None or on < self.end_on
        )

    def overlaps(self, other: "DateRange") -> bool:
        """Whether some day lies in both."""
        return (other.end_on is None or self.start_on is None or self.start_on < other.end_on) and (
            self.end_on is None or other.start_on is None or other.start_on < self.end_on
        )


class Interval(NamedTuple):
    """A number known only to lie between two bounds, both included; None is open."""

    low: Number | None
    high: Number | None


class OneOf(NamedTuple):
    """A text known only to be one of several."""

    texts: frozenset[str]


FactValue = Number | bool | str | frozenset[str] | Interval | OneOf


class Leaf(Enum):
    """Why a leaf has the truth it has."""

    HOLDS = "holds"
    FAILS = "fails"
    MISSING = "missing"
    UNDEFINED = "undefined"
    MANUAL = "manual"


@dataclass(frozen=True)
class Window:
    """When a programme may be applied for; the note tells what no dates can."""

    days: DateRange = DateRange()
    note: str = ""


@dataclass(frozen=True)
class Material:
    """A document that is asked for, and whether the data makes it unnecessary."""

    name: str
    source: str = ""
    is_waivable: bool = False


@dataclass(frozen=True)
class Exclusion:
    """Programmes of one group of which an enterprise keeps the highest."""

    group: str
    clause: str = ""


class Shortage(StrEnum):
    """What happens when the budget does not reach."""

    PRORATE = "按比例折算"
    STOP = "额满即止"
    PARTIAL = "末位部分兑现"


class RankKey(NamedTuple):
    """One key of a budget's order: a fact, or the amount where the fact is empty."""

    fact: str
    is_descending: bool


@dataclass(frozen=True)
class Budget:
    """What a programme may pay in all, in which order, and what happens when it runs out."""

    total_fen: int
    shortage: Shortage
    order: tuple[RankKey, ...] = ()


@dataclass(frozen=True)
class CaseExpectation:
    """What an inline case expects. An amount of None is not checked; -1 means none."""

    verdict: Verdict
    amount_fen: int | None = None
    has_no_amount: bool = False
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Case:
    """An inline case of a programme: facts, a day and what is expected."""

    name: str
    on: date
    facts: dict[str, object] = field(hash=False)
    expected: CaseExpectation
    place: Place
