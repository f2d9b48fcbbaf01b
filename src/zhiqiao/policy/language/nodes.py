"""The typed syntax tree that both back-ends evaluate.

Numbers, money (fen), spans (months or days) and dates (proleptic ordinals) are all exact numbers
here; the type check has made sure that only like is compared with like. Nodes are values: two that
say the same are equal, and `Pool` makes them one object, so that work on them is done once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from zhiqiao.policy.values import Number, Trust


class NumberNode:
    """A tree that has a number, or is unknown."""


class TextNode:
    """A tree that has a text."""


class TruthNode:
    """A tree that is true, false or unknown."""


Node = NumberNode | TextNode | TruthNode
N = TypeVar("N")


@dataclass(frozen=True)
class Constant(NumberNode):
    """A number that is written in the rule."""

    value: Number


@dataclass(frozen=True)
class Today(NumberNode):
    """The day of the event, as an ordinal."""


@dataclass(frozen=True)
class NumberFact(NumberNode):
    """A number, amount, span or date that is known of the enterprise."""

    name: str
    formula: NumberNode | None = None


@dataclass(frozen=True)
class Arithmetic(NumberNode):
    """Two numbers combined by + - * /."""

    operator: str
    left: NumberNode
    right: NumberNode


@dataclass(frozen=True)
class Extreme(NumberNode):
    """The highest or the lowest of several numbers."""

    is_highest: bool
    items: tuple[NumberNode, ...]


@dataclass(frozen=True)
class Tiers(NumberNode):
    """The value of the first step whose upper bound, itself included, is not exceeded."""

    by: NumberNode
    steps: tuple[tuple[Number, NumberNode], ...]
    otherwise: NumberNode | None


@dataclass(frozen=True)
class Choice(NumberNode):
    """The value that stands beside a text."""

    by: TextNode
    options: tuple[tuple[str, NumberNode], ...]
    otherwise: NumberNode | None


@dataclass(frozen=True)
class Cases(NumberNode):
    """The value of the first condition that holds."""

    branches: tuple[tuple[TruthNode, NumberNode], ...]
    otherwise: NumberNode | None


@dataclass(frozen=True)
class Progressive(NumberNode):
    """Each slice of the base at its own rate; steps are (upper bound, rate), the last unbounded."""

    base: NumberNode
    steps: tuple[tuple[Number | None, Number], ...]


@dataclass(frozen=True)
class Rounded(NumberNode):
    """A number brought to a multiple of the step, in fen."""

    value: NumberNode
    step_fen: int
    mode: str


@dataclass(frozen=True)
class Shifted(NumberNode):
    """A date moved by whole months, then days; a day that the month lacks becomes its last."""

    day: NumberNode
    months: int
    days: int


@dataclass(frozen=True)
class Age(NumberNode):
    """The months from a date to the event: whole months, plus left-over days / 31."""

    day: NumberNode


@dataclass(frozen=True)
class TextFact(TextNode):
    """A text or code that is known of the enterprise."""

    name: str
    formula: TextNode | None = None


@dataclass(frozen=True)
class SizeClass(TextNode):
    """The SME size class by 工信部联企业〔2011〕300号."""

    industry: TextNode
    employees: NumberNode
    revenue: NumberNode
    assets: NumberNode


@dataclass(frozen=True)
class Truth(TruthNode):
    """True or false, always."""

    value: bool


@dataclass(frozen=True)
class TruthFact(TruthNode):
    """A yes or no that is known of the enterprise."""

    name: str
    formula: TruthNode | None = None


@dataclass(frozen=True)
class Compare(TruthNode):
    """Two numbers compared by = != < <= > >=."""

    operator: str
    left: NumberNode
    right: NumberNode


@dataclass(frozen=True)
class NumberIn(TruthNode):
    """Whether a number is one of several."""

    value: NumberNode
    options: tuple[Number, ...]


@dataclass(frozen=True)
class Member(TruthNode):
    """Whether a text is one of several, or a code is in or under one of several.

    Attributes:
        matching: "text", "piece" (contains one as a part), "industry" or "region".
    """

    value: TextNode
    options: tuple[str, ...]
    matching: str = "text"


@dataclass(frozen=True)
class Has(TruthNode):
    """Whether a set has any ("any") or all ("all") of the options, or just these ("same")."""

    fact: str
    options: frozenset[str]
    mode: str = "any"


@dataclass(frozen=True)
class Not(TruthNode):
    """The contrary."""

    item: TruthNode


@dataclass(frozen=True)
class All(TruthNode):
    """Every item."""

    items: tuple[TruthNode, ...]


@dataclass(frozen=True)
class AtLeast(TruthNode):
    """At least so many of the items; one of them is 或."""

    count: int
    items: tuple[TruthNode, ...]


@dataclass(frozen=True)
class Manual(TruthNode):
    """What only a person can decide: unknown to data for ever."""

    id: str
    source: str = ""
    clause: str = ""
    trust: Trust | None = None


@dataclass(frozen=True)
class Clause(TruthNode):
    """A leaf of a programme: one comparison with its number, clause and words.

    Attributes:
        source: the comparison as written.
        note: a line for people, in the rule's file.
        is_exclusion: whether it is one of the 排除情形, which must not hold.
    """

    id: str
    rule: TruthNode
    source: str
    clause: str = ""
    note: str = ""
    trust: Trust | None = None
    is_exclusion: bool = False


class Pool:
    """Makes equal nodes one object."""

    def __init__(self) -> None:
        self._nodes: dict[object, object] = {}

    def one(self, node: N) -> N:
        """The first node seen that equals this one."""
        return self._nodes.setdefault(node, node)  # type: ignore[return-value]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, formulas of facts included, in order of writing."""
    found: list[Node] = []
    for value in vars(node).values():
        _collect(value, found)
    return tuple(found)


def _collect(value: object, found: list[Node]) -> None:
    """Appends the nodes in a field's value, which may be a tuple of tuples."""
    if isinstance(value, NumberNode | TextNode | TruthNode):
        found.append(value)
    elif isinstance(value, tuple):
        for each in value:
            _collect(each, found)


def every_node(roots: Iterable[Node]) -> Iterator[Node]:
    """Every node below the roots, themselves included, once; the last written first."""
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.extend(children(node))


def facts_of(node: Node) -> frozenset[str]:
    """The names of all facts that the tree reads, formulas included."""
    names: set[str] = set()
    for each in every_node((node,)):
        if isinstance(each, NumberFact | TextFact | TruthFact):
            names.add(each.name)
        elif isinstance(each, Has):
            names.add(each.fact)
    return frozenset(names)
