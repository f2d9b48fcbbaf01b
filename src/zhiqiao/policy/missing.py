"""Which facts an undecided rule waits for, by Kleene logic."""

from collections.abc import Iterable

from zhiqiao.policy.closures import Compiler, Values
from zhiqiao.policy.language.nodes import (
    Cases,
    Choice,
    Clause,
    Has,
    Manual,
    Node,
    NumberFact,
    TextFact,
    Tiers,
    TruthFact,
    children,
)


def missing_facts(node: Node, values: Values, compiler: Compiler) -> frozenset[str]:
    """The facts that are not known below an undecided node, in its undecided parts only.

    A fact that could be worked out by its formula stands for what the formula lacks. Nothing, if
    the node is decided, or if no fact would help (a division by zero, a person's decision).
    """
    if compiler.function(node)(values) is not None:
        return frozenset()
    if isinstance(node, NumberFact | TextFact | TruthFact):
        below = missing_facts(node.formula, values, compiler) if node.formula else frozenset()
        return below or frozenset((node.name,))
    if isinstance(node, Has):
        return frozenset((node.fact,))
    if isinstance(node, Tiers | Choice):
        by = missing_facts(node.by, values, compiler)
        return by or _union((value for _, value in _steps(node)), values, compiler, node)
    if isinstance(node, Cases):
        return _cases(node, values, compiler)
    return _union(children(node), values, compiler, node)


def _union(
    nodes: Iterable[Node], values: Values, compiler: Compiler, _parent: Node
) -> frozenset[str]:
    """What all of the nodes lack."""
    found = (missing_facts(node, values, compiler) for node in nodes)
    return frozenset().union(*found)


def _steps(node: Tiers | Choice) -> tuple[tuple[object, Node], ...]:
    """The values of a table; they are constants or follow from its base."""
    return node.steps if isinstance(node, Tiers) else node.options


def _cases(node: Cases, values: Values, compiler: Compiler) -> frozenset[str]:
    """What the first condition that does not fail lacks, or else its value."""
    for when, value in node.branches:
        truth = compiler.function(when)(values)
        if truth is None:
            return missing_facts(when, values, compiler)
        if truth:
            return missing_facts(value, values, compiler)
    return missing_facts(node.otherwise, values, compiler) if node.otherwise else frozenset()


def waits_for_data(node: Node, values: Values, compiler: Compiler) -> bool:
    """Whether some leaf that keeps the node undecided is one that data could decide."""
    if compiler.function(node)(values) is not None or isinstance(node, Manual):
        return False
    if isinstance(node, Clause):
        return True
    return any(waits_for_data(each, values, compiler) for each in children(node)) or not children(
        node
    )
