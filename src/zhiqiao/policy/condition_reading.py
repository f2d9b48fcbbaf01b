"""Reads a tree of conditions: 全部满足, 任一满足, 至少满足, 不满足, 判断 and 人工核验."""

from dataclasses import dataclass, field
from typing import cast

from zhiqiao.policy.document import Item, Listing, Table, Text
from zhiqiao.policy.errors import ProblemKind
from zhiqiao.policy.language.checking import check_truth
from zhiqiao.policy.language.nodes import All, AtLeast, Clause, Manual, Not, TruthNode
from zhiqiao.policy.language.scope import Scope
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.values import Place, Trust

BRANCHES = ("全部满足", "任一满足", "至少满足", "不满足")
LEAVES = ("判断", "人工核验")
LEAF_KEYS = ("号", "判断", "人工核验", "事项", "条款", "说明", "可信")


@dataclass
class ConditionReader:
    """Reads the conditions of one version.

    Args:
        reader: collects the problems.
        scope: the facts and the version's parameters.
        places: the 号 that are taken, with their places.
    """

    reader: Reader
    scope: Scope
    places: dict[str, Place] = field(default_factory=dict)

    def tree(self, item: Item, key: str) -> TruthNode | None:
        """The tree of an expression, a list (all of it) or a mapping."""
        if isinstance(item, Text):
            return self._clause(item, Table({}, {}, item.place), key)
        if isinstance(item, Listing):
            return self._joined(item, key, None)
        return self._table(item)

    def exclusions(self, items: list[Item]) -> list[TruthNode]:
        """None of these may hold."""
        found = [self._leaf(item, is_exclusion=True) for item in items]
        return [Not(leaf) if isinstance(leaf, Clause) else leaf for leaf in found if leaf]

    def manual(self, items: list[Item]) -> list[TruthNode]:
        """The 人工核验 of a version, as leaves that must hold."""
        found = [self._leaf(item, is_exclusion=False, manual_key="事项") for item in items]
        return [leaf for leaf in found if leaf]

    def _table(self, table: Table) -> TruthNode | None:
        """A mapping: one branch or one leaf."""
        forms = [key for key in (*BRANCHES, *LEAVES) if key in table.entries]
        if len(forms) != 1:
            known = "、".join((*BRANCHES, *LEAVES))
            self.reader.wrong(
                ProblemKind.ONE_FORM_WANTED, table.place, found="、".join(forms), known=known
            )
            return None
        form = forms[0]
        if form in LEAVES:
            return self._leaf(table, is_exclusion=False)
        self.reader.table(table, (form, "其中", "条款", "说明"), form)
        if form == "至少满足":
            return self._at_least(table)
        if form == "不满足":
            inner = self.tree(table.entries[form], form)
            return Not(inner) if inner else None
        return self._joined(table.entries[form], form, 1 if form == "任一满足" else None)

    def _joined(self, item: Item, key: str, count: int | None) -> TruthNode | None:
        """A list of trees: at least so many of them, or all."""
        if not isinstance(item, Listing):
            self.reader.wrong(ProblemKind.LIST_WANTED, item.place, key=key)
            return None
        if not item.items:
            self.reader.wrong(ProblemKind.EMPTY, item.place, key=key)
            return None
        read = [self.tree(each, key) for each in item.items]
        found = tuple(each for each in read if each is not None)
        if len(found) != len(read):
            return None
        return All(found) if count is None else AtLeast(count, found)

    def _at_least(self, table: Table) -> TruthNode | None:
        """{至少满足: n, 其中: […]}."""
        count = self.reader.whole(table, "至少满足")
        items = table.entries.get("其中")
        if items is None:
            self.reader.wrong(ProblemKind.KEY_MISSING, table.place, key="其中")
            return None
        if count is None:
            return None
        found = self._joined(items, "其中", count)
        if isinstance(found, AtLeast) and not 1 <= count <= len(found.items):
            self.reader.wrong(
                ProblemKind.COUNT_WRONG, table.place, name="至少满足", wanted=len(found.items)
            )
            return None
        return found

    def _leaf(
        self, item: Item, *, is_exclusion: bool, manual_key: str = "人工核验"
    ) -> Clause | Manual | None:
        """A clause or a manual item."""
        if isinstance(item, Text):
            if manual_key == "事项":
                return self._manual(item, Table({}, {}, item.place))
            return self._clause(item, Table({}, {}, item.place), "判断", is_exclusion=is_exclusion)
        table = self.reader.table(item, LEAF_KEYS)
        if table is None:
            return None
        for key in (manual_key, "人工核验"):
            if key in table.entries:
                text = self.reader.text(table.entries[key], key)
                return self._manual(text, table) if text else None
        text = self.reader.required(table, "判断")
        if text is None:
            return None
        return self._clause(text, table, "判断", is_exclusion=is_exclusion)

    def _clause(
        self, text: Text, table: Table, key: str, *, is_exclusion: bool = False
    ) -> Clause | None:
        """One comparison."""
        if self.reader.text(text, key) is None:
            return None
        found = self.reader.attempt(lambda: check_truth(text.text, self.scope, text.place))
        trust = self._trust(table)
        if found is None:
            return None
        return Clause(
            id=self._id(table),
            rule=cast(TruthNode, found.node),
            source=text.text,
            clause=self.reader.words(table, "条款"),
            note=self.reader.words(table, "说明"),
            trust=trust,
            is_exclusion=is_exclusion,
        )

    def _manual(self, text: Text, table: Table) -> Manual:
        """What a person must decide."""
        return Manual(
            id=self._id(table),
            source=text.text,
            clause=self.reader.words(table, "条款"),
            trust=self._trust(table),
        )

    def _trust(self, table: Table) -> Trust | None:
        """The trust of one clause, where it has its own."""
        if "可信" not in table.entries:
            return None
        return self.reader.choice(table, "可信", Trust, Trust.RECALLED)

    def _id(self, table: Table) -> str:
        """The 号 of a leaf; its place where it has none."""
        given = self.reader.words(table, "号")
        if not given:
            # Cannot be the number of another leaf, which may be read later.
            given = f"#{len(self.places) + 1}"
        elif given in self.places:
            first = self.places[given].line
            self.reader.wrong(ProblemKind.KEY_TWICE, table.place, key=given, first=first)
        self.places[given] = table.place
        return given
