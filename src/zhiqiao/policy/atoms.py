"""One comparison of a clause in words: what it speaks of, what is wanted, how far it is off."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhiqiao.policy.closures import Values
from zhiqiao.policy.language.nodes import (
    All,
    AtLeast,
    Clause,
    Compare,
    Constant,
    Has,
    Member,
    Node,
    Not,
    NumberFact,
    NumberIn,
    TextFact,
    Truth,
    TruthFact,
    TruthNode,
)
from zhiqiao.policy.language.units import Unit
from zhiqiao.policy.showing import DATE, FLIPPED, SWAPPED, Showing, joined
from zhiqiao.policy.values import Interval

# The value of a node for the enterprise that is explained.
Look = Callable[[Node], Any]
MEMBER_WORDS = {
    "zh": {
        ("one", False): "为",
        ("one", True): "不为",
        ("many", False): "属于",
        ("many", True): "不属于",
        ("piece", False): "含有",
        ("piece", True): "不含有",
        ("all", False): "含有全部",
        ("all", True): "不同时含有",
        ("any", False): "含有其一",
        ("any", True): "不含有",
        ("same", False): "恰为",
        ("same", True): "不恰为",
    },
    "en": {
        ("one", False): "to be",
        ("one", True): "not to be",
        ("many", False): "within",
        ("many", True): "not within",
        ("piece", False): "containing",
        ("piece", True): "not containing",
        ("all", False): "having all of",
        ("all", True): "not having all of",
        ("any", False): "having one of",
        ("any", True): "having none of",
        ("same", False): "exactly",
        ("same", True): "not exactly",
    },
}
GAPS = {
    "zh": {
        "short": "还差 {}",
        "over": "高出 {}",
        "early": "早了 {}",
        "late": "晚了 {}",
        "higher": "正好相等，须更高",
        "lower": "正好相等，须更低",
        "other": "不能相等",
        "outside": "不在其列",
        "inside": "在其列",
        "lacks": "缺 {}",
        "has": "有 {}",
        "lacks_any": "一项都没有",
    },
    "en": {
        "short": "{} short",
        "over": "{} too much",
        "early": "{} too early",
        "late": "{} too late",
        "higher": "equal, must be higher",
        "lower": "equal, must be lower",
        "other": "must differ",
        "outside": "not among them",
        "inside": "among them",
        "lacks": "lacks {}",
        "has": "has {}",
        "lacks_any": "has none of them",
    },
}


@dataclass
class Atom:
    """One comparison, in one language.

    Args:
        node: the comparison, without its negations.
        is_negated: whether the contrary is wanted.
    """

    node: TruthNode
    is_negated: bool
    showing: Showing

    @cached_property
    def _compare(self) -> Compare | None:
        """A comparison of numbers with its constant on the right and its negation worked in."""
        node = self.node
        if not isinstance(node, Compare):
            return None
        operator, left, right = node.operator, node.left, node.right
        if isinstance(left, Constant) and not isinstance(right, Constant):
            operator, left, right = SWAPPED[operator], right, left
        return Compare(FLIPPED[operator] if self.is_negated else operator, left, right)

    @cached_property
    def _unit(self) -> Unit:
        """What the compared numbers measure."""
        compare = self._compare
        if compare is None:
            return self.showing.unit(self._value_node)
        limit = compare.right.value if isinstance(compare.right, Constant) else None
        return self.showing.unit(compare.left, limit)

    @cached_property
    def _value_node(self) -> Node:
        """The number, text or truth that the comparison is about."""
        node = self.node
        if self._compare is not None:
            return self._compare.left
        return node.value if isinstance(node, Member | NumberIn) else node

    @cached_property
    def subject(self) -> str:
        """What the comparison is about."""
        if isinstance(self.node, Has):
            return self.node.fact
        if isinstance(self.node, Truth):
            return ""
        return self.showing.subject(self._value_node, self._unit)

    @cached_property
    def is_yes_or_no(self) -> bool:
        """Whether it is a fact that is true or false."""
        return isinstance(self.node, TruthFact)

    def have(  # noqa: PLR0911 -- one case per kind of node
        self, look: Look, known: Values
    ) -> str:
        """The value as it is; empty where it is not known."""
        node = self._value_node
        if isinstance(node, Truth):
            return ""
        if isinstance(node, Has):
            value = known.get(node.fact)
            return "" if value is None else self.showing.fact_value(node.fact, value)
        named = node.name if isinstance(node, NumberFact | TextFact | TruthFact) else ""
        given = known.get(named)
        if isinstance(given, Interval):
            return self.showing.fact_value(named, given)
        value = look(node)
        if value is None:
            return ""
        compare = self._compare
        if compare is not None:
            limit = look(compare.right)
            return self.showing.apart(value, value if limit is None else limit, self._unit)
        if isinstance(self.node, NumberIn):
            return self.showing.number(value, self._unit)
        return self.showing.fact_value(named, value)

    def want(self, look: Look) -> str:
        """What is wanted of it."""
        return self._fixed_want if self._fixed_want is not None else self._moving_want(look)

    @cached_property
    def _fixed_want(self) -> str | None:
        """What is wanted, where it is the same for every enterprise."""
        node, showing, language = self.node, self.showing, self.showing.language
        if self._compare is not None:
            right = self._compare.right
            if not isinstance(right, Constant):
                return None
            word = showing.comparison(self._compare.operator, self._unit)
            return f"{word} {showing.number(right.value, self._unit, 8)}"
        words = MEMBER_WORDS[language]
        if isinstance(node, Member):
            way = "piece" if node.matching == "piece" else "one"
            way = "many" if way == "one" and self._is_wide(node) else way
            return f"{words[way, self.is_negated]} {showing.options(node.options, node.matching)}"
        if isinstance(node, Has):
            is_one = len(node.options) == 1 and node.mode != "same"
            way = "piece" if is_one else node.mode
            return f"{words[way, self.is_negated]} {showing.options(sorted(node.options))}"
        if isinstance(node, NumberIn):
            listed = joined((showing.number(each, self._unit) for each in node.options), language)
            way = "one" if len(node.options) == 1 else "many"
            return f"{words[way, self.is_negated]} {listed}"
        return showing.fact_value("", value=not self.is_negated)

    def _is_wide(self, node: Member) -> bool:
        """Whether it is about lying within, rather than being the same."""
        return len(node.options) > 1 or node.matching in ("region", "industry")

    def _moving_want(self, look: Look) -> str:
        """What is wanted, where it depends on the enterprise."""
        compare = self._compare
        if compare is None:
            return ""
        word = self.showing.comparison(compare.operator, self._unit)
        limit, source = look(compare.right), self.showing.subject(compare.right, self._unit)
        if limit is None:
            return f"{word} {source}"
        opening, closing = "（）" if self.showing.language == "zh" else (" (", ")")
        return f"{word} {self.showing.number(limit, self._unit, 8)}{opening}{source}{closing}"

    def gap(self, look: Look, known: Values) -> str:
        """What is missing to what is wanted; empty where it holds or is not known."""
        truth = look(self.node)
        if truth is None or truth != self.is_negated:
            return ""
        words = GAPS[self.showing.language]
        if self._compare is not None:
            return self._distance(self._compare, look, words)
        if isinstance(self.node, Member | NumberIn):
            return words["inside" if self.is_negated else "outside"]
        if isinstance(self.node, Has):
            return self._lack(self.node, known.get(self.node.fact) or frozenset(), words)
        return ""

    def _distance(self, compare: Compare, look: Look, words: dict[str, str]) -> str:
        """How far a number is off."""
        value, limit = look(compare.left), look(compare.right)
        if value is None or limit is None:
            return ""
        if value == limit:
            ways = {">": "higher", "<": "lower"}
            return words[ways.get(compare.operator, "other")]
        shown = self.showing.difference(abs(value - limit), self._unit)
        below, above = ("early", "late") if self._unit == DATE else ("short", "over")
        return words[below if value < limit else above].format(shown)

    def _lack(self, node: Has, found: frozenset[str], words: dict[str, str]) -> str:
        """Which members a set lacks, or has and should not."""
        if self.is_negated:
            return words["has"].format(self.showing.options(sorted(node.options & found)))
        lacking, spare = sorted(node.options - found), sorted(found - node.options)
        if node.mode == "any" and len(node.options) > 1:
            return words["lacks_any"]
        parts = [words["lacks"].format(self.showing.options(lacking))] if lacking else []
        if node.mode == "same" and spare:
            parts.append(words["has"].format(self.showing.options(spare)))
        return joined(parts, self.showing.language)


def atoms_of(node: TruthNode, showing: Showing, *, is_negated: bool) -> list[Atom]:
    """The comparisons of a clause, in order."""
    if isinstance(node, Not):
        return atoms_of(node.item, showing, is_negated=not is_negated)
    if isinstance(node, Clause):
        return atoms_of(node.rule, showing, is_negated=is_negated)
    if isinstance(node, All | AtLeast):
        found: list[Atom] = []
        for item in node.items:
            found += atoms_of(item, showing, is_negated=is_negated)
        return found
    return [Atom(node, is_negated, showing)]
