"""Reads a 金额: each form becomes a number and the lines that show how it is worked out."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import cast

from zhiqiao.policy.amount_made import Made
from zhiqiao.policy.document import Item, Listing, Table, Text
from zhiqiao.policy.errors import ProblemKind
from zhiqiao.policy.language.checking import check_number, check_truth
from zhiqiao.policy.language.nodes import (
    Arithmetic,
    Cases,
    Constant,
    Extreme,
    Node,
    NumberNode,
    Progressive,
    Rounded,
    Tiers,
    TruthNode,
)
from zhiqiao.policy.language.scope import Scope
from zhiqiao.policy.language.units import PLAIN, YUAN, Unit
from zhiqiao.policy.programme import Amount, Branch, Branches, Line
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.rounding import AMOUNT_FEN_MAX, DOWN, HALF_UP, MODES, STEPS_FEN
from zhiqiao.policy.values import Number

FORMS = ["定额", "基数", "分情形", "合计", "评定"]
KEYS = [
    *FORMS,
    *[
        "比例",
        "超额累进",
        "全额分档",
        "上限",
        "下限",
        "取整",
        "周期",
        "年数",
        "说明",
        "条款",
        "名",
        "当",
        "其他",
    ],
]
NOTHING: tuple[Line | Branches, ...] = ()


@dataclass
class AmountReader:
    """Reads the amounts of one version.

    Args:
        reader: collects the problems.
        scope: the facts and the version's parameters.
    """

    reader: Reader
    scope: Scope
    nodes: list[Node] = field(default_factory=list)

    def amount(self, item: Item) -> Amount | None:
        """The amount, or None with its problems noted."""
        table = self.reader.table(item, KEYS, "金额")
        made = self._made(table) if table else None
        if made is None or table is None:
            return None
        period = self.reader.words(table, "周期")
        years = self.reader.whole(table, "年数")
        if made.node is None:
            return Amount(None, made.lines, made.bound, made.set_by or "部门", period, years)
        step, mode = self._rounding(table)
        node = self._rounded(table, made, step, mode)
        lines = (*made.lines, Line(f"取整到{_step_name(step)}（{mode}）", node))
        bound = made.bound
        return Amount(node, lines, bound, "", period, years)

    def _one(self, node: NumberNode) -> NumberNode:
        """The node, shared with equal ones."""
        return self.scope.pool.one(node)

    def _made(self, table: Table) -> Made | None:
        """One form with its bounds; its own rounding only in parts and branches."""
        forms = [form for form in FORMS if form in table.entries]
        if len(forms) != 1:
            known = "、".join(FORMS)
            self.reader.wrong(
                ProblemKind.ONE_FORM_WANTED, table.place, found="、".join(forms), known=known
            )
            return None
        made = {
            "定额": self._fixed,
            "基数": self._based,
            "分情形": self._by_case,
            "合计": self._sum,
            "评定": self._set_by_people,
        }[forms[0]](table)
        return self._bounded(table, made) if made else None

    def _money(self, item: Item, key: str) -> NumberNode | None:
        """An expression that comes to an amount."""
        node = self._number(item, key, YUAN)
        if isinstance(node, Constant) and node.value > AMOUNT_FEN_MAX:
            self.reader.wrong(ProblemKind.AMOUNT_OVERFLOW, item.place, text=_words(item))
            return None
        return node

    def _number(self, item: Item, key: str, unit: Unit) -> NumberNode | None:
        """An expression that comes to a number of the unit."""
        text = self.reader.text(item, key)
        if text is None:
            return None
        found = self.reader.attempt(lambda: check_number(text.text, self.scope, text.place, unit))
        return cast("NumberNode | None", found.node) if found else None

    def _fixed(self, table: Table) -> Made | None:
        item = table.entries["定额"]
        node = self._money(item, "定额")
        if node is None:
            return None
        bound = node if isinstance(node, Constant) else None
        return Made(node, (Line(f"定额：{_words(item)}", node),), bound)

    def _set_by_people(self, table: Table) -> Made | None:
        text = self.reader.text(table.entries["评定"], "评定")
        return Made(None, (), None, text.text) if text else None

    def _based(  # noqa: PLR0911 -- one problem after the other
        self, table: Table
    ) -> Made | None:
        item = table.entries["基数"]
        base = self._money(item, "基数")
        ways = [key for key in ("比例", "超额累进", "全额分档") if key in table.entries]
        if len(ways) != 1:
            self.reader.wrong(
                ProblemKind.ONE_FORM_WANTED,
                table.place,
                found="、".join(ways),
                known="比例、超额累进、全额分档",
            )
            return None
        if base is None:
            return None
        first = Line(f"基数：{_words(item)}", base)
        if ways[0] == "比例":
            rate_item = table.entries["比例"]
            rate = self._number(rate_item, "比例", PLAIN)
            if rate is None:
                return None
            node = self._product(base, rate)
            return Made(node, (first, Line(f"× {_words(rate_item)}", node)))
        steps = self._steps(table.entries[ways[0]], ways[0], base)
        if steps is None:
            return None
        if ways[0] == "超额累进":
            return self._slices(first, base, steps)
        node = self._one(Tiers(base, tuple(steps.steps), steps.otherwise))
        return Made(node, (first, Line("按全额所在档次计", node)))

    def _slices(self, first: Line, base: NumberNode, steps: "_Steps") -> Made:
        """Progressive slices of the base."""
        node = self._one(Progressive(base, tuple(steps.rates)))
        return Made(node, (first, Line("分段累进合计", node, "slices")))

    def _product(self, base: NumberNode, rate: NumberNode) -> NumberNode:
        """Base times rate."""
        return self._one(Arithmetic("*", base, rate))

    def _steps(self, item: Item, key: str, base: NumberNode) -> "_Steps | None":
        """The steps of 超额累进 or 全额分档: rising bounds, the last may be open."""
        if not isinstance(item, Listing) or not item.items:
            self.reader.wrong(ProblemKind.LIST_WANTED, item.place, key=key)
            return None
        steps = _Steps()
        before: Number | None = None
        for index, each in enumerate(item.items):
            table = self.reader.table(each, ("至", "比例", "金额"), key)
            bound = self._bound(table, is_last=index == len(item.items) - 1) if table else None
            if table is None or bound is None:
                return None
            top = bound[0]
            if top is not None and before is not None and top <= before:
                self.reader.wrong(ProblemKind.TIERS_DISORDERED, table.place, key=key)
                return None
            before = top
            if not self._step(table, key, top, base, steps):
                return None
        return steps

    def _bound(self, table: Table, *, is_last: bool) -> tuple[Number | None] | None:
        """The upper bound of a step; open only in the last."""
        item = table.entries.get("至")
        if item is None:
            if not is_last:
                self.reader.wrong(ProblemKind.KEY_MISSING, table.place, key="至")
                return None
            return (None,)
        node = self._money(item, "至")
        if node is None:
            return None
        if not isinstance(node, Constant):
            self.reader.wrong(ProblemKind.NOT_CONSTANT, item.place, text=_words(item))
            return None
        return (node.value,)

    def _step(
        self, table: Table, key: str, top: Number | None, base: NumberNode, steps: "_Steps"
    ) -> bool:
        """Adds one step; False with its problems noted."""
        if key == "超额累进" and "比例" not in table.entries:
            self.reader.wrong(ProblemKind.KEY_MISSING, table.place, key="比例")
            return False
        if ("比例" in table.entries) == ("金额" in table.entries):
            self.reader.wrong(
                ProblemKind.ONE_FORM_WANTED, table.place, found="", known="比例、金额"
            )
            return False
        if "金额" in table.entries:
            value = self._money(table.entries["金额"], "金额")
        else:
            rate = self._number(table.entries["比例"], "比例", PLAIN)
            if rate is not None and not isinstance(rate, Constant):
                self.reader.wrong(
                    ProblemKind.NOT_CONSTANT, table.place, text=_words(table.entries["比例"])
                )
                return False
            value = self._product(base, rate) if rate else None
            steps.rates.append((top, rate.value if isinstance(rate, Constant) else Fraction(0)))
        if value is None:
            return False
        if top is None:
            steps.otherwise = value
        else:
            steps.steps.append((top, value))
        return True

    def _by_case(self, table: Table) -> Made | None:
        """分情形: the first that holds."""
        branches: list[tuple[TruthNode, NumberNode]] = []
        shown: list[Branch] = []
        otherwise: NumberNode | None = None
        bounds: list[NumberNode | None] = []
        is_set = ""
        for item in self.reader.listing(table, "分情形"):
            entry = self.reader.table(item, KEYS, "分情形")
            made = self._made_rounded(entry) if entry else None
            if made is None or entry is None:
                return None
            is_set = is_set or made.set_by
            bounds.append(made.bound)
            if "其他" in entry.entries:
                otherwise = made.node
                shown.append(Branch(None, made.lines))
                continue
            when = self._when(entry, is_required=True)
            if when is None:
                return None
            shown.append(Branch(when, made.lines))
            # What people set is never worked out: such a branch has no number.
            branches.append((when, made.node or UNSET))
        node = self._one(Cases(tuple(branches), otherwise))
        most = self._highest(bounds)
        if all(value == UNSET for _, value in branches) and otherwise is None:
            return Made(None, (Branches(tuple(shown)),), most, is_set or "部门")
        return Made(node, (Branches(tuple(shown)),), most)

    def _when(self, entry: Table, *, is_required: bool) -> TruthNode | None:
        """The condition of a branch or part."""
        text = self.reader.required(entry, "当") if is_required else None
        if text is None and "当" in entry.entries:
            text = self.reader.text(entry.entries["当"], "当")
        if text is None:
            return None
        found = self.reader.attempt(lambda: check_truth(text.text, self.scope, text.place))
        return cast("TruthNode | None", found.node) if found else None

    def _made_rounded(self, entry: Table) -> Made | None:
        """A branch or part, rounded where it says so itself."""
        made = self._made(entry)
        if made is None or made.node is None or "取整" not in entry.entries:
            return made
        return replace(made, node=self._rounded(entry, made, *self._rounding(entry)))

    def _rounded(self, table: Table, made: Made, step: int, mode: str) -> NumberNode:
        """The number rounded, and never above its own 上限."""
        node = self._one(Rounded(cast(NumberNode, made.node), step, mode))
        if "上限" not in table.entries or made.bound is None or mode == DOWN:
            return node
        if isinstance(made.bound, Constant) and made.bound.value % step == 0:
            return node  # rounding cannot pass a multiple of the step
        top = self._one(Rounded(made.bound, step, DOWN))
        return self._one(Extreme(False, (node, top)))  # noqa: FBT003 -- the lowest

    def _sum(self, table: Table) -> Made | None:
        """合计: the parts added up; a part whose condition does not hold adds nothing."""
        total: NumberNode | None = None
        lines: list[Line | Branches] = []
        bounds: list[NumberNode | None] = []
        is_set = ""
        for item in self.reader.listing(table, "合计"):
            entry = self.reader.table(item, KEYS, "合计")
            made = self._made_rounded(entry) if entry else None
            if made is None or entry is None:
                return None
            bounds.append(made.bound)
            if made.node is None:
                is_set = is_set or made.set_by
                continue
            part = made.node
            if "当" in entry.entries:
                when = self._when(entry, is_required=True)
                if when is None:
                    return None
                part = self._one(Cases(((when, part),), Constant(0)))
            name = self.reader.words(entry, "名") or "一项"
            lines += [*made.lines, Line(name, part, "part")]
            total = part if total is None else self._one(Arithmetic("+", total, part))
        most = self._total(bounds)
        if total is None or is_set:
            return Made(None, tuple(lines), most, is_set or "部门")
        return Made(total, (*lines, Line("合计", total)), most)

    def _highest(self, bounds: list[NumberNode | None]) -> NumberNode | None:
        """The highest of bounds that are all known."""
        known = [bound for bound in bounds if bound is not None]
        if not bounds or len(known) != len(bounds):
            return None
        return self._one(Extreme(is_highest=True, items=tuple(known)))

    def _total(self, bounds: list[NumberNode | None]) -> NumberNode | None:
        """The sum of bounds that are all known."""
        total: NumberNode = Constant(0)
        for bound in bounds:
            if bound is None:
                return None
            total = Arithmetic("+", total, bound)
        return self._one(total) if bounds else None

    def _bounded(self, table: Table, made: Made) -> Made | None:
        """The form within its 下限 and 上限."""
        for key, is_highest in (("下限", True), ("上限", False)):
            item = table.entries.get(key)
            if item is None:
                continue
            limit = self._money(item, key)
            if limit is None:
                return None
            if key == "上限":
                made = replace(made, bound=limit)
            if made.node is not None:
                node = self._one(Extreme(is_highest, (made.node, limit)))
                line = Line(f"{key}：{_words(item)}", node, "bound")
                made = replace(made, node=node, lines=(*made.lines, line))
        return made

    def _rounding(self, table: Table) -> tuple[int, str]:
        """The step in fen and the mode; whole fen, half up, where nothing is said."""
        item = table.entries.get("取整")
        rule = self.reader.table(item, ("到", "方式"), "取整") if item is not None else None
        step, mode = "分", HALF_UP
        if rule is not None:
            for key, known in (("到", tuple(STEPS_FEN)), ("方式", MODES)):
                found = rule.entries.get(key)
                text = self.reader.text(found, key) if found is not None else None
                if text is not None and text.text not in known:
                    self.reader.word_unknown(text, key, known)
                elif text is not None:
                    step, mode = (text.text, mode) if key == "到" else (step, text.text)
        return STEPS_FEN[step], mode


# A number that nothing gives: Cases without branches has none.
UNSET = Cases((), None)


@dataclass
class _Steps:
    """Steps as they are read: by value for 全额分档, by rate for 超额累进."""

    steps: list[tuple[Number, NumberNode]] = field(default_factory=list)
    rates: list[tuple[Number | None, Number]] = field(default_factory=list)
    otherwise: NumberNode | None = None


def _words(item: Item) -> str:
    """An expression as written."""
    return item.text if isinstance(item, Text) else ""


def _step_name(step_fen: int) -> str:
    """The word of a rounding step."""
    return next(word for word, fen in STEPS_FEN.items() if fen == step_fen)
