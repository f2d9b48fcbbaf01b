"""Rules as both kinds of import give them, before they become YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """The type of a fact, by its English word."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    TEXT = "text"
    SET = "set"

    @property
    def chinese(self) -> str:
        """The word in a facts dictionary."""
        return KIND_WORDS[self]


KIND_WORDS = {
    FactKind.INTEGER: "整数",
    FactKind.DECIMAL: "小数",
    FactKind.MONEY: "金额",
    FactKind.DATE: "日期",
    FactKind.BOOLEAN: "是否",
    FactKind.TEXT: "文字",
    FactKind.SET: "集合",
}
NUMERIC = frozenset((FactKind.INTEGER, FactKind.DECIMAL, FactKind.MONEY))
ORDERED = NUMERIC | {FactKind.DATE}


class Operator(StrEnum):
    """How a fact is compared, as boolean rules write it."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    HAS = "has"


BY_ORDER = frozenset((Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST))
BY_LIST = frozenset((Operator.IN, Operator.HAS))


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the dictionary; money has the unit that a bare number in data is in."""

    name: str
    kind: FactKind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator and what it compares with, as the expression language writes the values."""

    operator: Operator
    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact and the comparisons it must all pass."""

    fact: Fact
    comparisons: tuple[Comparison, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """True or false, whatever is known."""

    value: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    item: "Rule"


@dataclass(frozen=True, slots=True)
class All:
    """Every item; true where there is none."""

    items: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one item; false where there is none."""

    items: tuple["Rule", ...]


Rule = Leaf | Constant | Not | All | Some


@dataclass(frozen=True, slots=True)
class Payment:
    """What is paid where the rule holds, such as 20万元."""

    rule: Rule
    amount: str


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme as imported. Without `applies` it applies to everybody."""

    id: str
    rule: Rule
    applies: Rule | None = None
    name: str = ""
    department: str = ""
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class Imports:
    """Everything that a file holds, and what a person should know about the reading."""

    facts: Mapping[str, Fact]
    programmes: tuple[Programme, ...]
    notes: tuple[str, ...] = ()
