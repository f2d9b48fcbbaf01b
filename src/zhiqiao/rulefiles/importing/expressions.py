"""Rules as the expression language writes them."""

from collections.abc import Iterator

from zhiqiao.rulefiles.importing import literals
from zhiqiao.rulefiles.importing.values import (
    All,
    Comparison,
    Constant,
    Fact,
    FactKind,
    Leaf,
    Not,
    Operator,
    Rule,
)

LISTED_CHARACTERS_MAX = 11_000
"""The engine reads 20,000 characters an expression; longer lists become several."""

WORDS = {
    Operator.EQUAL: "等于",
    Operator.UNEQUAL: "不等于",
    Operator.LESS: "低于",
    Operator.AT_MOST: "不超过",
    Operator.MORE: "高于",
    Operator.AT_LEAST: "不低于",
    Operator.IN: "属于",
    Operator.HAS: "含有",
}
DATE_WORDS = WORDS | {
    Operator.LESS: "早于",
    Operator.AT_MOST: "不晚于",
    Operator.MORE: "晚于",
    Operator.AT_LEAST: "不早于",
}


def leaf_expressions(leaf: Leaf) -> tuple[str, ...]:
    """The leaf as one expression; as several, any of which will do, where a list is very long."""
    if len(leaf.comparisons) == 1 and leaf.comparisons[0].operator in (Operator.IN, Operator.HAS):
        comparison = leaf.comparisons[0]
        return tuple(
            _comparison(leaf.fact, Comparison(comparison.operator, piece))
            for piece in _pieces(comparison.literals)
        )
    return (" 且 ".join(_comparison(leaf.fact, each) for each in leaf.comparisons),)


def expression(rule: Rule) -> str:
    """The whole rule in one expression."""
    if isinstance(rule, Constant):
        return literals.truth(value=rule.value)
    if isinstance(rule, Leaf):
        return _joined(leaf_expressions(rule), " 或 ")
    if isinstance(rule, Not):
        return f"非 ({expression(rule.item)})"
    items = tuple(expression(item) for item in rule.items)
    if isinstance(rule, All):
        return _joined(items, " 且 ") or literals.truth(value=True)
    return _joined(items, " 或 ") or literals.truth(value=False)


def _joined(items: tuple[str, ...], word: str) -> str:
    """Several expressions joined by a word, each in brackets; one as it is."""
    return items[0] if len(items) == 1 else word.join(f"({item})" for item in items)


def _comparison(fact: Fact, comparison: Comparison) -> str:
    """One comparison of a fact."""
    name, operator = literals.fact(fact.name), comparison.operator
    if operator in (Operator.IN, Operator.HAS):
        return f"{name} {WORDS[operator]} [{'、'.join(comparison.literals)}]"
    (value,) = comparison.literals
    if fact.kind is FactKind.BOOLEAN:
        is_wanted = (value == literals.truth(value=True)) == (operator is Operator.EQUAL)
        return name if is_wanted else f"非 {name}"
    words = DATE_WORDS if fact.kind is FactKind.DATE else WORDS
    return f"{name} {words[operator]} {value}"


def _pieces(listed: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A list in pieces that fit into an expression; an empty list in one empty piece."""
    piece: list[str] = []
    length = 0
    for each in listed:
        if piece and length + len(each) > LISTED_CHARACTERS_MAX:
            yield tuple(piece)
            piece, length = [], 0
        piece.append(each)
        length += len(each) + 1
    if piece or not listed:
        yield tuple(piece)
