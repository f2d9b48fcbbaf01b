from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from zhiqiao.policy import Rulebook, Verdict, assess, assess_all

ON = date(2026, 6, 30)
FACTS = """
收入: {类型: 金额, 单位: 万元}
研发: {类型: 金额, 单位: 万元}
成本: {类型: 金额, 单位: 万元}
强度: {类型: 小数, 推算: 研发 / 收入}
人数: {类型: 整数, 单位: 人}
资产: {类型: 金额, 单位: 万元}
成立日期: {类型: 日期}
是否居民: {类型: 是否}
是否高企: {类型: 是否}
是否失信: {类型: 是否}
情形: {类型: 文字}
称号: {类型: 集合}
行业: {类型: 行业代码}
注册地: {类型: 地区代码}
规模: {类型: 文字, 取值: [大型, 中型, 小型, 微型], 推算: "划型(行业, 人数, 收入, 资产)"}
"""
HEAD = """
事项: 研发补助
编号: {id}
可信: A
版本:
"""
VERSION = """
- 有效期: {{自: {start}, 至: {end}}}
  依据: [{{文件: 某办法}}]
"""
MET, UNMET, UNKNOWN, MANUAL, NOT = Verdict


def programme(body, id_="A", *, start="2026-01-01", end="2026-12-31"):
    lines = "\n".join(f"  {line}" for line in body.strip("\n").splitlines())
    return HEAD.format(id=id_) + VERSION.format(start=start, end=end) + lines + "\n"


def book(body):
    return Rulebook.of({"a.yaml": programme(body)}, FACTS)


def judged(body, given, on=ON):
    rules = book(body)
    return assess(rules.programmes[0], rules.read(given), on=on)


@pytest.mark.parametrize(
    ("body", "given", "verdict", "missing"),
    [
        ("条件: [是否高企]", {"是否高企": "是"}, MET, ()),
        ("条件: [是否高企]", {"是否高企": "否"}, UNMET, ()),
        ("条件: [是否高企]", {}, UNKNOWN, ("是否高企",)),
        # a decided branch asks for nothing
        ("条件: [是否高企, 收入 高于 5万元]", {"是否高企": "否"}, UNMET, ()),
        ("条件: [是否高企, 收入 高于 5万元]", {"是否高企": "是"}, UNKNOWN, ("收入",)),
        ("条件: {任一满足: [是否高企, 收入 高于 5万元]}", {"是否高企": "是"}, MET, ()),
        (
            "条件: [是否失信, {任一满足: [是否高企, 收入 高于 5万元]}]",
            {"是否高企": "是"},
            UNKNOWN,
            ("是否失信",),
        ),
        (
            "条件: [收入 高于 5万元, 研发 高于 5万元, 收入 低于 9万元]",
            {},
            UNKNOWN,
            ("收入", "研发"),
        ),
        (
            "条件: {至少满足: 2, 其中: [是否高企, 是否失信, 是否居民]}",
            {"是否高企": "是"},
            UNKNOWN,
            ("是否失信", "是否居民"),
        ),
        (
            "条件: {至少满足: 2, 其中: [是否高企, 是否失信, 是否居民]}",
            {"是否高企": "否", "是否失信": "否"},
            UNMET,
            (),
        ),
        ("条件: {不满足: 是否失信}", {"是否失信": "是"}, UNMET, ()),
        ("条件: {不满足: 是否失信}", {}, UNKNOWN, ("是否失信",)),
        # exclusions
        ("条件: [真]\n排除情形: [是否失信]", {"是否失信": "是"}, UNMET, ()),
        ("条件: [真]\n排除情形: [是否失信]", {"是否失信": "否"}, MET, ()),
        ("条件: [真]\n排除情形: [是否失信]", {}, UNKNOWN, ("是否失信",)),
        # manual
        ("条件: [是否高企, {人工核验: 评审}]", {"是否高企": "是"}, MANUAL, ()),
        ("条件: [是否高企, {人工核验: 评审}]", {"是否高企": "否"}, UNMET, ()),
        ("条件: [是否高企, {人工核验: 评审}]", {}, UNKNOWN, ("是否高企",)),
        ("条件: {任一满足: [是否高企, {人工核验: 评审}]}", {"是否高企": "是"}, MET, ()),
        ("条件: [是否高企]\n人工核验: [公示]", {"是否高企": "是"}, MANUAL, ()),
        ("人工核验: [公示]", {}, MANUAL, ()),
        # 适用前提 comes before everything
        ("适用前提: 是否居民\n条件: [是否高企]", {"是否居民": "否"}, NOT, ()),
        ("适用前提: 是否居民\n条件: [是否高企]", {"是否高企": "否"}, UNKNOWN, ("是否居民",)),
        ("适用前提: 是否居民\n条件: [是否高企]", {"是否高企": "是"}, UNKNOWN, ("是否居民",)),
        ("适用前提: 是否居民\n条件: [是否高企]", {}, UNKNOWN, ("是否居民", "是否高企")),
        (
            "适用前提: {人工核验: 看}\n条件: [是否高企]",
            {"是否高企": "是"},
            MANUAL,
            (),
        ),
        # a division by zero is unknown, and no fact would help
        ("条件: [研发 / 收入 高于 3%]", {"研发": 1, "收入": 0}, UNKNOWN, ()),
        ("条件: [研发 / 收入 高于 3%]", {"研发": 1}, UNKNOWN, ("收入",)),
        # a formula stands for what it lacks; the fact itself comes first
        ("条件: [强度 高于 3%]", {"研发": 1}, UNKNOWN, ("收入",)),
        ("条件: [强度 高于 3%]", {"强度": "5%"}, MET, ()),
        ("条件: [强度 高于 3%]", {"强度": "1%", "研发": 9, "收入": 10}, UNMET, ()),
        ("条件: [强度 高于 3%]", {"研发": 9, "收入": 10}, MET, ()),
        # codes that are too coarse are waited for themselves
        ("条件: ['行业 属于 [C3911]']", {"行业": "C39"}, UNKNOWN, ("行业",)),
        ("条件: ['注册地 属于 [330108]']", {"注册地": "3301"}, UNKNOWN, ("注册地",)),
        # sizes
        (
            "条件: ['规模 属于 [小型, 微型]']",
            {"行业": "C3911", "人数": 10, "收入": 100},
            MET,
            (),
        ),
        ("条件: ['规模 属于 [小型, 微型]']", {"行业": "C3911", "人数": 299, "收入": 1999}, MET, ()),
        ("条件: ['规模 属于 [小型, 微型]']", {"行业": "C3911", "人数": 19}, MET, ()),
        ("条件: [规模 等于 小型]", {"行业": "C3911", "人数": 100}, UNKNOWN, ("收入",)),
        ("条件: [规模 等于 小型]", {"人数": 100, "收入": 500, "资产": 1}, UNKNOWN, ("行业",)),
    ],
)
def test_verdicts(body, given, verdict, missing):
    found = judged(body, given)
    assert found.verdict is verdict
    assert found.missing == missing


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2025, 12, 31), NOT),
        (date(2026, 1, 1), MET),
        (date(2026, 12, 31), MET),
        (date(2027, 1, 1), UNMET),
        (date(2029, 1, 1), UNMET),
    ],
)
def test_the_day_of_the_event_chooses_the_version(on, verdict):
    first = programme("条件: [收入 不低于 5万元]")
    second = VERSION.format(start="2027-01-01", end="长期") + "  条件: [收入 高于 5万元]\n"
    rules = Rulebook.of({"a.yaml": first + second}, FACTS)
    facts = rules.read({"收入": "5万元"})
    found = assess(rules.programmes[0], facts, on=on)
    assert found.verdict is verdict
    assert (found.version is None) is (verdict is NOT)


def test_facts_without_a_version_are_not_asked_for():
    found = judged("条件: [是否高企]", {}, on=date(2025, 1, 1))
    assert (found.missing, found.amount_fen, found.potential_fen, found.bound_fen) == (
        (),
        None,
        None,
        None,
    )


WHOLE = (
    "金额: {基数: 研发, 全额分档: "
    "[{至: 1000万元, 比例: 10%}, {至: 2000万元, 金额: 150万元}, {比例: 3%}]}"
)
AMOUNTS = [
    ("金额: {定额: 50万元}", {}, 50_000_000),
    ("金额: {基数: 研发, 比例: 25%}", {"研发": "100.01元"}, 2500),
    ("金额: {基数: 研发, 比例: 25%}", {"研发": "100.02元"}, 2501),
    ("金额: {基数: 研发, 比例: 25%, 上限: 10万元}", {"研发": 100}, 10_000_000),
    ("金额: {基数: 研发, 比例: 25%, 下限: 1万元}", {"研发": 1}, 1_000_000),
    ("金额: {基数: 研发, 比例: 25%, 下限: 1万元, 上限: 5000元}", {"研发": 1}, 500_000),
    ("金额: {基数: 研发, 比例: 25%, 取整: {到: 万元, 方式: 舍去}}", {"研发": 7.9}, 1_000_000),
    ("金额: {基数: 研发, 比例: 25%, 取整: {到: 元, 方式: 进位}}", {"研发": "100.01元"}, 2600),
    ("金额: {基数: 研发 - 成本, 比例: 25%}", {"研发": 1, "成本": 5}, 0),
    (
        "金额: {基数: 研发, 超额累进: [{至: 1000万元, 比例: 10%}, {比例: 3%}]}",
        {"研发": 1200},
        106_000_000,
    ),
    (
        WHOLE,
        {"研发": 1000},
        100_000_000,
    ),
    (
        WHOLE,
        {"研发": "1000.01万元"},
        150_000_000,
    ),
    (
        WHOLE,
        {"研发": 3000},
        90_000_000,
    ),
    ("金额: {基数: 研发, 全额分档: [{至: 10万元, 比例: 10%}]}", {"研发": 11}, None),
    (
        "金额: {分情形: [{当: 情形 等于 首次, 定额: 20万元}, {当: 情形 等于 重新, 定额: 10万元}]}",
        {"情形": "重新"},
        10_000_000,
    ),
    (
        "金额: {分情形: [{当: 情形 等于 首次, 定额: 20万元}, {当: 情形 等于 重新, 定额: 10万元}]}",
        {"情形": "第三次"},
        None,
    ),
    (
        "金额: {分情形: [{当: 情形 等于 首次, 定额: 20万元}, {其他: 是, 定额: 5万元}]}",
        {"情形": "第三次"},
        5_000_000,
    ),
    (
        "金额: {合计: [{名: 甲, 定额: 1万元}, {名: 乙, 当: 是否失信, 定额: 2万元}]}",
        {"是否失信": "否"},
        1_000_000,
    ),
    (
        "金额: {合计: [{名: 甲, 定额: 1万元}, {名: 乙, 当: 是否失信, 定额: 2万元}], 上限: 2.5万元}",
        {"是否失信": "是"},
        2_500_000,
    ),
    (
        "金额: {合计: [{名: 甲, 定额: 1万元}, {名: 乙, 当: 是否失信, 定额: 2万元}]}",
        {},
        None,
    ),
    ("金额: {评定: 部门, 上限: 300万元}", {}, None),
    ("金额: {基数: 研发, 比例: 100%}", {"研发": 10**12}, None),  # more than any payout
]


@pytest.mark.parametrize(("amount", "given", "fen"), AMOUNTS)
def test_amounts(amount, given, fen):
    found = judged(f"条件: [是否高企]\n{amount}", given | {"是否高企": "是"})
    assert found.verdict is MET
    assert found.amount_fen == fen


@pytest.mark.parametrize(("amount", "given", "fen"), AMOUNTS)
def test_what_is_not_met_has_a_potential_amount_only(amount, given, fen):
    for facts in (given, given | {"是否高企": "否"}):
        found = judged(f"条件: [是否高企]\n{amount}", facts)
        assert found.amount_fen is None
        assert found.potential_fen == fen


def test_an_amount_that_lacks_facts_says_which():
    found = judged("条件: [是否高企]\n金额: {基数: 研发 / 收入 * 5万元, 比例: 3%}", {"是否高企": 1})
    assert (found.verdict, found.amount_fen) == (MET, None)
    assert found.missing == ("收入", "研发")


def test_the_bound_of_what_people_set():
    found = judged("条件: [真]\n金额: {评定: 部门, 上限: 300万元}", {})
    assert (found.potential_fen, found.bound_fen) == (None, 300_000_000)


def test_assess_all_goes_in_order_of_the_ids():
    files = {f"{id_}.yaml": programme("条件: [真]", id_) for id_ in ("C", "A", "B")}
    rules = Rulebook.of(files, FACTS)
    assert [each.programme.id for each in assess_all(rules, {}, on=ON)] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("body", "given", "verdict", "missing"),
    [
        ("条件: [收入 不低于 5万元]", {"收入": "5~10"}, MET, ()),
        ("条件: [收入 不低于 5万元]", {"收入": "1~4.99"}, UNMET, ()),
        ("条件: [收入 不低于 5万元]", {"收入": "1~5"}, UNKNOWN, ("收入",)),
        ("条件: [收入 不低于 5万元]", {"收入": {"自": 6}}, MET, ()),
        ("条件: [收入 不低于 5万元]", {"收入": {"至": 6}}, UNKNOWN, ("收入",)),
        ("条件: [收入 等于 5万元]", {"收入": "6~7"}, UNMET, ()),
        ("条件: [收入 等于 5万元]", {"收入": "5~5"}, MET, ()),
        ("条件: ['收入 属于 [5万元, 6万元]']", {"收入": "7~9"}, UNMET, ()),
        ("条件: ['收入 属于 [5万元, 6万元]']", {"收入": "5~6"}, UNKNOWN, ("收入",)),
        ("条件: [研发 / 收入 高于 3%]", {"研发": "3~4", "收入": "90~99"}, MET, ()),
        ("条件: [研发 / 收入 高于 3%]", {"研发": "3~4", "收入": "0~9"}, UNKNOWN, ("收入", "研发")),
        ("条件: [强度 高于 3%]", {"研发": 5, "收入": "90~99"}, MET, ()),
        ("条件: ['最高(研发, 收入) 高于 3万元']", {"研发": "1~5", "收入": "4~9"}, MET, ()),
        ("条件: [{不满足: 收入 高于 5万元}]", {"收入": "1~2"}, MET, ()),
        # what is decided within the bounds is not waited for
        ("条件: [收入 高于 5万元, {人工核验: 评审}]", {"收入": "6~7"}, MANUAL, ()),
        ("条件: [收入 高于 5万元, 是否高企]", {"收入": "6~7"}, UNKNOWN, ("是否高企",)),
        ("条件: [收入 高于 5万元, 是否高企]", {"收入": "5~7"}, UNKNOWN, ("收入", "是否高企")),
        ("适用前提: 收入 高于 5万元\n条件: [是否高企]", {"收入": "1~2"}, NOT, ()),
        ("适用前提: 收入 高于 5万元\n条件: [真]", {"收入": "1~9"}, UNKNOWN, ("收入",)),
        ("适用前提: {人工核验: 看}\n条件: [收入 高于 5万元]", {"收入": "6~9"}, MANUAL, ()),
    ],
)
def test_facts_that_are_only_bounded(body, given, verdict, missing):
    found = judged(body, given)
    assert found.verdict is verdict
    assert found.missing == missing


def test_an_amount_within_bounds_is_given_only_if_they_leave_one():
    body = "条件: [真]\n金额: {基数: 研发, 比例: 10%, 上限: 5万元}"
    assert judged(body, {"研发": "60~90"}).amount_fen == 5_000_000
    assert judged(body, {"研发": "40~90"}).amount_fen is None
    assert judged(body, {"研发": "40~90"}).missing == ("研发",)
    stepped = "条件: [真]\n金额: {基数: 研发, 全额分档: [{至: 50万元, 金额: 1万元}, {金额: 2万元}]}"
    assert judged(stepped, {"研发": "40~50"}).amount_fen == 1_000_000
    assert judged(stepped, {"研发": "51~90"}).amount_fen == 2_000_000
    assert judged(stepped, {"研发": "50~51"}).amount_fen is None


MANY = book(
    """
适用前提: {任一满足: [是否居民, 收入 高于 1000万元]}
条件:
- 任一满足:
  - 是否高企
  - {至少满足: 2, 其中: [研发 / 收入 不低于 3%, 人数 不多于 100人, '称号 含有 甲']}
- {不满足: 情形 等于 乙}
- {任一满足: ['注册地 属于 [3301]', {人工核验: 评审}]}
- 规模 不等于 大型
排除情形: [是否失信]
金额: {基数: 研发, 比例: 20%, 上限: 收入 * 1%, 取整: {到: 元, 方式: 舍去}}
"""
)
VALUES = {
    "收入": st.sampled_from([0, 1, 100, 1000, 1001, 50_000]),
    "研发": st.sampled_from([0, 3, 30, 1000, 0.01]),
    "人数": st.sampled_from([0, 19, 100, 101, 1001]),
    "资产": st.sampled_from([0, 10_000]),
    "是否居民": st.booleans(),
    "是否高企": st.booleans(),
    "是否失信": st.booleans(),
    "情形": st.sampled_from(["甲", "乙"]),
    "称号": st.sampled_from([[], ["甲"], ["甲", "乙"]]),
    "行业": st.sampled_from(["C3911", "I6513", "C39", "F5211"]),
    "注册地": st.sampled_from(["330108", "330200", "330000"]),
}
GIVEN = st.fixed_dictionaries({}, optional=VALUES)


@settings(max_examples=150)
@drawn(GIVEN, st.fixed_dictionaries({}, optional=VALUES))
def test_more_facts_never_undo_a_decision(given, more):
    one = MANY.programmes[0]
    before = assess(one, MANY.read(given), on=ON)
    after = assess(one, MANY.read(more | given), on=ON)
    if before.verdict in (MET, UNMET, NOT):
        assert after.verdict is before.verdict
    if before.potential_fen is not None and after.verdict is not NOT:
        assert after.potential_fen == before.potential_fen


@settings(max_examples=100)
@drawn(GIVEN)
def test_all_that_is_missing_decides_the_verdict(given):
    one = MANY.programmes[0]
    found = assess(one, MANY.read(given), on=ON)
    if found.verdict is UNKNOWN:
        assert not set(found.missing) & {name for name in given if name not in ("行业", "注册地")}
    if found.verdict is not UNKNOWN and found.amount_fen is not None:
        assert found.missing == ()


@settings(max_examples=100)
@drawn(st.fixed_dictionaries(VALUES))
def test_the_amount_keeps_to_its_cap(given):
    found = assess(MANY.programmes[0], MANY.read(given), on=ON)
    if found.potential_fen is not None:
        assert 0 <= found.potential_fen <= Fraction(given["收入"]) * 10_000
        assert found.potential_fen % 100 == 0


@settings(max_examples=100)
@drawn(
    st.fixed_dictionaries(VALUES),
    st.sampled_from(["收入", "研发", "人数"]),
    st.integers(0, 500),
    st.integers(0, 500),
)
def test_a_verdict_within_bounds_holds_for_the_value_itself(given, name, below, above):
    value = Fraction(str(given[name]))
    bounded = {**given, name: {"自": value - below, "至": value + above}}
    within = assess(MANY.programmes[0], MANY.read(bounded), on=ON)
    exact = assess(MANY.programmes[0], MANY.read(given), on=ON)
    if within.verdict in (MET, UNMET, NOT):
        assert exact.verdict is within.verdict
    if within.amount_fen is not None:
        assert exact.amount_fen == within.amount_fen
