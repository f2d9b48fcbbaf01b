"""Shows how an amount was worked out, line by line, to the fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from zhiqiao.policy.assess import Assessment
from zhiqiao.policy.language.nodes import (
    Arithmetic,
    Cases,
    Constant,
    Extreme,
    Node,
    NumberNode,
    Progressive,
    Rounded,
)
from zhiqiao.policy.language.units import plain
from zhiqiao.policy.programme import Branches, Line
from zhiqiao.policy.showing import Language, Showing, decimal_text, money
from zhiqiao.policy.values import Fact, Number


class WorkedLine(NamedTuple):
    """One line of a calculation.

    Attributes:
        kind: "value", "slice", "bound", "part", "case", "rounding" or "set".
        shown: the number as people read it; empty where it is not known.
        number: the same, exactly, in fen; None where it is not known or no rule gives it.
        note: whether a bound or a rounding changed anything.
    """

    label: str
    shown: str
    number: Number | None
    kind: str = "value"
    note: str = ""

    @property
    def amount_fen(self) -> int | None:
        """The number in whole fen, where it is whole."""
        return self.number if isinstance(self.number, int) else None


WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "cuts": "起作用",
        "idle": "没有触及",
        "same": "未变",
        "no": "不计入：条件不成立",
        "open": "条件还不能确定",
        "case": "情形：{text}",
        "otherwise": "其他情形",
        "none": "没有一种情形成立，没有金额",
        "slice": "{low} 至 {high} 的部分 {part} × {rate}",
        "last": "超过 {low} 的部分 {part} × {rate}",
        "set": "评定：{text}",
        "most": "不超过 {money}",
    },
    "en": {
        "cuts": "in effect",
        "idle": "not reached",
        "same": "unchanged",
        "no": "not counted: its condition does not hold",
        "open": "its condition is not decided yet",
        "case": "case: {text}",
        "otherwise": "otherwise",
        "none": "no case holds, so there is no amount",
        "slice": "{part} between {low} and {high} × {rate}",
        "last": "{part} above {low} × {rate}",
        "set": "set by: {text}",
        "most": "at most {money}",
    },
}


def worked(
    assessment: Assessment, facts: Mapping[str, Fact], language: Language = "zh"
) -> tuple[WorkedLine, ...]:
    """How the amount comes about; the last line is the amount.

    Nothing where the programme pays nothing. Where people set the amount, who sets it and the most
    it can be.

    Args:
        assessment: what `assess` gave.
        facts: the rulebook's dictionary, for units.
        language: of the labels.
    """
    version = assessment.version
    amount = version.amount if version else None
    if amount is None:
        return ()
    sheet = _Working(assessment, Showing(facts, language))
    sheet.lines(amount.lines)
    if amount.node is None:
        sheet.set_by_people(amount.set_by)
    return tuple(sheet.found)


@dataclass
class _Working:
    """Works out the lines of one amount.

    Attributes:
        nodes: the node of each line found, for parts that do not count.
    """

    assessment: Assessment
    showing: Showing
    found: list[WorkedLine] = field(default_factory=list)
    nodes: list[Node | None] = field(default_factory=list)

    @property
    def words(self) -> dict[str, str]:
        """The words of the language."""
        return WORDS[self.showing.language]

    def add(
        self,
        label: str,
        number: Number | None,
        kind: str,
        *,
        note: str = "",
        node: Node | None = None,
    ) -> None:
        """Adds a line."""
        shown = "" if number is None else money(number, self.showing.language)
        self.found.append(WorkedLine(label, shown, number, kind, note))
        self.nodes.append(node)

    def lines(self, items: tuple[Line | Branches, ...]) -> None:
        """Adds every line; of alternatives, those of the one that holds."""
        start = len(self.found)
        for item in items:
            if isinstance(item, Branches):
                self.branches(item)
            elif item.kind == "part":
                self.part(item, start)
            elif item.kind == "bound":
                self.bound(item)
            elif item.kind == "slices":
                self.slices(item)
            elif isinstance(item.node, Rounded):
                before = self.assessment.number(item.node.value)
                number = self.assessment.number(item.node)
                note = self.words["same"] if before == number and number is not None else ""
                self.add(item.label, number, "rounding", note=note, node=item.node)
            else:
                self.add(item.label, self.assessment.number(item.node), "value", node=item.node)

    def branches(self, item: Branches) -> None:
        """The first alternative that holds."""
        for branch in item.items:
            truth = self.assessment.truth(branch.when) if branch.when is not None else True
            if truth is False:
                continue
            label = self.words["otherwise"]
            if branch.when is not None:
                text = self.showing.condition(branch.when)
                label = self.words["case"].format(text=text)
            note = self.words["open"] if truth is None else ""
            self.found.append(WorkedLine(label, "", None, "case", note))
            self.nodes.append(None)
            if truth:
                self.lines(branch.lines)
            return
        self.found.append(WorkedLine(self.words["none"], "", None, "case"))
        self.nodes.append(None)

    def part(self, item: Line, start: int) -> None:
        """A part of a sum; the lines of one that does not count are taken out."""
        number, note = self.assessment.number(item.node), ""
        if isinstance(item.node, Cases) and item.node.otherwise == Constant(0):
            when, value = item.node.branches[0]
            truth = self.assessment.truth(when)
            if truth is False:
                self._take_out(value, start)
                note = self.words["no"]
            elif truth is None:
                note = self.words["open"]
        self.add(item.label, number, "part", note=note, node=item.node)

    def _take_out(self, value: NumberNode, start: int) -> None:
        """Removes the lines of a part: back to the part before it, and its own parts."""
        total = value
        while isinstance(total, Rounded | Extreme):
            total = total.value if isinstance(total, Rounded) else total.items[0]
        self._back_to_part(start)
        while isinstance(total, Arithmetic) and total.operator == "+" and len(self.found) > start:
            if self.nodes[-1] is not total.right:
                return
            self._drop_part(start)
            total = total.left
            if len(self.found) > start and self.nodes[-1] is total:
                self._drop_part(start)
                return

    def _drop_part(self, start: int) -> None:
        """Removes the last part's line and the lines before it."""
        self.found.pop()
        self.nodes.pop()
        self._back_to_part(start)

    def _back_to_part(self, start: int) -> None:
        """Removes lines until a part's line is the last."""
        while len(self.found) > start and self.found[-1].kind != "part":
            self.found.pop()
            self.nodes.pop()

    def bound(self, item: Line) -> None:
        """An upper or lower bound, and whether it changes anything."""
        number = self.assessment.number(item.node)
        before = self.assessment.number(cast(Extreme, item.node).items[0])
        note = ""
        if number is not None and before is not None:
            note = self.words["idle" if number == before else "cuts"]
        limit = self.assessment.number(cast(Extreme, item.node).items[1])
        shown = money(limit, self.showing.language) if limit is not None else ""
        label = (
            item.label
            if not shown or shown.replace(" ", "") in item.label
            else (f"{item.label}（{shown}）")
        )
        self.add(label, number, "bound", note=note, node=item.node)

    def slices(self, item: Line) -> None:
        """Each slice of the base at its own rate, then their sum."""
        node = cast(Progressive, item.node)
        base = self.assessment.number(node.base)
        below: Number = 0
        for bound, rate in node.steps if base is not None else ():
            top = base if bound is None else min(base, bound)
            if top <= below:
                break
            form = self.words["last" if bound is None else "slice"]
            label = form.format(
                low=money(below, self.showing.language),
                high=money(bound or 0, self.showing.language),
                part=money(plain(top - below), self.showing.language),
                rate=f"{decimal_text(rate * 100, 4)}%",
            )
            self.add(label, plain((top - below) * rate), "slice")
            below = top
        self.add(item.label, self.assessment.number(node), "value", node=node)

    def set_by_people(self, text: str) -> None:
        """Who sets the amount, and the most it can be."""
        bound_fen = self.assessment.bound_fen
        label = self.words["set"].format(text=text)
        shown = ""
        if bound_fen is not None:
            shown = self.words["most"].format(money=money(bound_fen, self.showing.language))
        self.found.append(WorkedLine(label, shown, None, "set"))
        self.nodes.append(None)
