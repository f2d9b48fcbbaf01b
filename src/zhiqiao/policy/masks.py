"""The back-end for many enterprises: every node becomes exact columns or three-valued masks.

A truth of some rows is a pair of masks: where it is true, and where it is false; elsewhere it is
unknown. Texts and sets are judged once for each different value, by the same tests as for one
enterprise.
"""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from zhiqiao.codes import ENTERPRISE_SIZES
from zhiqiao.policy import vectors
from zhiqiao.policy.calendar import DAYS_OF_A_MONTH_MAX, age_months, ages_in_parts, shifted
from zhiqiao.policy.closures import Compiler
from zhiqiao.policy.columns import CodedColumn, FactTable, NumberColumn, rows_with
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
    TextFact,
    Tiers,
    Today,
    Truth,
    TruthFact,
    children,
)
from zhiqiao.policy.membership import has_test, member_test, text_among
from zhiqiao.policy.size_groups import size_groups
from zhiqiao.policy.values import OneOf
from zhiqiao.policy.vectors import UNKNOWN, Array, Numbers

Rows = slice | Array
Masks = tuple[Array, Array]


@dataclass
class View:
    """Some rows of a table on a day; what was worked out for them is kept.

    Args:
        table: the columns.
        rows: a slice, or positions.
        on: the day of the event, as an ordinal.
        shared: ids of nodes worth keeping, because several programmes use them.
    """

    table: FactTable
    rows: Rows
    on: int
    compiler: Compiler
    shared: frozenset[int] = frozenset()
    kept: dict[int, Any] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many rows there are."""
        if isinstance(self.rows, slice):
            return int(self.rows.stop - self.rows.start)
        return len(self.rows)

    def numbers(self, node: Node) -> Numbers:
        """What a number comes to in every row."""
        return cast(Numbers, self._kept(node))

    def truth(self, node: Node) -> Masks:
        """Where a condition is true and where it is false."""
        return cast(Masks, self._kept(node))

    def holds(self, node: Node) -> Array:
        """Where a condition is true: half the work of `truth`."""
        if isinstance(node, Clause):
            return self.holds(node.rule)
        if isinstance(node, Compare) and id(node) not in self.shared:
            left, right = self.numbers(node.left), self.numbers(node.right)
            mask = self._filled(vectors.compare(left, node.operator, right))
            known = vectors.both(left.known, right.known)
            return mask if known is None else mask & known
        if isinstance(node, All) or (isinstance(node, AtLeast) and node.count == 1):
            masks = [self.holds(item) for item in node.items]
            if masks:
                join = np.logical_and if isinstance(node, All) else np.logical_or
                found = masks[0]
                for mask in masks[1:]:
                    found = join(found, mask)
                return found
        if isinstance(node, Not):
            return self.truth(node.item)[1]
        return self.truth(node)[0]

    def texts(self, node: Node) -> CodedColumn:
        """The texts of every row."""
        return cast(CodedColumn, self._kept(node))

    def _kept(self, node: Node) -> Any:  # noqa: ANN401 -- what the node gives
        """The node's result, kept where it is used again."""
        if id(node) not in self.shared:
            return getattr(self, f"_{type(node).__name__.lower()}")(node)
        if id(node) not in self.kept:
            self.kept[id(node)] = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return self.kept[id(node)]

    # --- numbers

    def _constant(self, node: Constant) -> Numbers:
        return Numbers.constant(node.value)

    def _today(self, _node: Today) -> Numbers:
        return Numbers.constant(self.on)

    def _numberfact(self, node: NumberFact) -> Numbers:
        column = self.table.column(node.name)
        if column is None:
            return self.numbers(node.formula) if node.formula else UNKNOWN
        column = cast(NumberColumn, column)
        known = None if column.known is None else column.known[self.rows]
        found = Numbers(
            column.numerators[self.rows],
            column.denominator,
            known,
            column.low,
            column.high,
            column.denominator,
        )
        if node.formula is None or known is None:
            return found
        return vectors.choose(known, found, self.numbers(node.formula))

    def _arithmetic(self, node: Arithmetic) -> Numbers:
        left, right = self.numbers(node.left), self.numbers(node.right)
        if node.operator == "+":
            return vectors.add(left, right)
        if node.operator == "-":
            return vectors.add(left, right, -1)
        if node.operator == "*":
            return vectors.multiply(left, right)
        return vectors.divide(left, right)

    def _extreme(self, node: Extreme) -> Numbers:
        items = [self.numbers(item) for item in node.items]
        return vectors.extreme(items, is_highest=node.is_highest)

    def _tiers(self, node: Tiers) -> Numbers:
        by = self.numbers(node.by)
        found = self.numbers(node.otherwise) if node.otherwise else UNKNOWN
        for bound, value in reversed(node.steps):
            within = vectors.compare(by, "<=", Numbers.constant(bound))
            found = vectors.choose(np.asarray(within), self.numbers(value), found)
        return vectors.where_known(found, by.known)

    def _choice(self, node: Choice) -> Numbers:
        column = self.texts(node.by)
        found = self.numbers(node.otherwise) if node.otherwise else UNKNOWN
        for text, value in reversed(node.options):
            mask = rows_with(column, [each == text for each in column.values])
            found = vectors.choose(mask, self.numbers(value), found)
        unknown = [value is None or isinstance(value, OneOf) for value in column.values]
        return vectors.where_known(found, ~rows_with(column, unknown))

    def _cases(self, node: Cases) -> Numbers:
        found = self.numbers(node.otherwise) if node.otherwise else UNKNOWN
        for when, value in reversed(node.branches):
            true, false = self.truth(when)
            found = vectors.choose(true, self.numbers(value), found)
            found = vectors.where_known(found, true | false)
        return found

    def _progressive(self, node: Progressive) -> Numbers:
        return vectors.progressive(self.numbers(node.base), node.steps)

    def _rounded(self, node: Rounded) -> Numbers:
        return vectors.rounded(self.numbers(node.value), node.step_fen, node.mode)

    def _shifted(self, node: Shifted) -> Numbers:
        return self._by_day(
            self.numbers(node.day), lambda day: shifted(day, months=node.months, days=node.days)
        )

    def _age(self, node: Age) -> Numbers:
        days = self.numbers(node.day)
        if isinstance(days.numerators, int):
            return self._by_day(days, lambda day: age_months(day, self.on))
        since = days.numerators.astype(np.int64)
        if days.known is not None:
            since = np.where(days.known, since, self.on)
        months = ages_in_parts(since, self.on)
        low, high = int(months.min(initial=0)), int(months.max(initial=0))
        scale = DAYS_OF_A_MONTH_MAX
        return Numbers(months, scale, days.known, low, high, scale)

    def _by_day(self, days: Numbers, work_out: Any) -> Numbers:  # noqa: ANN401 -- a function
        """A day from each day, worked out once for each different one."""
        if isinstance(days.numerators, int):
            if days is UNKNOWN:
                return UNKNOWN
            value = work_out(days.numerators)
            return (
                UNKNOWN
                if value is None
                else vectors.where_known(Numbers.constant(value), days.known)
            )
        known = np.ones(len(days.numerators), bool) if days.known is None else days.known
        distinct, inverse = np.unique(
            np.where(known, days.numerators, self.on), return_inverse=True
        )
        values = [work_out(int(day)) for day in distinct]
        moved = np.array([value or 0 for value in values], dtype=np.int64)
        there = np.array([value is not None for value in values], dtype=bool)
        low, high = int(moved.min(initial=0)), int(moved.max(initial=0))
        return Numbers(moved[inverse], 1, known & there[inverse], low, high)

    # --- texts

    def _textfact(self, node: TextFact) -> CodedColumn:
        column = cast("CodedColumn | None", self.table.column(node.name))
        if column is None:
            if node.formula is not None:
                return self.texts(node.formula)
            return CodedColumn(np.zeros(self.height, np.uint8), (None,))
        codes = column.codes[self.rows]
        if node.formula is None:
            return CodedColumn(codes, column.values)
        other = self.texts(node.formula)
        known = rows_with(CodedColumn(codes, column.values), [v is not None for v in column.values])
        merged = np.where(known, codes, other.codes.astype(np.int64) + len(column.values))
        return CodedColumn(merged, (*column.values, *other.values))

    def _sizeclass(self, node: SizeClass) -> CodedColumn:
        """Sizes as the lowest and the highest class that are possible: code 4 × low + high."""
        industry = self.texts(node.industry)
        figures = {
            "employees": self.numbers(node.employees),
            "revenue_fen": self.numbers(node.revenue),
            "assets_fen": self.numbers(node.assets),
        }
        codes = np.full(self.height, 16, np.uint8)
        for group, picked in size_groups(industry).items():
            rows = rows_with(industry, picked)
            if group is None:
                continue
            if isinstance(group, str):
                codes[rows] = 3  # anything may be: from 微型 to 大型
                continue
            low = np.full(self.height, 3, np.uint8)
            high = np.full(self.height, 3, np.uint8)
            for metric in group.metrics:
                ranks, known = self._ranks(figures[metric], group.minima[metric])
                low = np.minimum(low, np.where(known, ranks, 0))
                high = np.minimum(high, np.where(known, ranks, 3))
            codes[rows] = (4 * low + high)[rows]
        values = [
            text_among(frozenset(ENTERPRISE_SIZES[low : high + 1]))
            for low in range(4)
            for high in range(4)
        ]
        return CodedColumn(codes, (*values, None))

    def _ranks(self, numbers: Numbers, minima: tuple[int, ...]) -> Masks:
        """How many of the minima are reached, and where that is known."""
        ranks = np.zeros(self.height, np.uint8)
        for least in minima:
            ranks += np.asarray(vectors.compare(numbers, ">=", Numbers.constant(least)))
        known = np.ones(self.height, bool)
        return ranks, known if numbers.known is None else known & numbers.known

    # --- truths

    def _filled(self, mask: Array | bool) -> Array:  # noqa: FBT001 -- a mask
        """A mask as long as the rows."""
        if isinstance(mask, np.ndarray) and mask.ndim:
            return mask
        return np.full(self.height, bool(mask))

    def _masks(
        self,
        holds: Array | bool,  # noqa: FBT001 -- a mask
        known: Array | None,
    ) -> Masks:
        """The pair of masks of a comparison that is known in some rows."""
        true = self._filled(holds)
        if known is None:
            return true, ~true
        return true & known, known & ~true

    def _truth(self, node: Truth) -> Masks:
        return self._filled(node.value), self._filled(not node.value)

    def _truthfact(self, node: TruthFact) -> Masks:
        column = cast("CodedColumn | None", self.table.column(node.name))
        if column is None:
            true, false = self._filled(False), self._filled(False)  # noqa: FBT003 -- a mask
        else:
            rows = CodedColumn(column.codes[self.rows], column.values)
            true = rows_with(rows, [value is True for value in column.values])
            false = rows_with(rows, [value is False for value in column.values])
        if node.formula is not None:
            unknown = ~(true | false)
            other_true, other_false = self.truth(node.formula)
            return true | (unknown & other_true), false | (unknown & other_false)
        return true, false

    def _compare(self, node: Compare) -> Masks:
        left, right = self.numbers(node.left), self.numbers(node.right)
        known = vectors.both(left.known, right.known)
        return self._masks(vectors.compare(left, node.operator, right), known)

    def _numberin(self, node: NumberIn) -> Masks:
        numbers = self.numbers(node.value)
        holds = self._filled(False)  # noqa: FBT003 -- a mask
        for option in node.options:
            holds = holds | self._filled(vectors.compare(numbers, "=", Numbers.constant(option)))
        return self._masks(holds, numbers.known)

    def _member(self, node: Member) -> Masks:
        return self._tested(self.texts(node.value), member_test(node))

    def _has(self, node: Has) -> Masks:
        column = cast("CodedColumn | None", self.table.column(node.fact))
        if column is None:
            return self._filled(False), self._filled(False)  # noqa: FBT003 -- masks
        test = has_test(node)
        rows = CodedColumn(column.codes[self.rows], column.values)
        return self._tested(rows, lambda value: None if value is None else test(value))

    def _tested(self, column: CodedColumn, test: Any) -> Masks:  # noqa: ANN401 -- a function
        """A test of every different value, spread over the rows."""
        truths = [test(value) for value in column.values]
        return (
            rows_with(column, [truth is True for truth in truths]),
            rows_with(column, [truth is False for truth in truths]),
        )

    def _not(self, node: Not) -> Masks:
        true, false = self.truth(node.item)
        return false, true

    def _all(self, node: All) -> Masks:
        if not node.items:
            return self._filled(True), self._filled(False)  # noqa: FBT003 -- masks
        true, false = self.truth(node.items[0])
        for item in node.items[1:]:
            other_true, other_false = self.truth(item)
            true, false = true & other_true, false | other_false
        return true, false

    def _atleast(self, node: AtLeast) -> Masks:
        masks = [self.truth(item) for item in node.items]
        if node.count == 1:
            true, false = masks[0]
            for other_true, other_false in masks[1:]:
                true, false = true | other_true, false & other_false
            return true, false
        holding = np.zeros(self.height, np.int32)
        failing = np.zeros(self.height, np.int32)
        for true, false in masks:
            holding += true
            failing += false
        return holding >= node.count, len(masks) - failing < node.count

    def _manual(self, _node: Manual) -> Masks:
        return self._filled(False), self._filled(False)  # noqa: FBT003 -- masks

    def _clause(self, node: Clause) -> Masks:
        return self.truth(node.rule)

    def waits_for_data(self, node: Node) -> Array:
        """Rows in which a leaf that data could decide keeps the node undecided."""
        true, false = self.truth(node)
        unknown = ~(true | false)
        if isinstance(node, Clause):
            return unknown
        if isinstance(node, Manual):
            return self._filled(False)  # noqa: FBT003 -- a mask
        items = children(node) if isinstance(node, All | AtLeast | Not) else ()
        if not items:
            return unknown
        waiting = self._filled(False)  # noqa: FBT003 -- a mask
        for item in items:
            waiting = waiting | self.waits_for_data(item)
        return unknown & waiting
