"""Every problem of rules and facts is told in both languages, with all its data."""

import ast
import re
import string
from pathlib import Path

import pytest

from zhiqiao.policy.dictionary import read_dictionary, scope_of
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind
from zhiqiao.policy.facts import read_value
from zhiqiao.policy.inner_words import INNER_WORDS
from zhiqiao.policy.language.nodes import Pool
from zhiqiao.policy.programme_reading import read_programme
from zhiqiao.policy.values import Place
from zhiqiao.policy.wording import SHORTER, WORDING, describe_problem

SOURCE = Path(__file__).parents[3] / "src" / "zhiqiao" / "policy"
NOTING = {"refuse", "wrong", "warn", "problem", "Problem"}
PLACE = Place("policies/x/programme.yaml", 12, 8)
FACTS = """
注册地: {类型: 地区代码}
营业收入: {类型: 金额, 单位: 万元}
员工: {类型: 整数, 单位: 人}
年限: {类型: 小数, 单位: 年}
成立日期: {类型: 日期}
是否高企: {类型: 是否}
规模: {类型: 文字, 取值: [中型, 小型]}
"""
PROGRAMME = """
事项: 补助
编号: X-1
版本:
- 有效期: {{自: 2026-01-01, 至: 长期}}
  依据: [{{文件: 文}}]
  兑现方式: 申报审核
  {extra}
  条件:
  - 判断: {rule}
"""


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems_of(rule="是否高企", extra="说明: 无"):
    facts = scope_of(read_dictionary(FACTS, "facts.yaml"), Pool())
    return read_programme(PROGRAMME.format(rule=rule, extra=extra), "programme.yaml", facts)[1]


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_is_worded_alike_in_both_languages(kind):
    chinese, english = WORDING[kind]
    assert placeholders(chinese) == placeholders(english)
    assert chinese.endswith("。")
    assert english.endswith(".")
    if kind in SHORTER:
        key, shorter, brief = SHORTER[kind]
        assert placeholders(shorter) == placeholders(brief)
        assert placeholders(shorter) == placeholders(chinese) - {key}


def test_nothing_else_is_worded():
    assert set(WORDING) == set(ProblemKind)
    assert all(key in placeholders(WORDING[kind][0]) for kind, key in INNER_WORDS)


@pytest.mark.parametrize("kind", ProblemKind)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_missing_data_do_not_crash(kind, language):
    assert describe_problem(Problem(kind, PLACE), language).startswith(f"{PLACE.file}:12:8")


def given_data(call):
    """The data keys of a call that notes a problem; None where the call does not tell."""
    if any(each.arg is None for each in call.keywords):
        return None
    keys = {each.arg for each in call.keywords}
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            keys |= {key.value for key in argument.keys if isinstance(key, ast.Constant)}
        elif isinstance(argument, ast.Name) and argument.id == "data":
            return None
    return keys


def notings():
    """Every call that names a kind of problem, with the kind and the data keys."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if ast.unparse(node.func).rpartition(".")[2] not in NOTING:
                continue
            kind = ast.unparse(node.args[0]).removeprefix("ProblemKind.")
            if ast.unparse(node.args[0]).startswith("ProblemKind.") and kind.isupper():
                keys = given_data(node)
                if keys is not None:
                    yield ProblemKind[kind], keys, f"{path.name}:{node.lineno}"


def test_whoever_notes_a_problem_gives_its_data():
    found = list(notings())
    lacking = {}
    for kind, keys, where in found:
        optional = {SHORTER[kind][0]} if kind in SHORTER else set()
        if gone := placeholders(WORDING[kind][0]) - optional - keys:
            lacking[where] = (kind, gone)
    assert lacking == {}
    assert len(found) > 50


@pytest.mark.parametrize(
    "found",
    [
        pytest.param({"rule": "营业收入 不低于 5"}, id="unit missing"),
        pytest.param({"rule": "营业收入 不低于 5年"}, id="unit wrong"),
        pytest.param({"rule": "营业收入 + 1万元"}, id="type wrong"),
        pytest.param({"rule": "营业收人 不低于 5万元"}, id="fact unknown, with a like one"),
        pytest.param({"rule": "甲乙丙丁 不低于 5万元"}, id="fact unknown"),
        pytest.param({"rule": "是否高企 且 年限 少于 5年 或 员工 大于 3人"}, id="mixed"),
        pytest.param({"rule": "不低于 5万元"}, id="broken at the beginning"),
        pytest.param({"rule": "营业收入 5万元"}, id="broken"),
        pytest.param({"rule": "营业收入 不低于"}, id="ends"),
        pytest.param({"rule": "规模 等于 大型"}, id="option"),
        pytest.param({"rule": "注册地 属于 [999999]"}, id="code"),
        pytest.param({"rule": "营业收入 / 0 大于 5万元"}, id="division"),
        pytest.param({"rule": "成立日期 早于 2026-02-30"}, id="date in an expression"),
        pytest.param({"extra": "有效: 1"}, id="key unknown"),
        pytest.param({"extra": "证书年限: 三"}, id="whole number"),
        pytest.param({"extra": "参数: {门槛: 营业收入}"}, id="not constant"),
        pytest.param({"extra": "参数: {门槛: {按: 营业收入}}"}, id="no form"),
        pytest.param({"extra": "金额: {定额: 5万元, 评定: 部门}"}, id="two forms"),
        pytest.param({"extra": "预算: 5万元"}, id="no mapping"),
        pytest.param({"extra": "可信: D"}, id="word"),
        pytest.param({"extra": "依据: []"}, id="key twice"),
        pytest.param({"extra": "说明: !x y"}, id="tag"),
        pytest.param({"extra": "说明: a: b"}, id="no YAML"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_real_problems_fill_every_placeholder(found, language):
    problems = problems_of(**found)
    assert problems
    for problem in problems:
        line = describe_problem(problem, language)
        assert line.startswith("programme.yaml:")
        assert not any(gap in line for gap in ("「」", "“”", "：。", ": .", "  ", "None"))
        assert not re.search(r"\{[a-z]+\}", line)


def test_inner_words_become_words_of_the_language():
    (problem,) = problems_of("营业收入 不低于 5")
    assert "这里要金额" in describe_problem(problem)
    assert "an amount of money is needed" in describe_problem(problem, "en")
    (problem,) = problems_of("营业收入 + 1万元")
    assert "这里要“是”或“否”" in describe_problem(problem)
    (broken,) = problems_of(extra="说明: a: b")
    assert "冒号的位置不对" in describe_problem(broken)
    assert "mapping values are not allowed" in describe_problem(broken, "en")


def test_verdicts_are_told_in_the_words_of_the_language():
    data = {"name": "甲", "wanted": "MET", "found": "不符合"}
    problem = Problem(ProblemKind.CASE_WRONG, PLACE, data)
    assert "期望符合，算出的是不符合" in describe_problem(problem)
    assert "expects MET, and UNMET came out" in describe_problem(problem, "en")


def test_the_place_is_left_out_where_there_is_no_file():
    fact = read_dictionary(FACTS, "facts.yaml")["员工"]
    with pytest.raises(PolicyError) as caught:
        read_value(fact, "很多", Place("", 1, 1))
    (problem,) = caught.value.problems
    assert describe_problem(problem) == "「员工」填的“很多”不是整数。请改正；不知道就留空。"
    assert describe_problem(problem, "en").startswith("“很多” in “员工” is not a whole number.")


def test_given_values_stay_on_one_line_and_short():
    data = {"name": "甲", "found": "{name}\n\x1b[31m" + "长" * 999, "wanted": "整数"}
    line = describe_problem(Problem(ProblemKind.VALUE_WRONG, PLACE, data))
    assert "{name}" in line
    assert line.isprintable()
    assert len(line) < 300
