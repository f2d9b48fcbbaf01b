"""Facts as people and files write them, brought to base units."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode
from zhiqiao.policy import PolicyError
from zhiqiao.policy.dictionary import read_dictionary
from zhiqiao.policy.errors import ProblemKind
from zhiqiao.policy.facts import money_fen, read_facts
from zhiqiao.policy.values import Interval, Place

DICTIONARY = read_dictionary(
    """
收入: {代码: revenue, 类型: 金额, 单位: 万元}
费用: {类型: 金额}
人数: {代码: staff, 类型: 整数, 单位: 人}
占比: {类型: 小数}
强度: {类型: 小数, 单位: "%"}
年限: {类型: 小数, 单位: 年}
天数: {类型: 整数, 单位: 天}
成立日期: {类型: 日期}
是否高企: {类型: 是否}
园区: {类型: 文字, 取值: [高新区, 经开区]}
产品: {类型: 文字}
称号: {类型: 集合, 取值: [专精特新, 小巨人, 无]}
标签: {类型: 集合}
行业: {类型: 行业代码}
注册地: {类型: 地区代码}
""",
    "facts.yaml",
)
DAY = date(2026, 6, 30).toordinal()


def read(name, value):
    return read_facts({name: value}, DICTIONARY).get(name)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("收入", 5, 5_000_000),
        ("收入", 5.5, 5_500_000),
        ("收入", "5", 5_000_000),
        ("收入", "5万元", 5_000_000),
        ("收入", "5 万元", 5_000_000),
        ("收入", " 1,234.56 万元 ", 1_234_560_000),
        ("收入", "１２万元", 12_000_000),
        ("收入", "0.5亿元", 5_000_000_000),
        ("收入", "-3元", -300),
        ("收入", "1e3元", 100_000),
        ("收入", Decimal("0.1"), 100_000),
        ("收入", Fraction(1, 3), Fraction(1_000_000, 3)),
        ("收入", 0.1, 100_000),
        ("费用", 5, 500),
        ("费用", 1234567.89, 123_456_789),
        ("费用", 10**30, 10**32),
        ("人数", 5, 5),
        ("人数", 5.0, 5),
        ("人数", "5人", 5),
        ("人数", "5.0", 5),
        ("占比", 0.03, Fraction(3, 100)),
        ("占比", "3%", Fraction(3, 100)),
        ("占比", "3％", Fraction(3, 100)),
        ("强度", 3, Fraction(3, 100)),
        ("强度", "3%", Fraction(3, 100)),
        ("年限", 2, 24),
        ("年限", "2.5年", 30),
        ("年限", "18个月", 18),
        ("天数", "30天", 30),
        ("成立日期", "2026-06-30", DAY),
        ("成立日期", "2026/6/30", DAY),
        ("成立日期", "2026.06.30", DAY),
        ("成立日期", "2026年6月30日", DAY),
        ("成立日期", "20260630", DAY),
        ("成立日期", 20260630, DAY),
        ("成立日期", "2026-06-30 00:00:00", DAY),
        ("成立日期", "2026-06-30T00:00", DAY),
        ("成立日期", date(2026, 6, 30), DAY),
        ("成立日期", datetime(2026, 6, 30, 12, 30), DAY),  # noqa: DTZ001 -- as a workbook has it
        *(
            ("是否高企", word, True)
            for word in (True, "是", "真", "TRUE", "true", 1, "1", 1.0, "Y")
        ),
        *(("是否高企", word, False) for word in (False, "否", "假", "FALSE", 0, "0", "无", "no")),
        ("园区", "高新区", "高新区"),
        ("园区", " 高新区 ", "高新区"),
        ("产品", "无数据线", "无数据线"),
        ("产品", 5, "5"),
        ("称号", "专精特新、小巨人", frozenset({"专精特新", "小巨人"})),
        ("称号", "专精特新;小巨人；", frozenset({"专精特新", "小巨人"})),
        ("称号", ["小巨人", None], frozenset({"小巨人"})),
        ("称号", [], frozenset()),
        ("称号", "无", frozenset()),
        ("标签", ("甲", "乙"), frozenset({"甲", "乙"})),
        ("行业", "C3911", "C3911"),
        ("行业", "c39", "C39"),
        ("行业", 3911, "C3911"),
        ("注册地", 330108, "330108"),
        ("注册地", "3301", "330100"),
        ("注册地", "杭州市", "330100"),
    ],
)
def test_values_as_they_are_written(name, value, expected):
    found = read(name, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("name", list(DICTIONARY))
@pytest.mark.parametrize("value", [None, "", "  ", "无数据", "-", "不详", "#N/A", "null", "NaN"])
def test_what_is_empty_is_unknown(name, value):
    if name == "标签" and value and value.strip():
        assert read(name, value) == frozenset({value})  # of a set, any word is a member
        return
    if name != "产品" or value in (None, "", "  "):
        assert read(name, value) is None


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("5~10", 5_000_000, 10_000_000),
        ("5 至 10", 5_000_000, 10_000_000),
        ("5万元到1亿元", 5_000_000, 10_000_000_000),
        ("5～10亿元", 50_000_000_000, 100_000_000_000),
        ("-5~-3", -5_000_000, -3_000_000),
        ({"自": 5, "至": "10万元"}, 5_000_000, 10_000_000),
        ({"自": 5}, 5_000_000, None),
        ({"至": 5}, None, 5_000_000),
        ({"自": "", "至": 5}, None, 5_000_000),
        ({}, None, None),
        ("5~5", 5_000_000, 5_000_000),
    ],
)
def test_intervals(value, low, high):
    assert read("收入", value) == Interval(low, high)


def test_an_interval_whose_unit_stands_at_the_end_has_it_on_both_sides():
    assert read("费用", "5~10万元") == Interval(5_000_000, 10_000_000)
    assert read("占比", "3~5%") == Interval(Fraction(3, 100), Fraction(5, 100))


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("收入", float("nan"), ProblemKind.VALUE_NOT_FINITE),
        ("收入", float("inf"), ProblemKind.VALUE_NOT_FINITE),
        ("占比", float("-inf"), ProblemKind.VALUE_NOT_FINITE),
        ("是否高企", float("nan"), ProblemKind.VALUE_NOT_FINITE),
        ("收入", "inf", ProblemKind.VALUE_WRONG),
        ("收入", "很多", ProblemKind.VALUE_WRONG),
        ("收入", "1,23万元", ProblemKind.VALUE_WRONG),
        ("收入", "1万2千元", ProblemKind.VALUE_WRONG),
        ("收入", True, ProblemKind.VALUE_WRONG),
        ("收入", [5], ProblemKind.VALUE_WRONG),
        ("收入", "10~5", ProblemKind.VALUE_WRONG),
        ("收入", "1~2~3", ProblemKind.VALUE_WRONG),
        ("收入", "5~很多", ProblemKind.UNIT_WRONG),
        ("收入", "9" * 1000, ProblemKind.VALUE_WRONG),
        ("收入", "1e999元", ProblemKind.VALUE_TOO_LARGE),
        ("收入", "5人", ProblemKind.UNIT_WRONG),
        ("收入", "5%", ProblemKind.UNIT_WRONG),
        ("收入", "5美元", ProblemKind.UNIT_WRONG),
        ("人数", "5万元", ProblemKind.UNIT_WRONG),
        ("人数", "5项", ProblemKind.UNIT_WRONG),
        ("年限", "5天", ProblemKind.UNIT_WRONG),
        ("人数", 5.5, ProblemKind.VALUE_WRONG),
        ("人数", "5.5", ProblemKind.VALUE_WRONG),
        ("成立日期", "2026-02-30", ProblemKind.DATE_WRONG),
        ("成立日期", "2026-06", ProblemKind.DATE_WRONG),
        ("成立日期", "昨天", ProblemKind.DATE_WRONG),
        ("成立日期", "0000-01-01", ProblemKind.DATE_WRONG),
        ("成立日期", 5, ProblemKind.DATE_WRONG),
        ("是否高企", "也许", ProblemKind.VALUE_WRONG),
        ("是否高企", 2, ProblemKind.VALUE_WRONG),
        ("园区", "高薪区", ProblemKind.OPTION_UNKNOWN),
        ("产品", ["甲"], ProblemKind.VALUE_WRONG),
        ("称号", "大巨人", ProblemKind.OPTION_UNKNOWN),
        ("称号", 5, ProblemKind.VALUE_WRONG),
        ("行业", "Z99", ProblemKind.CODE_UNKNOWN),
        ("注册地", "火星", ProblemKind.CODE_UNKNOWN),
    ],
)
def test_what_cannot_be_a_value_is_refused(name, value, kind):
    with pytest.raises(PolicyError) as caught:
        read(name, value)
    assert caught.value.code is ErrorCode.FACTS_BAD
    assert [each.kind for each in caught.value.problems] == [kind]


def test_facts_are_known_by_their_code_too():
    assert read_facts({"revenue": 5, " staff ": 3}, DICTIONARY) == {"收入": 5_000_000, "人数": 3}


def test_every_problem_is_told_and_unknown_names_get_a_suggestion():
    with pytest.raises(PolicyError) as caught:
        read_facts({"收人": 5, "人数": "多", "园区": "西区"}, DICTIONARY, file="a.json")
    first, second, third = caught.value.problems
    assert (first.kind, first.data["name"]) == (ProblemKind.FACT_UNKNOWN, "收人")
    assert "收入" in first.data["like"]
    assert (second.kind, third.kind) == (ProblemKind.VALUE_WRONG, ProblemKind.OPTION_UNKNOWN)
    assert {each.place.file for each in caught.value.problems} == {"a.json"}


def test_a_very_long_cell_is_refused_at_once():
    for cell in ("1" * 10**6 + "x", " " * 10**6 + "x", "1," * 10**6):
        with pytest.raises(PolicyError):
            read("收入", cell)


@drawn(st.integers(-(10**20), 10**20))
def test_fen_are_exact_whichever_way_they_are_written(fen):
    sign, yuan = "-" if fen < 0 else "", f"{abs(fen) // 100}.{abs(fen) % 100:02}"
    assert read("费用", f"{sign}{yuan}元") == fen
    assert read("费用", f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}") == fen
    assert read("收入", Decimal(fen) / 10**6 if abs(fen) < 10**20 else Fraction(fen, 10**6)) == fen


def test_money_with_its_unit():
    assert money_fen("1.5万元", Place("", 1, 1)) == 1_500_000
    for text in ("0.001元", "五元", "5人"):
        with pytest.raises(PolicyError):
            money_fen(text, Place("", 1, 1))
