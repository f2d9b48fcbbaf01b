from datetime import date

import polars as pl
import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.policy import PolicyError, Rulebook, what_if
from zhiqiao.policy.errors import ProblemKind

ON = date(2026, 6, 30)
FACTS = """
收入: {代码: revenue, 类型: 金额, 单位: 万元}
是否高企: {类型: 是否}
称号: {类型: 集合}
"""


def book(limit="5万元", rate="10%", end="2026-12-31", id_="A"):
    text = f"""
事项: 补助
编号: {id_}
可信: A
版本:
- 有效期: {{自: 2026-01-01, 至: {end}}}
  依据: [{{文件: 某办法}}]
  条件: [收入 不低于 {limit}, 是否高企]
  金额: {{基数: 收入, 比例: {rate}}}
"""
    return Rulebook.of({"a.yaml": text}, FACTS)


TABLE = pl.DataFrame(
    {
        "企业": ["甲", "乙", "丙", "丁"],
        "收入": [4, 5, 6, None],
        "是否高企": [True, True, None, True],
    }
)


def changes(found):
    return [
        (each.programme, each.gained, each.lost, each.amount_before_fen, each.amount_after_fen)
        for each in found.changes
    ]


def test_nothing_changes_without_a_change():
    found = what_if(book(), TABLE, on=ON)
    assert found.frame().height == 0
    assert found.frame().columns == [
        "enterprise",
        "programme",
        "verdict_before",
        "verdict_after",
        "amount_before_fen",
        "amount_after_fen",
    ]
    assert found.changes == ()


def test_other_rules():
    found = what_if(book(), TABLE, on=ON, rules=book("4万元"))
    assert found.frame().rows() == [("甲", "A", "UNMET", "MET", None, 400_000)]
    assert changes(found) == [("A", 1, 0, 500_000, 900_000)]


def test_another_amount_only():
    found = what_if(book(), TABLE, on=ON, rules=book(rate="20%"))
    assert found.frame().rows() == [("乙", "A", "MET", "MET", 500_000, 1_000_000)]
    assert changes(found) == [("A", 0, 0, 500_000, 1_000_000)]


def test_other_facts():
    found = what_if(book(), TABLE, on=ON, overlay={"是否高企": "是"})
    assert found.frame().rows() == [("丙", "A", "UNKNOWN", "MET", None, 600_000)]
    found = what_if(book(), TABLE, on=ON, overlay={"revenue": "5.5万元"})
    assert [row[0] for row in found.frame().rows()] == ["甲", "乙", "丁"]
    assert changes(found) == [("A", 2, 0, 500_000, 3 * 550_000)]


@pytest.mark.parametrize(
    "overlay",
    [{"称号": ["甲", "乙"]}, {"收入": "5~9"}, {"是否高企": None}, {"收入": 5.5}, {"收入": 7}],
)
def test_facts_of_every_form_can_be_overlaid(overlay):
    found = what_if(book(), TABLE, on=ON, overlay=overlay)
    assert found.frame()["enterprise"].is_in(TABLE["企业"].to_list()).all()


def test_another_day():
    found = what_if(book(), TABLE, on=ON, on_after=date(2027, 1, 1))
    assert [row[2:4] for row in found.frame().rows()] == [
        ("UNMET", "NOT_APPLICABLE"),
        ("MET", "NOT_APPLICABLE"),
        ("UNKNOWN", "NOT_APPLICABLE"),
        ("UNKNOWN", "NOT_APPLICABLE"),
    ]
    assert changes(found) == [("A", 0, 1, 500_000, 0)]


def test_a_programme_that_one_of_the_rule_sets_lacks_is_not_applicable_there():
    found = what_if(book(), TABLE, on=ON, rules=book(id_="B"))
    assert changes(found) == [("A", 0, 1, 500_000, 0), ("B", 1, 0, 0, 500_000)]
    assert found.frame()["programme"].to_list() == ["A"] * 4 + ["B"] * 4


@pytest.mark.parametrize(
    ("overlay", "kind"),
    [
        ({"收人": 5}, ProblemKind.FACT_UNKNOWN),
        ({"收入": "多"}, ProblemKind.VALUE_WRONG),
        ({"收入": float("nan")}, ProblemKind.VALUE_NOT_FINITE),
    ],
)
def test_an_overlay_that_cannot_be_read_is_refused(overlay, kind):
    with pytest.raises(PolicyError) as caught:
        what_if(book(), TABLE, on=ON, overlay=overlay)
    assert caught.value.code is ErrorCode.FACTS_BAD
    assert caught.value.problems[0].kind is kind


def test_very_large_sums_do_not_overflow():
    frame = pl.DataFrame({"收入": [10**12] * 100, "是否高企": [True] * 100})
    found = what_if(book(), frame, on=ON, rules=book(rate="5%"))
    assert changes(found) == [("A", 0, 0, 10**19, 5 * 10**18)]
