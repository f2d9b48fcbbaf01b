"""Judges facts of which only bounds are known: exact interval arithmetic over the same tree.

A leaf is decided only if every value within the bounds decides it alike.
"""

from itertools import product
from typing import Any

from zhiqiao.policy.closures import BOUNDED, COMPARISONS, MEMO, Compiler, Function, Values
from zhiqiao.policy.language.nodes import (
    All,
    Arithmetic,
    AtLeast,
    Cases,
    Clause,
    Compare,
    Extreme,
    Node,
    Not,
    NumberFact,
    NumberIn,
    NumberNode,
    Progressive,
    Rounded,
    Tiers,
    TruthFact,
    TruthNode,
)
from zhiqiao.policy.language.units import worked_out
from zhiqiao.policy.rounding import progressive, rounded
from zhiqiao.policy.values import Interval, Number

Bounds = tuple[Number | None, Number | None]
NOTHING: Bounds = (None, None)


def has_bounds(values: Values) -> bool:
    """Whether some fact is only bounded."""
    return bool(values.get(BOUNDED))


def exactly_known(values: Values) -> dict[Any, Any]:
    """The facts that are known exactly."""
    exact = {key: value for key, value in values.items() if type(value) is not Interval}
    return exact | {BOUNDED: False, MEMO: {}}


class BoundedCompiler(Compiler):
    """Functions that give a value only where the bounds leave no other."""

    def __init__(self, exact: Compiler) -> None:
        super().__init__()
        self.exact = exact

    def function(self, node: Node) -> Function:
        """The node's function on facts of which some are only bounded."""
        if isinstance(node, TruthNode):
            return lambda values: truth_within(node, values, self.exact)
        if isinstance(node, NumberNode):
            return lambda values: _only(values_within(node, values, self.exact))
        work_out = self.exact.function(node)
        return lambda values: work_out(exactly_known(values))


def _only(bounds: Bounds) -> Number | None:
    """The one value within the bounds."""
    return bounds[0] if bounds[0] is not None and bounds[0] == bounds[1] else None


def values_within(  # noqa: PLR0911 -- one case per kind of node
    node: NumberNode, values: Values, compiler: Compiler
) -> Bounds:
    """The lowest and the highest that a number can be; None where there is no such bound."""
    if isinstance(node, NumberFact):
        value = values.get(node.name)
        if isinstance(value, Interval):
            return value
        if value is None and node.formula is not None:
            return values_within(node.formula, values, compiler)
        return (value, value)
    if isinstance(node, Arithmetic):
        return _combined(
            node.operator,
            values_within(node.left, values, compiler),
            values_within(node.right, values, compiler),
        )
    if isinstance(node, Extreme):
        items = [values_within(item, values, compiler) for item in node.items]
        choose = max if node.is_highest else min
        lows, highs = [low for low, _ in items], [high for _, high in items]
        low = None if None in lows else choose(each for each in lows if each is not None)
        high = None if None in highs else choose(each for each in highs if each is not None)
        return low, high
    if isinstance(node, Rounded):
        low, high = values_within(node.value, values, compiler)
        return (
            None if low is None else rounded(low, node.step_fen, node.mode),
            None if high is None else rounded(high, node.step_fen, node.mode),
        )
    if isinstance(node, Progressive):
        low, high = values_within(node.base, values, compiler)
        return (
            None if low is None else progressive(low, node.steps),
            None if high is None else progressive(high, node.steps),
        )
    if isinstance(node, Tiers):
        return _tier(node, values, compiler)
    if isinstance(node, Cases):
        return _case(node, values, compiler)
    exact = compiler.function(node)(exactly_known(values))
    return (exact, exact)


def _combined(operator: str, left: Bounds, right: Bounds) -> Bounds:
    """Two bounded numbers combined; open or zero-crossing sides give nothing."""
    low, high = right
    if None in left or None in right or low is None or high is None:
        return NOTHING
    if operator == "/" and low <= 0 <= high:
        return NOTHING
    corners = [
        worked_out(operator, one, other)
        for one, other in product(left, right)
        if one is not None and other is not None
    ]
    return min(corners), max(corners)


def _hull(found: list[Bounds]) -> Bounds:
    """The bounds that hold all of the bounds."""
    lows, highs = [low for low, _ in found], [high for _, high in found]
    if not found or None in lows or None in highs:
        return NOTHING
    return min(each for each in lows if each is not None), max(
        each for each in highs if each is not None
    )


def _tier(node: Tiers, values: Values, compiler: Compiler) -> Bounds:
    """The values of every step that the base may fall into."""
    low, high = values_within(node.by, values, compiler)
    if low is None or high is None:
        return NOTHING
    reached: list[Bounds] = []
    below: Number | None = None
    for bound, value in node.steps:
        if low <= bound and (below is None or high > below):
            reached.append(values_within(value, values, compiler))
        below = bound
    if below is None or high > below:
        last = node.otherwise
        reached.append(values_within(last, values, compiler) if last else NOTHING)
    return _hull(reached)


def _case(node: Cases, values: Values, compiler: Compiler) -> Bounds:
    """The value of the first branch that surely holds, if none before it may."""
    for when, value in node.branches:
        truth = truth_within(when, values, compiler)
        if truth is None:
            return NOTHING
        if truth:
            return values_within(value, values, compiler)
    return values_within(node.otherwise, values, compiler) if node.otherwise else NOTHING


def truth_within(  # noqa: PLR0911 -- one case per kind of node
    node: TruthNode, values: Values, compiler: Compiler
) -> bool | None:
    """Whether a condition holds for every value within the bounds; None where they differ."""
    if isinstance(node, Clause):
        return truth_within(node.rule, values, compiler)
    if isinstance(node, Not):
        inner = truth_within(node.item, values, compiler)
        return None if inner is None else not inner
    if isinstance(node, All):
        truths = [truth_within(item, values, compiler) for item in node.items]
        return False if False in truths else None if None in truths else True
    if isinstance(node, AtLeast):
        truths = [truth_within(item, values, compiler) for item in node.items]
        holding = truths.count(True)
        if holding >= node.count:
            return True
        return None if holding + truths.count(None) >= node.count else False
    if isinstance(node, Compare):
        return _compared(
            node.operator,
            values_within(node.left, values, compiler),
            values_within(node.right, values, compiler),
        )
    if isinstance(node, NumberIn):
        return _among(node, values_within(node.value, values, compiler))
    if isinstance(node, TruthFact) and values.get(node.name) is None and node.formula:
        return truth_within(node.formula, values, compiler)
    truth: bool | None = compiler.function(node)(exactly_known(values))
    return truth


def _compared(operator: str, left: Bounds, right: Bounds) -> bool | None:
    """Two bounded numbers compared."""
    if operator in ("=", "!="):
        apart = _below(left[1], right[0]) or _below(right[1], left[0])
        same = left == right and left[0] is not None and left[0] == left[1]
        if not apart and not same:
            return None
        return same if operator == "=" else not same
    # Surely true at the worst corner, surely false at the best one.
    rising = operator in (">", ">=")
    worst = (left[0], right[1]) if rising else (left[1], right[0])
    best = (left[1], right[0]) if rising else (left[0], right[1])
    compare = COMPARISONS[operator]
    if None not in worst and compare(*worst):
        return True
    if None not in best and not compare(*best):
        return False
    return None


def _below(high: Number | None, low: Number | None) -> bool:
    """Whether one bounded number is surely below another."""
    return high is not None and low is not None and high < low


def _among(node: NumberIn, bounds: Bounds) -> bool | None:
    """Whether a bounded number is one of the options."""
    low, high = bounds
    if low is not None and low == high:
        return low in node.options
    within = [
        option
        for option in node.options
        if (low is None or low <= option) and (high is None or option <= high)
    ]
    return None if within else False
