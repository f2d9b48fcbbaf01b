"""How values and conditions are shown to people: units, codes with names, words for comparisons.

The typed tree keeps exact base units only; what a number measures is worked out from the facts it
is made of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from zhiqiao.codes import industry_named, region_name
from zhiqiao.policy.language.nodes import (
    Age,
    All,
    Arithmetic,
    AtLeast,
    Cases,
    Choice,
    Clause,
    Compare,
    Constant,
    Extreme,
    Has,
    Manual,
    Member,
    Node,
    Not,
    NumberFact,
    NumberIn,
    NumberNode,
    Progressive,
    Rounded,
    Shifted,
    TextFact,
    Tiers,
    Today,
    Truth,
    TruthFact,
    TruthNode,
)
from zhiqiao.policy.language.scope import fact_unit
from zhiqiao.policy.language.units import DAY, PLAIN, SPAN, YUAN, Unit
from zhiqiao.policy.values import Fact, FactType, Interval, Number, OneOf

Language = Literal["zh", "en"]
DATE = Unit(counted="日期")
YI_FEN, WAN_FEN, YUAN_FEN = 10_000_000_000, 1_000_000, 100
MONTHS_OF_A_YEAR = 12
DAYS_OF_A_MONTH = 31
OPTIONS_SHOWN_MAX = 6
PERCENT_LIMIT_MAX = 2  # a quotient compared with more is a multiple, not a share
FINE_PLACES = (2, 4, 8, 16)
FLIPPED = {">=": "<", "<": ">=", "<=": ">", ">": "<=", "=": "!=", "!=": "="}
SWAPPED = {">=": "<=", "<=": ">=", "<": ">", ">": "<", "=": "=", "!=": "!="}
WORDS = {
    "zh": {">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于", "=": "等于", "!=": "不等于"},
    "en": {
        ">=": "at least",
        "<=": "at most",
        ">": "more than",
        "<": "less than",
        "=": "exactly",
        "!=": "other than",
    },
}
DATE_WORDS = {
    "zh": {">=": "不早于", "<=": "不晚于", ">": "晚于", "<": "早于", "=": "等于", "!=": "不等于"},
    "en": {
        ">=": "on or after",
        "<=": "on or before",
        ">": "after",
        "<": "before",
        "=": "on",
        "!=": "not on",
    },
}


def decimal_text(value: Number, places: int) -> str:
    """A number with so many decimals at most, half up, without zeros at the end.

    >>> from fractions import Fraction
    >>> decimal_text(Fraction(1, 3), 4), decimal_text(-5, 2)
    ('0.3333', '-5')
    """
    if type(value) is int:
        return str(value)
    power = 10**places
    top, bottom = abs(value.numerator) * power * 2, value.denominator * 2
    whole, rest = divmod((top + value.denominator) // bottom, power)
    shown = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") if places else str(whole)
    return f"-{shown}" if value < 0 and shown != "0" else shown


def money(amount: Number, language: Language = "zh") -> str:
    """An amount of fen, exactly: 亿元 and 万元 up to four decimals, 元 below or where those fail.

    >>> money(300_000_000), money(12_345_000_000), money(12_345), money(300_000_000, "en")
    ('300 万元', '1.2345 亿元', '123.45 元', 'CNY 3,000,000')
    """
    if type(amount) is not int:
        near = int(decimal_text(amount, 0))
        return ("约 " if language == "zh" else "about ") + money(near, language)
    sign, fen = ("-", -amount) if amount < 0 else ("", amount)
    if language == "en":
        whole, rest = divmod(fen, YUAN_FEN)
        return f"CNY {sign}{whole:,}" + (f".{rest:02d}" if rest else "")
    for unit_fen, finest_fen, word in ((YI_FEN, WAN_FEN, "亿元"), (WAN_FEN, YUAN_FEN, "万元")):
        if fen >= unit_fen and fen % finest_fen == 0:
            whole, rest = divmod(fen, unit_fen)
            tail = f".{rest // finest_fen:04d}".rstrip("0") if rest else ""
            return f"{sign}{whole}{tail} {word}"
    whole, rest = divmod(fen, YUAN_FEN)
    return f"{sign}{whole}{f'.{rest:02d}' if rest else ''} 元"


def span(months: Number, language: Language = "zh") -> str:
    """A time in months, as years, months and days (31 to a month, as 年数 counts).

    >>> from fractions import Fraction
    >>> span(60), span(7), span(Fraction(62 * 31 + 3, 31)), span(18, "en")
    ('5 年', '7 个月', '5 年 2 个月 3 天', '1 year 6 months')
    """
    if months < 0:
        return "-" + span(-months, language)
    whole = months.numerator // months.denominator
    days = (months - whole) * DAYS_OF_A_MONTH
    years, left = divmod(whole, MONTHS_OF_A_YEAR)
    words = ("年", "个月", "天") if language == "zh" else ("year", "month", "day")
    parts = [
        f"{shown} {word}{'s' if language == 'en' and shown != '1' else ''}"
        for shown, word in zip((str(years), str(left), decimal_text(days, 2)), words, strict=True)
        if shown != "0"
    ]
    return " ".join(parts) or ("0 个月" if language == "zh" else "0 months")


def unit_of(  # noqa: C901, PLR0911 -- one case per kind of node
    node: Node, facts: Mapping[str, Fact]
) -> Unit | None:
    """What a number measures; None where only constants say."""
    if isinstance(node, NumberFact):
        fact = facts.get(node.name)
        if fact is None:
            return None
        return DATE if fact.type is FactType.DATE else fact_unit(fact)
    if isinstance(node, Today | Shifted):
        return DATE
    if isinstance(node, Age):
        return SPAN
    if isinstance(node, Progressive | Rounded):
        return YUAN
    if isinstance(node, Arithmetic):
        return _combined(node.operator, unit_of(node.left, facts), unit_of(node.right, facts))
    values: Iterable[NumberNode | None] = ()
    if isinstance(node, Extreme):
        values = node.items
    elif isinstance(node, Tiers):
        values = (*(value for _, value in node.steps), node.otherwise)
    elif isinstance(node, Choice):
        values = (*(value for _, value in node.options), node.otherwise)
    elif isinstance(node, Cases):
        values = (*(value for _, value in node.branches), node.otherwise)
    units = (unit_of(value, facts) for value in values if value is not None)
    return next((unit for unit in units if unit is not None), None)


def _combined(operator: str, left: Unit | None, right: Unit | None) -> Unit | None:
    """The unit of two numbers combined."""
    if operator in "+-":
        if left == right == DATE and operator == "-":
            return DAY
        return right if left is None or left.is_bare else left
    if right is None:
        return left
    if operator == "*":
        return right if left is None else left.times(right)
    whole = (left or PLAIN).times(right, -1)
    is_share = left is not None and left.fits(right) and (left != PLAIN or right != PLAIN)
    return replace(whole, counted="", is_percent=is_share) if whole.is_count else whole


def joined(texts: Iterable[str], language: Language) -> str:
    """Several texts as a list in a sentence."""
    return ("、" if language == "zh" else ", ").join(texts)


@dataclass(frozen=True)
class Showing:
    """Shows values and trees in one language.

    Args:
        facts: the facts dictionary, for units, types and questions.
    """

    facts: Mapping[str, Fact]
    language: Language = "zh"

    def unit(self, node: Node, limit: Number | None = None) -> Unit:
        """What a number measures; a quotient compared with a large limit is a multiple."""
        unit = unit_of(node, self.facts) or PLAIN
        if unit.is_percent and limit is not None and limit >= PERCENT_LIMIT_MAX:
            is_multiple = isinstance(node, Arithmetic)
            return replace(unit, is_percent=False) if is_multiple else unit
        return unit

    def number(self, value: Number, unit: Unit, places: int = 2) -> str:
        """A number of the unit."""
        if unit == DATE:
            return date.fromordinal(int(value)).isoformat()
        style = unit.style
        if style == "money":
            return money(value, self.language)
        if style == "percent":
            return f"{decimal_text(value * 100, places)}%"
        if style == "months":
            return span(value, self.language)
        shown = decimal_text(value, places)
        word = unit.counted
        if style == "days":
            word = "天" if self.language == "zh" else "day" if shown == "1" else "days"
        return f"{shown} {word}" if word else shown

    def difference(self, value: Number, unit: Unit) -> str:
        """How far two numbers of the unit are apart."""
        if unit == DATE:
            return self.number(value, DAY)
        if unit.style in ("percent", "number"):
            scaled = value * 100 if unit.is_percent else value
            seen = (p for p in FINE_PLACES if decimal_text(scaled, p) != "0")
            places = next(seen, FINE_PLACES[-1])
            if unit.is_percent:
                word = "个百分点" if self.language == "zh" else "percentage points"
                return f"{decimal_text(scaled, places)} {word}"
            return self.number(value, unit, places)
        return self.number(value, unit)

    def apart(self, value: Number, limit: Number, unit: Unit) -> str:
        """A number with enough decimals not to look like the limit that it is not."""
        for places in FINE_PLACES:
            shown = self.number(value, unit, places)
            if value == limit or shown != self.number(limit, unit, places):
                return shown
        return shown

    def option(self, text: str, matching: str) -> str:
        """A text, or a code with its name."""
        name = None
        if matching == "region":
            name = region_name(text)
        elif matching == "industry":
            industry = industry_named(text)
            name = industry.name if industry else None
        return f"{text} {name}" if name else text

    def options(self, texts: Iterable[str], matching: str = "text") -> str:
        """Several texts or codes; the first few of many."""
        every = list(texts)
        shown = joined((self.option(t, matching) for t in every[:OPTIONS_SHOWN_MAX]), self.language)
        if len(every) <= OPTIONS_SHOWN_MAX:
            return shown
        return shown + (f" 等 {len(every)} 项" if self.language == "zh" else f" … ({len(every)})")

    def fact_value(self, name: str, value: object) -> str:
        """A fact's value as it is known."""
        fact = self.facts.get(name)
        if isinstance(value, bool):
            yes, no = ("是", "否") if self.language == "zh" else ("yes", "no")
            return yes if value else no
        if isinstance(value, Interval):
            unit = self.unit(NumberFact(name))
            ends = ("…" if end is None else self.number(end, unit) for end in value)
            return " ~ ".join(ends)
        if isinstance(value, OneOf):
            return (" 或 " if self.language == "zh" else " or ").join(sorted(value.texts))
        if isinstance(value, frozenset):
            none = "无" if self.language == "zh" else "none"
            return self.options(sorted(value)) or none
        if isinstance(value, str):
            kinds = {FactType.REGION: "region", FactType.INDUSTRY: "industry"}
            return self.option(value, kinds.get(fact.type, "text") if fact else "text")
        return self.number(value, self.unit(NumberFact(name)))  # type: ignore[arg-type]

    def subject(  # noqa: C901, PLR0911 -- one case per kind of node
        self, node: Node, unit: Unit = PLAIN
    ) -> str:
        """What a number or text is, by the names of its facts."""
        if isinstance(node, NumberFact | TextFact | TruthFact):
            return node.name
        if isinstance(node, Constant):
            return self.number(node.value, unit, 4)
        if isinstance(node, Today):
            return "当日"
        if isinstance(node, Arithmetic):
            sides = (self._side(node.left, unit, node), self._side(node.right, unit, node))
            return f" {node.operator} ".join(sides)
        if isinstance(node, Extreme):
            word = "最高" if node.is_highest else "最低"
            return f"{word}({'，'.join(self.subject(item, unit) for item in node.items)})"
        if isinstance(node, Age):
            return f"年数({self.subject(node.day)})"
        if isinstance(node, Shifted):
            moved = node.months or node.days
            size = span(abs(moved)) if node.months else f"{abs(moved)} 天"
            return f"{self.subject(node.day)} {'-' if moved < 0 else '+'} {size}"
        if isinstance(node, Tiers):
            return f"按{self.subject(node.by)}分档"
        if isinstance(node, Choice):
            return f"按{self.subject(node.by)}确定"
        if isinstance(node, Progressive):
            return f"{self.subject(node.base)}分段累进"
        if isinstance(node, Rounded):
            return self.subject(node.value, unit)
        return "企业规模" if not isinstance(node, Cases) else "分情形确定"

    def _side(self, node: NumberNode, unit: Unit, above: Arithmetic) -> str:
        """One side of a calculation, in parentheses where they are needed."""
        if isinstance(node, Constant):
            is_sum = above.operator in "+-"
            other = above.left if node is above.right else above.right
            own = self.unit(other) if is_sum else PLAIN
            is_share = not is_sum and node.value.denominator != 1 and node.value < 1
            return self.number(node.value, replace(PLAIN, is_percent=True) if is_share else own, 4)
        shown = self.subject(node, unit)
        is_weak = isinstance(node, Arithmetic) and (
            (node.operator in "+-" and above.operator in "*/")
            or (node is above.right and above.operator in "-/")
        )
        return f"({shown})" if is_weak else shown

    def comparison(self, operator: str, unit: Unit) -> str:
        """The words of a comparison."""
        return (DATE_WORDS if unit == DATE else WORDS)[self.language][operator]

    def condition(self, node: TruthNode) -> str:  # noqa: PLR0911 -- one case per kind of node
        """A condition in words, where the rule's own words are not kept."""
        if isinstance(node, Clause | Manual):
            return node.source
        if isinstance(node, Not):
            return f"非({self.condition(node.item)})"
        if isinstance(node, All):
            return " 且 ".join(self.condition(item) for item in node.items)
        if isinstance(node, AtLeast):
            word = " 或 " if node.count == 1 else f"（{node.count} 项）"
            return "(" + word.join(self.condition(item) for item in node.items) + ")"
        if isinstance(node, Compare):
            limit = node.right.value if isinstance(node.right, Constant) else None
            unit = self.unit(node.left, limit)
            word = self.comparison(node.operator, unit)
            return f"{self.subject(node.left, unit)} {word} {self.subject(node.right, unit)}"
        if isinstance(node, Member):
            word = "为" if len(node.options) == 1 and node.matching == "text" else "属于"
            return f"{self.subject(node.value)} {word} {self.options(node.options, node.matching)}"
        if isinstance(node, NumberIn):
            unit = self.unit(node.value)
            return f"{self.subject(node.value)} 属于 " + joined(
                (self.number(each, unit) for each in node.options), self.language
            )
        if isinstance(node, Has):
            return f"{node.fact} 含有 {self.options(sorted(node.options))}"
        if isinstance(node, Truth):
            return "真" if node.value else "假"
        return node.name if isinstance(node, TruthFact) else ""
