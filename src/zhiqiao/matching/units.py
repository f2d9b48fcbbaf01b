"""Units of measure: which figures can be compared, and how large each unit is."""

import re
from functools import lru_cache

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
            ("μg/mL", 1.0),
            ("g/mL", 1e6),
            ("g/cm³", 1e6),
            ("kg/m³", 1e3),
            ("g/m³", 1.0),
            ("μg/m³", 1e-6),
            ("mg/m3", 1e-3),
            ("mg/Nm³", 1e-3),
            ("mg/Nm3", 1e-3),
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
            ("周", 604800.0),
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
    **{
        unit: ("energy", factor)
        for unit, factor in (("Wh", 1.0), ("kWh", 1e3), ("kW·h", 1e3), ("度电", 1e3))
    },
    "Wh/kg": ("energy density", 1.0),
    "mAh/g": ("specific capacity", 1.0),
    **{
        unit: ("frequency", factor)
        for unit, factor in (("Hz", 1.0), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9))
    },
    **dict.fromkeys(("r/min", "rpm", "转/分"), ("speed of rotation", 1.0)),
    **{unit: ("force", factor) for unit, factor in (("N", 1.0), ("kN", 1e3))},
    **{unit: ("volume", factor) for unit, factor in (("L", 1.0), ("mL", 1e-3), ("μL", 1e-6))},
    **{unit: ("charge", factor) for unit, factor in (("mAh", 1e-3), ("Ah", 1.0))},
    "dB": ("level", 1.0),
    "次": ("count", 1.0),
    "倍": ("multiple", 1.0),
    "元": ("money", 1.0),
    "万元": ("money", 1e4),
    "亿元": ("money", 1e8),
}

_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_POWER = r"(?:[²³]|\^?[23](?![\d.,]))"
_SHARED_OUT = (
    r"小时|分钟|平方米|立方米|千克|公斤|公里|[天日月年时分秒吨升亩次台套片件批只头个人户炉班]"
)
_PER = rf"(?:\s?[/·⋅](?:\([A-Za-zμ·²³]{{1,8}}\)|[A-Za-zμµ℃]{{1,6}}{_POWER}?|{_SHARED_OUT})){{0,2}}"
MEASURE = rf"(?:{_UNIT})(?:(?<=m){_POWER})?{_PER}"
"""Pattern of a unit as written, with its power and what it is shared out over."""
_MEASURE_PARTS = re.compile(rf"(?P<base>{_UNIT})(?P<power>(?:(?<=m){_POWER})?)(?P<per>{_PER})")
_SUPERSCRIPT = {"²": 2, "2": 2, "³": 3, "3": 3}
_SHORT = (
    ("^", ""),
    ("2", "²"),
    ("3", "³"),
    ("小时", "h"),
    ("分钟", "min"),
    ("平方米", "m²"),
    ("立方米", "m³"),
    ("吨", "t"),
    ("天", "d"),
    ("日", "d"),
    ("秒", "s"),
)


@lru_cache(maxsize=1_024)
def measure(unit: str) -> tuple[str, float]:
    """Dimension of a unit as written, and its size in the dimension's first unit."""
    if unit in UNITS:
        return UNITS[unit]
    found = _MEASURE_PARTS.fullmatch(unit)
    if not found:
        return unit, 1.0
    dimension, factor = UNITS[found["base"]]
    power = _SUPERSCRIPT.get(found["power"].removeprefix("^"), 1)
    rest = "".join(found["per"].split()).replace("⋅", "·")
    for written, short in _SHORT:
        rest = rest.replace(written, short)
    return f"{dimension}{power if power > 1 else ''}{rest}", factor**power
