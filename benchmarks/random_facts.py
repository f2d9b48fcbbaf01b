"""A small facts dictionary with every type, and rows of it with unknowns, from a seed.

Values come from few and round ones, so that bounds are often hit exactly and denominators are
often zero.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

FACTS: dict[str, dict[str, Any]] = {
    "上年度营业收入": {"代码": "revenue", "类型": "金额", "单位": "万元"},
    "上年度研发费用": {"代码": "rd_expense", "类型": "金额", "单位": "元"},
    "资产总额": {"代码": "total_assets", "类型": "金额", "单位": "亿元"},
    "设备投资额": {"代码": "equipment", "类型": "金额", "单位": "万元"},
    "从业人员": {"代码": "employees", "类型": "整数", "单位": "人"},
    "Number of R&D staff": {"代码": "rd_staff", "类型": "整数", "单位": "人"},
    "发明专利数": {"代码": "patents", "类型": "整数", "单位": "项"},
    "评分": {"代码": "score", "类型": "整数"},
    "增长率": {"代码": "growth", "类型": "小数"},
    "产品占比": {"代码": "product_ratio", "类型": "小数"},
    "入驻年限": {"代码": "years_in_space", "类型": "小数", "单位": "年"},
    "成立日期": {"代码": "established_on", "类型": "日期"},
    "认定日期": {"代码": "recognised_on", "类型": "日期"},
    "是否高新技术企业": {"代码": "is_high_tech", "类型": "是否"},
    "是否列入失信名单": {"代码": "is_dishonest", "类型": "是否"},
    "所在园区": {"代码": "park", "类型": "文字", "取值": ["高新区", "经开区", "自贸区"]},
    "产品类别": {"代码": "product_kind", "类型": "文字"},
    "资质称号": {
        "代码": "honours",
        "类型": "集合",
        "取值": ["专精特新", "小巨人", "单项冠军", "雏鹰"],
    },
    "行业代码": {"代码": "industry", "类型": "行业代码"},
    "注册地": {"代码": "region", "类型": "地区代码"},
    "研发强度": {
        "代码": "rd_ratio",
        "类型": "小数",
        "推算": "上年度研发费用 / 上年度营业收入",
    },
    "强度倍数": {"代码": "rd_ratio_double", "类型": "小数", "推算": "研发强度 * 2"},
    "成立年限": {"代码": "years", "类型": "小数", "单位": "年", "推算": "年数(成立日期)"},
    "近两年平均费用": {
        "代码": "average",
        "类型": "金额",
        "单位": "元",
        "推算": "(上年度研发费用 + 设备投资额) / 2",
    },
    "企业规模": {
        "代码": "size",
        "类型": "文字",
        "取值": ["大型", "中型", "小型", "微型"],
        "推算": "划型(行业代码, 从业人员, 上年度营业收入, 资产总额)",
    },
    "是否成长": {
        "代码": "is_growing",
        "类型": "是否",
        "推算": "增长率 高于 10% 或 (发明专利数 不少于 2项 且 是否高新技术企业)",
    },
}

MONEY = [name for name, entry in FACTS.items() if entry["类型"] == "金额"]
DATES = ["成立日期", "认定日期"]
TRUTHS = [name for name, entry in FACTS.items() if entry["类型"] == "是否"]
PARKS = list(FACTS["所在园区"]["取值"])
HONOURS = list(FACTS["资质称号"]["取值"])
SIZES = list(FACTS["企业规模"]["取值"])
KINDS = ["先进制造类", "现代服务类", "其他类"]
INDUSTRIES = ["C", "C39", "C391", "C3911", "C2710", "C2614", "I", "I65", "I6513", "F5211", "A0111"]
REGIONS = ["330000", "330100", "330108", "330109", "330110", "330200", "330203", "331102"]
YUAN = [0, 1, 99_999, 100_000, 200_000, 500_000, 500_001, 1_000_000, 2_000_000, 3_333_333]
DAYS = [
    *("2015-12-31", "2016-02-29", "2020-02-29", "2021-06-30", "2021-08-31", "2023-06-30"),
    *("2023-07-01", "2024-02-29", "2025-06-30", "2026-01-01", "2026-06-30", "2026-07-15"),
]
EXACT_FEN = {"万元": 1_000_000, "元": 100, "亿元": 10_000_000_000}

POLARS_TYPES = {
    "整数": pl.Int64,
    "小数": pl.Float64,
    "金额": pl.Float64,
    "日期": pl.Date,
    "是否": pl.Boolean,
    "文字": pl.String,
    "集合": pl.List(pl.String),
    "行业代码": pl.String,
    "地区代码": pl.String,
}


def row(draw: random.Random, *, unknown: float) -> dict[str, Any]:
    """The facts of one enterprise; each is left out with the given chance."""
    drawn = {
        name: _value(draw, name, entry)
        for name, entry in FACTS.items()
        if "推算" not in entry or draw.random() < 0.1
    }
    return {name: value for name, value in drawn.items() if draw.random() >= unknown}


def rows(draw: random.Random, count: int) -> list[dict[str, Any]]:
    """Rows of which some have hardly a gap and some are mostly gaps."""
    return [row(draw, unknown=draw.choice([0.02, 0.15, 0.5])) for _ in range(count)]


def table(found: Sequence[Mapping[str, Any]], *, key: str = "统一社会信用代码") -> pl.DataFrame:
    """The same rows as a table, a column per fact."""
    columns: dict[str, pl.Series] = {key: pl.Series(key, [str(n) for n in range(len(found))])}
    for name, entry in FACTS.items():
        values = [each.get(name) for each in found]
        columns[name] = pl.Series(name, values, dtype=POLARS_TYPES[entry["类型"]])
    return pl.DataFrame(columns)


def _value(draw: random.Random, name: str, entry: Mapping[str, Any]) -> Any:  # noqa: ANN401
    kind = entry["类型"]
    if kind == "金额":
        return draw.choice(YUAN) / (EXACT_FEN[entry["单位"]] // 100)
    if kind == "整数":
        return draw.choice([0, 0, 1, 2, 3, 5, 10, 20, 50, 99, 100])
    if kind == "小数":
        whole = entry.get("单位") == "年"
        return draw.choice([0, 1, 3, 5, 10] if whole else [0, 0.03, 0.05, 0.1, 0.333, 0.5, 1])
    if kind == "日期":
        return date.fromisoformat(draw.choice(DAYS)) + timedelta(days=draw.choice([0, 0, 0, 1]))
    if kind == "是否":
        return draw.random() < 0.5
    return _text(draw, name)


def _text(draw: random.Random, name: str) -> str | list[str]:
    if name == "资质称号":
        return draw.sample(HONOURS, draw.randint(0, 3))
    options = {
        "所在园区": PARKS,
        "产品类别": KINDS,
        "企业规模": SIZES,
        "行业代码": INDUSTRIES,
        "注册地": REGIONS,
    }
    return draw.choice(options[name])
