"""Sizes of enterprises after 工信部联企业〔2011〕300号: 微型, 小型, 中型, 大型.

Which industries a rule covers is said there in the words of the classification of 2011; here they
are put into GB/T 4754-2017 as 国统字〔2017〕213号 does:

- railways (G53) have no size; moving and loading (G591) is sized as transport, not as storage;
- 其他未列明行业 is M, N, O, R, social work (Q85), agents (K703) and other property (K709);
- letting one's own property (K704) is left out, as are finance (J), education (P), health (Q84),
  public bodies (S) and international organisations (T): they have no size.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache

from zhiqiao.codes.industry import industries, normal_industry
from zhiqiao.codes.tables import rows
from zhiqiao.common.money import FEN_PER_WAN_YUAN

ENTERPRISE_SIZES = ("微型", "小型", "中型", "大型")
"""The classes of size, the smallest first."""

_METRICS = {
    "employees": ("employees", 1),
    "revenue": ("revenue_fen", FEN_PER_WAN_YUAN),
    "assets": ("assets_fen", FEN_PER_WAN_YUAN),
}


@dataclass(frozen=True)
class SizeRule:
    """How enterprises of one group of industries are sized.

    Attributes:
        industry: the group as the rule calls it.
        metrics: what is measured: one or two of `employees`, `revenue_fen`, `assets_fen`.
        minima: by metric, the least figure of 小型, 中型 and 大型.
    """

    industry: str
    metrics: tuple[str, ...]
    minima: Mapping[str, tuple[int, int, int]] = field(hash=False)

    def rank(self, metric: str, figure: int | Fraction) -> int:
        """The place in `ENTERPRISE_SIZES` that one figure alone gives."""
        return sum(figure >= least for least in self.minima[metric])


@cache
def _rules() -> dict[str, SizeRule]:
    """Every rule by each code that it is given for."""
    minima: dict[tuple[str, str], dict[str, tuple[int, int, int]]] = {}
    for row in rows("sizes.csv"):
        metric, unit = _METRICS[row["metric"]]
        least = (int(row["small"]) * unit, int(row["medium"]) * unit, int(row["large"]) * unit)
        minima.setdefault((row["rule"], row["industries"]), {})[metric] = least
    return {
        code: SizeRule(name, tuple(of_rule), of_rule)
        for (name, codes), of_rule in minima.items()
        for code in codes.split()
    }


def _covering(code: str) -> SizeRule | None:
    """The rule given for a code or for one that it lies in."""
    return next((rule for key, rule in _rules().items() if code.startswith(key)), None)


@lru_cache(maxsize=8_192)
def size_rules(industry_code: str) -> tuple[SizeRule | None, ...]:
    """Every rule that may hold for a code; None among them stands for “has no size”.

    One for a code that settles it; several for a coarse code such as G or K70; none for what is
    no code.
    """
    code = normal_industry(industry_code)
    if code is None:
        return ()
    if rule := _covering(code):
        return (rule,)
    below = (each for each in industries() if each.startswith(code))
    finest = (each for each in below if len(each) == len("C3311"))
    return tuple(dict.fromkeys(_covering(each) for each in finest))


def size_rule(industry_code: str) -> SizeRule | None:
    """The rule for a code, or None: it has no size, is too coarse to tell, or is no code.

    >>> size_rule("3311").industry
    '工业'
    """
    found = size_rules(industry_code)
    return found[0] if len(found) == 1 else None


def size_classes(
    industry_code: str | None,
    *,
    employees: int | Fraction | None = None,
    revenue_fen: int | Fraction | None = None,
    assets_fen: int | Fraction | None = None,
) -> frozenset[str]:
    """The sizes that an enterprise may still have; none where its industry has no size.

    An enterprise has the smaller of the sizes that its metrics give, so one known metric bounds
    the size from above. All four remain where the industry is unknown, or where it is so coarse
    that part of it has no size.

    >>> sorted(size_classes("C33", employees=10))
    ['微型']
    >>> sorted(size_classes("C33", employees=100))
    ['小型', '微型']
    """
    rules = size_rules(industry_code) if industry_code is not None else ()
    if rules == (None,):
        return frozenset()
    if not rules or None in rules:
        return frozenset(ENTERPRISE_SIZES)
    figures = {"employees": employees, "revenue_fen": revenue_fen, "assets_fen": assets_fen}
    return frozenset().union(*(_classes(rule, figures) for rule in rules if rule))


def _classes(rule: SizeRule, figures: Mapping[str, int | Fraction | None]) -> tuple[str, ...]:
    ranks = []
    for metric in rule.metrics:
        figure = figures[metric]
        if figure is not None:
            ranks.append(rule.rank(metric, figure))
    bound = min(ranks, default=len(ENTERPRISE_SIZES) - 1)
    return ENTERPRISE_SIZES[bound if len(ranks) == len(rule.metrics) else 0 : bound + 1]
