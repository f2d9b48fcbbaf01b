"""Units: what numbers measure, how literals are read, how values are shown."""

from dataclasses import dataclass
from fractions import Fraction

from zhiqiao.policy.values import Number

MONEY = {
    "元": 100,
    "百元": 10_000,
    "千元": 100_000,
    "万元": 1_000_000,
    "十万元": 10_000_000,
    "百万元": 100_000_000,
    "千万元": 1_000_000_000,
    "亿元": 10_000_000_000,
    "万亿元": 10**14,
}
MONTHS = {"年": 12, "周年": 12, "岁": 12, "月": 1, "个月": 1}
DAYS = {"天": 1, "日": 1}
RATIOS: dict[str, Number] = {
    "%": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "倍": 1,
    "万": 10_000,
    "亿": 100_000_000,
}


@dataclass(frozen=True)
class Unit:
    """What a number measures: powers of money, months and days, or the thing that is counted.

    Attributes:
        is_bare: a literal without a unit, which fits any count.
    """

    money: int = 0
    months: int = 0
    days: int = 0
    counted: str = ""
    is_percent: bool = False
    is_bare: bool = False

    @property
    def is_count(self) -> bool:
        """Whether it is a plain number: no money and no time in it."""
        return not (self.money or self.months or self.days)

    @property
    def style(self) -> str:
        """How a value of it is shown."""
        for powers, style in (
            ((1, 0, 0), "money"),
            ((0, 1, 0), "months"),
            ((0, 0, 1), "days"),
        ):
            if (self.money, self.months, self.days) == powers:
                return style
        return "percent" if self.is_percent else "number"

    def fits(self, other: "Unit") -> bool:
        """Whether values of the two may be compared and added."""
        if (self.money, self.months, self.days) != (other.money, other.months, other.days):
            return False
        return not (self.counted and other.counted) or self.counted == other.counted

    def times(self, other: "Unit", sign: int = 1) -> "Unit":
        """The unit of a product, or with sign -1 of a quotient."""
        counted = self.counted or other.counted
        if self.counted and other.counted:
            counted = ""
        return Unit(
            self.money + sign * other.money,
            self.months + sign * other.months,
            self.days + sign * other.days,
            counted if self.is_count and other.is_count and sign == 1 else "",
            self.is_percent and other.is_percent,
        )


YUAN = Unit(money=1)
SPAN = Unit(months=1)
DAY = Unit(days=1)
PLAIN = Unit()


def unit_named(word: str) -> tuple[Unit, Number]:
    """The unit that a word stands for, and the factor to its base: fen, months, days or one.

    >>> unit_named("万元")[1], unit_named("年")[1]
    (1000000, 12)
    """
    if word in MONEY:
        return YUAN, MONEY[word]
    if word in MONTHS:
        return SPAN, MONTHS[word]
    if word in DAYS:
        return DAY, DAYS[word]
    if word in RATIOS:
        return Unit(is_percent=word in ("%", "个百分点", "‰"), is_bare=word in "万亿"), RATIOS[word]
    return Unit(counted=word, is_bare=not word), 1


def plain(value: Fraction | int) -> Number:
    """The number as an int where it is whole.

    >>> plain(Fraction(4, 2))
    2
    """
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def worked_out(operator: str, left: Number, right: Number) -> Number:
    """Two numbers combined; the divisor is not zero."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return plain(Fraction(left * right))
    return plain(Fraction(left) / right)
