"""Regions after GB/T 2260: Zhejiang down to its counties, and some elsewhere.

Of the others there are those that programmes name, and where the demo city's enterprises are.

A code is spelt with six digits; a province ends in 0000 and a city in 00. A code of another place
that is well formed is taken as it is, without a name.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache

from zhiqiao.codes.tables import rows

_DIGITS = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", re.ASCII)
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
_CODE_LENGTH = 6


@cache
def _named() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("regions.csv")}


def regions() -> tuple[str, ...]:
    """Codes of the regions whose names are known, in order."""
    return tuple(_named())


def region_name(code: str) -> str | None:
    """The name of a region, or None where it is not known.

    >>> region_name("330108")
    '滨江区'
    """
    normal = normal_region(code)
    return _named()[normal]["name"] if normal in _named() else None


def _within(code: str) -> list[str]:
    """The regions that one lies in, the nearest first."""
    above = []
    while parent := _named()[code]["within"]:
        above.append(parent)
        code = parent
    return above


@cache
def _codes_by_name() -> dict[str, set[str]]:
    """Codes by every way of writing a name: alone or after the regions it lies in."""
    found = defaultdict(set)
    for code, row in _named().items():
        prefixes = {""}
        for parent in _within(code):
            prefixes |= {_named()[parent]["name"] + prefix for prefix in prefixes}
        for prefix in prefixes:
            found[prefix + row["name"]].add(code)
        if row["namesake"]:
            found[row["name"]].add(row["namesake"])
    return dict(found)


@lru_cache(maxsize=8_192)
def normal_region(text: str) -> str | None:
    """The six digits of a region given by code or by name, or None where that is open.

    Codes may be cut short (33, 3301) or carry the town and the village (9 or 12 digits). Names
    are written in full; 西湖区, 江北区 and 普陀区 exist elsewhere too and need their city.

    >>> normal_region("3301"), normal_region("滨江区"), normal_region("330108001002")
    ('330100', '330108', '330108')
    >>> normal_region("西湖区"), normal_region("杭州市西湖区")
    (None, '330106')
    """
    written = "".join(unicodedata.normalize("NFKC", text).split())
    if _DIGITS.fullmatch(written):
        return _normal_code(written)
    codes = _codes_by_name().get(written, set())
    return min(codes) if len(codes) == 1 else None


def _normal_code(digits: str) -> str | None:
    code = digits[:_CODE_LENGTH].ljust(_CODE_LENGTH, "0")
    city_missing = code[2:4] == "00" and code[4:] != "00"
    return None if city_missing or not _PROVINCE.match(code) else code


def _stem(code: str) -> str:
    """The digits that every region in this one begins with."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def region_within(code: str, ancestor: str) -> bool | None:
    """Whether a region is another or lies in it.

    None where that is open: the region is larger than the asked one and contains it, or one of
    the two is no region.

    >>> region_within("330108", "330100"), region_within("33", "3301")
    (True, None)
    >>> region_within("330203", "330100")
    False
    """
    inner, outer = normal_region(code), normal_region(ancestor)
    if inner is None or outer is None:
        return None
    if _stem(inner).startswith(_stem(outer)):
        return True
    return None if _stem(outer).startswith(_stem(inner)) else False
