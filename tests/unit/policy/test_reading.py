"""What is refused in a programme file or a facts dictionary, and where."""

import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.policy import PolicyError, Rulebook
from zhiqiao.policy.document import Listing, Table, Text, read_yaml
from zhiqiao.policy.errors import ProblemKind

FACTS = """
收入: {类型: 金额, 单位: 万元}
人数: {类型: 整数, 单位: 人}
占比: {类型: 小数}
产品: {类型: 文字}
是否高企: {类型: 是否}
"""
GOOD = """\
事项: 研发补助
编号: A
可信: A
版本:
- 有效期: {自: 2026-01-01, 至: 2026-12-31}
  依据: [{文件: 某办法}]
  条件:
  - {号: c1, 判断: 是否高企}
"""
SECOND = """\
- 有效期: {自: 2027-01-01, 至: 长期}
  依据: [{文件: 新办法}]
  条件:
  - {号: c1, 判断: 是否高企}
"""


def problems(text, facts=FACTS, **more):
    with pytest.raises(PolicyError) as caught:
        Rulebook.of({"a.yaml": text, **more}, facts)
    assert caught.value.code is ErrorCode.RULES_BAD
    assert caught.value.data["count"] == len(caught.value.problems)
    return caught.value.problems


def problem(text, facts=FACTS, **more):
    (found,) = problems(text, facts, **more)
    return found


def test_the_good_file_is_read():
    book = Rulebook.of({"a.yaml": GOOD}, FACTS)
    assert [each.id for each in book.programmes] == ["A"]
    assert book.warnings == ()
    assert len(Rulebook.of({"a.yaml": GOOD + SECOND}, FACTS).programmes[0].versions) == 2


BROKEN = [
    # what is put for what in the good file, then kind, line and column
    ("事项: 研发补助", "事项: [", ProblemKind.YAML_BROKEN, 3, None),
    ("事项: 研发补助", "事项: 研发补助\n事项: 又", ProblemKind.KEY_TWICE, 2, 1),
    ("事项: 研发补助", "事项: &a 研发补助\n部门: *a", ProblemKind.YAML_ALIAS, 1, 5),
    ("事项: 研发补助", "事项: !!python/object:os.system 研发", ProblemKind.YAML_TAG, 1, 5),
    ("事项: 研发补助", "事项: !x 研发", ProblemKind.YAML_TAG, 1, 5),
    ("事项: 研发补助", "事 项: 研发补助", ProblemKind.KEY_UNKNOWN, 1, 1),
    ("事项: 研发补助", "部门: 科技局", ProblemKind.KEY_MISSING, 1, 1),
    ("事项: 研发补助", "事项: ''", ProblemKind.EMPTY, 1, None),
    ("事项: 研发补助", "事项: [甲, 乙]", ProblemKind.TEXT_WANTED, 1, 5),
    ("可信: A", "可信: Z", ProblemKind.WORD_UNKNOWN, 3, 5),
    ("可信: A", "可信: A\n级别: 村", ProblemKind.WORD_UNKNOWN, 4, 5),
    ("可信: A", "可信: A\n类型: 红包", ProblemKind.WORD_UNKNOWN, 4, 5),
    ("可信: A", "可信: A\n推送对象: 收入", ProblemKind.TYPE_WRONG, 4, 7),
    ("2026-12-31", "2026-02-30", ProblemKind.DATE_WRONG, 5, 27),
    ("2026-12-31", "2025-12-31", ProblemKind.DATES_REVERSED, 5, 8),
    ("{自: 2026-01-01, 至: 2026-12-31}", "{自: 2026-01-01}", ProblemKind.KEY_MISSING, 5, 8),
    ("{自: 2026-01-01, 至: 2026-12-31}", "全年", ProblemKind.MAPPING_WANTED, 5, 8),
    ("[{文件: 某办法}]", "某办法", ProblemKind.LIST_WANTED, 6, 7),
    ("依据: [{文件: 某办法}]", "说明: 无", ProblemKind.CITATION_MISSING, 5, 3),
    ("文件: 某办法", "文号: 一号", ProblemKind.KEY_MISSING, 6, 8),
    ("  条件:\n  - {号: c1, 判断: 是否高企}", "  权益: 减税", ProblemKind.KEY_MISSING, 5, 3),
    ("- {号: c1, 判断: 是否高企}", "  任一满足: []", ProblemKind.EMPTY, 8, 11),
    ("- {号: c1, 判断: 是否高企}", "  任一满足: 甲", ProblemKind.LIST_WANTED, 8, 11),
    ("- {号: c1, 判断: 是否高企}", "  至少满足: 2", ProblemKind.KEY_MISSING, 8, None),
    (
        "- {号: c1, 判断: 是否高企}",
        "  {至少满足: 3, 其中: [是否高企, 是否高企]}",
        ProblemKind.COUNT_WRONG,
        8,
        None,
    ),
    (
        "- {号: c1, 判断: 是否高企}",
        "  {至少满足: 0, 其中: [是否高企]}",
        ProblemKind.COUNT_WRONG,
        8,
        None,
    ),
    (
        "- {号: c1, 判断: 是否高企}",
        "  {至少满足: 两, 其中: [是否高企]}",
        ProblemKind.WHOLE_NUMBER_WANTED,
        8,
        12,
    ),
    ("判断: 是否高企", "判断: 是否高企, 人工核验: 看", ProblemKind.ONE_FORM_WANTED, 8, 5),
    ("判断: 是否高企", "判定: 是否高企", None, 8, None),
    (
        "- {号: c1, 判断: 是否高企}",
        "- {号: c1, 判断: 是否高企}\n  - {号: c1, 判断: 真}",
        ProblemKind.KEY_TWICE,
        9,
        5,
    ),
]


@pytest.mark.parametrize(("old", "new", "kind", "line", "column"), BROKEN)
def test_broken_programmes_say_what_and_where(old, new, kind, line, column):
    assert old in GOOD
    found = problems(GOOD.replace(old, new))
    first = found[0]
    assert first.place.file == "a.yaml"
    if kind is not None:
        assert kind in {each.kind for each in found}
        first = next(each for each in found if each.kind is kind)
    if line is not None:
        assert first.place.line == line
    if column is not None:
        assert first.place.column == column


MORE = [
    # keys added to the version
    ("金额: {定额: 5万元, 基数: 收入}", ProblemKind.ONE_FORM_WANTED),
    ("金额: {上限: 5万元}", ProblemKind.ONE_FORM_WANTED),
    ("金额: {定额: 5}", ProblemKind.UNIT_MISSING),
    ("金额: {定额: 5人}", ProblemKind.UNIT_WRONG),
    ("金额: {基数: 收入}", ProblemKind.ONE_FORM_WANTED),
    ("金额: {基数: 收入, 比例: 5万元}", ProblemKind.UNIT_WRONG),
    ("金额: {基数: 收入, 比例: 5%, 取整: {到: 角分}}", ProblemKind.WORD_UNKNOWN),
    ("金额: {基数: 收入, 比例: 5%, 取整: {方式: 去尾}}", ProblemKind.WORD_UNKNOWN),
    (
        "金额: {基数: 收入, 超额累进: [{至: 5万元, 比例: 5%}, {至: 5万元, 比例: 3%}]}",
        ProblemKind.TIERS_DISORDERED,
    ),
    (
        "金额: {基数: 收入, 全额分档: [{至: 9万元, 比例: 5%}, {至: 5万元, 比例: 3%}]}",
        ProblemKind.TIERS_DISORDERED,
    ),
    ("金额: {基数: 收入, 超额累进: [{比例: 5%}, {比例: 3%}]}", ProblemKind.KEY_MISSING),
    ("金额: {基数: 收入, 超额累进: [{至: 收入, 比例: 5%}]}", ProblemKind.NOT_CONSTANT),
    ("金额: {基数: 收入, 超额累进: [{比例: 占比}]}", ProblemKind.NOT_CONSTANT),
    ("金额: {基数: 收入, 全额分档: []}", ProblemKind.LIST_WANTED),
    ("金额: {基数: 收入, 全额分档: [{比例: 5%, 金额: 5万元}]}", ProblemKind.ONE_FORM_WANTED),
    ("金额: {分情形: [{定额: 5万元}]}", ProblemKind.KEY_MISSING),
    ("金额: {分情形: [{当: 收入, 定额: 5万元}]}", ProblemKind.TYPE_WRONG),
    ("参数: {收入: 5万元}", ProblemKind.PARAMETER_HIDES_FACT),
    ("参数: {门槛: 收入 * 2}", ProblemKind.NOT_CONSTANT),
    ("参数: {门槛: 5万元 / 0}", ProblemKind.DIVISION_BY_ZERO),
    ("参数: {门槛: {甲: 乙}}", ProblemKind.ONE_FORM_WANTED),
    ("参数: {门槛: {按: 产品, 分档: [{值: 5%}]}}", ProblemKind.TYPE_WRONG),
    ("参数: {门槛: {按: 收入, 对应: {甲: 5%}}}", ProblemKind.TYPE_WRONG),
    (
        "参数: {门槛: {按: 收入, 分档: [{至: 9万元, 值: 5%}, {至: 8万元, 值: 4%}]}}",
        ProblemKind.TIERS_DISORDERED,
    ),
    ("参数: {门槛: {按: 收入, 分档: [{至: 9, 值: 5%}]}}", ProblemKind.UNIT_MISSING),
    ("参数: {门槛: {按: 收入, 分档: [{至: 9万元, 值: 占比}]}}", ProblemKind.NOT_CONSTANT),
    ("互斥: {取法: 就高}", ProblemKind.KEY_MISSING),
    ("互斥: {组: 甲, 取法: 就低}", ProblemKind.WORD_UNKNOWN),
    ("让位于: [B]", ProblemKind.PROGRAMME_UNKNOWN),
    ("让位于: [A]", ProblemKind.EXCLUSION_CYCLE),
    ("叠加上限: {对象: [B], 不超过: 5万元}", ProblemKind.PROGRAMME_UNKNOWN),
    ("叠加上限: {不超过: 5万元}", ProblemKind.KEY_MISSING),
    ("叠加上限: {对象: [A], 不超过: 5人}", ProblemKind.UNIT_WRONG),
    ("预算: {总额: 收入}", ProblemKind.NOT_CONSTANT),
    ("预算: {总额: 5}", ProblemKind.UNIT_MISSING),
    ("预算: {总额: 5万元, 不足时: 抽签}", ProblemKind.WORD_UNKNOWN),
    ("预算: {总额: 5万元, 次序: [收入]}", ProblemKind.WORD_UNKNOWN),
    ("预算: {总额: 5万元, 次序: [收人 降序]}", ProblemKind.FACT_UNKNOWN),
    ("兑现方式: 直接打款", ProblemKind.WORD_UNKNOWN),
    ("证书年限: 三年", ProblemKind.WHOLE_NUMBER_WANTED),
    ("证明材料: [{名: 执照, 可免: 也许}]", ProblemKind.WORD_UNKNOWN),
    ("申报窗口: [{自: 2026-13-01}]", ProblemKind.DATE_WRONG),
    ("排除情形: [{判断: 收入}]", ProblemKind.TYPE_WRONG),
    ("适用前提: 是否高薪", ProblemKind.FACT_UNKNOWN),
    ("用例: [{名: 一}]", ProblemKind.KEY_MISSING),
    ("用例: [{名: 一, 期望: {结论: 通过}}]", ProblemKind.WORD_UNKNOWN),
    ("用例: [{名: 一, 同: 二, 期望: {结论: 符合}}]", ProblemKind.WORD_UNKNOWN),
    (
        "用例: [{名: 一, 期望: {结论: 符合}}, {名: 一, 期望: {结论: 符合}}]",
        ProblemKind.KEY_TWICE,
    ),
    ("用例: [{名: 一, 缺: [收入], 期望: {结论: 符合}}]", ProblemKind.FACT_UNKNOWN),
]


@pytest.mark.parametrize(("line", "kind"), MORE)
def test_broken_versions_say_what_and_on_which_line(line, kind):
    found = problems(f"{GOOD}  {line}\n")
    assert kind in {each.kind for each in found}
    if kind not in (ProblemKind.PROGRAMME_UNKNOWN, ProblemKind.EXCLUSION_CYCLE):
        assert next(each for each in found if each.kind is kind).place.line == 9


def test_every_problem_of_every_file_is_told_at_once():
    one = GOOD.replace("可信: A", "可信: Z").replace("2026-12-31", "2026-02-30")
    other = GOOD.replace("编号: A", "编号: B").replace("是否高企", "是否高薪")
    with pytest.raises(PolicyError) as caught:
        Rulebook.of({"a.yaml": one, "b.yaml": other}, FACTS)
    assert {(each.place.file, each.kind) for each in caught.value.problems} == {
        ("a.yaml", ProblemKind.WORD_UNKNOWN),
        ("a.yaml", ProblemKind.DATE_WRONG),
        ("b.yaml", ProblemKind.FACT_UNKNOWN),
    }


def test_an_unknown_key_suggests_the_known_one():
    found = problem(GOOD.replace("可信: A", "可信度: A\n可信: A"))
    assert found.kind is ProblemKind.KEY_UNKNOWN
    assert "可信" in found.data["like"]


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1, 2]\nb: [*x, *x]\nc: *x",
        "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "a: &a\n  <<: *a",
    ],
)
def test_aliases_are_refused(text):
    assert problem(text).kind in (ProblemKind.YAML_ALIAS, ProblemKind.YAML_BROKEN)


def test_an_alias_bomb_is_refused_at_once():
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert problem("\n".join(lines)).kind is ProblemKind.YAML_ALIAS


def test_two_megabytes_are_too_many():
    assert problem("# " + "x" * 2_000_000).kind is ProblemKind.YAML_TOO_LARGE


@pytest.mark.parametrize(
    "text",
    [
        "条件: " + "[" * 5000 + "]" * 5000,
        "条件: " + "{甲: " * 5000 + "}" * 5000,
        "\n".join("  " * depth + "甲:" for depth in range(1000)),
        "- " * 3000 + "甲",
        "? " * 3000 + "甲",
    ],
)
def test_what_nests_too_deep_is_refused(text):
    assert problem(text).kind is ProblemKind.YAML_TOO_DEEP


@pytest.mark.parametrize("text", ["", "# nothing\n", "- 甲", "甲", "\0", "a: \t- b", "\ud800"])
def test_what_is_no_programme_is_refused(text):
    assert problems(text)


def test_scalars_stay_as_written():
    item = read_yaml("a: NO\nb: 0111\nc: 1.10\nd: ~\ne: 2026-01-01\nf: [是, 'x', \"y\"]", "f")
    assert isinstance(item, Table)
    texts = {key: each.text for key, each in item.entries.items() if isinstance(each, Text)}
    assert texts == {"a": "NO", "b": "0111", "c": "1.10", "d": "~", "e": "2026-01-01"}
    assert isinstance(item.entries["f"], Listing)
    assert [(each.text, each.place.column) for each in item.entries["f"]] == [
        ("是", 5),
        ("x", 9),
        ("y", 14),
    ]


def test_versions_may_not_overlap_even_for_a_day():
    touching = GOOD + SECOND.replace("2027-01-01", "2026-12-31")
    found = problem(touching)
    assert found.kind is ProblemKind.VERSIONS_OVERLAP
    assert found.place.line == 9
    assert found.data["first"] == 5


def test_two_programmes_of_one_id_are_refused():
    found = problem(GOOD, **{"b.yaml": GOOD})
    assert found.kind is ProblemKind.ID_TWICE
    assert (found.place.file, found.data["first"]) == ("b.yaml", "a.yaml")


def test_a_cycle_of_giving_way_is_refused():
    files = {
        f"{id_}.yaml": GOOD.replace("编号: A", f"编号: {id_}") + f"  让位于: [{other}]\n"
        for id_, other in (("A", "B"), ("B", "C"), ("C", "A"))
    }
    with pytest.raises(PolicyError) as caught:
        Rulebook.of(files, FACTS)
    (found,) = caught.value.problems
    assert found.kind is ProblemKind.EXCLUSION_CYCLE
    assert all(id_ in found.data["names"] for id_ in "ABC")


def test_a_cycle_through_an_exclusion_group_is_refused():
    group = "  互斥: {组: 研发}\n"
    files = {
        "a.yaml": GOOD + group + "  让位于: [B]\n",
        "b.yaml": GOOD.replace("编号: A", "编号: B") + "  让位于: [C]\n",
        "c.yaml": GOOD.replace("编号: A", "编号: C") + group,
    }
    with pytest.raises(PolicyError) as caught:
        Rulebook.of(files, FACTS)
    assert {each.kind for each in caught.value.problems} == {ProblemKind.EXCLUSION_CYCLE}


def test_a_parameter_that_nothing_uses_is_a_warning():
    book = Rulebook.of({"a.yaml": GOOD + "  参数: {门槛: 5万元}\n"}, FACTS)
    (warning,) = book.warnings
    assert (warning.kind, warning.data["name"]) == (ProblemKind.PARAMETER_UNUSED, "门槛")
    assert warning.place.line == 9


BROKEN_FACTS = [
    ("收入: {单位: 万元}", ProblemKind.KEY_MISSING, 1),
    ("收入: {类型: 钱}", ProblemKind.WORD_UNKNOWN, 1),
    ("收入: {类型: 金额, 单位: 人}", ProblemKind.UNIT_WRONG, 1),
    ("人数: {类型: 整数, 单位: 万元}", ProblemKind.UNIT_WRONG, 1),
    ("人数: {类型: 整数, 缺省: 0}", ProblemKind.KEY_UNKNOWN, 1),
    ("人数: 整数", ProblemKind.MAPPING_WANTED, 1),
    ("人数: {类型: 整数}\n人数: {类型: 整数}", ProblemKind.KEY_TWICE, 2),
    ("甲: {类型: 整数, 代码: n}\n乙: {类型: 整数, 代码: n}", ProblemKind.FACT_TWICE, 2),
    ("甲: {类型: 整数, 代码: 乙}\n乙: {类型: 整数}", ProblemKind.FACT_TWICE, 2),
    ("甲: {类型: 小数, 推算: 乙}\n乙: {类型: 小数, 推算: 甲 * 2}", ProblemKind.FORMULA_CYCLE, 1),
    ("甲: {类型: 小数, 推算: 甲 + 1}", ProblemKind.FORMULA_CYCLE, 1),
    ("甲: {类型: 小数, 推算: 丙}", ProblemKind.FACT_UNKNOWN, 1),
    ("甲: {类型: 小数, 推算: 真}", ProblemKind.TYPE_WRONG, 1),
    ("甲: {类型: 金额, 推算: 5人}", ProblemKind.UNIT_WRONG, 1),
    ("[甲]", ProblemKind.MAPPING_WANTED, 1),
]


@pytest.mark.parametrize(("facts", "kind", "line"), BROKEN_FACTS)
def test_broken_dictionaries_say_what_and_where(facts, kind, line):
    found = problems(GOOD, facts)
    assert found[0].kind is kind
    assert (found[0].place.file, found[0].place.line) == ("facts.yaml", line)
