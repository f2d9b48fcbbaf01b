"""Groups of enterprises by size, industry and area; none so small that it shows a single one."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.codes import industry_named, region_name

SMALLEST = 5
"""Groups of fewer enterprises are not broken down."""
NOT_KNOWN, OTHERS = "", "*"
"""The keys of the group whose fact is not known, and of all small groups together."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to group: the facts it reads, the first that is known counts, and its word."""

    word: Promise
    facts: tuple[str, ...]
    name: Callable[[str], str]


def _plain(value: str) -> str:
    return value


def _industry(value: str) -> str:
    """The section or division that an industry belongs to, in words."""
    found = industry_named(value[:3])
    return found.name if found else value[:3]


def _region(value: str) -> str:
    return region_name(value) or value


GROUPINGS: Mapping[str, Grouping] = {
    "size": Grouping(_("按规模"), ("企业规模",), _plain),
    "industry": Grouping(_("按行业"), ("行业代码", "行业大类"), _industry),
    "area": Grouping(_("按地区"), ("注册地",), _region),
}


def group_names(table: pl.DataFrame, grouping: str) -> list[str]:
    """The group of each row; NOT_KNOWN where no fact says."""
    chosen = GROUPINGS[grouping]
    columns = [table[fact].to_list() for fact in chosen.facts if fact in table.columns]
    if not columns:
        return [NOT_KNOWN] * table.height
    firsts = (next((each for each in cells if each), None) for cells in zip(*columns, strict=True))
    return [chosen.name(first) if first else NOT_KNOWN for first in firsts]


def small_groups_merged(
    counted: Mapping[str, list[int]], sizes: Counter[str]
) -> dict[str, list[int]]:
    """The lines of all groups; those of small groups are added up, or left out while still small.

    In order of their size.
    """
    found = {name: line for name, line in counted.items() if sizes[name] >= SMALLEST}
    small = [name for name in counted if name not in found]
    if sum(sizes[name] for name in small) >= SMALLEST:
        lines = zip(*(counted[name] for name in small), strict=True)
        found[OTHERS] = [sum(each) for each in lines]
    order = sorted(found, key=lambda name: (name in (OTHERS, NOT_KNOWN), -sizes[name], name))
    return {name: found[name] for name in order}
