from datetime import date
from pathlib import Path

import pytest

from zhiqiao.policy import Rulebook, assess, assess_all
from zhiqiao.policy.explain import findings, gap, have, want
from zhiqiao.policy.sentences import sentence, summary
from zhiqiao.policy.showing import decimal_text, money, span
from zhiqiao.policy.values import Leaf
from zhiqiao.policy.working import worked

ON = date(2026, 6, 30)
FACTS = """
研发费用: {类型: 金额, 单位: 万元, 提问: 研发费用是多少万元？}
营业收入: {类型: 金额, 单位: 万元, 提问: 营业收入是多少万元？}
人数: {类型: 整数, 单位: 人}
占比: {类型: 小数}
成立日期: {类型: 日期}
成立年限: {类型: 小数, 单位: 年, 推算: 年数(成立日期)}
注册地: {类型: 地区代码, 提问: 注册在哪里？}
行业代码: {类型: 行业代码}
称号: {类型: 集合, 取值: [高企, 小巨人, 冠军]}
情形: {类型: 文字, 取值: [首次, 重新, 其他情形]}
是否失信: {类型: 是否}
是否法人: {类型: 是否, 提问: 是不是独立法人？}
"""
HEAD = """
事项: 研发补助
编号: A
可信: {trust}
版本:
- 有效期: {{自: 2026-01-01, 至: 2026-12-31}}
  依据: [{{文件: 某办法, 文号: 某发〔2026〕1号}}]
  兑现方式: 申报审核
"""


def book(body, trust="A"):
    return Rulebook.of({"a.yaml": HEAD.format(trust=trust) + body}, FACTS)


def judged(rules, given, *, on=ON):
    return assess(rules.programmes[0], rules.read(given), on=on)


def first(rule, given, clause="", *, form="条件"):
    """The finding of a rulebook with one leaf."""
    cited = f", 条款: '{clause}'" if clause else ""
    body = f"  {form}: [{{判断: '{rule}'{cited}}}]\n"
    if form != "条件":
        body += "  条件: [是否法人]\n"
    rules = book(body)
    return findings(judged(rules, given), rules.dictionary)[-1]


FAILING = [
    (
        "研发费用 / 营业收入 不低于 3%",
        {"研发费用": "18万元", "营业收入": "1000万元"},
        ("1.8%", "不低于 3%", "还差 1.2 个百分点"),
        "研发费用 / 营业收入为 1.8%，要求不低于 3%，还差 1.2 个百分点",
        "研发费用 / 营业收入 is 1.8%; wanted: at least 3%; 1.2 percentage points short",
    ),
    (
        "研发费用 / 营业收入 不低于 3%",
        {"研发费用": "29.99999万元", "营业收入": "1000万元"},
        ("2.999999%", "不低于 3%", "还差 0.000001 个百分点"),
        "研发费用 / 营业收入为 2.999999%，要求不低于 3%，还差 0.000001 个百分点",
        "研发费用 / 营业收入 is 2.999999%; wanted: at least 3%; 0.000001 percentage points short",
    ),
    (
        "营业收入 不超过 2亿元",
        {"营业收入": "2.5亿元"},
        ("2.5 亿元", "不超过 2 亿元", "高出 5000 万元"),
        "营业收入为 2.5 亿元，要求不超过 2 亿元，高出 5000 万元",
        "营业收入 is CNY 250,000,000; wanted: at most CNY 200,000,000; CNY 50,000,000 too much",
    ),
    (
        "人数 超过 10人",
        {"人数": 10},
        ("10 人", "高于 10 人", "正好相等，须更高"),
        "人数为 10 人，要求高于 10 人，正好相等，须更高",
        "人数 is 10 人; wanted: more than 10 人; equal, must be higher",
    ),
    (
        "成立年限 少于 5年",
        {"成立日期": "2020-03-20"},
        ("6 年 3 个月 10 天", "低于 5 年", "高出 1 年 3 个月 10 天"),
        "成立年限为 6 年 3 个月 10 天，要求低于 5 年，高出 1 年 3 个月 10 天",
        "成立年限 is 6 years 3 months 10 days; wanted: less than 5 years; "
        "1 year 3 months 10 days too much",
    ),
    (
        "成立日期 不早于 2021-01-01",
        {"成立日期": "2020-12-20"},
        ("2020-12-20", "不早于 2021-01-01", "早了 12 天"),
        "成立日期为 2020-12-20，要求不早于 2021-01-01，早了 12 天",
        "成立日期 is 2020-12-20; wanted: on or after 2021-01-01; 12 days too early",
    ),
    (
        "注册地 属于 [滨江区]",
        {"注册地": "330109"},
        ("330109 萧山区", "属于 330108 滨江区", "不在其列"),
        "注册地为 330109 萧山区，要求属于 330108 滨江区，不在其列",
        "注册地 is 330109 萧山区; wanted: within 330108 滨江区; not among them",
    ),
    (
        "行业代码 不属于 [C16, F]",
        {"行业代码": "F51"},
        ("F51 批发业", "不属于 C16 烟草制品业、F 批发和零售业", "在其列"),
        "行业代码为 F51 批发业，要求不属于 C16 烟草制品业、F 批发和零售业，在其列",
        "行业代码 is F51 批发业; wanted: not within C16 烟草制品业, F 批发和零售业; among them",
    ),
    (
        "称号 含有全部 [高企, 小巨人]",
        {"称号": ["高企", "冠军"]},
        ("冠军、高企", "含有全部 小巨人、高企", "缺 小巨人"),
        "称号为 冠军、高企，要求含有全部 小巨人、高企，缺 小巨人",
        "称号 is 冠军, 高企; wanted: having all of 小巨人, 高企; lacks 小巨人",
    ),
    (
        "称号 不含有 冠军",
        {"称号": ["高企", "冠军"]},
        ("冠军、高企", "不含有 冠军", "有 冠军"),
        "称号为 冠军、高企，要求不含有 冠军，有 冠军",
        "称号 is 冠军, 高企; wanted: not containing 冠军; has 冠军",
    ),
    (
        "情形 等于 首次",
        {"情形": "重新"},
        ("重新", "为 首次", "不在其列"),
        "情形为 重新，要求为 首次，不在其列",
        "情形 is 重新; wanted: to be 首次; not among them",
    ),
    (
        "是否法人",
        {"是否法人": "否"},
        ("否", "是", ""),
        "是否法人：否，要求为“是”",
        "是否法人: no; wanted: yes",
    ),
    (
        "人数 介于 10 至 20",
        {"人数": 25},
        ("25 人", "不低于 10 人且不超过 20 人", "高出 5 人"),
        "人数为 25 人，要求不低于 10 人且不超过 20 人，高出 5 人",
        "人数 is 25 人; wanted: at least 10 人 and at most 20 人; 5 人 too much",
    ),
    (
        "人数 不少于 10 且 占比 高于 50%",
        {"人数": 8, "占比": "60%"},
        ("人数 8 人；占比 60%", "人数 不少于 10 且 占比 高于 50%", "还差 2 人"),
        "人数 8 人；占比 60%，要求“人数 不少于 10 且 占比 高于 50%”，还差 2 人",
        "人数 8 人; 占比 60%; wanted: 人数 不少于 10 且 占比 高于 50%; 2 人 short",
    ),
    (
        "研发费用 不低于 营业收入 * 10%",
        {"研发费用": "50万元", "营业收入": "600万元"},
        ("50 万元", "不低于 60 万元（营业收入 * 10%）", "还差 10 万元"),
        "研发费用为 50 万元，要求不低于 60 万元（营业收入 * 10%），还差 10 万元",
        "研发费用 is CNY 500,000; wanted: at least CNY 600,000 (营业收入 * 10%); CNY 100,000 short",
    ),
    (
        "营业收入 / 研发费用 不低于 5倍",
        {"研发费用": "100万元", "营业收入": "450万元"},
        ("4.5", "不低于 5", "还差 0.5"),
        "营业收入 / 研发费用为 4.5，要求不低于 5，还差 0.5",
        "营业收入 / 研发费用 is 4.5; wanted: at least 5; 0.5 short",
    ),
]


@pytest.mark.parametrize(("rule", "given", "parts", "chinese", "english"), FAILING)
def test_a_leaf_that_fails_says_what_is_lacking(rule, given, parts, chinese, english):
    found = first(rule, given, "第五条(二)")
    assert found.truth is False
    assert found.state is Leaf.FAILS
    assert (found.have, found.want, found.gap) == parts
    assert sentence(found) == f"{chinese}（第五条(二)）"
    assert sentence(found, "en") == f"{english} (第五条(二))"
    assert found.is_deciding
    assert found.citation == "第五条(二)，某办法（某发〔2026〕1号）"
    assert found.text == rule


@pytest.mark.parametrize(
    ("rule", "given", "wanted"),
    [
        (
            "研发费用 不低于 100万元",
            {"研发费用": "300万元"},
            "研发费用为 300 万元，符合要求（不低于 100 万元）",
        ),
        ("是否法人", {"是否法人": "是"}, "是否法人：是，符合要求（为“是”）"),
        ("非 是否失信", {"是否失信": "否"}, "是否失信：否，符合要求（为“否”）"),
        ("研发费用 不低于 100万元", {}, "还不知道研发费用：研发费用是多少万元？"),
        ("研发费用 / 营业收入 不低于 3%", {}, "还不知道研发费用、营业收入"),
        ("人数 不少于 3", {}, "还不知道人数"),
        (
            "注册地 属于 [滨江区]",
            {"注册地": "3301"},
            "注册地为 330100 杭州市，还不够具体：注册在哪里？",
        ),
        (
            "研发费用 / 营业收入 不低于 3%",
            {"研发费用": "1万元", "营业收入": "0元"},
            "算不出“研发费用 / 营业收入 不低于 3%”：除数为零，或日期超出范围",
        ),
    ],
)
def test_a_leaf_that_holds_or_is_open_says_so(rule, given, wanted):
    found = first(rule, given)
    assert sentence(found) == wanted
    assert found.gap == ""
    assert found.is_deciding is (found.truth is not True)
    assert sentence(found, "en")


@pytest.mark.parametrize(
    ("given", "truth", "chinese", "english"),
    [
        (
            {"占比": "75%"},
            True,
            "有排除情形：占比 高于 70%（75%）（第八条）",
            "Excluded: 占比 高于 70% (75%) (第八条)",
        ),
        (
            {"占比": "70%"},
            False,
            "没有排除情形：占比 高于 70%（70%）（第八条）",
            "Not excluded: 占比 高于 70% (70%) (第八条)",
        ),
        ({}, None, "还不知道占比（第八条）", "Not known yet: 占比 (第八条)"),
    ],
)
def test_an_exclusion_is_worded_as_one(given, truth, chinese, english):
    found = first("占比 高于 70%", {"是否法人": "是", **given}, "第八条", form="排除情形")
    assert (found.kind, found.truth, found.is_deciding) == ("exclusion", truth, truth is not False)
    assert (sentence(found), sentence(found, "en")) == (chinese, english)
    assert found.want == "不超过 70%"
    assert found.gap == ("高出 5 个百分点" if truth else "")


MIXED = """
  适用前提: {号: p, 判断: 是否法人}
  条件:
  - 任一满足:
    - {号: a, 判断: 人数 不少于 10}
    - {号: b, 判断: 占比 不低于 10%}
  - 不满足: {号: n, 判断: 情形 等于 首次}
  - {号: r, 判断: 研发费用 高于 0元, 可信: R, 说明: 须有研发}
  - {号: m, 人工核验: 专家评审, 条款: 第七条}
  排除情形: [{号: x, 判断: 是否失信}]
"""
GOOD = {"是否法人": "是", "人数": 12, "情形": "重新", "研发费用": "1万元", "是否失信": "否"}


@pytest.mark.parametrize(
    ("change", "deciding"),
    [
        ({}, ["m"]),
        ({"人数": 9, "占比": "5%"}, ["a", "b"]),
        ({"人数": 9, "占比": None}, ["b", "m"]),
        ({"人数": None}, ["a", "b", "m"]),
        ({"情形": "首次"}, ["n"]),
        ({"是否失信": "是", "研发费用": "0元"}, ["r", "x"]),
        ({"是否法人": "否"}, ["p"]),
        ({"是否法人": None}, ["p", "m"]),
        ({"是否法人": None, "是否失信": "是"}, ["p", "x"]),
    ],
)
def test_only_leaves_that_matter_decide(change, deciding):
    rules = book(MIXED)
    found = findings(judged(rules, {**GOOD, **change}), rules.dictionary)
    assert [each.id for each in found] == ["p", "a", "b", "n", "r", "m", "x"]
    assert [each.id for each in found if each.is_deciding] == deciding


def test_kinds_and_marks_of_leaves():
    rules = book(MIXED)
    found = {each.id: each for each in findings(judged(rules, GOOD), rules.dictionary)}
    kinds = {id_: each.kind for id_, each in found.items()}
    assert kinds == {
        **dict.fromkeys("abnr", "clause"),
        "p": "premise",
        "m": "manual",
        "x": "exclusion",
    }
    assert [id_ for id_, each in found.items() if each.is_to_verify] == ["r"]
    assert sentence(found["r"]) == "研发费用为 1 万元，符合要求（高于 0 元）〔待核实〕"
    assert found["r"].note == "须有研发"
    assert sentence(found["m"]) == "需人工核验：专家评审（第七条）"
    assert found["m"].state is Leaf.MANUAL
    assert (found["n"].truth, found["n"].text, found["n"].want) == (
        True,
        "不满足：情形 等于 首次",
        "不为 首次",
    )
    out = findings(judged(rules, {"是否法人": "否"}), rules.dictionary)[0]
    assert sentence(out) == "不适用：是否法人：否，要求为“是”"


def test_nothing_is_said_where_no_version_is_in_force():
    rules = book("  条件: [是否法人]\n")
    found = judged(rules, {}, on=date(2027, 1, 1))
    assert findings(found, rules.dictionary) == ()
    assert worked(found, rules.dictionary) == ()
    assert summary(found) == "「研发补助」在 2027-01-01 没有有效的规定。"


def test_a_value_that_is_only_bounded_is_shown_as_such():
    found = first("人数 不少于 10", {"人数": "5~20"})
    assert (found.truth, found.have, found.missing) == (None, "5 人 ~ 20 人", ("人数",))
    assert sentence(found) == "人数为 5 人 ~ 20 人，还不够具体"


PAID = """
  申报窗口: [{自: 2026-03-01, 至: 2026-07-31}]
  条件: [{判断: 人数 不少于 10}, {判断: 是否法人}]
  排除情形: [是否失信]
  金额: {基数: 研发费用, 比例: 10%, 上限: 50万元}
"""
SUMMARIES = [
    (
        {"人数": 10, "是否法人": "是", "是否失信": "否", "研发费用": "300万元"},
        "符合「研发补助」的全部条件，可得 30 万元；2026-07-31 前可以申报。",
        "Meets every condition of “研发补助”, due: CNY 300,000; applications until 2026-07-31.",
    ),
    (
        {"人数": 10, "是否法人": "是", "是否失信": "否"},
        "符合「研发补助」的全部条件，金额还要看研发费用，最高 50 万元；2026-07-31 前可以申报。",
        "Meets every condition of “研发补助”, the amount also needs 研发费用, "
        "at most CNY 500,000; applications until 2026-07-31.",
    ),
    (
        {"人数": 9, "是否法人": "否", "是否失信": "否"},
        "不符合「研发补助」：2 项条件不满足。",
        "Does not meet “研发补助”: conditions not met: 2.",
    ),
    (
        {"是否失信": "是"},
        "不符合「研发补助」：有 1 项排除情形。",
        "Does not meet “研发补助”: exclusions: 1.",
    ),
    (
        {"人数": 10, "研发费用": "600万元"},
        "「研发补助」还缺 2 项信息：是否失信、是否法人，可望得 50 万元；2026-07-31 前可以申报。",
        "“研发补助” still needs 2 fact(s): 是否失信, 是否法人, possible: CNY 500,000; "
        "applications until 2026-07-31.",
    ),
]


@pytest.mark.parametrize(("given", "chinese", "english"), SUMMARIES)
def test_the_summary_says_the_verdict(given, chinese, english):
    found = judged(book(PAID), given)
    assert (summary(found), summary(found, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("window", "wanted"),
    [
        ("{自: 2026-08-01, 至: 2026-08-31}", "申报从 2026-08-01 开始"),
        ("{自: 2026-03-01, 至: 2026-06-29}", "申报已于 2026-06-29 截止"),
        ("{自: 2026-03-01, 至: 2026-06-30}", "2026-06-30 前可以申报"),
        ("{自: 2026-03-01}", "现在可以申报"),
        ("{说明: 每年 7 月左右}", "申报时间：每年 7 月左右"),
    ],
)
def test_the_summary_says_whether_one_may_apply(window, wanted):
    rules = book(f"  申报窗口: [{window}]\n  条件: [是否法人]\n  权益: [减按 15% 征收]\n", "R")
    found = summary(judged(rules, {"是否法人": "是"}))
    assert found == f"符合「研发补助」的全部条件，可享受：减按 15% 征收；{wanted}〔待核实〕。"


def lines(body, given):
    rules = book(f"  条件: [是否法人]\n  金额: {body}\n")
    found = judged(rules, {"是否法人": "是", **given})
    made = worked(found, rules.dictionary)
    if found.amount_fen is not None:
        assert made[-1].amount_fen == found.amount_fen
    return [(each.label, each.shown, each.note) for each in made]


WORKED = [
    (
        "{基数: 研发费用, 比例: 25%, 上限: 50万元, 取整: {到: 万元, 方式: 舍去}}",
        {"研发费用": "123.4567万元"},
        [
            ("基数：研发费用", "123.4567 万元", ""),
            ("× 25%", "308641.75 元", ""),
            ("上限：50万元", "308641.75 元", "没有触及"),
            ("取整到万元（舍去）", "30 万元", ""),
        ],
    ),
    (
        "{基数: 研发费用, 超额累进: [{至: 1000万元, 比例: 10%}, {比例: 3%}], 上限: 110万元}",
        {"研发费用": "1500万元"},
        [
            ("基数：研发费用", "1500 万元", ""),
            ("0 元 至 1000 万元 的部分 1000 万元 × 10%", "100 万元", ""),
            ("超过 1000 万元 的部分 500 万元 × 3%", "15 万元", ""),
            ("分段累进合计", "115 万元", ""),
            ("上限：110万元", "110 万元", "起作用"),
            ("取整到分（四舍五入）", "110 万元", "未变"),
        ],
    ),
    (
        "{分情形: [{当: 情形 等于 首次, 定额: 20万元}, {其他: 是, 定额: 5万元}]}",
        {"情形": "重新"},
        [
            ("其他情形", "", ""),
            ("定额：5万元", "5 万元", ""),
            ("取整到分（四舍五入）", "5 万元", "未变"),
        ],
    ),
    (
        "{分情形: [{当: 营业收入 低于 5000万元, 定额: 20万元}]}",
        {"营业收入": "6000万元"},
        [("没有一种情形成立，没有金额", "", ""), ("取整到分（四舍五入）", "", "")],
    ),
    (
        "{分情形: [{当: 营业收入 低于 5000万元, 定额: 20万元}]}",
        {},
        [("情形：营业收入 低于 5000 万元", "", "条件还不能确定"), ("取整到分（四舍五入）", "", "")],
    ),
    (
        "{合计: [{名: 甲, 定额: 10万元}, {名: 乙, 当: 是否失信, 基数: 研发费用, 比例: 1%},"
        " {名: 丙, 当: 是否失信, 合计: [{名: 丁, 定额: 10万元}, {名: 戊, 定额: 10万元}]}]}",
        {"研发费用": "100万元", "是否失信": "否"},
        [
            ("定额：10万元", "10 万元", ""),
            ("甲", "10 万元", ""),
            ("乙", "0 元", "不计入：条件不成立"),
            ("丙", "0 元", "不计入：条件不成立"),
            ("合计", "10 万元", ""),
            ("取整到分（四舍五入）", "10 万元", "未变"),
        ],
    ),
    (
        "{评定: 由部门评审确定, 上限: 300万元}",
        {},
        [("评定：由部门评审确定", "不超过 300 万元", "")],
    ),
]


@pytest.mark.parametrize(("body", "given", "wanted"), WORKED)
def test_amounts_are_worked_out_line_by_line(body, given, wanted):
    assert lines(body, given) == wanted


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0 元"),
        (1, "0.01 元"),
        (99_999_900, "99.9999 万元"),
        (99_999_999, "999999.99 元"),
        (10_000_000_000, "1 亿元"),
        (10_000_000_100, "10000.0001 万元"),
        (-300_000_000, "-300 万元"),
    ],
)
def test_money_is_shown_exactly(fen, shown):
    assert money(fen) == shown


def test_other_numbers_are_shown_plainly():
    assert [decimal_text(each, 2) for each in (7, -3)] == ["7", "-3"]
    assert (span(0), span(-14), span(0, "en")) == ("0 个月", "-1 年 2 个月", "0 months")


@pytest.fixture(scope="module")
def encoded():
    root = Path(__file__).parents[3] / "policies"
    texts = {path.parent.name: path.read_text("utf-8") for path in root.glob("*/programme.yaml")}
    return Rulebook.of(texts, (root / "facts.yaml").read_text("utf-8"))


def test_every_case_of_every_programme_is_explained(encoded):
    facts = encoded.dictionary
    for programme in encoded.programmes:
        for case in programme.cases:
            found = assess(programme, encoded.read(case.facts), on=case.on)
            leaves = findings(found, facts)
            expected = len(found.version.leaves) if found.version else 0
            assert len(leaves) == expected
            for each in leaves:
                for language in ("zh", "en"):
                    assert sentence(each, language).strip()
                    assert want(each, language)
                    assert have(each, language) or each.truth is None or each.kind == "manual"
                    assert not gap(each, language) or each.truth is (each.kind == "exclusion")
            assert any(each.is_deciding for each in leaves) is (
                found.verdict != "MET" and found.version is not None
            )
            made = worked(found, facts)
            if found.potential_fen is not None:
                assert made[-1].amount_fen == found.potential_fen
            assert summary(found).endswith("。")
            assert summary(found, "en").endswith(".")


def test_texts_are_the_same_when_they_are_made_again(encoded):
    def said():
        every = assess_all(encoded, {}, on=ON)
        return [sentence(each) for one in every for each in findings(one, encoded.dictionary)]

    assert said() == said()
