"""Industries after GB/T 4754-2017, at all four levels.

A code is spelt in one way: the section's letter and then the digits, as in C, C33, C331, C3311.
Every code therefore begins with the codes that it lies in.

The table holds 20 sections, 97 divisions, 473 groups and 1,381 classes. Three names are mended
against the copy it was made from: C15 酒、饮料和精制茶制造业, M75 科技推广和应用服务业 and
R87 广播、电视、电影和录音制作业. Statistical
offices now count 1,382 classes; amendment 1 of 2019 has not been checked.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from zhiqiao.codes.tables import rows


@dataclass(frozen=True, slots=True)
class Industry:
    """One entry of the classification; `level` 1 to 4 is 门类, 大类, 中类, 小类."""

    code: str
    level: int
    name: str
    parent: str | None


@cache
def industries() -> dict[str, Industry]:
    """Every industry by its code, in the order of the codes."""
    return {
        row["code"]: Industry(
            row["code"], max(1, len(row["code"]) - 1), row["name"], row["within"] or None
        )
        for row in rows("industries.csv")
    }


@cache
def _by_digits() -> dict[str, str]:
    return {code[1:]: code for code in industries() if len(code) > 1}


def industry_named(code: str) -> Industry | None:
    """The industry of a code in any spelling, or None for an unknown one.

    >>> industry_named("3311").name
    '金属结构制造'
    """
    known = normal_industry(code)
    return industries()[known] if known else None


@lru_cache(maxsize=8_192)
def normal_industry(text: str) -> str | None:
    """The one spelling of a code, or None where there is no such code.

    >>> normal_industry("c 3311"), normal_industry("33"), normal_industry("A3311")
    ('C3311', 'C33', None)
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return code if code in industries() else _by_digits().get(code)


def industry_within(code: str, ancestor: str) -> bool | None:
    """Whether a code is another or lies in it.

    None where that is open: the code is coarser than the asked one and contains it, or one of
    the two is no code at all.

    >>> industry_within("C1620", "C16"), industry_within("C", "C16"), industry_within("C17", "C16")
    (True, None, False)
    """
    inner, outer = normal_industry(code), normal_industry(ancestor)
    if inner is None or outer is None:
        return None
    if inner.startswith(outer):
        return True
    return None if outer.startswith(inner) else False
