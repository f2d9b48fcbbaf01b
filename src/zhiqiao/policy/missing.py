"""Which facts an undecided rule waits for, by Kleene logic."""

from collections.abc import Iterable

from zhiqiao.codes import size_rule, size_rules
from zhiqiao.policy.closures import Compiler, Values
from zhiqiao.policy.language.nodes import (
    Cases,
    Choice,
    Clause,
    Has,
    Manual,
    Member,
    Node,
    NumberFact,
    SizeClass,
    TextFact,
    Tiers,
    TruthFact,
    children,
)
from zhiqiao.policy.values import OneOf


def missing_facts(  # noqa: PLR0911 -- one case per kind of node
    node: Node, values: Values, compiler: Compiler
) -> frozenset[str]:
    """The facts that are not known below an undecided node, in its undecided parts only.

    A fact that could be worked out by its formula stands for what the formula lacks. Nothing, if
    the node is decided, or if no fact would help (a division by zero, a person's decision).
    """
    value = compiler.function(node)(values)
    if value is not None and not isinstance(value, OneOf):
        return frozenset()
    if isinstance(node, Member):
        # A code that is known, but not finely enough, is waited for itself.
        below = missing_facts(node.value, values, compiler)
        return below or frozenset((node.value.name,) if isinstance(node.value, TextFact) else ())
    if isinstance(node, SizeClass):
        return _size(node, values, compiler)
    if isinstance(node, NumberFact | TextFact | TruthFact):
        below = missing_facts(node.formula, values, compiler) if node.formula else frozenset()
        return below or frozenset((node.name,))
    if isinstance(node, Has):
        return frozenset((node.fact,))
    if isinstance(node, Tiers | Choice):
        by = missing_facts(node.by, values, compiler)
        return by or _union((value for _, value in _steps(node)), values, compiler)
    if isinstance(node, Cases):
        return _cases(node, values, compiler)
    return _union(children(node), values, compiler)


def _union(nodes: Iterable[Node], values: Values, compiler: Compiler) -> frozenset[str]:
    """What all of the nodes lack."""
    found = (missing_facts(node, values, compiler) for node in nodes)
    return frozenset().union(*found)


def _size(node: SizeClass, values: Values, compiler: Compiler) -> frozenset[str]:
    """The industry, and the figures that its size classes are made of."""
    industry = missing_facts(node.industry, values, compiler)
    code = compiler.function(node.industry)(values)
    rule = size_rule(code) if isinstance(code, str) else None
    figures = {
        "employees": node.employees,
        "revenue_fen": node.revenue,
        "assets_fen": node.assets,
    }
    wanted = [figures[metric] for metric in (rule.metrics if rule else figures)]
    if isinstance(code, str) and rule is None:
        if len(size_rules(code)) <= 1:
            return frozenset()
        industry |= frozenset((node.industry.name,) if isinstance(node.industry, TextFact) else ())
    return industry | _union(wanted, values, compiler)


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
