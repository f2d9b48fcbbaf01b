"""Why an entitlement is granted in full, in part or not at all."""

from enum import IntEnum


class Reason(IntEnum):
    """Why an amount is granted as it is."""

    GRANTED = 0
    GAVE_WAY = 1
    EXCLUDED = 2
    CAPPED = 3
    CAP_UNKNOWN = 4
    PRORATED = 5
    OVER_BUDGET = 6
    LAST_IN_PART = 7
    RIVAL_OPEN = 8

    @property
    def chinese(self) -> str:
        """The word officers use."""
        return REASONS[self]


REASONS = {
    Reason.GRANTED: "全额",
    Reason.GAVE_WAY: "让位于其他事项",
    Reason.EXCLUDED: "互斥，就高不重复",
    Reason.CAPPED: "受叠加上限扣减",
    Reason.CAP_UNKNOWN: "叠加上限缺数据，暂缓",
    Reason.PRORATED: "预算不足，按比例折算",
    Reason.OVER_BUDGET: "预算已满",
    Reason.LAST_IN_PART: "预算末位，部分兑现",
    Reason.RIVAL_OPEN: "与之互斥或优先的事项金额未定，暂缓",
}
HELD = frozenset((Reason.CAP_UNKNOWN, Reason.RIVAL_OPEN))
