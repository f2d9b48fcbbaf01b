"""An amount as one line of text: what the rule pays, as the rule says it."""

from collections.abc import Iterable, Iterator

from zhiqiao.asking.conditions import WHETHER
from zhiqiao.policy.language.nodes import Arithmetic, Constant, Extreme, NumberNode
from zhiqiao.policy.programme import Amount, Branches, Line
from zhiqiao.policy.showing import Showing, money

ROUNDING = "取整到"
OTHERWISE = "其他情形"


def amount_text(amount: Amount, showing: Showing) -> str:
    """The whole amount; a rounding to the fen is left out."""
    parts = list(_texts(amount.lines, showing))
    if amount.set_by:
        parts.append(f"评定：{amount.set_by}")
        if amount.bound is not None:
            parts.append(f"上限：{_limit_text(amount.bound, showing)}")
    text = "；".join(dict.fromkeys(parts))
    if amount.period:
        text += f"（{amount.period}{f'，共 {amount.years} 年' if amount.years else ''}）"
    return text


def _texts(lines: Iterable[Line | Branches], showing: Showing) -> Iterator[str]:
    for line in lines:
        if isinstance(line, Branches):
            for branch in line.items:
                when = showing.condition(branch.when) if branch.when else OTHERWISE
                yield f"{when.replace(WHETHER, '')}：{'，'.join(_texts(branch.lines, showing))}"
        elif not line.label.startswith(ROUNDING):
            yield _label(line)


def _label(line: Line) -> str:
    """The rule's words; of a limit called by a name also how much that is."""
    if line.kind != "bound" or not isinstance(line.node, Extreme):
        return line.label
    found = [fen for item in _limits(line.node.items[1]) if (fen := _fixed_fen(item)) is not None]
    words = money(min(found)) if found else ""
    is_said = not words or words.replace(" ", "") in line.label.replace(" ", "")
    return line.label if is_said else f"{line.label}（{words}）"


def _limits(node: NumberNode) -> tuple[NumberNode, ...]:
    """The limits of which the lowest counts."""
    return node.items if isinstance(node, Extreme) and not node.is_highest else (node,)


def _limit_text(node: NumberNode, showing: Showing) -> str:
    fen = _fixed_fen(node)
    return showing.subject(node, showing.unit(node)) if fen is None else money(fen)


def _fixed_fen(node: NumberNode) -> int | None:
    """What it comes to for anyone; None where that depends on facts."""
    if isinstance(node, Constant):
        return int(node.value)
    if isinstance(node, Arithmetic) and node.operator == "+":
        sides = _fixed_fen(node.left), _fixed_fen(node.right)
        return None if None in sides else sum(each or 0 for each in sides)
    return None
