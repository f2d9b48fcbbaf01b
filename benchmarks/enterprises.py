"""The facts of the large rulebook: how each is drawn, and conditions that a given share meets."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from math import exp
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

GAPS = 0.05
KEY = "统一社会信用代码"
FIRST_DAY, LAST_DAY = np.datetime64("1996-01-01"), np.datetime64("2026-06-01")
HONOURS = ["高新技术企业", "专精特新中小企业", "小巨人企业", "单项冠军企业", "创新型中小企业"]
HONOUR_SHARES = [0.35, 0.2, 0.05, 0.02, 0.3]
INDUSTRIES = [
    *("C3911", "C3912", "C2710", "C2740", "C3563", "C3562", "C3484", "C3989", "C3841", "C3660"),
    *("C1711", "C2614", "C3311", "C3985", "C4011", "I6513", "I6531", "M7310", "M7320", "M7340"),
    *("M7514", "F5211", "F5291", "E4790", "H6210", "L7291", "A0111", "R8890"),
]
REGIONS = [
    *("330102", "330105", "330106", "330108", "330109", "330110", "330111", "330112", "330113"),
    *("330114", "330122", "330203", "330206", "330212", "330302", "330402", "330502", "330602"),
]
PARKS = ["高新区", "经开区", "科技城", "自贸区", "园区外"]

Column = Callable[[np.random.Generator, int], pl.Series]
Test = Callable[[random.Random, float], str]


@dataclass(frozen=True)
class Drawn:
    """A fact: its dictionary entry, how its column is drawn, and conditions on it.

    Attributes:
        test: a condition that about the given share of known values meets.
        fixed_tests: conditions with the share that meets each.
    """

    name: str
    code: str
    type: str
    unit: str = ""
    formula: str = ""
    options: tuple[str, ...] = ()
    column: Column | None = None
    test: Test | None = None
    fixed_tests: list[tuple[str, float]] = field(default_factory=list)

    def entry(self) -> dict[str, Any]:
        """The entry of the facts dictionary."""
        more = {"单位": self.unit, "取值": list(self.options), "推算": self.formula}
        kept = {key: value for key, value in more.items() if value}
        return {"代码": self.code, "类型": self.type, **kept}


def money(name: str, code: str, median_wan: float, *, spread: float, cents: bool = False) -> Drawn:
    """An amount in 万元, spread evenly on a logarithmic scale around its median."""

    def column(draw: np.random.Generator, rows: int) -> pl.Series:
        drawn = median_wan * np.exp(draw.normal(0, spread, rows))
        return pl.Series(drawn.round(2) if cents else drawn.astype(np.int64))

    return _scaled(name, code, "金额", unit="万元", median=median_wan, spread=spread, column=column)


def count(name: str, code: str, unit: str, median: float, *, spread: float) -> Drawn:
    """A whole number, spread likewise."""

    def column(draw: np.random.Generator, rows: int) -> pl.Series:
        return pl.Series((median * np.exp(draw.normal(0, spread, rows))).astype(np.int64))

    return _scaled(name, code, "整数", unit=unit, median=median, spread=spread, column=column)


def _scaled(
    name: str, code: str, kind: str, *, unit: str, median: float, spread: float, column: Column
) -> Drawn:
    def test(draw: random.Random, share: float) -> str:
        is_lower = share < 0.5 or draw.random() < 0.8
        at = NormalDist(0, spread).inv_cdf(1 - share if is_lower else share)
        bound = max(1, round(median * exp(at)))
        return f"{name} {'不低于' if is_lower else '不超过'} {bound}{unit}"

    return Drawn(name, code, kind, unit, column=column, test=test)


def ratio(name: str, code: str) -> Drawn:
    """A share from 0 to 1, evenly spread, of four digits."""
    return Drawn(
        name,
        code,
        "小数",
        column=lambda draw, rows: pl.Series(draw.integers(0, 10_001, rows) / 10_000),
        test=lambda _, share: f"{name} 不低于 {(1 - share) * 100:.1f}%",
    )


def truth(name: str, code: str, share: float, *, usable: bool = True) -> Drawn:
    """A yes or no."""
    return Drawn(
        name,
        code,
        "是否",
        column=lambda draw, rows: pl.Series(draw.random(rows) < share),
        fixed_tests=[(name, share)] if usable else [],
    )


def text(
    name: str, code: str, kind: str, options: list[str], *, closed: bool, tests: list[str]
) -> Drawn:
    """A text or code, all options alike; each test is met by those it lists or begins."""

    def column(draw: np.random.Generator, rows: int) -> pl.Series:
        return pl.Series(options).gather(draw.integers(0, len(options), rows))

    def share(listed: str) -> float:
        met = [one for one in options if one.startswith(tuple(listed.split(", ")))]
        return len(met) / len(options)

    found = [(f"{name} 属于 [{listed}]", share(listed)) for listed in tests]
    listed_options = tuple(options) if closed else ()
    return Drawn(name, code, kind, options=listed_options, column=column, fixed_tests=found)


def _established(draw: np.random.Generator, rows: int) -> pl.Series:
    days = int((LAST_DAY - FIRST_DAY).astype(int))
    return pl.Series(FIRST_DAY + draw.integers(0, days, rows).astype("timedelta64[D]"))


def _honours(draw: np.random.Generator, rows: int) -> pl.Series:
    """Sets, by the number whose bits tell which honours an enterprise has."""
    choices = product([False, True], repeat=len(HONOURS))
    sets = [[one for one, held in zip(HONOURS, bits, strict=True) if held] for bits in choices]
    held = draw.random((len(HONOURS), rows)) < np.array(HONOUR_SHARES)[:, None]
    powers = 2 ** np.arange(len(HONOURS))[::-1]
    return pl.Series(sets, dtype=pl.List(pl.String)).gather(powers @ held)


def _identifiers(_: np.random.Generator, rows: int) -> pl.Series:
    numbers = pl.int_range(rows, eager=True).cast(pl.String).str.zfill(9)
    return "91330100M" + numbers


MONEY = [
    money("上年度营业收入", "revenue", 1800, spread=1.4),
    money("上年度研发费用", "rd_expense", 90, spread=1.5, cents=True),
    money("资产总额", "total_assets", 2500, spread=1.5),
    money("近三年销售收入", "sales_3y", 5000, spread=1.4),
    money("设备投资额", "equipment", 300, spread=1.3, cents=True),
    money("累计股权融资额", "equity", 200, spread=1.8),
    money("技术合同成交额", "contracts", 60, spread=1.6, cents=True),
    money("贷款本金", "loan", 500, spread=1.0),
    money("已付贷款利息", "interest", 20, spread=1.0, cents=True),
    money("上年度纳税额", "tax", 80, spread=1.4),
    money("算力合同费用", "compute", 40, spread=1.2),
    money("检测认证费用", "testing", 10, spread=1.0, cents=True),
]
COUNTS = [
    count("从业人员", "employees", "人", 60, spread=1.1),
    count("研发人员数", "rd_staff", "人", 12, spread=1.0),
    count("发明专利数", "patents", "项", 5, spread=1.0),
    count("软件著作权数", "copyrights", "项", 8, spread=1.0),
    count("核心知识产权数", "core_ip", "项", 4, spread=0.9),
    count("主导标准数", "standards", "项", 3, spread=0.8),
    count("评分", "score", "分", 55, spread=0.4),
    count("市级以上科技项目数", "projects", "项", 3, spread=0.9),
]
RATIOS = [
    ratio("主营业务收入占比", "main_ratio"),
    ratio("资产负债率", "debt_ratio"),
    ratio("高新技术产品收入占比", "high_tech_ratio"),
    ratio("主导产品市场占有率", "market_share"),
]
TRUTHS = [
    truth("是否独立法人", "is_legal_entity", 0.97, usable=False),
    truth("是否列入严重失信名单", "is_dishonest", 0.02, usable=False),
    truth("近一年有重大事故或违法", "had_incident", 0.02, usable=False),
    truth("是否查账征收", "is_audited", 0.8),
    truth("是否规模以上", "is_above_scale", 0.4),
    truth("是否有研发机构", "has_rd_unit", 0.5),
    truth("是否已商业销售", "is_on_sale", 0.7),
    truth("是否产学研合作", "has_cooperation", 0.45),
]
OTHERS = [
    Drawn(KEY, "uscc", "文字", column=_identifiers),
    Drawn("成立日期", "established_on", "日期", column=_established),
    Drawn(
        "成立年限",
        "years",
        "小数",
        "年",
        formula="年数(成立日期)",
        test=lambda _, share: f"成立年限 不超过 {max(1, round(share * 30))}年",
    ),
    Drawn(
        "研发强度",
        "rd_ratio",
        "小数",
        formula="上年度研发费用 / 上年度营业收入",
        test=lambda _, share: (
            f"研发强度 不低于 {5 * exp(NormalDist(0, 2.05).inv_cdf(1 - share)):.2f}%"
        ),
    ),
    Drawn(
        "企业规模",
        "size",
        "文字",
        options=("大型", "中型", "小型", "微型"),
        formula="划型(行业代码, 从业人员, 上年度营业收入, 资产总额)",
    ),
    text(
        "注册地",
        "region",
        "地区代码",
        REGIONS,
        closed=False,
        tests=["3301", "330108, 330109, 330110, 330106, 330114", "33"],
    ),
    text(
        "行业代码",
        "industry",
        "行业代码",
        INDUSTRIES,
        closed=False,
        tests=["C", "C, I, M", "C39, C38, I65, M73", "C27, C35, C39, C40, I"],
    ),
    text(
        "所在园区",
        "park",
        "文字",
        PARKS,
        closed=True,
        tests=["高新区, 经开区", "高新区, 经开区, 科技城"],
    ),
    Drawn(
        "资质称号",
        "honours",
        "集合",
        options=tuple(HONOURS),
        column=_honours,
        fixed_tests=[
            ("资质称号 含有 高新技术企业", 0.35),
            ("资质称号 含有 [高新技术企业, 创新型中小企业]", 0.545),
            ("资质称号 不含有 单项冠军企业", 0.98),
        ],
    ),
]
FACTS = [*OTHERS, *MONEY, *COUNTS, *RATIOS, *TRUTHS]
MONEY_MEDIANS = {
    "上年度研发费用": 90.0,
    "设备投资额": 300.0,
    "技术合同成交额": 60.0,
    "已付贷款利息": 20.0,
    "算力合同费用": 40.0,
    "检测认证费用": 10.0,
}


def table(rows: int, *, seed: int = 1) -> pl.DataFrame:
    """Enterprises with about 5 % of every fact not known, the identifier excepted."""
    draw = np.random.default_rng(seed)
    columns = []
    for fact in FACTS:
        if fact.column is None:
            continue
        column = fact.column(draw, rows).alias(fact.name)
        if fact.name != KEY:
            known = pl.Series(draw.random(rows, dtype=np.float32) >= GAPS)
            column = column.zip_with(known, pl.Series([None], dtype=column.dtype))
        columns.append(column)
    return pl.DataFrame(columns)
