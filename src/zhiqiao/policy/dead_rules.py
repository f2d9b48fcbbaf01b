"""Finds parts of a rule that can never matter: bounds that contradict, constants, dead tiers.

Only what is cheap and sure is said: what is found is dead, what is not found may be dead too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zhiqiao.codes import industry_within, region_within
from zhiqiao.policy.closures import Compiler
from zhiqiao.policy.errors import Problem, ProblemKind, Severity
from zhiqiao.policy.language.nodes import (
    All,
    AtLeast,
    Cases,
    Clause,
    Compare,
    Constant,
    Manual,
    Member,
    Node,
    Not,
    NumberNode,
    TextNode,
    Tiers,
    Today,
    Truth,
    TruthNode,
    children,
    every_node,
    facts_of,
)
from zhiqiao.policy.programme import Version
from zhiqiao.policy.showing import FLIPPED, SWAPPED, Showing
from zhiqiao.policy.values import Number

NEVER = Truth(value=False)
# A comparison, and whether its contrary is wanted.
Wanted = tuple[TruthNode, bool]


@dataclass
class Reach:
    """What conditions that must all hold leave possible.

    Attributes:
        low, high: by number; the bound, and whether it is excluded.
        texts: by text; the options left, of one way of matching.
        wanted: the conditions themselves.
    """

    low: dict[NumberNode, tuple[Number, bool]] = field(default_factory=dict)
    high: dict[NumberNode, tuple[Number, bool]] = field(default_factory=dict)
    texts: dict[tuple[TextNode, str], tuple[str, ...]] = field(default_factory=dict)
    wanted: set[Wanted] = field(default_factory=set)

    def clash(self, items: Iterable[Wanted]) -> Node | None:
        """Takes in conditions; what the first that cannot hold beside the others is about."""
        for item in items:
            node, is_negated = item
            about = self._take(node, is_negated=is_negated)
            if about is not None:
                return about
            self.wanted.add(item)
        return None

    def _take(self, node: TruthNode, *, is_negated: bool) -> Node | None:
        """Takes in one condition; what it is about, if it cannot hold."""
        if (node, not is_negated) in self.wanted:
            return node
        if isinstance(node, Compare):
            return self._compare(node, is_negated=is_negated)
        if isinstance(node, Member) and not is_negated and node.matching != "piece":
            return self._member(node)
        return None

    def _compare(self, node: Compare, *, is_negated: bool) -> Node | None:
        """A number against a constant."""
        operator, left, right = node.operator, node.left, node.right
        if isinstance(left, Constant):
            operator, left, right = SWAPPED[operator], right, left
        if not isinstance(right, Constant) or isinstance(left, Constant):
            return None
        operator = FLIPPED[operator] if is_negated else operator
        if operator in (">", ">=", "="):
            bound = (right.value, operator == ">")
            self.low[left] = max(self.low.get(left, bound), bound)
        if operator in ("<", "<=", "="):
            value, is_open = self.high.get(left, (right.value, False))
            if right.value < value:
                value, is_open = right.value, False
            is_open = is_open or (operator == "<" and right.value == value)
            self.high[left] = (value, is_open)
        if left in self.low and left in self.high:
            (low, is_low_open), (high, is_high_open) = self.low[left], self.high[left]
            if low > high or (low == high and (is_low_open or is_high_open)):
                return left
        return None

    def _member(self, node: Member) -> Node | None:
        """A text or code within one of several."""
        key = (node.value, node.matching)
        before = self.texts.get(key)
        left = node.options
        if before is not None:
            left = tuple(
                one if _lies(one, other, node.matching) else other
                for one in node.options
                for other in before
                if _lies(one, other, node.matching) or _lies(other, one, node.matching)
            )
        self.texts[key] = left
        return None if left else node.value

    def copy(self) -> "Reach":
        """The same, to go on from."""
        return Reach(dict(self.low), dict(self.high), dict(self.texts), set(self.wanted))


def _lies(one: str, other: str, matching: str) -> bool:
    """Whether an option is another or lies in it."""
    if matching == "text":
        return one == other
    within = region_within if matching == "region" else industry_within
    return within(one, other) is not False and within(one, other) is not None


def dead_rules(version: Version, showing: Showing, compiler: Compiler) -> list[Problem]:
    """What is dead in one version."""
    finder = _Finder(version, showing)
    finder.constants(compiler)
    reach = Reach()
    trees = [tree for tree in (version.applies, version.rule) if tree is not None]
    sure, open_ = _parted(trees)
    about = reach.clash(sure)
    if about is not None:
        finder.note(f"对「{finder.about(about)}」的要求互相矛盾，永远不会符合")
        return finder.found
    for node, is_negated in open_:
        finder.branches(node, reach, is_negated=is_negated)
    amount = version.amount.node if version.amount else None
    finder.tables([*trees, *([amount] if amount is not None else [])], reach)
    return finder.found


def _parted(
    nodes: Sequence[TruthNode], *, is_negated: bool = False
) -> tuple[list[Wanted], list[tuple[AtLeast | All, bool]]]:
    """Conditions that must all hold, and the alternatives that stand beside them."""
    sure: list[Wanted] = []
    open_: list[tuple[AtLeast | All, bool]] = []
    waiting = [(node, is_negated) for node in reversed(nodes)]
    while waiting:
        node, is_turned = waiting.pop()
        if isinstance(node, Clause):
            waiting.append((node.rule, is_turned))
        elif isinstance(node, Not):
            waiting.append((node.item, not is_turned))
        elif isinstance(node, All | AtLeast):
            if isinstance(node, All):
                is_every = not is_turned
            else:
                is_every = node.count == (1 if is_turned else len(node.items))
            if is_every:
                waiting += [(item, is_turned) for item in reversed(node.items)]
            else:
                open_.append((node, is_turned))
        elif not isinstance(node, Manual):
            sure.append((node, is_turned))
    return sure, open_


@dataclass
class _Finder:
    """Collects what is dead in a version."""

    version: Version
    showing: Showing
    found: list[Problem] = field(default_factory=list)

    def note(self, why: str, severity: Severity = Severity.ERROR) -> None:
        """Notes something dead."""
        self.found.append(
            Problem(ProblemKind.DEAD_RULE, self.version.place, {"why": why}, severity)
        )

    def about(self, node: Node) -> str:
        """What conditions contradict each other about."""
        showing = self.showing
        return showing.condition(node) if isinstance(node, TruthNode) else showing.subject(node)

    def constants(self, compiler: Compiler) -> None:
        """Leaves that depend on nothing."""
        for leaf in self.version.leaves:
            if isinstance(leaf, Manual) or facts_of(leaf) or _has_today(leaf):
                continue
            truth = compiler.function(leaf)({})
            word = "成立" if truth else "不成立"
            severity = Severity.ERROR if truth is leaf.is_exclusion else Severity.WARNING
            self.note(f"{leaf.id}「{leaf.source}」总是{word}", severity)

    def branches(self, node: AtLeast | All, reach: Reach, *, is_negated: bool) -> None:
        """Alternatives that can never hold, or of which one always does."""
        is_one_enough = is_negated if isinstance(node, All) else node.count == 1 and not is_negated
        for item in node.items:
            sure, open_ = _parted([item], is_negated=is_negated)
            shown = self.showing.condition(item)
            about = Reach().clash(sure)
            if about is not None:
                self.note(f"「{shown}」里对「{self.about(about)}」的要求互相矛盾")
                continue
            inner = reach.copy()
            if inner.clash(sure) is not None:
                self.note(f"「{shown}」与别的条件矛盾，这一支永远不成立", Severity.WARNING)
                continue
            is_certain = bool(sure) and not open_ and set(sure) <= reach.wanted
            if is_one_enough and is_certain and not _has_manual(item):
                why = f"「{shown}」已是必需的条件，这里的任一满足总是成立"
                self.note(why, Severity.WARNING)
            for below, is_turned in open_:
                self.branches(below, inner, is_negated=is_turned)

    def tables(self, roots: Sequence[Node], reach: Reach) -> None:
        """Tiers that nothing reaches, and branches of an amount that an earlier one covers."""
        for node in every_node(roots):
            if isinstance(node, Tiers):
                self._tiers(node, reach)
            elif isinstance(node, Cases):
                whens: set[TruthNode] = set()
                for when, _ in node.branches:
                    if when in whens or when == NEVER:
                        self.note(f"情形「{self.showing.condition(when)}」轮不到", Severity.WARNING)
                    whens.add(when)

    def _tiers(self, node: Tiers, reach: Reach) -> None:
        """Tiers below what is asked for, or above what is allowed."""
        low, high = reach.low.get(node.by), reach.high.get(node.by)
        unit = self.showing.unit(node.by)
        below: Number | None = None
        tops: list[Number | None] = [bound for bound, _ in node.steps]
        for top in [*tops, *([None] if node.otherwise else [])]:
            is_under = (
                low is not None and top is not None and (top < low[0] or (top == low[0] and low[1]))
            )
            is_over = high is not None and below is not None and high[0] <= below
            if is_under or is_over:
                limit = "" if top is None else f"至 {self.showing.number(top, unit)} "
                self.note(
                    f"按「{self.showing.subject(node.by)}」分档，{limit or '最后'}一档轮不到",
                    Severity.WARNING,
                )
            below = top


def _has_today(node: Node) -> bool:
    """Whether it depends on the day."""
    return isinstance(node, Today) or any(map(_has_today, children(node)))


def _has_manual(node: Node) -> bool:
    """Whether a person must decide some of it."""
    return isinstance(node, Manual) or any(map(_has_manual, children(node)))
