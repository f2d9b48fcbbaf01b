"""Numbers that sort enterprises by a fact that may have to be worked out."""

from fractions import Fraction

import numpy as np

from zhiqiao.policy.language.nodes import Node, NumberNode, TruthNode
from zhiqiao.policy.masks import View
from zhiqiao.policy.vectors import Array

Order = tuple[Array, Array | None]


def worked_out_order(node: Node, view: View) -> Order:
    """Numbers that sort the rows of a view as a node does, and where it is known."""
    if isinstance(node, NumberNode):
        return _by_number(node, view)
    if isinstance(node, TruthNode):
        true, false = view.truth(node)
        return true.astype(np.int64), true | false
    column = view.texts(node)
    texts = [value if isinstance(value, str) else None for value in column.values]
    places = {text: at for at, text in enumerate(sorted({each for each in texts if each}))}
    order = np.array([places.get(text or "", 0) for text in texts], np.int64)
    known = np.array([text is not None for text in texts])
    return order[column.codes], known[column.codes]


def _by_number(node: NumberNode, view: View) -> Order:
    """The numerators where all have one denominator, else places among the different numbers."""
    numbers = view.numbers(node)
    shape = (view.height,)
    tops = np.broadcast_to(np.asarray(numbers.numerators), shape)
    known = None if numbers.known is None else np.broadcast_to(numbers.known, shape)
    if isinstance(numbers.denominators, int):
        return tops, known
    pairs = zip(tops.tolist(), np.broadcast_to(numbers.denominators, shape).tolist(), strict=True)
    exact = [Fraction(top, below) for top, below in pairs]
    places = {number: at for at, number in enumerate(sorted(set(exact)))}
    return np.array([places[number] for number in exact], np.int64), known
