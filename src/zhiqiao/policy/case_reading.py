"""Reads inline cases: facts, a day, and what is expected."""

from dataclasses import dataclass
from datetime import date

from zhiqiao.policy.document import Item, Listing, Table, Text
from zhiqiao.policy.errors import PolicyError, ProblemKind
from zhiqiao.policy.facts import money_fen
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.values import VERDICT_WORDS, Case, CaseExpectation

KEYS = ["名", "日期", "给定", "同", "改", "缺", "期望", "说明"]
DEFAULT_DAY = date(2026, 6, 30)
VERDICTS = {word: verdict for verdict, word in VERDICT_WORDS.items()}
NO_AMOUNT = "无"


@dataclass
class CaseReader:
    """Reads the cases that one version lists.

    Args:
        reader: collects the problems.
        start: the version's first day, on which cases without a day are judged.
        names: names of cases that are taken.
    """

    reader: Reader
    start: date | None
    names: set[str]

    def cases(self, version: Table) -> list[Case]:
        """The cases, in order; one may build on an earlier one of the same version."""
        found: dict[str, Case] = {}
        for item in self.reader.listing(version, "用例"):
            table = self.reader.table(item, KEYS, "用例")
            case = self._case(table, found) if table else None
            if case is None:
                continue
            if case.name in self.names:
                self.reader.wrong(ProblemKind.KEY_TWICE, case.place, key=case.name, first="")
            self.names.add(case.name)
            found[case.name] = case
        return list(found.values())

    def _case(self, table: Table, earlier: dict[str, Case]) -> Case | None:
        """One case."""
        reader = self.reader
        name = reader.required(table, "名")
        expected = self._expected(table)
        if name is None or expected is None:
            return None
        facts: dict[str, object] = {}
        on = self.start or DEFAULT_DAY
        if "同" in table.entries:
            base = reader.text(table.entries["同"], "同")
            if base is None or base.text not in earlier:
                reader.word_unknown(base or name, "同", earlier)
                return None
            facts, on = dict(earlier[base.text].facts), earlier[base.text].on
        for key in ("给定", "改"):
            if key in table.entries:
                given = reader.table(table.entries[key], key=key)
                facts |= (
                    {fact: plain_of(item) for fact, item in given.entries.items()} if given else {}
                )
        for gone in reader.texts(table, "缺"):
            if facts.pop(gone, None) is None:
                reader.wrong(ProblemKind.FACT_UNKNOWN, table.place, name=gone, like="")
        if "日期" in table.entries:
            text = reader.text(table.entries["日期"], "日期")
            on = (reader.day(text, "日期") if text else None) or on
        return Case(name.text, on, facts, expected, table.place)

    def _expected(self, table: Table) -> CaseExpectation | None:
        """期望: the verdict, and where given the amount and the missing facts."""
        reader = self.reader
        if "期望" not in table.entries:
            reader.wrong(ProblemKind.KEY_MISSING, table.place, key="期望")
            return None
        entry = reader.table(table.entries["期望"], ("结论", "金额", "缺少"), "期望")
        word = reader.required(entry, "结论") if entry else None
        if entry is None or word is None:
            return None
        if word.text not in VERDICTS:
            reader.word_unknown(word, "结论", VERDICTS)
            return None
        amount, has_none = self._amount(entry)
        missing = reader.texts(entry, "缺少") if "缺少" in entry.entries else None
        return CaseExpectation(VERDICTS[word.text], amount, has_none, missing)

    def _amount(self, entry: Table) -> tuple[int | None, bool]:
        """The amount expected in fen, and whether none is expected."""
        item = entry.entries.get("金额")
        text = self.reader.text(item, "金额") if item is not None else None
        if text is None:
            return None, False
        if text.text == NO_AMOUNT:
            return None, True
        try:
            return money_fen(text.text, text.place), False
        except PolicyError as error:
            self.reader.problems.extend(error.problems)
            return None, False


def plain_of(item: Item) -> object:
    """An item as plain texts, lists and mappings."""
    if isinstance(item, Text):
        return item.text
    if isinstance(item, Listing):
        return [plain_of(each) for each in item.items]
    return {key: plain_of(value) for key, value in item.entries.items()}
