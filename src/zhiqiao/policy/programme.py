"""A programme with its versions, read and checked, ready to be judged."""

from dataclasses import dataclass, field
from datetime import date

from zhiqiao.policy.closures import Compiler
from zhiqiao.policy.language.nodes import (
    All,
    AtLeast,
    Clause,
    Manual,
    Node,
    Not,
    NumberNode,
    TruthNode,
    facts_of,
)
from zhiqiao.policy.values import (
    Budget,
    Case,
    Citation,
    DateRange,
    Exclusion,
    Material,
    Place,
    Trust,
    Window,
)

Leaf = Clause | Manual


@dataclass(frozen=True)
class Line:
    """One line of an amount's calculation: what it is, and the number it comes to.

    Attributes:
        kind: "value", "slices" (of a Progressive), "bound" or "part".
    """

    label: str
    node: NumberNode
    kind: str = "value"


@dataclass(frozen=True)
class Branch:
    """Lines that count only where a condition holds; None is otherwise."""

    when: TruthNode | None
    lines: tuple["Line | Branches", ...]


@dataclass(frozen=True)
class Branches:
    """Alternatives, of which the first that holds is worked out."""

    items: tuple[Branch, ...]


@dataclass(frozen=True)
class Amount:
    """How much is paid.

    Attributes:
        node: the amount in fen; None where people set it.
        bound: the most it can be, in fen, where the rule says so.
        lines: how it is worked out.
        set_by: who or what sets it, where no rule does.
    """

    node: NumberNode | None
    lines: tuple[Line | Branches, ...] = ()
    bound: NumberNode | None = None
    set_by: str = ""
    period: str = ""
    years: int | None = None


@dataclass(frozen=True)
class StackCap:
    """The most that several programmes together may come to for one enterprise, in fen."""

    programmes: tuple[str, ...]
    limit: NumberNode
    source: str
    clause: str = ""


@dataclass(frozen=True)
class Version:
    """The rule of a programme in a time.

    Attributes:
        valid: the days it is in force, half-open; an unknown start or end is open.
        has_unknown_dates: whether a start or an end is 不详.
        applies: the 适用前提, or None.
        rule: everything that must hold, exclusions negated, manual items included.
        leaves: its clauses and manual items, in order of writing.
    """

    label: str
    valid: DateRange
    has_unknown_dates: bool
    citations: tuple[Citation, ...]
    windows: tuple[Window, ...]
    mode: str
    trust: Trust
    applies: TruthNode | None
    rule: TruthNode
    leaves: tuple[Leaf, ...]
    amount: Amount | None
    benefits: tuple[str, ...]
    exclusion: Exclusion | None
    gives_way_to: tuple[str, ...]
    cap: StackCap | None
    budget: Budget | None
    materials: tuple[Material, ...]
    certificate_years: int | None
    place: Place

    @property
    def is_automatic(self) -> bool:
        """Whether it may be paid without an application: said so, verified, dates known."""
        trusts = [self.trust, *(leaf.trust for leaf in self.leaves if leaf.trust)]
        return (
            self.mode == "免申即享"
            and all(trust.is_verified for trust in trusts)
            and not self.has_unknown_dates
            and not any(isinstance(leaf, Manual) for leaf in self.leaves)
            and self.amount is not None
            and self.amount.node is not None
        )

    @property
    def to_verify(self) -> bool:
        """Whether it carries 待核实."""
        trusts = [self.trust, *(leaf.trust for leaf in self.leaves if leaf.trust)]
        return self.has_unknown_dates or not all(trust.is_verified for trust in trusts)

    def facts(self) -> frozenset[str]:
        """Every fact that its verdict and amount can depend on."""
        roots: list[Node] = [self.rule]
        roots += [self.applies] if self.applies else []
        if self.amount and self.amount.node:
            roots.append(self.amount.node)
        return frozenset().union(*map(facts_of, roots))


@dataclass(frozen=True)
class Programme:
    """A programme: what people call it, who owns it, and its versions by time.

    Attributes:
        title: the name as something to do, such as 领取研发补助; empty where the file has none.
    """

    id: str
    name: str
    title: str
    department: str
    level: str
    kinds: tuple[str, ...]
    trust: Trust
    audience: TruthNode | None
    audience_text: str
    sources: tuple[str, ...]
    note: str
    versions: tuple[Version, ...]
    cases: tuple[Case, ...] = field(hash=False)
    place: Place
    compiler: Compiler = field(compare=False, repr=False)

    def version_on(self, on: date) -> Version | None:
        """The version in force on the day of the event; there is at most one."""
        for version in self.versions:
            if version.valid.holds(on):
                return version
        return None


def leaves_of(node: TruthNode) -> list[Leaf]:
    """The clauses and manual items of a condition tree, in order."""
    if isinstance(node, Clause | Manual):
        return [node]
    if isinstance(node, Not):
        return leaves_of(node.item)
    if isinstance(node, All | AtLeast):
        return [leaf for item in node.items for leaf in leaves_of(item)]
    return []
