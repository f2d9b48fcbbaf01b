"""Reads one version of a programme."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from zhiqiao.policy.amount_reading import AmountReader
from zhiqiao.policy.condition_reading import ConditionReader
from zhiqiao.policy.document import Item, Table, Text
from zhiqiao.policy.errors import ProblemKind
from zhiqiao.policy.language.checking import check_number
from zhiqiao.policy.language.nodes import All, Constant, NumberNode, TruthNode
from zhiqiao.policy.language.scope import Scope
from zhiqiao.policy.language.units import YUAN
from zhiqiao.policy.parameters import read_parameters
from zhiqiao.policy.programme import Leaf, StackCap, Version, leaves_of
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.values import (
    Budget,
    Citation,
    DateRange,
    Exclusion,
    Material,
    RankKey,
    Shortage,
    Trust,
    Window,
)

KEYS = [
    "版号",
    "有效期",
    "依据",
    "申报窗口",
    "兑现方式",
    "可信",
    "参数",
    "适用前提",
    "条件",
    "排除情形",
    "人工核验",
    "权益",
    "金额",
    "互斥",
    "让位于",
    "叠加上限",
    "预算",
    "证明材料",
    "证书年限",
    "用例",
    "说明",
    "来源",
    "废止说明",
]
MODES = ("免申即享", "即申即享", "申报审核", "自行享受", "不涉及兑付")
OPEN_END = ("长期", "不详")
UNKNOWN = "不详"
WORSE = (Trust.READ, Trust.COPIED, Trust.SECONDARY, Trust.RECALLED)
DIRECTIONS = {"升序": False, "降序": True}


@dataclass
class VersionReader:
    """Reads a version; None where it has problems, which are noted."""

    reader: Reader
    facts: Scope
    trust: Trust

    def version(self, item: Item) -> Version | None:
        """The version."""
        reader = self.reader
        table = reader.table(item, KEYS, "版本")
        if table is None:
            return None
        before = len(reader.problems)
        scope = read_parameters(reader, table.entries.get("参数"), self.facts)
        conditions = ConditionReader(reader, scope)
        applies = self._applies(table, conditions)
        rule = self._rule(table, conditions)
        amount_item = table.entries.get("金额")
        amount = AmountReader(reader, scope).amount(amount_item) if amount_item else None
        valid, has_unknown_dates = self._valid(table)
        made = Version(
            label=reader.words(table, "版号"),
            valid=valid,
            has_unknown_dates=has_unknown_dates,
            citations=self._citations(table),
            windows=self._windows(table),
            mode=self._mode(table),
            trust=max(self.trust, reader.choice(table, "可信", Trust, self.trust), key=WORSE.index),
            applies=applies,
            rule=rule or All(()),
            leaves=self._leaves(applies, rule),
            amount=amount,
            benefits=reader.texts(table, "权益"),
            exclusion=self._exclusion(table),
            gives_way_to=reader.texts(table, "让位于"),
            cap=self._cap(table, scope),
            budget=self._budget(table, scope),
            materials=self._materials(table),
            certificate_years=reader.whole(table, "证书年限"),
            place=table.place,
        )
        if len(reader.problems) == before:
            self._warn_unused(table, scope)
        errors = [each for each in reader.problems[before:] if each.severity == "error"]
        return None if errors else made

    def _leaves(self, applies: TruthNode | None, rule: TruthNode | None) -> tuple[Leaf, ...]:
        """All leaves, those of 适用前提 first."""
        return tuple(leaf for tree in (applies, rule) if tree for leaf in leaves_of(tree))

    def _applies(self, table: Table, conditions: ConditionReader) -> TruthNode | None:
        item = table.entries.get("适用前提")
        return conditions.tree(item, "适用前提") if item is not None else None

    def _rule(self, table: Table, conditions: ConditionReader) -> TruthNode | None:
        """Everything that must hold."""
        parts: list[TruthNode] = []
        item = table.entries.get("条件")
        if item is not None:
            tree = conditions.tree(item, "条件")
            if tree is None:
                return None
            parts += tree.items if isinstance(tree, All) else (tree,)
        elif "人工核验" not in table.entries:
            self.reader.wrong(ProblemKind.KEY_MISSING, table.place, key="条件")
            return None
        parts += conditions.manual(list(self.reader.listing(table, "人工核验")))
        parts += conditions.exclusions(list(self.reader.listing(table, "排除情形")))
        return All(tuple(parts))

    def _valid(self, table: Table) -> tuple[DateRange, bool]:
        """有效期: both days count; kept half-open."""
        item = table.entries.get("有效期")
        if item is None:
            self.reader.wrong(ProblemKind.KEY_MISSING, table.place, key="有效期")
            return DateRange(), False
        days, words = self._days(item, "有效期", is_end_required=True)
        return days, UNKNOWN in words

    def _days(
        self, item: Item, key: str, *, is_end_required: bool = False
    ) -> tuple[DateRange, list[str]]:
        """{自, 至} as a half-open range, and the words that stand for no day."""
        table = self.reader.table(item, ("自", "至", "说明"), key)
        if table is None:
            return DateRange(), []
        found: dict[str, date | None] = {}
        words: list[str] = []
        for side, known in (("自", (UNKNOWN,)), ("至", OPEN_END)):
            text = table.entries.get(side)
            if text is None:
                if is_end_required:
                    self.reader.wrong(ProblemKind.KEY_MISSING, table.place, key=side)
                continue
            scalar = self.reader.text(text, side)
            if scalar and scalar.text in known:
                words.append(scalar.text)
            elif scalar:
                found[side] = self.reader.day(scalar, side)
        start, last = found.get("自"), found.get("至")
        if start and last and last < start:
            self.reader.wrong(ProblemKind.DATES_REVERSED, table.place, start=start, end=last)
        end = last + timedelta(days=1) if last and last < date.max else None
        return DateRange(start, end), words

    def _windows(self, table: Table) -> tuple[Window, ...]:
        found: list[Window] = []
        for item in self.reader.listing(table, "申报窗口"):
            days, _ = self._days(item, "申报窗口")
            note = self.reader.words(item, "说明") if isinstance(item, Table) else ""
            found.append(Window(days, note))
        return tuple(found)

    def _citations(self, table: Table) -> tuple[Citation, ...]:
        found: list[Citation] = []
        for item in self.reader.listing(table, "依据"):
            entry = self.reader.table(item, ("文件", "文号", "条款", "原文", "网址"), "依据")
            document = self.reader.required(entry, "文件") if entry else None
            if entry and document:
                words = (self.reader.words(entry, key) for key in ("文号", "条款", "原文", "网址"))
                found.append(Citation(document.text, *words))
        if "依据" not in table.entries:
            self.reader.wrong(ProblemKind.CITATION_MISSING, table.place)
        return tuple(found)

    def _mode(self, table: Table) -> str:
        item = table.entries.get("兑现方式")
        text = self.reader.text(item, "兑现方式") if item is not None else None
        if text and text.text not in MODES:
            self.reader.word_unknown(text, "兑现方式", MODES)
        return text.text if text else MODES[2]

    def _exclusion(self, table: Table) -> Exclusion | None:
        item = table.entries.get("互斥")
        if item is None:
            return None
        entry = self.reader.table(item, ("组", "取法", "条款", "说明"), "互斥")
        group = self.reader.required(entry, "组") if entry else None
        if entry is None or group is None:
            return None
        way = self.reader.words(entry, "取法") or "就高"
        if way != "就高":
            self.reader.word_unknown(cast(Text, entry.entries["取法"]), "取法", ("就高",))
        return Exclusion(group.text, self.reader.words(entry, "条款"))

    def _cap(self, table: Table, scope: Scope) -> StackCap | None:
        item = table.entries.get("叠加上限")
        if item is None:
            return None
        entry = self.reader.table(item, ("对象", "不超过", "条款", "说明"), "叠加上限")
        text = self.reader.required(entry, "不超过") if entry else None
        if entry is None or text is None:
            return None
        programmes = self.reader.texts(entry, "对象")
        for name in sorted({name for name in programmes if programmes.count(name) > 1}):
            self.reader.wrong(ProblemKind.KEY_TWICE, entry.place, key=name, first="")
        if not programmes:
            self.reader.wrong(ProblemKind.KEY_MISSING, entry.place, key="对象")
        found = self.reader.attempt(lambda: check_number(text.text, scope, text.place, YUAN))
        if found is None:
            return None
        limit = cast(NumberNode, found.node)
        return StackCap(programmes, limit, text.text, self.reader.words(entry, "条款"))

    def _budget(self, table: Table, scope: Scope) -> Budget | None:
        item = table.entries.get("预算")
        if item is None:
            return None
        entry = self.reader.table(item, ("总额", "次序", "不足时", "说明"), "预算")
        text = self.reader.required(entry, "总额") if entry else None
        if entry is None or text is None:
            return None
        found = self.reader.attempt(lambda: check_number(text.text, scope, text.place, YUAN))
        if found is None:
            return None
        if not isinstance(found.node, Constant) or not isinstance(found.node.value, int):
            self.reader.wrong(ProblemKind.NOT_CONSTANT, text.place, text=text.text)
            return None
        shortage = self.reader.choice(entry, "不足时", Shortage, Shortage.STOP)
        keys = [
            self._rank_key(text, scope)
            for each in self.reader.listing(entry, "次序")
            if (text := self.reader.text(each, "次序"))
        ]
        return Budget(found.node.value, shortage, tuple(key for key in keys if key))

    def _rank_key(self, text: Text, scope: Scope) -> RankKey | None:
        """「评分 降序」: a fact or 金额, and a direction."""
        name, _, direction = text.text.strip().rpartition(" ")
        name = name.strip()
        if direction not in DIRECTIONS:
            self.reader.word_unknown(text, "次序", DIRECTIONS)
            return None
        if name == "金额":
            return RankKey("", DIRECTIONS[direction])
        if name not in scope.facts:
            like = scope.like(name)
            self.reader.wrong(ProblemKind.FACT_UNKNOWN, text.place, name=name, like=like)
            return None
        return RankKey(name, DIRECTIONS[direction])

    def _materials(self, table: Table) -> tuple[Material, ...]:
        found: list[Material] = []
        for item in self.reader.listing(table, "证明材料"):
            entry = self.reader.table(item, ("名", "来源", "可免", "说明"), "证明材料")
            name = self.reader.required(entry, "名") if entry else None
            if entry and name:
                source = self.reader.words(entry, "来源")
                found.append(Material(name.text, source, self.reader.yes(entry, "可免")))
        return tuple(found)

    def _warn_unused(self, table: Table, scope: Scope) -> None:
        """Notes parameters that nothing uses."""
        item = table.entries.get("参数")
        if isinstance(item, Table):
            for name in item.entries:
                if name not in scope.used:
                    self.reader.warn(ProblemKind.PARAMETER_UNUSED, item.keys[name], name=name)
