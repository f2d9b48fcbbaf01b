"""Which values of an industry column go by which of the size classes' rules."""

from zhiqiao.codes import SizeRule, size_rule, size_rules
from zhiqiao.policy.columns import CodedColumn


def size_groups(industry: CodedColumn) -> dict[SizeRule | str | None, list[bool]]:
    """Which values of the industry go by which rule; "any" is a code too coarse for one."""
    groups: dict[SizeRule | str | None, list[bool]] = {}
    for code, value in enumerate(industry.values):
        group: SizeRule | str | None = None
        if isinstance(value, str):
            group = size_rule(value)
            if group is None and len(size_rules(value)) > 1:
                group = "any"
        groups.setdefault(group, [False] * len(industry.values))[code] = True
    return groups
