"""What one cell of a decision table asks of a fact."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhiqiao.rulefiles.importing.cell_values import (
    ANY,
    CELL_CHARACTERS_MAX,
    QUOTED,
    UnreadableError,
    cell_text,
    unit_in,
    value_of,
)
from zhiqiao.rulefiles.importing.problems import ImportProblemKind
from zhiqiao.rulefiles.importing.values import (
    BY_ORDER,
    ORDERED,
    Comparison,
    Fact,
    FactKind,
    Leaf,
    Not,
    Operator,
    Rule,
)
from zhiqiao.tables.values import Cell

SIGNS = {
    Operator.EQUAL: "= ==",
    Operator.UNEQUAL: "!= <> ≠",
    Operator.LESS: "<",
    Operator.AT_MOST: "<= ≤ ≦ ⩽",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">= ≥ ≧ ⩾",
}
OPERATORS = {sign: operator for operator, signs in SIGNS.items() for sign in signs.split()}
HALF_WIDTH = {ord(half) + 0xFEE0: half for half in "=!<>[](),;"}
SIGN = re.compile(r"(==|!=|<>|<=|>=|[=<>≠≤≦⩽≥≧⩾])(.*)", re.DOTALL)
NEGATED = re.compile(r"(?:not|非)\s*\((.*)\)|非\s+(.+)", re.DOTALL | re.IGNORECASE)
BRACKETED = re.compile(r"([\[(])([^,]*),([^,]*)([\])])")
DOTTED = re.compile(r"([\[(]?)((?:[^.]|\.(?!\.))*)\.\.([^\[\]()]*)([\])]?)")
PART = re.compile(r'\s*+("(?:[^"]|"")*"|“[^”]*”|[^,;、\n"“”]++)[ \t]*+(?:[,;、\n]|\Z)')
THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\D*")
INFERRED = (
    FactKind.BOOLEAN,
    FactKind.DATE,
    FactKind.INTEGER,
    FactKind.DECIMAL,
    FactKind.MONEY,
)


def is_any(cell: Cell) -> bool:
    """Whether the cell asks nothing."""
    return cell_text(cell) in ANY


def rule_of(cell: Cell, fact: Fact, clause: str = "") -> Rule | None:
    """What the cell asks of the fact; None for nothing.

    Raises:
        UnreadableError: it cannot be understood.
    """
    text = cell_text(cell)
    if len(text) > CELL_CHARACTERS_MAX:
        raise UnreadableError(ImportProblemKind.TEXT_TOO_LONG, CELL_CHARACTERS_MAX)
    return None if text in ANY else _Reader(fact, clause).rule(text)


def inferred_kind(found: Sequence[Cell], header: str) -> FactKind:
    """The first type that every filled cell of a column can be read as; text if none."""
    filled = [cell for cell in found if not is_any(cell)]
    if unit_in(header):
        return FactKind.MONEY
    for kind in INFERRED if filled else ():
        if all(_reads_as(cell, kind) for cell in filled):
            return kind
    return FactKind.TEXT


def _reads_as(cell: Cell, kind: FactKind) -> bool:
    """Whether a cell makes sense in a column of that type."""
    if isinstance(cell, date) and kind is not FactKind.DATE:
        return False
    try:
        rule_of(cell, Fact("-", kind))
    except UnreadableError as error:
        return error.kind is ImportProblemKind.INTERVAL_REVERSED
    return True


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the cells of one column."""

    fact: Fact
    clause: str

    def rule(self, text: str) -> Rule:
        """The rule that a filled cell states."""
        folded = text.translate(HALF_WIDTH)
        negated = NEGATED.fullmatch(folded)
        if negated is None:
            return self._positive(text)
        start, end = negated.span(1 if negated[2] is None else 2)
        return Not(self._positive(text[start:end].strip()))

    def _positive(self, text: str) -> Rule:
        """A rule that does not begin with a negation."""
        folded = text.translate(HALF_WIDTH)
        if QUOTED.fullmatch(text):
            return self._listed(text)
        if sign := SIGN.fullmatch(folded):
            return self._signed(OPERATORS[sign[1]], text[sign.start(2) :])
        if found := BRACKETED.fullmatch(folded) or DOTTED.fullmatch(folded):
            return self._interval(found[1], found[2], found[3], found[4])
        return self._listed(text)

    def _leaf(self, *comparisons: Comparison) -> Leaf:
        """A leaf on this column's fact."""
        return Leaf(self.fact, comparisons, self.clause)

    def _signed(self, operator: Operator, rest: str) -> Rule:
        """A comparison with one value."""
        kind = self.fact.kind
        if kind is FactKind.SET and operator is Operator.UNEQUAL:
            return Not(self._listed(rest))
        if kind is FactKind.SET or (operator in BY_ORDER and kind not in ORDERED):
            raise UnreadableError
        if len(_parts(rest)) > 1:
            raise UnreadableError(ImportProblemKind.LIST_AMBIGUOUS)
        return self._leaf(Comparison(operator, (value_of(rest, self.fact).literal,)))

    def _interval(self, opening: str, low: str, high: str, closing: str) -> Rule:
        """A range; round brackets leave their end out."""
        if self.fact.kind not in ORDERED or bool(opening) != bool(closing):
            raise UnreadableError
        lower, upper = value_of(low, self.fact), value_of(high, self.fact)
        is_open = opening == "(" or closing == ")"
        if lower.order is None or upper.order is None:
            raise UnreadableError
        if lower.order > upper.order or (lower.order == upper.order and is_open):
            raise UnreadableError(ImportProblemKind.INTERVAL_REVERSED)
        above = Operator.MORE if opening == "(" else Operator.AT_LEAST
        below = Operator.LESS if closing == ")" else Operator.AT_MOST
        return self._leaf(Comparison(above, (lower.literal,)), Comparison(below, (upper.literal,)))

    def _listed(self, text: str) -> Rule:
        """One value, or any of several."""
        folded = text.translate(HALF_WIDTH)
        if self.fact.kind in ORDERED and THOUSANDS.fullmatch(folded):
            raise UnreadableError(ImportProblemKind.LIST_AMBIGUOUS)
        parts = _parts(text)
        if len(parts) > 1 and any(SIGN.match(each.translate(HALF_WIDTH)) for each in parts):
            raise UnreadableError(ImportProblemKind.LIST_AMBIGUOUS)
        values = tuple(dict.fromkeys(value_of(each, self.fact).literal for each in parts))
        if self.fact.kind is FactKind.SET:
            return self._leaf(Comparison(Operator.HAS, values))
        operator = Operator.EQUAL if len(values) == 1 else Operator.IN
        return self._leaf(Comparison(operator, values))


def _parts(text: str) -> Sequence[str]:
    """The values of a list; separators inside quotation marks are part of the value."""
    folded = text.translate(HALF_WIDTH).strip()
    text = text.strip()
    parts, position = [], 0
    while position < len(folded):
        found = PART.match(folded, position)
        if not found:
            raise UnreadableError
        parts.append(text[found.start(1) : found.end(1)])
        position = found.end()
    if not parts or folded[-1] in ",;、":
        raise UnreadableError
    return parts
