"""Exclusions, stacking caps and budgets, worked out by hand to the fen."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.policy import Rulebook, assess_all, entitlements, settle, sweep
from zhiqiao.policy.entitling import entitlements_of
from zhiqiao.policy.reasons import Reason

ON = date(2026, 6, 30)
FACTS = """
甲额: {类型: 金额}
乙额: {类型: 金额}
丙额: {类型: 金额}
研发: {类型: 金额}
收入: {类型: 金额}
强度: {类型: 小数, 推算: 研发 / 收入}
评分: {类型: 整数}
等级: {类型: 文字}
标签: {类型: 集合}
成立日期: {类型: 日期}
"""
BASES = {"A": "甲额", "B": "乙额", "C": "丙额"}


def programme(id_, *lines):
    head = f"事项: 事项{id_}\n编号: {id_}\n可信: A\n版本:\n- 有效期: {{自: 2026-01-01, 至: 长期}}\n"
    body = [f"条件: [{BASES[id_]} 高于 0元]", f"金额: {{基数: {BASES[id_]}, 比例: 100%}}", *lines]
    return head + "  依据: [{文件: 某办法}]\n" + "".join(f"  {line}\n" for line in body)


def book(**lines):
    return Rulebook.of({id_: programme(id_, *lines.get(id_, ())) for id_ in BASES}, FACTS)


def table(**columns):
    height = len(next(iter(columns.values())))
    return pl.DataFrame({"企业": [f"企{n}" for n in range(1, height + 1)], **columns}, strict=False)


def settled(rules, frame):
    """Enterprise and programme to what is granted in fen and why."""
    found = settle(entitlements(sweep(rules, frame, on=ON))).frame()
    return {(row[0], row[1]): (row[3], row[4]) for row in found.iter_rows()}


def granted(rules, frame, id_="A"):
    """What each enterprise is granted of one programme, in order of the table."""
    found = settled(rules, frame)
    return [found.get((name, id_), (None, ""))[0] for name in frame["企业"]]


def test_without_rules_everything_is_granted():
    found = settled(book(), table(甲额=[1, None], 乙额=[2, 3]))
    assert found == {
        ("企1", "A"): (100, "GRANTED"),
        ("企1", "B"): (200, "GRANTED"),
        ("企2", "B"): (300, "GRANTED"),
    }


def test_of_a_group_the_highest_is_kept_and_ties_go_to_the_smaller_id():
    group = ("互斥: {组: 研发}",)
    found = settled(
        book(A=group, B=group, C=group),
        table(甲额=[1, 5, 5, None], 乙额=[2, 5, 1, None], 丙额=[3, 4, 5, 1]),
    )
    kept = [pair for pair, (_, reason) in found.items() if reason == "GRANTED"]
    assert sorted(kept) == [("企1", "C"), ("企2", "A"), ("企3", "A"), ("企4", "C")]
    assert {reason for _, reason in found.values()} == {"GRANTED", "EXCLUDED"}
    assert all(fen == 0 for fen, reason in found.values() if reason == "EXCLUDED")


def test_giving_way_goes_down_a_chain():
    # C gives way to B, B to A: where A is granted, B is given up, and so C is granted.
    found = settled(
        book(B=["让位于: [A]"], C=["让位于: [B]"]),
        table(甲额=[1, None, None], 乙额=[2, 2, None], 丙额=[3, 3, 3]),
    )
    reasons = {pair: reason for pair, (_, reason) in found.items()}
    assert reasons == {
        ("企1", "A"): "GRANTED",
        ("企1", "B"): "GAVE_WAY",
        ("企1", "C"): "GRANTED",
        ("企2", "B"): "GRANTED",
        ("企2", "C"): "GAVE_WAY",
        ("企3", "C"): "GRANTED",
    }


def test_what_gave_way_does_not_win_its_group():
    group = "互斥: {组: 研发}"
    found = settled(
        book(B=[group, "让位于: [A]"], C=[group]), table(甲额=[1, None], 乙额=[9, 9], 丙额=[2, 2])
    )
    assert found["企1", "B"] == (0, "GAVE_WAY")
    assert found["企1", "C"] == (200, "GRANTED")
    assert found["企2", "B"] == (900, "GRANTED")
    assert found["企2", "C"] == (0, "EXCLUDED")


def test_what_lost_in_its_group_is_no_reason_to_give_way():
    group = "互斥: {组: 研发}"
    found = settled(
        book(A=[group], B=[group], C=["让位于: [A]"]), table(甲额=[1], 乙额=[2], 丙额=[3])
    )
    assert found == {
        ("企1", "A"): (0, "EXCLUDED"),
        ("企1", "B"): (200, "GRANTED"),
        ("企1", "C"): (300, "GRANTED"),
    }


def test_a_cap_cuts_the_later_listed_first():
    cap = ["叠加上限: {对象: [C, A, B], 不超过: 研发 * 50%}"]
    found = settled(
        book(A=cap), table(甲额=[4, 4, 4], 乙额=[3, 3, 3], 丙额=[5, 5, 5], 研发=[24, 20, 7.01])
    )
    amounts = {pair: fen for pair, (fen, _) in found.items()}
    assert [amounts["企1", each] for each in "CAB"] == [500, 400, 300]
    assert [amounts["企2", each] for each in "CAB"] == [500, 400, 100]
    assert [amounts["企3", each] for each in "CAB"] == [350, 0, 0]
    assert found["企2", "B"][1] == "CAPPED"
    assert found["企3", "A"] == (0, "CAPPED")
    assert found["企1", "B"][1] == "GRANTED"


def test_the_same_cap_stated_twice_counts_once_and_an_excluded_amount_uses_none_of_it():
    cap = "叠加上限: {对象: [A, B, C], 不超过: 5元}"
    found = settled(
        book(A=[cap], B=[cap], C=["互斥: {组: 甲}"]), table(甲额=[2], 乙额=[2], 丙额=[2])
    )
    assert [found["企1", each][0] for each in "ABC"] == [200, 200, 100]
    group = "互斥: {组: 甲}"
    found = settled(book(A=[cap, group], B=[group]), table(甲额=[4], 乙额=[5], 丙额=[1]))
    assert found["企1", "A"] == (0, "EXCLUDED")
    assert [found["企1", each][0] for each in "BC"] == [500, 0]


def test_a_cap_that_cannot_be_worked_out_holds_the_amounts():
    cap = ["叠加上限: {对象: [A, B], 不超过: 研发 / 收入 * 5元}"]
    found = settled(
        book(A=cap), table(甲额=[4, 4], 乙额=[3, 3], 丙额=[1, 1], 研发=[None, 5], 收入=[1, 0])
    )
    for name in ("企1", "企2"):
        assert found[name, "A"] == (None, "CAP_UNKNOWN")
        assert found[name, "B"] == (None, "CAP_UNKNOWN")
        assert found[name, "C"] == (100, "GRANTED")


def test_a_cap_below_zero_grants_nothing():
    cap = ["叠加上限: {对象: [A], 不超过: 研发 - 收入}"]
    assert granted(book(A=cap), table(甲额=[4], 研发=[1], 收入=[9])) == [0]


def test_a_budget_that_reaches_changes_nothing():
    for mode in ("按比例折算", "额满即止", "末位部分兑现"):
        rules = book(A=[f"预算: {{总额: 10元, 不足时: {mode}}}"])
        found = settled(rules, table(甲额=[3, 3, 4]))
        assert set(found.values()) == {(300, "GRANTED"), (400, "GRANTED")}


def test_a_budget_is_prorated_down_to_the_fen():
    rules = book(A=["预算: {总额: 10元, 不足时: 按比例折算}"])
    found = settled(rules, table(甲额=[3, 4, 5, 0.01]))
    # 1000 / 1201 of 300, 400, 500 and 1 fen.
    assert [found[f"企{n}", "A"] for n in (1, 2, 3, 4)] == [
        (249, "PRORATED"),
        (333, "PRORATED"),
        (416, "PRORATED"),
        (0, "PRORATED"),
    ]


def test_a_budget_that_is_full_stops():
    rules = book(A=["预算: {总额: 10元, 次序: [评分 降序], 不足时: 额满即止}"])
    found = settled(rules, table(甲额=[6, 5, 4, 1], 评分=[3, 2, 1, 4]))
    # In order of the scores: 1, 6, then 5 does not fit, and nobody after it is paid.
    assert [found[f"企{n}", "A"] for n in (1, 2, 3, 4)] == [
        (600, "GRANTED"),
        (0, "OVER_BUDGET"),
        (0, "OVER_BUDGET"),
        (100, "GRANTED"),
    ]


def test_the_last_one_may_be_paid_in_part():
    rules = book(A=["预算: {总额: 10元, 次序: [评分 降序], 不足时: 末位部分兑现}"])
    found = settled(rules, table(甲额=[6, 5, 4, 1], 评分=[3, 2, 1, 4]))
    assert [found[f"企{n}", "A"] for n in (1, 2, 3, 4)] == [
        (600, "GRANTED"),
        (300, "LAST_IN_PART"),
        (0, "OVER_BUDGET"),
        (100, "GRANTED"),
    ]
    exact = settled(rules, table(甲额=[6, 5, 4, 4], 评分=[3, 2, 1, 4]))
    assert [exact[f"企{n}", "A"][0] for n in (1, 2, 3, 4)] == [600, 0, 0, 400]
    assert exact["企2", "A"][1] == "OVER_BUDGET"


@pytest.mark.parametrize(
    ("order", "columns", "winner"),
    [
        ("评分 降序", {"评分": [1, 3, None]}, 2),
        ("评分 升序", {"评分": [None, 3, 1]}, 3),
        ("评分 升序", {"评分": [0, None, None]}, 1),
        ("评分 降序", {"评分": [None, None, None]}, 1),
        ("评分 降序", {"评分": [10**25, 10**30, 10**28]}, 2),
        ("成立日期 升序", {"成立日期": ["2020-01-02", None, "2019-12-31"]}, 3),
        ("等级 降序", {"等级": ["甲", None, "乙"]}, 1),
        ("等级 升序", {"等级": ["b", "a", None]}, 2),
        ("标签 升序", {"标签": [["b", "c"], None, ["d", "a"]]}, 3),
        ("金额 降序", {"甲额": [1, 3, 2]}, 2),
        ("金额 升序", {"甲额": [3, 2, 1]}, 3),
        ("评分 降序, 金额 降序", {"评分": [1, 1, 0], "甲额": [1, 3, 9]}, 2),
        ("评分 降序, 等级 升序", {"评分": [1, 2, 2], "等级": ["a", "c", "b"]}, 3),
        ("强度 降序", {"研发": [1, 2, 9], "收入": [2, 3, None]}, 2),
    ],
)
def test_the_order_of_a_budget_has_unknowns_last(order, columns, winner):
    # Whole numbers of any width, as a table may have them.
    wide = {
        name: pl.Series(name, values, dtype=pl.Int128) if name == "评分" else values
        for name, values in columns.items()
    }
    frame = table(**{"甲额": [5, 5, 5], **wide})
    rules = book(A=[f"预算: {{总额: 0.01元, 次序: [{order}], 不足时: 末位部分兑现}}"])
    wanted = [0, 0, 0]
    wanted[winner - 1] = 1
    assert granted(rules, frame) == wanted


def test_a_cap_stated_by_a_programme_that_pays_nothing_counts_alike_for_one_and_for_many():
    status = programme("C", "叠加上限: {对象: [A, B], 不超过: 5元}")
    status = "".join(line for line in status.splitlines(keepends=True) if "金额: {" not in line)
    rules = Rulebook.of({"A": programme("A"), "B": programme("B"), "C": status}, FACTS)
    wanted = {("企1", "A"): (400, "GRANTED"), ("企1", "B"): (100, "CAPPED")}
    assert settled(rules, table(甲额=[4], 乙额=[4], 丙额=[0])) == wanted
    assert settled(rules, table(甲额=["4~4"], 乙额=["4"], 丙额=["0"])) == wanted


def test_what_was_excluded_uses_nothing_of_a_budget():
    group = "互斥: {组: 甲}"
    rules = book(A=[group, "预算: {总额: 5元, 不足时: 额满即止}"], B=[group])
    assert granted(rules, table(甲额=[4, 4, 1], 乙额=[9, None, None])) == [0, 400, 100]


def test_very_large_sums_do_not_overflow():
    yuan = 10**15  # an amount may be as large as this
    rows = 200
    frame = table(甲额=[yuan] * rows)
    total = rows * yuan * 100
    for mode in ("按比例折算", "额满即止", "末位部分兑现"):
        rules = book(A=[f"预算: {{总额: {yuan}元, 不足时: {mode}}}"])
        result = settle(entitlements(sweep(rules, frame, on=ON)))
        assert sum(map(int, result.granted[0])) == yuan * 100
    assert settle(entitlements(sweep(book(), frame, on=ON))).totals()["A"] == total


LINES = {
    "A": ["互斥: {组: 甲}", "预算: {总额: 20元, 次序: [评分 降序], 不足时: 末位部分兑现}"],
    "B": ["互斥: {组: 甲}", "预算: {总额: 15元, 不足时: 按比例折算}"],
    "C": ["让位于: [A]", "叠加上限: {对象: [A, B, C], 不超过: 研发}"],
}
ROWS = st.lists(
    st.tuples(
        *(st.none() | st.integers(0, 2000).map(lambda fen: fen / 100) for _ in range(4)),
        st.none() | st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)


def frame_of(rows):
    names = ("甲额", "乙额", "丙额", "研发", "评分")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    floats = {name: pl.Series(name, list(columns[name]), dtype=pl.Float64) for name in names[:4]}
    return table(**floats, 评分=pl.Series("评分", list(columns["评分"]), dtype=pl.Int64))


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_settling_is_the_same_in_any_order_of_rows_and_keeps_to_every_limit(rows, draw):
    rules, frame = RULES, frame_of(rows)
    result = settle(entitlements(sweep(rules, frame, on=ON)))
    shuffled = list(range(frame.height))
    draw.shuffle(shuffled)
    assert settled(rules, frame[shuffled]) == settled(rules, frame)
    totals = result.totals()
    assert totals.get("A", 0) <= 2000
    assert totals.get("B", 0) <= 1500
    for amounts, paid in zip(result.entitlements.amounts, result.granted, strict=True):
        assert (paid >= 0).all()
        assert (paid <= amounts).all()


RULES = book(**LINES)
UNBUDGETED = book(
    **{id_: [each for each in lines if "预算" not in each] for id_, lines in LINES.items()}
)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_one_enterprise_is_settled_as_in_the_table(rows):
    frame = frame_of(rows)
    wanted = settled(UNBUDGETED, frame)
    found = {}
    for row in frame.to_dicts():
        name = row.pop("企业")
        assessments = assess_all(UNBUDGETED, UNBUDGETED.read(row), on=ON)
        one = settle(entitlements_of(UNBUDGETED, assessments, enterprise=name)).frame()
        found |= {(each[0], each[1]): (each[3], each[4]) for each in one.iter_rows()}
    assert found == wanted


def test_nothing_met_is_nothing_settled():
    assert settle(entitlements(sweep(RULES, table(甲额=[0]), on=ON))).frame().height == 0
    assert settle(entitlements_of(RULES, [])).frame().height == 0


def test_every_reason_has_a_word():
    assert all(reason.chinese for reason in Reason)


def test_large_tables_settle_alike_twice():
    draw = random.Random(7)  # noqa: S311 -- repeatable, not secret
    rows = [
        (*(draw.choice([None, 1.0, 2.5, 9.99]) for _ in range(4)), draw.choice([None, 1, 2]))
        for _ in range(3000)
    ]
    frame = frame_of(rows)
    assert settled(RULES, frame) == settled(RULES, frame[::-1])


def test_a_rival_whose_amount_is_open_holds_the_others():
    facts = "研发费用: {类型: 金额, 单位: 元}\n"
    head = "事项: x\n编号: {id}\n可信: A\n版本:\n- 有效期: {{自: 不详, 至: 长期}}\n"
    head += "  依据: [{{文件: x}}]\n  条件: [{{判断: 真}}]\n"
    texts = {
        "a": head.format(id="A") + "  金额: {基数: 研发费用, 比例: 10%}\n",
        "b": head.format(id="B") + "  金额: {定额: 1000元}\n  让位于: [A]\n",
    }
    book = Rulebook.of(texts, facts)
    table = pl.DataFrame({"企业": ["甲", "乙", "丙"], "研发费用": [None, 50_000, 0]})
    settled = settle(entitlements(sweep(book, table, on=date(2026, 1, 1)))).frame()
    found = {
        who: (granted, reason)
        for who, programme, _, granted, reason in settled.iter_rows()
        if programme == "B"
    }
    assert found == {
        "甲": (None, "RIVAL_OPEN"),
        "乙": (0, "GAVE_WAY"),
        "丙": (100_000, "GRANTED"),  # an amount of nothing takes no one's place
    }
