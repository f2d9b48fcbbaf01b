"""Figures with units in a text: what a need demands and an offer achieves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.matching.values import Part, Span

UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("%", "％"), ("ratio", 1.0)),
    "‰": ("ratio", 0.1),
    "ppm": ("ratio", 1e-4),
    "ppb": ("ratio", 1e-7),
    "℃": ("temperature", 1.0),
    "°C": ("temperature", 1.0),
    "摄氏度": ("temperature", 1.0),
    **{
        unit: ("pressure", factor)
        for unit, factor in (("GPa", 1e9), ("MPa", 1e6), ("kPa", 1e3), ("Pa", 1.0), ("bar", 1e5))
    },
    **{
        unit: ("length", factor)
        for unit, factor in (
            ("nm", 1e-9),
            ("μm", 1e-6),
            ("µm", 1e-6),
            ("um", 1e-6),
            ("微米", 1e-6),
            ("纳米", 1e-9),
            ("mm", 1e-3),
            ("毫米", 1e-3),
            ("cm", 1e-2),
            ("厘米", 1e-2),
            ("km", 1e3),
            ("公里", 1e3),
            ("m", 1.0),
            ("米", 1.0),
        )
    },
    **{
        unit: ("mass", factor)
        for unit, factor in (
            ("μg", 1e-9),
            ("mg", 1e-6),
            ("kg", 1.0),
            ("公斤", 1.0),
            ("千克", 1.0),
            ("g", 1e-3),
            ("吨", 1e3),
            ("t", 1e3),
        )
    },
    **{
        unit: ("concentration", factor)
        for unit, factor in (
            ("mg/L", 1.0),
            ("g/L", 1e3),
            ("μg/L", 1e-3),
            ("mg/m³", 1e-3),
            ("mg/mL", 1e3),
            ("ng/mL", 1e-3),
            ("pg/mL", 1e-6),
        )
    },
    **{
        unit: ("time", factor)
        for unit, factor in (
            ("μs", 1e-6),
            ("ms", 1e-3),
            ("毫秒", 1e-3),
            ("s", 1.0),
            ("秒", 1.0),
            ("min", 60.0),
            ("分钟", 60.0),
            ("h", 3600.0),
            ("小时", 3600.0),
            ("天", 86400.0),
            ("个月", 2.628e6),
            ("年", 3.154e7),
        )
    },
    **{unit: ("voltage", factor) for unit, factor in (("mV", 1e-3), ("V", 1.0), ("kV", 1e3))},
    **{unit: ("current", factor) for unit, factor in (("mA", 1e-3), ("A", 1.0))},
    **{
        unit: ("power", factor)
        for unit, factor in (("mW", 1e-3), ("W", 1.0), ("kW", 1e3), ("MW", 1e6))
    },
    **{unit: ("energy", factor) for unit, factor in (("Wh", 1.0), ("kWh", 1e3), ("度电", 1e3))},
    **{unit: ("energy density", factor) for unit, factor in (("Wh/kg", 1.0), ("mAh/g", 1.0))},
    **{
        unit: ("frequency", factor)
        for unit, factor in (("Hz", 1.0), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9))
    },
    **dict.fromkeys(("r/min", "rpm", "转/分"), ("speed of rotation", 1.0)),
    **{unit: ("force", factor) for unit, factor in (("N", 1.0), ("kN", 1e3))},
    "dB": ("level", 1.0),
    "次": ("count", 1.0),
    "倍": ("multiple", 1.0),
    "元": ("money", 1.0),
    "万元": ("money", 1e4),
    "亿元": ("money", 1e8),
}

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_ABOVE = r"≥|>|＞|不低于|不少于|不小于|大于等于|大于|高于|超过|至少|达到|达"
_BELOW = r"≤|<|＜|不高于|不超过|不大于|小于等于|小于|低于|少于|控制在|降至|降到"
_PATTERN = re.compile(
    rf"(?P<word>{_ABOVE}|{_BELOW})?\s*(?:为|在|到)?\s*(?P<low>{_NUMBER})\s*"
    rf"(?:(?:{_UNIT})?\s*(?:~|～|-|–|—|至|到)\s*(?P<high>{_NUMBER})\s*)?"
    rf"(?P<unit>{_UNIT})(?![A-Za-z])(?:\s*(?P<after>以上|以下|以内|之内|左右))?"
)
_NAME = re.compile(r"[^，。；;、：:（）()\d\s≥≤<>＞＜]{2,12}\s*$")
_NAME_LENGTH_MAX = 14
_STOP = re.compile(
    r"(?:应|需|要求|达到|可|为|在|的|由|从|将|约|提高|提升|降低|减少|控制|至|到|保持|能够)+$"
)


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
        return UNITS[self.unit][0]

    def admits(self, other: "Quantity") -> bool:
        """Whether the other figure, of the same dimension, lies within this one's bound."""
        mine, theirs = UNITS[self.unit][1], UNITS[other.unit][1]
        low, high = other.low * theirs, other.high * theirs
        if self.bound is Bound.AT_LEAST:
            return high >= self.low * mine or (
                other.bound is Bound.AT_LEAST and low >= self.low * mine
            )
        if self.bound is Bound.AT_MOST:
            return low <= self.high * mine
        return low <= self.high * mine and high >= self.low * mine


def quantities(text: str, part: Part = "text") -> Iterator[Quantity]:
    """The figures with units in the text, in order.

    >>> strength, cost = quantities("抗拉强度≥350MPa，成本降低10%以上")
    >>> strength.name, strength.bound.value, strength.low, strength.unit
    ('抗拉强度', '≥', 350.0, 'MPa')
    >>> cost.name, cost.bound.value, cost.span.text
    ('成本', '≥', '成本降低10%以上')
    """
    for match in _PATTERN.finditer(text):
        before = text[max(0, match.start() - _NAME_LENGTH_MAX) : match.start()]
        named = _NAME.search(before)
        raw = named.group() if named else ""
        start = match.start() - len(raw)
        yield Quantity(
            name=_STOP.sub("", raw.strip()),
            bound=_bound(match),
            low=_number(match["low"]),
            high=_number(match["high"] or match["low"]),
            unit=match["unit"],
            span=Span(part, start, match.end(), text[start : match.end()]),
        )


def _bound(match: re.Match[str]) -> Bound:
    if match["high"]:
        return Bound.BETWEEN
    if match["after"] == "以上" or re.fullmatch(_ABOVE, match["word"] or "-"):
        return Bound.AT_LEAST
    if match["after"] in {"以下", "以内", "之内"} or re.fullmatch(_BELOW, match["word"] or "-"):
        return Bound.AT_MOST
    return Bound.ABOUT


def _number(text: str) -> float:
    return float(text.replace(",", ""))
