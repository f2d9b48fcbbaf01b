"""An amount as one line of text: what the rule pays, as the rule says it."""

from collections.abc import Iterable, Iterator

from zhiqiao.policy.programme import Amount, Branches, Line
from zhiqiao.policy.showing import Showing

ROUNDING = "取整到"
OTHERWISE = "其他情形"


def amount_text(amount: Amount, showing: Showing) -> str:
    """The whole amount; a rounding to the fen is left out."""
    parts = list(_texts(amount.lines, showing))
    if amount.set_by:
        parts.append(f"评定：{amount.set_by}")
        if amount.bound is not None:
            parts.append(f"上限：{showing.subject(amount.bound, showing.unit(amount.bound))}")
    text = "；".join(dict.fromkeys(parts))
    if amount.period:
        text += f"（{amount.period}{f'，共 {amount.years} 年' if amount.years else ''}）"
    return text


def _texts(lines: Iterable[Line | Branches], showing: Showing) -> Iterator[str]:
    for line in lines:
        if isinstance(line, Branches):
            for branch in line.items:
                when = showing.condition(branch.when) if branch.when else OTHERWISE
                yield f"{when}：{'，'.join(_texts(branch.lines, showing))}"
        elif not line.label.startswith(ROUNDING):
            yield line.label
