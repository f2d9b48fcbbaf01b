"""Checks names, types and units, and turns syntax into the typed tree."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from zhiqiao.policy.errors import PolicyError, ProblemKind, refuse
from zhiqiao.policy.language.literals import matched_text, text_of
from zhiqiao.policy.language.nodes import (
    Age,
    All,
    Arithmetic,
    AtLeast,
    Compare,
    Constant,
    Extreme,
    Has,
    Member,
    Not,
    NumberIn,
    NumberNode,
    Shifted,
    SizeClass,
    TextNode,
    Today,
    Truth,
    TruthNode,
)
from zhiqiao.policy.language.parsing import Syntax, parse
from zhiqiao.policy.language.scope import FUNCTIONS, TODAY, Scope, Typed
from zhiqiao.policy.language.units import DAY, SPAN, Unit, plain, unit_named, worked_out
from zhiqiao.policy.values import Number, Place

NUMBER_DIGITS_MAX = 400
DATE_OPERATORS = {"later": ">", "earlier": "<", "not_later": "<=", "not_earlier": ">="}
TEXT_KINDS = ("text", "industry", "region")


def check(text: str, scope: Scope, place: Place) -> Typed:
    """The typed tree of an expression.

    Args:
        text: the expression.
        scope: the facts and parameters it may use.
        place: where its first character stands.

    Raises:
        PolicyError: with the place of the word that is wrong.
    """
    return Checker(scope, place).typed(parse(text, scope.vocabulary, place))


def check_truth(text: str, scope: Scope, place: Place) -> Typed:
    """As `check`, for what must be true or false."""
    found = check(text, scope, place)
    if found.kind != "truth":
        raise refuse(ProblemKind.TYPE_WRONG, place, found=found.kind, wanted="truth", text=text)
    return found


def check_number(text: str, scope: Scope, place: Place, unit: Unit | None = None) -> Typed:
    """As `check`, for what must be a number, of the unit if one is given."""
    found = check(text, scope, place)
    if found.kind != "number":
        raise refuse(ProblemKind.TYPE_WRONG, place, found=found.kind, wanted="number", text=text)
    is_zero = isinstance(found.node, Constant) and found.node.value == 0
    if unit is not None and not found.unit.fits(unit) and not is_zero:
        kind = ProblemKind.UNIT_MISSING if found.unit.is_bare else ProblemKind.UNIT_WRONG
        raise refuse(kind, place, found=found.style, wanted=unit.style, text=text)
    return found


class Checker:
    """Checks the pieces of one expression."""

    def __init__(self, scope: Scope, place: Place) -> None:
        self.scope = scope
        self.place = place

    def typed(self, syntax: Syntax) -> Typed:
        """The typed tree of a piece."""
        found: Typed = getattr(self, f"_{syntax.kind}")(syntax)
        if found.node is None:
            return found
        return Typed(
            self.scope.pool.one(found.node), found.kind, found.unit, found.fact, found.texts
        )

    def problem(self, kind: ProblemKind, syntax: Syntax, **data: object) -> PolicyError:
        """What is wrong with a piece."""
        place = Place(self.place.file, self.place.line, self.place.column + syntax.column)
        return refuse(kind, place, **data)

    # --- names and literals

    def _name(self, syntax: Syntax) -> Typed:
        if syntax.text == TODAY and TODAY not in self.scope.facts:
            return Typed(Today(), "date")
        found = self.scope.parameter(syntax.text) or self.scope.fact(syntax.text)
        if found is None:
            like = self.scope.like(syntax.text)
            raise self.problem(ProblemKind.FACT_UNKNOWN, syntax, name=syntax.text, like=like)
        return found

    _word = _name

    def _number(self, syntax: Syntax) -> Typed:
        if len(syntax.text) > NUMBER_DIGITS_MAX:
            raise self.problem(ProblemKind.NUMBER_TOO_LONG, syntax, limit=NUMBER_DIGITS_MAX)
        unit, factor = unit_named(syntax.unit)
        return Typed(Constant(plain(Fraction(Decimal(syntax.text)) * factor)), "number", unit)

    def _day(self, syntax: Syntax) -> Typed:
        parts = syntax.text.replace("年", "-").replace("月", "-").rstrip("日").split("-")
        try:
            day = date(*map(int, parts))
        except ValueError:
            raise self.problem(ProblemKind.DATE_WRONG, syntax, found=syntax.text) from None
        return Typed(Constant(day.toordinal()), "date")

    def _text(self, syntax: Syntax) -> Typed:
        return Typed(None, "list", texts=(syntax.text,))

    def _truth(self, syntax: Syntax) -> Typed:
        return Typed(Truth(syntax.text == "TRUE"), "truth")

    def _list(self, syntax: Syntax) -> Typed:
        raise self.problem(ProblemKind.TYPE_WRONG, syntax, found="list", wanted="value", text="[")

    # --- logic

    def _group(self, syntax: Syntax) -> Typed:
        return self.typed(syntax.parts[0])

    def _truths(self, syntax: Syntax, other: str) -> tuple[TruthNode, ...]:
        for part in syntax.parts:
            if part.kind == other:
                raise self.problem(ProblemKind.MIXED_LOGIC, part)
        return tuple(self._truth_of(part) for part in syntax.parts)

    def _truth_of(self, syntax: Syntax) -> TruthNode:
        found = self.typed(syntax)
        if found.kind != "truth":
            raise self.problem(
                ProblemKind.TYPE_WRONG, syntax, found=found.kind, wanted="truth", text=syntax.text
            )
        return cast(TruthNode, found.node)

    def _any(self, syntax: Syntax) -> Typed:
        return Typed(AtLeast(1, self._truths(syntax, "all")), "truth")

    def _all(self, syntax: Syntax) -> Typed:
        return Typed(All(self._truths(syntax, "any")), "truth")

    def _no(self, syntax: Syntax) -> Typed:
        return Typed(Not(self._truth_of(syntax.parts[0])), "truth")

    # --- numbers

    def _number_of(self, syntax: Syntax, *kinds: str) -> Typed:
        found = self.typed(syntax)
        if found.kind not in (kinds or ("number",)):
            raise self.problem(
                ProblemKind.TYPE_WRONG, syntax, found=found.kind, wanted="number", text=syntax.text
            )
        return found

    def _minus(self, syntax: Syntax) -> Typed:
        found = self._number_of(syntax.parts[0])
        node = self._combined("-", Constant(0), cast(NumberNode, found.node), syntax)
        return Typed(node, "number", found.unit)

    def _arithmetic(self, syntax: Syntax) -> Typed:
        left = self._number_of(syntax.parts[0], "number", "date")
        right = self._number_of(syntax.parts[1], "number", "date")
        if "date" in (left.kind, right.kind):
            return self._dates(syntax, left, right)
        operator = syntax.text
        if operator in "+-":
            self._require_fit(syntax, left, right)
            unit = right.unit if left.unit.is_bare or not left.unit.counted else left.unit
        else:
            unit = left.unit.times(right.unit, 1 if operator == "*" else -1)
        node = self._combined(operator, left.node, right.node, syntax)
        return Typed(node, "number", unit)

    def _combined(self, operator: str, left: object, right: object, syntax: Syntax) -> NumberNode:
        """Two numbers combined, worked out at once where both are constants."""
        one, other = cast(NumberNode, left), cast(NumberNode, right)
        if operator == "/" and isinstance(other, Constant) and other.value == 0:
            raise self.problem(ProblemKind.DIVISION_BY_ZERO, syntax)
        if isinstance(one, Constant) and isinstance(other, Constant):
            return Constant(worked_out(operator, one.value, other.value))
        return Arithmetic(operator, one, other)

    def _dates(self, syntax: Syntax, left: Typed, right: Typed) -> Typed:
        if left.kind == right.kind and syntax.text == "-":
            node = self._combined("-", left.node, right.node, syntax)
            return Typed(node, "number", DAY)
        span = right.node
        is_span = right.kind == "number" and right.unit in (SPAN, DAY)
        if left.kind != "date" or syntax.text not in "+-" or not is_span:
            raise self.problem(ProblemKind.UNIT_WRONG, syntax, found="date", wanted="days", text="")
        if not isinstance(span, Constant) or not isinstance(span.value, int):
            raise self.problem(ProblemKind.NOT_CONSTANT, syntax, text=syntax.text)
        moved = span.value if syntax.text == "+" else -span.value
        months, days = (moved, 0) if right.unit == SPAN else (0, moved)
        return Typed(Shifted(cast(NumberNode, left.node), months, days), "date")

    def _require_fit(self, syntax: Syntax, left: Typed, right: Typed) -> None:
        """Refuses sides that measure different things; a plain zero fits everything."""
        if left.unit.fits(right.unit):
            return
        for side in (left, right):
            if isinstance(side.node, Constant) and side.node.value == 0 and side.unit.is_bare:
                return
        is_missing = left.unit.is_bare or right.unit.is_bare
        kind = ProblemKind.UNIT_MISSING if is_missing else ProblemKind.UNIT_WRONG
        wanted, found = (left, right) if not left.unit.is_bare else (right, left)
        raise self.problem(
            kind, syntax.parts[1], found=_unit_shown(found), wanted=_unit_shown(wanted), text=""
        )

    def _call(self, syntax: Syntax) -> Typed:
        parts = syntax.parts
        function = FUNCTIONS[syntax.text]
        if function == "size":
            return self._size(syntax)
        if function == "age":
            if len(parts) != 1:
                raise self.problem(ProblemKind.COUNT_WRONG, syntax, name=syntax.text, wanted=1)
            day = self._number_of(parts[0], "date")
            return Typed(Age(cast(NumberNode, day.node)), "number", SPAN)
        items = [self._number_of(part) for part in parts]
        for part, item in zip(parts[1:], items[1:], strict=True):
            self._require_fit(Syntax("call", (parts[0], part)), items[0], item)
        nodes = tuple(cast(NumberNode, item.node) for item in items)
        unit = next((item.unit for item in items if not item.unit.is_bare), items[0].unit)
        return Typed(Extreme(function == "highest", nodes), "number", unit)

    def _size(self, syntax: Syntax) -> Typed:
        found = [self.typed(part) for part in syntax.parts]
        wanted = ["industry", "number", "number", "number"]
        if [each.kind for each in found] != wanted:
            raise self.problem(ProblemKind.COUNT_WRONG, syntax, name=syntax.text, wanted=4)
        industry, *numbers = (each.node for each in found)
        employees, revenue, assets = (cast(NumberNode, node) for node in numbers)
        return Typed(SizeClass(cast(TextNode, industry), employees, revenue, assets), "text")

    # --- comparisons

    def _compare(self, syntax: Syntax) -> Typed:
        left = self.typed(syntax.parts[0])
        if left.kind in ("number", "date"):
            return self._compare_numbers(syntax, left)
        if syntax.text not in ("=", "!="):
            raise self.problem(
                ProblemKind.TYPE_WRONG, syntax, found=left.kind, wanted="number", text=""
            )
        node = self._equal(syntax, left)
        return Typed(node if syntax.text == "=" else Not(node), "truth")

    def _compare_numbers(self, syntax: Syntax, left: Typed) -> Typed:
        right = self._number_of(syntax.parts[1], left.kind)
        operator = syntax.text
        if operator in DATE_OPERATORS:
            if left.kind != "date":
                raise self.problem(
                    ProblemKind.TYPE_WRONG, syntax, found="number", wanted="date", text=""
                )
            operator = DATE_OPERATORS[operator]
        if left.kind == "number":
            self._require_fit(syntax, left, right)
        node = Compare(operator, cast(NumberNode, left.node), cast(NumberNode, right.node))
        return Typed(node, "truth")

    def _equal(self, syntax: Syntax, left: Typed) -> TruthNode:
        """Texts, codes, sets and yes-or-no facts against a literal."""
        right = syntax.parts[1]
        if left.kind == "truth":
            node = cast(TruthNode, left.node)
            if text_of(right) in ("真", "是", "TRUE"):
                return node
            if text_of(right) in ("假", "否", "FALSE"):
                return Not(node)
            raise self.problem(
                ProblemKind.TYPE_WRONG, right, found="text", wanted="truth", text=right.text
            )
        if left.kind == "set":
            return Has(cast("str", left.fact and left.fact.name), self._set(right, left), "same")
        if left.kind not in TEXT_KINDS:
            raise self.problem(
                ProblemKind.TYPE_WRONG, syntax, found=left.kind, wanted="text", text=""
            )
        return self._membership(right, left)

    def _between(self, syntax: Syntax) -> Typed:
        value, low, high = syntax.parts
        lower = self._compare(Syntax("compare", (value, low), ">=", "", syntax.column))
        upper = self._compare(Syntax("compare", (value, high), "<=", "", syntax.column))
        return Typed(All((cast(TruthNode, lower.node), cast(TruthNode, upper.node))), "truth")

    def _member(self, syntax: Syntax) -> Typed:
        left = self.typed(syntax.parts[0])
        right = syntax.parts[1]
        node: TruthNode
        if left.kind in TEXT_KINDS:
            node = self._membership(right, left)
        elif left.kind in ("number", "date"):
            node = NumberIn(cast(NumberNode, left.node), self._numbers(right, left))
        elif left.kind == "truth":
            node = self._truth_member(right, left)
        else:
            raise self.problem(
                ProblemKind.TYPE_WRONG, syntax, found=left.kind, wanted="text", text=""
            )
        return Typed(node if syntax.text == "IN" else Not(node), "truth")

    def _truth_member(self, right: Syntax, left: Typed) -> TruthNode:
        """Whether a yes-or-no fact is one of the words in a list."""
        node = cast(TruthNode, left.node)
        wanted = {text_of(part) in ("真", "是", "TRUE") for part in right.parts}
        if len(wanted) == 1:
            return node if True in wanted else Not(node)
        both = (node, Not(node))
        return AtLeast(1, both) if wanted else All(both)

    def _membership(self, right: Syntax, left: Typed) -> TruthNode:
        """Whether a text is among the literals on the right."""
        texts = self._texts(right)
        options = tuple(matched_text(text, left, self.scope, self.place) for text in texts)
        return Member(cast(TextNode, left.node), options, left.kind)

    def _texts(self, syntax: Syntax) -> tuple[str, ...]:
        """The literal texts of a list, a parameter or one word."""
        if syntax.kind == "name" and (found := self.scope.parameter(syntax.text)):
            if found.texts is None:
                raise self.problem(
                    ProblemKind.TYPE_WRONG,
                    syntax,
                    found=found.kind,
                    wanted="list",
                    text=syntax.text,
                )
            return found.texts
        if syntax.kind == "list":
            return tuple(text for part in syntax.parts for text in self._texts(part))
        if syntax.kind in ("text", "word", "name", "number", "truth"):
            return (text_of(syntax),)
        raise self.problem(ProblemKind.TYPE_WRONG, syntax, found="number", wanted="text", text="")

    def _numbers(self, syntax: Syntax, left: Typed) -> tuple[Number, ...]:
        """The literal numbers or dates of a list."""
        parts = syntax.parts if syntax.kind == "list" else (syntax,)
        return tuple(self._listed_number(part, left) for part in parts)

    def _listed_number(self, part: Syntax, left: Typed) -> Number:
        """One number of a list; bare digits were cut as a word."""
        sign = -1 if part.kind == "minus" else 1
        inner = part.parts[0] if part.kind == "minus" else part
        if inner.kind == "word" and inner.text.isdigit():
            inner = Syntax("number", (), inner.text, "", inner.column)
        right = self._number_of(inner, left.kind)
        if left.kind == "number":
            self._require_fit(Syntax("compare", (part, part)), left, right)
        if not isinstance(right.node, Constant):
            raise self.problem(ProblemKind.NOT_CONSTANT, part, text=part.text)
        return plain(Fraction(sign * right.node.value))

    def _has(self, syntax: Syntax) -> Typed:
        left = self.typed(syntax.parts[0])
        node: TruthNode
        if left.kind == "text":
            texts = self._texts(syntax.parts[1])
            node = Member(cast(TextNode, left.node), texts, "piece")
        elif left.kind == "set" and left.fact:
            options = self._set(syntax.parts[1], left)
            node = Has(left.fact.name, options, "all" if syntax.text == "HAS_ALL" else "any")
        else:
            raise self.problem(
                ProblemKind.TYPE_WRONG, syntax, found=left.kind, wanted="set", text=""
            )
        return Typed(Not(node) if syntax.text == "HAS_NOT" else node, "truth")

    def _set(self, right: Syntax, left: Typed) -> frozenset[str]:
        """The literal texts that a set fact is compared with."""
        texts = self._texts(right)
        return frozenset(matched_text(text, left, self.scope, self.place) for text in texts)


def _unit_shown(typed: Typed) -> str:
    """A unit as messages name it."""
    return typed.unit.counted or typed.style
