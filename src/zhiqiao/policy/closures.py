"""The back-end for one enterprise: every node becomes a function from known facts to its value.

A value is an int or Fraction, a text, or True, False or None; None is unknown. Facts that are only
bounded (`Interval`, `OneOf`) are handled by `bounds`.
"""

import operator as operators
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, cast

from zhiqiao.codes import (
    ENTERPRISE_SIZES,
    size_classes,
    size_rules,
)
from zhiqiao.policy.calendar import age_months, shifted
from zhiqiao.policy.language.nodes import (
    Age,
    All,
    Arithmetic,
    AtLeast,
    Cases,
    Choice,
    Clause,
    Compare,
    Constant,
    Extreme,
    Has,
    Manual,
    Member,
    Node,
    Not,
    NumberFact,
    NumberIn,
    Progressive,
    Rounded,
    Shifted,
    SizeClass,
    Tiers,
    Today,
    Truth,
)
from zhiqiao.policy.language.units import plain
from zhiqiao.policy.membership import has_test, member_test, text_among
from zhiqiao.policy.rounding import progressive, rounded
from zhiqiao.policy.values import Interval, Number, OneOf

# The key under which the known facts keep the day of the event, as an ordinal; no name is it.
ON = 0
BOUNDED = 1
MEMO = 2
Values = Mapping[Any, Any]
Function = Callable[[Values], Any]


class Compiler:
    """Makes each node's function once."""

    def __init__(self) -> None:
        # By identity: equal nodes are one object, and to hash a deep tree takes long.
        self._functions: dict[int, tuple[Node, Function]] = {}
        self._plans: dict[int, Any] = {}

    def plan(self, version: Any, make: Callable[[Any, "Compiler"], Any]) -> Any:  # noqa: ANN401 -- the caller's own type
        """What `make` gives for a version, made once."""
        found = self._plans.get(id(version))
        if found is None:
            found = self._plans[id(version)] = make(version, self)
        return found

    def function(self, node: Node) -> Function:
        """The node's function."""
        found = self._functions.get(id(node))
        if found is None:
            made = getattr(self, f"_{type(node).__name__.lower()}")(node)
            found = self._functions[id(node)] = (node, made)
        return found[1]

    # --- numbers

    def _constant(self, node: Constant) -> Function:
        value = node.value
        return lambda _values: value

    def _today(self, _node: Today) -> Function:
        return lambda values: values[ON]

    def _fact(self, name: str, formula: Node | None) -> Function:
        if formula is None:
            return lambda values: values.get(name)
        work_out = self.function(formula)

        def look_up(values: Values) -> Any:  # noqa: ANN401 -- whatever the fact is
            value = values.get(name)
            return work_out(values) if value is None else value

        return look_up

    def _numberfact(self, node: NumberFact) -> Function:
        return self._fact(node.name, node.formula)

    _textfact = _truthfact = _numberfact

    def _arithmetic(self, node: Arithmetic) -> Function:
        left, right, operator = self.function(node.left), self.function(node.right), node.operator

        def combine(values: Values) -> Number | None:
            one, other = left(values), right(values)
            if one is None or other is None:
                return None
            if operator == "+":
                return plain(one + other)
            if operator == "-":
                return plain(one - other)
            if operator == "*":
                return plain(one * other)
            return plain(Fraction(one) / other) if other else None

        return combine

    def _extreme(self, node: Extreme) -> Function:
        items = [self.function(item) for item in node.items]
        choose = max if node.is_highest else min

        def extreme(values: Values) -> Number | None:
            found = [item(values) for item in items]
            return None if None in found else choose(found)

        return extreme

    def _tiers(self, node: Tiers) -> Function:
        by = self.function(node.by)
        steps = [(bound, self.function(value)) for bound, value in node.steps]
        otherwise = self.function(node.otherwise) if node.otherwise else None

        def tier(values: Values) -> Number | None:
            place = by(values)
            if place is None:
                return None
            for bound, value in steps:
                if place <= bound:
                    return cast("Number | None", value(values))
            return otherwise(values) if otherwise else None

        return tier

    def _choice(self, node: Choice) -> Function:
        by = self.function(node.by)
        options = {text: self.function(value) for text, value in node.options}
        otherwise = self.function(node.otherwise) if node.otherwise else None

        def choose(values: Values) -> Number | None:
            text = by(values)
            if text is None or isinstance(text, OneOf):
                return None
            value = options.get(text, otherwise)
            return value(values) if value else None

        return choose

    def _cases(self, node: Cases) -> Function:
        branches = [(self.function(when), self.function(value)) for when, value in node.branches]
        otherwise = self.function(node.otherwise) if node.otherwise else None

        def first(values: Values) -> Number | None:
            for when, value in branches:
                truth = when(values)
                if truth is None:
                    return None
                if truth:
                    return cast("Number | None", value(values))
            return otherwise(values) if otherwise else None

        return first

    def _progressive(self, node: Progressive) -> Function:
        base, steps = self.function(node.base), node.steps

        def slices(values: Values) -> Number | None:
            amount = base(values)
            return None if amount is None else progressive(amount, steps)

        return slices

    def _rounded(self, node: Rounded) -> Function:
        inner, step_fen, mode = self.function(node.value), node.step_fen, node.mode

        def round_off(values: Values) -> int | None:
            amount = inner(values)
            return None if amount is None else rounded(amount, step_fen, mode)

        return round_off

    def _shifted(self, node: Shifted) -> Function:
        day, months, days = self.function(node.day), node.months, node.days

        def shift(values: Values) -> int | None:
            ordinal = day(values)
            return None if ordinal is None else shifted(ordinal, months=months, days=days)

        return shift

    def _age(self, node: Age) -> Function:
        day = self.function(node.day)

        def age(values: Values) -> Number | None:
            ordinal = day(values)
            return None if ordinal is None else age_months(ordinal, values[ON])

        return age

    def _sizeclass(self, node: SizeClass) -> Function:
        parts = [
            self.function(part)
            for part in (node.industry, node.employees, node.revenue, node.assets)
        ]

        def size(values: Values) -> str | OneOf | None:
            industry, employees, revenue, assets = (part(values) for part in parts)
            if industry is None or isinstance(industry, OneOf):
                return None
            if len(size_rules(industry)) > 1:
                return OneOf(frozenset(ENTERPRISE_SIZES))
            figures = {"employees": employees, "revenue_fen": revenue, "assets_fen": assets}
            return text_among(size_classes(industry, **figures))

        return size

    # --- truths

    def _truth(self, node: Truth) -> Function:
        value = node.value
        return lambda _values: value

    def _compare(self, node: Compare) -> Function:
        if isinstance(node.right, Constant):
            return self._against(self.function(node.left), node.operator, node.right.value)
        left, right, compare = (
            self.function(node.left),
            self.function(node.right),
            COMPARISONS[node.operator],
        )

        def compared(values: Values) -> bool | None:
            one, other = left(values), right(values)
            return None if one is None or other is None else compare(one, other)

        return compared

    def _against(self, left: Function, operator: str, limit: Number) -> Function:
        """A comparison with a constant."""
        compare = COMPARISONS[operator]

        def compared(values: Values) -> bool | None:
            one = left(values)
            return None if one is None else compare(one, limit)

        return compared

    def _numberin(self, node: NumberIn) -> Function:
        value, options = self.function(node.value), frozenset(node.options)

        def within(values: Values) -> bool | None:
            number = value(values)
            return None if number is None else number in options

        return within

    def _member(self, node: Member) -> Function:
        value, belongs = self.function(node.value), member_test(node)
        return lambda values: belongs(value(values))

    def _has(self, node: Has) -> Function:
        name, holds = node.fact, has_test(node)

        def has(values: Values) -> bool | None:
            found = values.get(name)
            return None if found is None else holds(found)

        return has

    def _not(self, node: Not) -> Function:
        item = self.function(node.item)

        def negated(values: Values) -> bool | None:
            truth = item(values)
            return None if truth is None else not truth

        return negated

    def _all(self, node: All) -> Function:
        items = [self.function(item) for item in node.items]

        def every(values: Values) -> bool | None:
            result: bool | None = True
            for item in items:
                truth = item(values)
                if truth is None:
                    result = None
                elif not truth:
                    return False
            return result

        return every

    def _atleast(self, node: AtLeast) -> Function:
        items, count = [self.function(item) for item in node.items], node.count

        def at_least(values: Values) -> bool | None:
            truths = [item(values) for item in items]
            holding = truths.count(True)
            if holding >= count:
                return True
            return None if holding + truths.count(None) >= count else False

        return at_least

    def _manual(self, _node: Manual) -> Function:
        return lambda _values: None

    def _clause(self, node: Clause) -> Function:
        """A leaf is worked out once for an enterprise, whoever asks and however often."""
        work_out, key = self.function(node.rule), id(node.rule)

        def clause(values: Values) -> bool | None:
            memo = values.get(MEMO)
            if memo is None:
                return cast("bool | None", work_out(values))
            truth = memo.get(key, key)
            if truth is key:
                truth = memo[key] = work_out(values)
            return cast("bool | None", truth)

        return clause


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


def with_day(values: Mapping[Any, Any], on: date) -> dict[Any, Any]:
    """The known facts, the day of the event, whether some are only bounded, and room for leaves."""
    is_bounded = any(type(value) is Interval for value in values.values())
    return {**values, ON: on.toordinal(), BOUNDED: is_bounded, MEMO: {}}
