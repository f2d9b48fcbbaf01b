from datetime import date
from pathlib import Path

import pytest

from zhiqiao.policy import Rulebook
from zhiqiao.policy.check import check_rulebook
from zhiqiao.policy.errors import ProblemKind, Severity

FACTS = """
人数: {类型: 整数, 单位: 人}
收入: {类型: 金额, 单位: 万元}
注册地: {类型: 地区代码}
情形: {类型: 文字, 取值: [首次, 重新, 变更]}
是否法人: {类型: 是否}
是否失信: {类型: 是否}
"""
CASES = """
  - {名: 是, 给定: {是否法人: 是}, 期望: {结论: 符合, 金额: 10万元, 缺少: []}}
  - {名: 否, 给定: {是否法人: 否}, 期望: {结论: 不符合, 金额: 无}}
  - {名: 缺, 给定: {}, 期望: {结论: 待补充, 缺少: [是否法人]}}
  - {名: 前, 同: 是, 日期: 2025-12-31, 期望: {结论: 不适用}}
  - {名: 首, 同: 是, 日期: 2026-01-01, 期望: {结论: 符合}}
  - {名: 末, 同: 是, 日期: 2026-12-31, 期望: {结论: 符合}}
  - {名: 后, 同: 是, 日期: 2027-01-01, 期望: {结论: 不适用}}
"""


def text(
    *,
    condition="[是否法人]",
    amount="{定额: 10万元}",
    cases=CASES,
    more="",
    mode="申报审核",
    trust="A",
    valid="{自: 2026-01-01, 至: 2026-12-31}",
    id_="A",
):
    return (
        f"事项: 补助\n编号: {id_}\n可信: {trust}\n版本:\n"
        f"- 有效期: {valid}\n  依据: [{{文件: 示例}}]\n"
        f"  兑现方式: {mode}\n  条件: {condition}\n{more}"
        + (f"  金额: {amount}\n" if amount else "")
        + (f"  用例:{cases}" if cases else "")
    )


def check(*texts, on=None):
    return check_rulebook(Rulebook.of({f"{i}.yaml": t for i, t in enumerate(texts)}, FACTS), on=on)


def problems(report):
    return [(each.kind, each.severity.value, *each.data.values()) for each in report.problems]


def test_a_sound_rulebook_has_nothing_to_say():
    report = check(text(), on=date(2026, 12, 31))
    assert report.problems == ()
    assert (report.cases, report.passed, report.programmes, report.versions) == (7, 7, 1, 1)
    assert report.is_sound


WRONG = [
    ("期望: {结论: 不符合}", "不符合", "符合"),
    ("期望: {结论: 符合, 金额: 11万元}", "符合，金额 11 万元", "符合，金额 10 万元"),
    ("期望: {结论: 符合, 金额: 无}", "符合，金额无", "符合，金额 10 万元"),
    ("期望: {结论: 待补充, 缺少: [人数]}", "待补充，缺少人数", "符合，缺少无"),
]


@pytest.mark.parametrize(("expected", "wanted", "found"), WRONG)
def test_a_case_that_comes_out_otherwise_is_an_error_at_its_place(expected, wanted, found):
    extra = f"  - {{名: 错, 给定: {{是否法人: 是}}, {expected}}}\n"
    report = check(text(cases=CASES + extra))
    assert problems(report) == [(ProblemKind.CASE_WRONG, "error", "错", wanted, found)]
    assert (report.cases, report.passed, report.is_sound) == (8, 7, False)
    lines = text(cases=CASES + extra).splitlines()
    assert "名: 错" in lines[report.problems[0].place.line - 1]


def test_the_amount_of_a_case_that_is_not_met_is_what_it_would_be():
    extra = "  - {名: 可望, 给定: {是否法人: 否}, 期望: {结论: 不符合, 金额: 10万元}}\n"
    assert check(text(cases=CASES + extra)).problems == ()


def test_a_case_with_facts_that_cannot_be_read_is_wrong():
    extra = "  - {名: 错, 给定: {人数: 很多}, 期望: {结论: 待补充}}\n"
    (found,) = check(text(cases=CASES + extra)).problems
    assert found.kind is ProblemKind.CASE_WRONG
    assert "很多" in str(found.data["found"])


def test_too_few_cases_and_missing_kinds_are_warned_of():
    cases = "\n  - {名: 是, 给定: {是否法人: 是}, 期望: {结论: 符合}}\n"
    kind = ProblemKind.CASE_KIND_MISSING
    assert problems(check(text(cases=cases))) == [
        (ProblemKind.CASES_TOO_FEW, "warning", 1, 6),
        (kind, "warning", "不符合"),
        (kind, "warning", "待补充"),
        (kind, "warning", "生效前一日（2025-12-31）"),
        (kind, "warning", "失效后一日（2027-01-01）"),
    ]
    none = problems(check(text(cases="", valid="{自: 不详, 至: 长期}")))
    assert [each[2] for each in none[1:]] == ["符合或待人工核验", "不符合", "待补充"]
    manual = text(cases="", valid="{自: 不详, 至: 长期}", condition="[{人工核验: 评审}]")
    assert [each[2] for each in problems(check(manual))[1:]] == ["符合或待人工核验"]


DEAD = [
    ("[人数 不少于 5, 人数 少于 3]", "error", "对「人数」的要求互相矛盾，永远不会符合"),
    ("[人数 少于 5 且 人数 大于 8]", "error", "对「人数」的要求互相矛盾，永远不会符合"),
    ("[人数 不少于 5, 人数 小于 5]", "error", "对「人数」的要求互相矛盾，永远不会符合"),
    ("[人数 等于 5, 非 (人数 不少于 5)]", "error", "对「人数」的要求互相矛盾，永远不会符合"),
    ("[5 大于 人数, 人数 大于 5]", "error", "对「人数」的要求互相矛盾，永远不会符合"),
    ("[人数 不少于 5, {不满足: 人数 高于 4}]", "error", "对「人数」的要求互相矛盾，永远不会符合"),
    (
        "[是否法人, {不满足: {任一满足: [是否法人, 是否失信]}}]",
        "error",
        "对「是否法人」的要求互相矛盾，永远不会符合",
    ),
    (
        "['注册地 属于 [滨江区]', '注册地 属于 [萧山区]']",
        "error",
        "对「注册地」的要求互相矛盾，永远不会符合",
    ),
    (
        "['情形 属于 [首次, 重新]', 情形 等于 变更]",
        "error",
        "对「情形」的要求互相矛盾，永远不会符合",
    ),
    ("[是否法人, {号: z, 判断: 1 大于 2}]", "error", "z「1 大于 2」总是不成立"),
    ("[是否法人, {号: z, 判断: 真}]", "warning", "z「真」总是成立"),
    (
        "[人数 不少于 5, {任一满足: [人数 少于 3, 是否法人]}]",
        "warning",
        "「人数 少于 3」与别的条件矛盾，这一支永远不成立",
    ),
    (
        "[是否法人, {任一满足: [是否失信, {全部满足: [人数 少于 3, 人数 多于 3]}]}]",
        "error",
        "「人数 少于 3 且 人数 多于 3」里对「人数」的要求互相矛盾",
    ),
    (
        "[是否法人, {任一满足: [是否法人, 是否失信]}]",
        "warning",
        "「是否法人」已是必需的条件，这里的任一满足总是成立",
    ),
]


@pytest.mark.parametrize(("condition", "severity", "why"), DEAD)
def test_rules_that_do_nothing_are_found(condition, severity, why):
    found = check(text(condition=f"\n  - {{全部满足: {condition}}}", cases="")).problems
    dead = [each for each in found if each.kind is ProblemKind.DEAD_RULE]
    assert [(each.severity.value, each.data["why"]) for each in dead] == [(severity, why)]


@pytest.mark.parametrize(
    "condition",
    [
        "[人数 不少于 5, 人数 不超过 5]",
        "[人数 介于 3 至 5, 收入 低于 5万元]",
        "['注册地 属于 [浙江省]', '注册地 属于 [滨江区]', '注册地 属于 [3301]']",
        "[{任一满足: [人数 少于 3, 人数 多于 8]}]",
        "[是否法人, {任一满足: [是否失信, 人数 多于 8]}]",
        "[{至少满足: 2, 其中: [是否法人, 是否失信, 人数 多于 8]}, 是否法人]",
        "[是否法人, {不满足: {至少满足: 2, 其中: [是否失信, 人数 多于 8, 收入 高于 1元]}}]",
        "[当日 不早于 2026-03-01]",
        "['情形 属于 [首次, 重新]', '情形 属于 [重新, 变更]']",
    ],
)
def test_rules_that_may_matter_are_left_alone(condition):
    found = check(text(condition=f"\n  - {{全部满足: {condition}}}", cases="")).problems
    assert [each.data for each in found if each.kind is ProblemKind.DEAD_RULE] == []


def test_a_constant_exclusion_is_an_error_only_where_it_always_excludes():
    for word, severity in (("真", "error"), ("假", "warning")):
        more = f"  排除情形: [{{号: x, 判断: {word}}}]\n"
        found = check(text(more=more, cases="")).problems
        assert (severity, "x") in [
            (each.severity.value, str(each.data.get("why"))[:1]) for each in found
        ]


def test_tiers_and_branches_that_nothing_reaches_are_warned_of():
    tiers = "{至: 100万元, 值: 5人}, {至: 500万元, 值: 8人}, {值: 9人}"
    more = f"  参数: {{门槛: {{按: 收入, 分档: [{tiers}]}}}}\n"
    condition = "[收入 高于 100万元, 收入 不超过 500万元, 人数 不少于 门槛]"
    found = check(text(condition=condition, more=more, cases="")).problems
    assert [each.data["why"] for each in found if each.kind is ProblemKind.DEAD_RULE] == [
        "按「收入」分档，至 100 万元 一档轮不到",
        "按「收入」分档，最后一档轮不到",
    ]
    cases = "{分情形: [{当: 是否法人, 定额: 1元}, {当: 是否法人, 定额: 2元}]}"
    found = check(text(amount=cases, cases="")).problems
    assert "情形「是否法人」轮不到" in [each.data.get("why") for each in found]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"trust": "C"}, "可信为 C 或 R"),
        ({"valid": "{自: 2026-01-01, 至: 不详}"}, "有效期不详"),
        ({"condition": "[是否法人, {人工核验: 评审}]"}, "有人工核验项"),
        ({"amount": "{评定: 由部门定, 上限: 1万元}"}, "没有可算的金额"),
        (
            {"condition": "[{判断: 是否法人, 可信: R}]", "amount": ""},
            "可信为 C 或 R；没有可算的金额",
        ),
    ],
)
def test_what_can_never_be_paid_automatically_is_warned_of(change, why):
    found = check(text(mode="免申即享", cases="", **change)).problems
    warned = [each for each in found if each.kind is ProblemKind.TRUST_TOO_LOW]
    assert [(each.severity, each.data["why"]) for each in warned] == [(Severity.WARNING, why)]
    assert ProblemKind.TRUST_TOO_LOW not in {
        each.kind for each in check(text(mode="免申即享")).problems
    }


def test_a_rule_that_has_expired_is_warned_of_when_a_day_is_given():
    assert problems(check(text(), on=date(2027, 1, 1))) == [
        (ProblemKind.VERSION_EXPIRED, "warning", "2026-12-31")
    ]
    assert check(text()).problems == ()
    lasting = text(valid="{自: 2026-01-01, 至: 长期}")
    kinds = {each.kind for each in check(lasting, on=date(2099, 1, 1)).problems}
    assert ProblemKind.VERSION_EXPIRED not in kinds


def test_a_group_of_one_excludes_nothing():
    more = "  互斥: {组: 研发}\n"
    found = check(text(more=more)).problems
    assert [(each.severity.value, each.data["why"]) for each in found] == [
        ("warning", "互斥组「研发」只有这一个事项")
    ]
    assert check(text(more=more), text(more=more, id_="B")).problems == ()


def test_a_version_without_a_document_is_an_error_and_warnings_of_reading_are_kept():
    bare = text().replace("[{文件: 示例}]", "[]")
    unused = text(more="  参数: {上限: 5万元}\n", id_="B")
    kinds = {(each.kind, each.severity.value) for each in check(bare, unused).problems}
    assert kinds == {
        (ProblemKind.CITATION_MISSING, "error"),
        (ProblemKind.PARAMETER_UNUSED, "warning"),
    }


def test_the_programmes_that_are_encoded_pass():
    root = Path(__file__).parents[3] / "policies"
    texts = {path.parent.name: path.read_text("utf-8") for path in root.glob("*/programme.yaml")}
    report = check_rulebook(Rulebook.of(texts, (root / "facts.yaml").read_text("utf-8")))
    assert report.errors == ()
    assert report.cases == report.passed >= 6 * report.programmes
    assert report.versions >= report.programmes == len(texts)
