from datetime import date

import pytest

from zhiqiao.policy import PolicyError, Rulebook, Verdict, assess
from zhiqiao.policy.dictionary import read_dictionary, scope_of
from zhiqiao.policy.errors import ProblemKind
from zhiqiao.policy.language.checking import check_number, check_truth
from zhiqiao.policy.language.nodes import Constant, Pool
from zhiqiao.policy.language.units import YUAN
from zhiqiao.policy.values import Place

ON = date(2026, 6, 30)
FACTS = """
收入: {类型: 金额, 单位: 万元}
研发: {类型: 金额, 单位: 万元}
研发费用: {类型: 金额, 单位: 元}
人数: {类型: 整数, 单位: 人}
专利: {类型: 整数, 单位: 项}
占比: {类型: 小数}
面积: {类型: 小数, 单位: 平方米}
成立年限: {类型: 小数, 单位: 年}
成立日期: {类型: 日期}
是否高企: {类型: 是否}
是否失信: {类型: 是否}
园区: {类型: 文字, 取值: [高新区, 经开区]}
产品: {类型: 文字}
称号: {类型: 集合, 取值: [专精特新, 小巨人, 单项冠军]}
行业: {类型: 行业代码}
注册地: {类型: 地区代码}
"Number of R&D staff": {类型: 整数, 单位: 人}
"a》b": {类型: 整数}
"""
GIVEN = {
    "收入": "1000万元",
    "研发": "30万元",
    "研发费用": "1,234,567.89元",
    "人数": "50人",
    "专利": 3,
    "占比": "60%",
    "面积": 120.5,
    "成立年限": 5,
    "成立日期": "2021-06-30",
    "是否高企": True,
    "是否失信": False,
    "园区": "高新区",
    "产品": "高端装备及仪器",
    "称号": ["专精特新", "小巨人"],
    "行业": "C3911",
    "注册地": "330108",
    "Number of R&D staff": 12,
    "a》b": 7,
}
HEAD = """
事项: 语言
编号: A
可信: A
版本:
- 有效期: {自: 2026-01-01, 至: 长期}
  依据: [{文件: 某办法}]
  条件:
"""
DICTIONARY = read_dictionary(FACTS, "facts.yaml")
SCOPE = scope_of(DICTIONARY, Pool())


def verdict(expression, given):
    # A literal block: neither quotation marks nor colons mean anything to the YAML.
    text = HEAD + f"  - 判断: |-\n      {expression}\n"
    book = Rulebook.of({"a.yaml": text}, FACTS)
    return assess(book.programmes[0], book.read(given), on=ON).verdict


TRUE = [
    # comparisons, each word
    *(f"收入 {word} 1000万元" for word in ("不低于", "不少于", "不小于", "≥", ">=")),
    *(f"收入 {word} 1000万元" for word in ("不超过", "不高于", "不多于", "不大于", "≤", "<=")),
    *(f"收入 {word} 999.99万元" for word in ("高于", "超过", "大于", "多于", ">")),
    *(f"收入 {word} 1000.01万元" for word in ("低于", "少于", "小于", "不足", "<")),
    *(f"收入 {word} 1000万元" for word in ("等于", "=", "==")),
    *(f"收入 {word} 1001万元" for word in ("不等于", "≠", "!=")),
    "收入 介于 1000万元 至 2000万元",
    "收入 介于 500万元 至 1000万元",
    "收入 属于 [1000万元, 2000万元]",
    "人数 属于 [10, 50]",
    "人数 不属于 [10, 51]",
    "1000万元 = 收入",
    "收入不低于1000万元",
    # full width and other marks
    "（收入　≥　１０００万元）且（占比＝６０％）",  # noqa: RUF001 -- full width
    "人数 属于 【１０、５０】",  # noqa: RUF001 -- full width
    "收入 介于 500万元 ～ 1000万元",
    # numbers and units
    "研发费用 = 1,234,567.89元",
    "研发费用 大于 1,234,567元 且 研发费用 小于 1,234,568元",
    "收入 = 0.1亿元",
    "收入 = 10百万元",
    "收入 = 1千万元",
    "人数 = 50",
    "人数 = 50人",
    "专利 不少于 3项",
    "面积 高于 120平方米",
    "占比 = 60%",
    "占比 = 0.6",
    "占比 = 600‰",
    "成立年限 = 5年",
    "成立年限 = 60个月",
    "研发 / 收入 = 3%",
    "研发 ÷ 收入 不低于 3%",
    "收入 * 3% = 研发",
    "收入 × 3% = 研发",
    "收入 - 研发 = 970万元",
    "收入 + 研发 * 2 = 1060万元",
    "(收入 + 研发) * 2 = 2060万元",
    "-研发 < 0元",
    "最高(研发, 20万元) = 30万元",
    "最低(研发, 20万元, 收入) = 20万元",
    "研发 / 3 = 10万元",
    # dates
    "成立日期 = 2021-06-30",
    "成立日期 等于 2021年6月30日",
    "成立日期 早于 2021-07-01",
    "成立日期 不晚于 2021-06-30",
    "成立日期 不早于 2021-06-30",
    "当日 晚于 成立日期",
    "成立日期 + 5年 = 当日",
    "当日 - 6个月 = 2025-12-30",
    "成立日期 + 10天 = 2021-07-10",
    "成立日期 - 4个月 = 2021-02-28",
    "年数(成立日期) = 5年",
    "当日 - 成立日期 = 1826天",
    # logic
    "是否高企",
    "非 是否失信",
    "非是否失信 且 是否高企",
    "!是否失信 && 是否高企",
    "是否失信 || 是否高企",
    "真",
    "非 假",
    "(是否失信 且 是否高企) 或 是否高企",
    "是否失信 或 (是否高企 且 真)",
    "是否高企 = 是",
    "是否失信 等于 否",
    # texts, sets, codes
    "园区 等于 高新区",
    "园区 = “高新区”",
    '园区 = "高新区"',
    "园区 不等于 经开区",
    "园区 属于 [高新区、经开区]",
    "产品 含有 仪器",
    "产品 等于 高端装备及仪器",
    "产品 = “高端装备及仪器”",
    "称号 含有 小巨人",
    "称号 含有 [小巨人, 单项冠军]",
    "称号 含有全部 [小巨人, 专精特新]",
    "称号 不含有 单项冠军",
    "行业 属于 [C39]",
    "行业 属于 [C]",
    "行业 属于 [A, 3911]",
    "行业 不属于 [C27, I65]",
    "注册地 属于 [3301]",
    "注册地 属于 [330000]",
    "注册地 属于 [杭州市]",
    "注册地 属于 [330108, 330109]",
    "注册地 不属于 [3302]",
    # names in title marks
    "《Number of R&D staff》 不少于 12人",
    "《a》》b》 = 7",
    "《收入》 = 1000万元",
]


@pytest.mark.parametrize("expression", TRUE)
def test_expressions_that_hold(expression):
    assert verdict(expression, GIVEN) is Verdict.MET
    assert verdict(f"非 ({expression})", GIVEN) is Verdict.UNMET


@pytest.mark.parametrize("expression", [each for each in TRUE if each not in ("真", "非 假")])
def test_without_facts_an_expression_is_unknown_or_decided_alike(expression):
    known = verdict(expression, {})
    if known is not Verdict.UNKNOWN:
        assert known is verdict(expression, GIVEN)


@pytest.mark.parametrize(
    ("expression", "given", "expected"),
    [
        ("是否高企 且 是否失信", {"是否失信": "否"}, Verdict.UNMET),
        ("是否高企 或 是否失信", {"是否失信": "是"}, Verdict.MET),
        ("是否高企 且 是否失信", {"是否失信": "是"}, Verdict.UNKNOWN),
        ("非 是否高企", {}, Verdict.UNKNOWN),
        ("研发 / 收入 高于 3%", {"研发": "1元", "收入": 0}, Verdict.UNKNOWN),
        ("行业 属于 [C3911]", {"行业": "C39"}, Verdict.UNKNOWN),
        ("行业 属于 [C3911]", {"行业": "I"}, Verdict.UNMET),
        ("行业 不属于 [C3911]", {"行业": "C39"}, Verdict.UNKNOWN),
        ("注册地 属于 [330108]", {"注册地": "330100"}, Verdict.UNKNOWN),
        ("注册地 属于 [330108]", {"注册地": "330203"}, Verdict.UNMET),
        ("称号 含有 小巨人", {"称号": []}, Verdict.UNMET),
        ("称号 含有 小巨人", {"称号": None}, Verdict.UNKNOWN),
        ("成立日期 + 1年 = 2025-02-28", {"成立日期": "2024-02-29"}, Verdict.MET),
        ("成立日期 + 12个月 = 2025-02-28", {"成立日期": "2024-02-29"}, Verdict.MET),
        ("成立日期 + 8000年 晚于 当日", {"成立日期": "2024-02-29"}, Verdict.UNKNOWN),
        ("年数(成立日期) 不足 5年", {"成立日期": "2021-07-01"}, Verdict.MET),
        ("年数(成立日期) 不足 5年", {"成立日期": "2021-06-30"}, Verdict.UNMET),
        ("最高(收入, 研发) 高于 1万元", {"收入": "5万元"}, Verdict.UNKNOWN),
    ],
)
def test_three_values(expression, given, expected):
    assert verdict(expression, given) is expected


BROKEN = [
    ("收入 不低于 1000", ProblemKind.UNIT_MISSING, None),
    ("收入 不低于 5人", ProblemKind.UNIT_WRONG, None),
    ("收入 不低于 人数", ProblemKind.UNIT_WRONG, None),
    ("人数 不低于 5项", ProblemKind.UNIT_WRONG, None),
    ("成立年限 高于 5", ProblemKind.UNIT_MISSING, None),
    ("成立年限 高于 5天", ProblemKind.UNIT_WRONG, None),
    ("收入 + 人数 > 5万元", ProblemKind.UNIT_WRONG, None),
    ("是否高企 且 是否失信 或 真", ProblemKind.MIXED_LOGIC, None),
    ("真 或 是否失信 且 是否高企", ProblemKind.MIXED_LOGIC, 5),
    ("营业额 高于 5万元", ProblemKind.FACT_UNKNOWN, 1),
    ("收入 高于 营业额", ProblemKind.FACT_UNKNOWN, 7),
    ("是否高企 且 《某 名》", ProblemKind.FACT_UNKNOWN, 8),
    ("收入 高于", ProblemKind.EXPRESSION_ENDS, 6),
    ("(收入 高于 5万元", ProblemKind.EXPRESSION_ENDS, 11),
    ("收入 高于 5万元)", ProblemKind.EXPRESSION_BROKEN, 10),
    ("收入 高于 高于 5万元", ProblemKind.EXPRESSION_BROKEN, 7),
    ("收入 < 人数 < 5", ProblemKind.EXPRESSION_BROKEN, 9),
    ("收入 高于 5年以上", ProblemKind.EXPRESSION_BROKEN, 9),
    ("收入 # 5万元", ProblemKind.CHARACTER_UNKNOWN, 4),
    ("园区 = “高新区", ProblemKind.QUOTE_OPEN, 6),
    ("《收入 高于 5万元", ProblemKind.QUOTE_OPEN, 1),
    ("收入", ProblemKind.TYPE_WRONG, 1),
    ("收入 + 5万元", ProblemKind.TYPE_WRONG, 1),
    ("是否高企 且 收入", ProblemKind.TYPE_WRONG, 8),
    ("是否高企 > 5", ProblemKind.TYPE_WRONG, None),
    ("园区 > 5", ProblemKind.TYPE_WRONG, None),
    ("收入 含有 小巨人", ProblemKind.TYPE_WRONG, None),
    ("称号 属于 [小巨人]", ProblemKind.TYPE_WRONG, None),
    ("成立日期 早于 5年", ProblemKind.TYPE_WRONG, None),
    ("成立日期 + 成立日期 = 当日", ProblemKind.UNIT_WRONG, 1),
    ("非 收入", ProblemKind.TYPE_WRONG, None),
    ("年数(收入) > 5年", ProblemKind.TYPE_WRONG, None),
    ("园区 等于 高薪区", ProblemKind.OPTION_UNKNOWN, None),
    ("称号 含有 [小巨人, 大巨人]", ProblemKind.OPTION_UNKNOWN, None),
    ("行业 属于 [Z99]", ProblemKind.CODE_UNKNOWN, None),
    ("注册地 属于 [火星市]", ProblemKind.CODE_UNKNOWN, None),
    ("成立日期 早于 2026-02-30", ProblemKind.DATE_WRONG, 9),
    ("成立日期 早于 2026年13月1日", ProblemKind.DATE_WRONG, 9),
    ("收入 / 0 高于 5万元", ProblemKind.DIVISION_BY_ZERO, None),
    ("收入 / (5 - 5) 高于 5万元", ProblemKind.DIVISION_BY_ZERO, None),
    ("收入 高于 " + "9" * 500 + "元", ProblemKind.NUMBER_TOO_LONG, 7),
    ("(" * 100 + "真" + ")" * 100, ProblemKind.TOO_DEEP, 1),
    ("非 " * 100 + "真", ProblemKind.TOO_DEEP, 1),
    ("真" + " 或 真" * 10_000, ProblemKind.TOO_DEEP, 1),
]


@pytest.mark.parametrize(("expression", "kind", "column"), BROKEN)
def test_broken_expressions_say_what_and_where(expression, kind, column):
    with pytest.raises(PolicyError) as caught:
        check_truth(expression, SCOPE.within(()), Place("a.yaml", 7, 1))
    problem = caught.value.problems[0]
    assert problem.kind is kind
    assert (problem.place.file, problem.place.line) == ("a.yaml", 7)
    if column is not None:
        assert problem.place.column == column


def test_the_place_within_a_file_is_that_of_the_word():
    text = HEAD + "  - {号: c1, 判断: 收入 高于 营业额}\n"
    with pytest.raises(PolicyError) as caught:
        Rulebook.of({"a.yaml": text}, FACTS)
    (problem,) = caught.value.problems
    assert problem.kind is ProblemKind.FACT_UNKNOWN
    line = text.splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 :].startswith("营业额")


def test_a_quoted_expression_counts_its_columns_after_the_quotation_mark():
    text = HEAD + '  - {号: c1, 判断: "收入 高于 营业额"}\n'
    with pytest.raises(PolicyError) as caught:
        Rulebook.of({"a.yaml": text}, FACTS)
    place = caught.value.problems[0].place
    assert text.splitlines()[place.line - 1][place.column - 1 :].startswith("营业额")


def test_a_name_that_is_nearly_right_is_suggested():
    with pytest.raises(PolicyError) as caught:
        check_truth("研发费 高于 5万元", SCOPE.within(()), Place("a.yaml", 1, 1))
    assert "研发费用" in caught.value.problems[0].data["like"]


def test_the_longest_name_is_taken():
    assert verdict("研发费用 高于 100万元", GIVEN) is Verdict.MET
    assert verdict("研发 高于 100万元", GIVEN) is Verdict.UNMET


@pytest.mark.parametrize(
    ("literal", "fen"),
    [
        ("1元", 100),
        ("0.01元", 1),
        ("1,000元", 100_000),
        ("1,234,567.89元", 123_456_789),
        ("3.5千元", 350_000),
        ("200万元", 200_000_000),
        ("1.5亿元", 15_000_000_000),
        ("１００万元", 100_000_000),
        ("2 * 50万元", 100_000_000),
        ("100万元 - 1元", 99_999_900),
    ],
)
def test_money_literals_in_fen(literal, fen):
    found = check_number(literal, SCOPE.within(()), Place("a.yaml", 1, 1), YUAN)
    assert found.node == Constant(fen)
