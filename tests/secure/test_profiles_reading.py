"""What the dictionary accepts as a fact, how it is kept, and what is said where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.policy.facts import read_value
from zhiqiao.policy.values import Interval
from zhiqiao.web.profiles.dictionary import (
    entries,
    entry_of,
    groups,
    has_periods,
    usual_visibility,
)
from zhiqiao.web.profiles.models import Visibility
from zhiqiao.web.profiles.reading import (
    NOWHERE,
    ValueRefusedError,
    known,
    read,
    read_day,
    read_period,
    shown,
    spelled,
    written,
)

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("从业人员", "120人", "120"),
        ("employees", 120, "120"),
        ("从业人员", "100~200", '{"自": "100", "至": "200"}'),
        ("上年度研发费用", "5百万元", "500"),
        ("上年度研发费用", 12.5, "12.5"),
        ("研发人员占比", "3%", "0.03"),
        ("成立年限", "18个月", "1.5"),
        ("成立年限", "5个月", "5个月"),
        ("成立日期", "2018年3月1日", "2018-03-01"),
        ("是否上市公司", True, "是"),
        ("是否上市公司", "no", "否"),
        ("注册地", "330110", "330110"),
        ("资质称号", "高新技术企业；科技型中小企业", '["科技型中小企业", "高新技术企业"]'),
        ("资质称号", [], "[]"),
        ("资质称号", "无", "[]"),
        ("统一社会信用代码", " 9133\x00 ", "9133"),
    ],
)
def test_a_value_is_kept_in_one_spelling_that_reads_back(name, value, kept):
    reading = read(name, value)
    assert reading.text == kept
    assert read(name, kept) == reading
    assert spelled(reading.entry, known(reading.entry, kept)) == kept


@pytest.mark.parametrize("value", ["", None, "-", "不详", "未知"])
def test_what_is_unknown_is_no_value(value):
    assert read("从业人员", value) is None


@pytest.mark.parametrize(
    ("name", "value", "column", "words"),
    [
        ("从业人员", "一百", "value", "从业人员"),
        ("从业人员", "1.5", "value", "整数"),
        ("从业人员", "5万元", "value", "单位"),
        ("上年度研发费用", "1e9999", "value", "太大"),
        ("企业规模", "巨型", "value", "大型"),
        ("成立日期", "2018-02-30", "value", "日期"),
        ("行业代码", "ZZZ", "value", "行业"),
        ("从业人数", "1", "name", "从业人员"),
        ("统一社会信用代码", "九" * 3_000, "value", "太大"),
    ],
)
def test_what_cannot_be_kept_is_told_in_both_languages(name, value, column, words):
    with pytest.raises(ValueRefusedError) as caught:
        read(name, value)
    assert caught.value.column == column
    assert words in caught.value.words["zh"]
    assert caught.value.words["en"].isprintable()
    assert caught.value.words["en"] != caught.value.words["zh"]


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=10**4))
def test_amounts_read_back_to_the_same_fen(amount):
    entry = entry_of("上年度研发费用")
    fen = read_value(entry, f"{float(amount):.2f}元", NOWHERE)
    assert known(entry, spelled(entry, fen)) == fen


@pytest.mark.parametrize("low", [None, 5, "7.25"])
def test_a_range_may_be_open(low):
    entry = entry_of("上年度研发费用")
    text = read("上年度研发费用", {"自": low, "至": 90}).text
    assert known(entry, text) == Interval(low and int(float(low) * 1_000_000), 90_000_000)
    assert read("上年度研发费用", written(entry, text)).text == text


@pytest.mark.parametrize(
    ("written_as", "kept"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025Q3", "2025Q3"),
        ("2025年第3季度", "2025Q3"),
        ("2025-06", "2025-06"),
        ("2025年6月", "2025-06"),
        (" ", ""),
    ],
)
def test_periods_are_kept_in_one_spelling(written_as, kept):
    assert read_period(entry_of("从业人员"), written_as) == kept


@pytest.mark.parametrize(("name", "text"), [("从业人员", "去年"), ("注册地", "2025")])
def test_a_period_that_cannot_be_is_told(name, text):
    with pytest.raises(ValueRefusedError) as caught:
        read_period(entry_of(name), text)
    assert caught.value.column == "period"


def test_a_day_that_cannot_be_is_told():
    assert read_day("2025年1月31日").isoformat() == "2025-01-31"
    with pytest.raises(ValueRefusedError):
        read_day("2025-02-30")


def test_values_are_shown_with_units_and_names():
    assert shown(entry_of("从业人员"), "120") == "120 人"
    assert shown(entry_of("上年度研发费用"), "500") == "500 万元"
    assert shown(entry_of("上年度研发费用"), "500", "en") == "CNY 5,000,000"
    assert shown(entry_of("资质称号"), "[]") == "无"
    assert shown(entry_of("从业人员"), "not a number any more") == "not a number any more"


def test_every_fact_stands_under_one_heading():
    listed = [entry.name for items in groups().values() for entry in items]
    assert sorted(listed) == sorted(entries())
    assert next(iter(groups())) == "主体与登记"
    assert len(groups()) > 10


def test_sensitive_facts_start_with_few_who_see_them():
    assert usual_visibility(entry_of("注册地")) == Visibility.EVERYONE
    assert usual_visibility(entry_of("上年度研发费用")) in {Visibility.CENTRE, Visibility.REVIEWERS}
    assert usual_visibility(entry_of("学历")) == Visibility.OWN
    assert has_periods(entry_of("从业人员"))
    assert not has_periods(entry_of("注册地"))
