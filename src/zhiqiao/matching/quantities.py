"""Figures with units in a text: what a need demands and an offer achieves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.matching.units import MEASURE, measure
from zhiqiao.matching.values import Part, Span

_GAP = r"\s{0,3}+"
_MINUS = r"[-\u2212－]|零下|负"
_TEN_TO = r"10(?:\^[({]?(?:[-\u2212–+]?\d{1,3}+)[)}]?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}+)"
_TIMES_TEN_TO = rf"\s?[×xX*]\s?(?:{_TEN_TO}|10[-\u2212–]\d{{1,3}}+)"
_NUMBER = rf"(?:{_TEN_TO}|\d++(?:,\d{{3}})*+(?:\.\d++)?+(?:[eE][-+]?\d{{1,3}}+|{_TIMES_TEN_TO})?+)"
_NOT = r"不(?:得|能|应该?|可以?|宜|会|要|允许)?"
_GROWN = r"(?:提高|提升|增加|延长|升|增)(?:到|至)"
_SHRUNK = r"(?:降低?|减少?|缩短|压缩|下降)(?:到|至)"
_ABOVE = (
    rf"≥|≧|⩾|>=|>|＞|{_NOT}(?:低于|少于|小于|短于)|大于等于|大于|高于|多于|超过|至少|{_GROWN}"
    r"|达到|达"
)
_BELOW = (
    rf"≤|≦|⩽|<=|<|＜|(?:{_NOT}|未|没有)(?:高于|超过|超出|大于|多于|长于)|不到|不足|小于等于|小于"
    rf"|低于|少于|短于|至多|最多|控制在|控制到|{_SHRUNK}"
)
_PATTERN = re.compile(
    rf"(?:(?P<word>{_BELOW}|{_ABOVE}){_GAP}[为在到]?{_GAP})?(?P<tolerance>±{_GAP})?"
    rf"(?P<minus>(?:(?<![A-Za-z0-9)）%％℃°.\-\u2212–—])(?:{_MINUS}))?+)(?<![\d.^])(?<!\^[-\u2212–])"
    rf"(?P<low>{_NUMBER}){_GAP}"
    rf"(?:(?P<low_unit>{MEASURE})?{_GAP}(?:~|～|\u223c|〜|-|－|–|—|至|到){_GAP}"
    rf"(?P<high_minus>(?:{_MINUS})?)(?P<high>{_NUMBER}){_GAP})?"
    rf"(?P<unit>{MEASURE})(?![A-Za-z])"
    rf"(?:{_GAP}[及或]?(?P<after>以上|以下|以内|之内|左右|之间|内(?![径壁部腔侧外置])))?"
)
_NAME = re.compile(r"[^，。；;、：:（）()\d\s≥≤<>＞＜±~～]{2,12}\s{0,3}[：:]?\s{0,3}$")
_NAME_LENGTH_MAX = 14
_STOP = re.compile(
    r"(?:应|需|要求|达到|可|为|在|的|由|从|将|约|提高|提升|降低|减少|控制|至|到|保持|能够|：|:|\s)+$"
)
_SPACE_OR_COMMA = re.compile(r"[\s,]")
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺\u2212–", "0123456789-+--", "^(){}")
_RAISED = re.compile(r"[×xX*^⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]")
_POWER_OF_TEN = re.compile(r"(?:([\d.]+)[×xX*])?10(.+)")
_START = re.compile(r"^[^\w%]+")
_YEARS = range(1900, 2200)
_ROUNDING = 1e-9


class Bound(StrEnum):
    """Which side a figure limits."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    BETWEEN = "~"
    ABOUT = "="


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as written, with its name where the words before it give one.

    Args:
        name: such as "抗拉强度", or "".
        bound: how `low` and `high` limit it.
        low: lower or only figure, in `unit`.
        high: upper figure of a range, else equal to `low`.
        unit: as written.
        span: where it stands, name and comparison included.
    """

    name: str
    bound: Bound
    low: float
    high: float
    unit: str
    span: Span

    @property
    def dimension(self) -> str:
        """What kind of figure it is; only the same kind can be compared."""
        return measure(self.unit)[0]

    def admits(self, other: "Quantity") -> bool:
        """Whether the other figure, of the same dimension, lies within this one's bound."""
        mine, theirs = measure(self.unit)[1], measure(other.unit)[1]
        low, high = self.low * mine, self.high * mine
        reached = other.high * theirs >= low - abs(low) * _ROUNDING
        kept = other.low * theirs <= high + abs(high) * _ROUNDING
        if self.bound is Bound.AT_LEAST:
            return reached
        return kept if self.bound is Bound.AT_MOST else kept and reached


def quantities(text: str, part: Part = "text") -> Iterator[Quantity]:
    """The figures with units in the text, in order, in time proportional to its length.

    Years of the calendar, ordinals ("第3次"), indices of chemical formulas and the second half
    of "25±2℃" are no figures.

    >>> strength, cost = quantities("抗拉强度≥350MPa，成本降低10%以上")
    >>> strength.name, strength.bound.value, strength.low, strength.unit
    ('抗拉强度', '≥', 350.0, 'MPa')
    >>> cost.name, cost.bound.value, cost.span.text
    ('成本', '≥', '成本降低10%以上')
    """
    last_end = 0
    for match in _PATTERN.finditer(text):
        before = text[max(0, match.start() - _NAME_LENGTH_MAX) : match.start()]
        if _is_figure(match, before):
            raw = _name(before[max(0, len(before) - (match.start() - last_end)) :])
            start = match.start() - len(raw)
            low, high = _limits(match, before)
            yield Quantity(
                name=_STOP.sub("", raw),
                bound=_bound(match),
                low=low,
                high=high,
                unit=match["unit"],
                span=Span(part, start, match.end(), text[start : match.end()]),
            )
        last_end = match.end()


def _name(before: str) -> str:
    """The words right before a figure that may name it, up to the figure and not into another."""
    named = _NAME.search(before)
    raw = _START.sub("", named.group()) if named else ""
    return raw if _STOP.sub("", raw) else ""


def _is_figure(match: re.Match[str], before: str) -> bool:
    """Whether the match is a measured figure, and not a date, an ordinal or a formula's index."""
    last, digits = before[-1:], match["low"]
    if match["word"] is None and last:
        is_index = last.isascii() and last.isalpha() and len(digits) == 1 and not match["minus"]
        is_half = match["tolerance"] is not None and (last.isdigit() or last in "℃%")
        if is_index or is_half or last == "第":
            return False
    is_year = match["unit"] == "年" and digits.isdigit() and int(digits[:5]) in _YEARS
    return not is_year


def _limits(match: re.Match[str], before: str) -> tuple[float, float]:
    """Lower and upper figure in the unit of the match."""
    dimension, factor = measure(match["unit"])
    low = _number(match["low"])
    cold = dimension == "temperature"
    if match["minus"] and (cold or match["word"] or not before[-1:].isalpha()):
        low = -low
    if match["high"] is None:
        return low, low
    if match["low_unit"]:
        other, own = measure(match["low_unit"])
        low *= own / factor if other == dimension else 1.0
    high = _number(match["high"])
    high = -high if match["high_minus"] else high
    return min(low, high), max(low, high)


def _bound(match: re.Match[str]) -> Bound:
    if match["high"]:
        return Bound.BETWEEN
    word, after = match["word"] or "-", match["after"]
    if after == "以上" or re.fullmatch(_ABOVE, word):
        return Bound.AT_LEAST
    if after in {"以下", "以内", "之内", "内"} or re.fullmatch(_BELOW, word) or match["tolerance"]:
        return Bound.AT_MOST
    return Bound.ABOUT


def _number(text: str) -> float:
    """The number as written: thousands parted by commas, powers of ten in any notation."""
    plain = _SPACE_OR_COMMA.sub("", text)
    if not _RAISED.search(plain):
        return float(plain)
    found = _POWER_OF_TEN.fullmatch(plain)
    return float(f"{found[1] or 1}e{found[2].translate(_POWERS)}") if found else float("nan")
