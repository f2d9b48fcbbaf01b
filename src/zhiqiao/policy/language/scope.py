"""The names an expression may use: facts, with their types, and a version's parameters."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from zhiqiao.policy.closures import Compiler
from zhiqiao.policy.language.nodes import Node, NumberFact, Pool, TextFact, TruthFact
from zhiqiao.policy.language.tokens import Vocabulary
from zhiqiao.policy.language.units import Unit, unit_named
from zhiqiao.policy.values import Fact, FactType

FUNCTIONS = {
    "最高": "highest",
    "最大": "highest",
    "较高者": "highest",
    "最低": "lowest",
    "最小": "lowest",
    "较低者": "lowest",
    "年数": "age",
    "划型": "size",
}
TODAY = "当日"
KINDS = {
    FactType.INTEGER: "number",
    FactType.DECIMAL: "number",
    FactType.MONEY: "number",
    FactType.DATE: "date",
    FactType.TRUTH: "truth",
    FactType.TEXT: "text",
    FactType.SET: "set",
    FactType.INDUSTRY: "industry",
    FactType.REGION: "region",
}


@dataclass(frozen=True)
class Typed:
    """A checked piece of an expression.

    Attributes:
        kind: number, date, truth, text, industry, region, set or list.
        unit: of a number.
        fact: the fact it is, if it is nothing else.
        texts: the literal texts of a list, for a list.
        parts: the checked items of a list of numbers.
    """

    node: Node | None
    kind: str
    unit: Unit = field(default_factory=Unit)
    fact: Fact | None = None
    texts: tuple[str, ...] | None = None

    @property
    def style(self) -> str:
        """How its values are shown."""
        return self.unit.style if self.kind == "number" else self.kind


def fact_unit(fact: Fact) -> Unit:
    """What a fact's number measures."""
    if fact.type is FactType.MONEY:
        return Unit(money=1)
    unit = unit_named(fact.unit)[0]
    return replace(unit, is_bare=False, is_percent=unit.is_percent or _is_ratio(fact))


def _is_ratio(fact: Fact) -> bool:
    """Whether a decimal without a unit is best shown in percent."""
    words = ("比", "率", "强度")
    return fact.type is FactType.DECIMAL and not fact.unit and any(w in fact.name for w in words)


class Scope:
    """Facts by name, shared by all expressions of a rulebook; `within` adds parameters.

    Args:
        facts: the dictionary.
        pool: makes equal nodes one.
    """

    def __init__(self, facts: Mapping[str, Fact], pool: Pool) -> None:
        self.facts = facts
        self.pool = pool
        self.parameters: dict[str, Typed] = {}
        self.formulas: dict[str, Node] = {}
        self.used: set[str] = set()
        self.compiler = Compiler()
        self.vocabulary = Vocabulary([*facts, TODAY], FUNCTIONS)

    def within(self, parameters: Iterable[str]) -> "Scope":
        """A scope that also knows a version's parameters; their values are put in later."""
        names = list(parameters)
        if not names:
            inner = Scope.__new__(Scope)
            inner.__dict__.update(self.__dict__)
        else:
            inner = Scope(self.facts, self.pool)
            inner.formulas = self.formulas
            inner.compiler = self.compiler
            inner.vocabulary = Vocabulary([*self.facts, TODAY, *names], FUNCTIONS)
        inner.parameters = {}
        inner.used = set()
        return inner

    def parameter(self, name: str) -> Typed | None:
        """The parameter of a name, if there is one; it is now used."""
        found = self.parameters.get(name)
        if found is not None:
            self.used.add(name)
        return found

    def fact(self, name: str) -> Typed | None:
        """The fact of a name, if there is one."""
        fact = self.facts.get(name)
        if fact is None:
            return None
        formula = self.formulas.get(name)
        node: Node | None
        if fact.type is FactType.SET:
            node = None
        elif fact.type is FactType.TRUTH:
            node = TruthFact(name, formula)  # type: ignore[arg-type]
        elif fact.type in (FactType.TEXT, FactType.INDUSTRY, FactType.REGION):
            node = TextFact(name, formula)  # type: ignore[arg-type]
        else:
            node = NumberFact(name, formula)  # type: ignore[arg-type]
        return Typed(node, KINDS[fact.type], fact_unit(fact), fact)

    def like(self, name: str) -> str:
        """Names that look like one that is not known, for messages."""
        known = [*self.facts, *self.parameters]
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        return "、".join(close)
