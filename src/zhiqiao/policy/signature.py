"""Groups rows that wait for the same facts, so that the waiting is worked out once a group.

Which facts an undecided rule waits for follows from which of its leaves hold, fail or are unknown,
and from which of its facts are known; rows alike in all of that wait for the same.
"""

from collections.abc import Callable, Iterable

import numpy as np

from zhiqiao.codes import size_rule, size_rules
from zhiqiao.policy.language.nodes import (
    Compare,
    Has,
    Member,
    Node,
    NumberFact,
    NumberIn,
    NumberNode,
    SizeClass,
    TextFact,
    TruthFact,
    TruthNode,
    every_node,
)
from zhiqiao.policy.masks import View
from zhiqiao.policy.values import OneOf
from zhiqiao.policy.vectors import Array

LEAVES = (Compare, Has, Member, NumberIn, TruthFact)


def waiting_groups(
    roots: Iterable[Node], view: View, explain: Callable[[int], tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], Array]:
    """The different lists of facts that rows wait for, and each row's place among them.

    Args:
        roots: the rule, its 适用前提 and its amount.
        view: the rows.
        explain: a position of the view to the facts that this one row waits for.
    """
    marks = [mark for node in every_node(roots) for mark in _marks(node, view)]
    if not marks:
        return [explain(0)], np.zeros(view.height, np.int32)
    rows = np.ascontiguousarray(np.column_stack(marks).astype(np.uint8))
    whole = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, inverse = np.unique(whole, return_index=True, return_inverse=True)
    return [explain(int(row)) for row in first], inverse.astype(np.int32)


def _marks(node: Node, view: View) -> list[Array]:
    """What of a node tells what it waits for: a byte for every row."""
    if isinstance(node, LEAVES) and isinstance(node, TruthNode):
        true, false = view.truth(node)
        return [true, false]
    if isinstance(node, TruthNode):
        return []
    if isinstance(node, SizeClass):
        return [_industry(node, view)]
    if isinstance(node, NumberNode):
        known = view.numbers(node).known
        marks = [] if known is None else [np.broadcast_to(known, (view.height,))]
        column = view.table.column(node.name) if isinstance(node, NumberFact) else None
        own = getattr(column, "known", None)
        return marks if own is None else [*marks, own[view.rows]]
    column = view.texts(node) if isinstance(node, TextFact) else None
    if column is None:
        return []
    kinds = [0 if v is None else 2 if isinstance(v, OneOf) else 1 for v in column.values]
    return [np.array(kinds, np.uint8)[column.codes]]


def _industry(node: SizeClass, view: View) -> Array:
    """Which figures the size class of each row's industry is made of."""
    column = view.texts(node.industry)
    groups: dict[object, int] = {}
    numbers = []
    for value in column.values:
        rule = size_rule(value) if isinstance(value, str) else None
        count = len(size_rules(value)) if isinstance(value, str) else -1
        key = rule.metrics if rule else min(count, 2)
        numbers.append(groups.setdefault(key, len(groups)))
    return np.array(numbers, np.uint8)[column.codes]
