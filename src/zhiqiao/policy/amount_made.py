"""An amount as it is read: a number, its lines and its bound."""

from dataclasses import dataclass

from zhiqiao.policy.language.nodes import NumberNode
from zhiqiao.policy.programme import Branches, Line


@dataclass(frozen=True)
class Made:
    """A number with its lines and the most it can be; None where people set it."""

    node: NumberNode | None
    lines: tuple[Line | Branches, ...] = ()
    bound: NumberNode | None = None
    set_by: str = ""
