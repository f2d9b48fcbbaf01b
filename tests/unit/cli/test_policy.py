"""`zhiqiao policy` as people run it, on small rule sets of their own."""

import json

import polars as pl
import pytest
from openpyxl import load_workbook

from zhiqiao.cli.policy.authoring import _shipped
from zhiqiao.policy.programme_reading import KEYS as PROGRAMME_KEYS
from zhiqiao.policy.rulebook import EXAMPLE, EXAMPLE_FACTS
from zhiqiao.policy.version_reading import KEYS as VERSION_KEYS

ON = ["--on", "2026-06-30"]
DIR = ["--dir", "rules"]
SECOND = """
事项: 认定奖励
编号: B
可信: R
版本:
- 有效期: {自: 2026-01-01, 至: 2026-12-31}
  依据: [{文件: 示例二, 条款: 第二条}]
  兑现方式: 申报审核
  条件:
  - {判断: 员工人数 不少于 50人, 条款: 第三条}
  - {人工核验: 专家评审}
  金额: {定额: 20万元}
  让位于: [A]
"""


@pytest.fixture(autouse=True)
def rules(tmp_path):
    """A folder with two programmes, and files of enterprises."""
    for name, text in (("A", EXAMPLE), ("B", SECOND)):
        (tmp_path / "rules" / name).mkdir(parents=True)
        (tmp_path / "rules" / name / "programme.yaml").write_text(text, "utf-8")
    (tmp_path / "rules" / "facts.yaml").write_text(EXAMPLE_FACTS, "utf-8")
    (tmp_path / "firm.yaml").write_text("员工人数: 60人\n研发费用: 300万元\n", "utf-8")
    (tmp_path / "some.json").write_text('{"员工人数": 60}', "utf-8")
    table = "企业,员工人数,研发费用（万元）,研发费用\n甲,60,x,300\n乙,20,,\n丙,5,,900\n丁,60,,900\n"
    (tmp_path / "firms.csv").write_text(table, "utf-8")
    return tmp_path / "rules"


def write(rules, text, name="A"):
    (rules / name / "programme.yaml").write_text(text, "utf-8")


def test_check_says_what_an_officer_should_look_at(call):
    ended = call("policy", "check", "rules", *ON)
    assert ended.status == 0
    assert "2 个事项，2 个版本" in ended.out
    found = call("policy", "check", "rules", *ON, "--json").result
    assert found["is_sound"]
    assert {each["kind"] for each in found["problems"]} >= {"cases_too_few"}
    assert all(each["line"] and each["file"].startswith("rules/") for each in found["problems"])


def test_check_fails_where_a_case_does(call, rules):
    case = "  用例: [{名: 错, 给定: {员工人数: 5人}, 期望: {结论: 符合}}]\n"
    write(rules, EXAMPLE + case)
    ended = call("policy", "check", "rules", *ON, "--json")
    assert (ended.status, ended.result["passed"], ended.result["is_sound"]) == (1, 0, False)
    assert "case_wrong" in {each["kind"] for each in ended.result["problems"]}


BAD_RULES = [
    ("员工人数 不少于", "员工数 不少于", "fact_unknown"),
    ("100万元", "100人", "unit_wrong"),
    ("至: 长期", "至: 2026-02-30", "date_wrong"),
    ("事项: 研发补助", "事项: 研发补助\n事项: 两遍", "key_twice"),
    ("事项: 研发补助", "事项: &a 研发补助\n部门: *a", "yaml_alias"),
    ("研发费用 不低于", "研发费用 / 0 不低于", "division_by_zero"),
    ("比例: 10%", "比例: " + "9" * 500, "number_too_long"),
    ("事项: 研发补助", "# " + "x" * 10_000_000 + "\n事项: 研发补助", "yaml_too_large"),
    ("金额: {", "让位于: [B]\n  金额: {", "exclusion_cycle"),
]


@pytest.mark.parametrize(("old", "new", "kind"), BAD_RULES, ids=[each[2] for each in BAD_RULES])
@pytest.mark.parametrize("command", ["check", "assess"])
def test_bad_rules_are_told_with_their_place(call, rules, command, old, new, kind):
    assert old in EXAMPLE
    write(rules, EXAMPLE.replace(old, new))
    rest = ["rules"] if command == "check" else [*DIR, "--facts", "firm.yaml"]
    ended = call("policy", command, *rest, *ON, "--json")
    assert ended.status == 1
    error = ended.result["error"]
    assert error["code"] == "rules_bad"
    problem = error["problems"][0]
    assert problem["kind"] == kind
    assert problem["file"] == "rules/A/programme.yaml"
    assert problem["line"] >= 1
    assert problem["message"] in ended.err
    assert len(ended.err) < 2_000


def test_two_versions_on_one_day(call, rules):
    write(rules, EXAMPLE + EXAMPLE.partition("版本:\n")[2])
    ended = call("policy", "check", "rules", *ON, "--json")
    assert [each["kind"] for each in ended.result["problems"]] == ["versions_overlap"]
    english = call("policy", "check", "rules", *ON, "--lang", "en")
    assert english.status == 1
    assert "rules/A/programme.yaml" in english.err


BAD_FACTS = [
    ("f.yaml", "员工数: 5", "fact_unknown"),
    ("f.yaml", "员工人数: 5\n研发费用: 5人", "unit_wrong"),
    ("f.yaml", "员工人数: NaN人", "value_wrong"),
    ("f.json", '{"研发费用": NaN}', "value_not_finite"),
    ("f.json", '{"研发费用": Infinity}', "value_not_finite"),
    ("f.json", '{"研发费用": 1e999999}', "value_wrong"),
    ("f.json", '{"研发费用": 1, "研发费用": 2}', "key_twice"),
    ("f.json", '{"员工人数": 1.5}', "value_wrong"),
]


@pytest.mark.parametrize(("name", "text", "kind"), BAD_FACTS)
def test_bad_facts_are_told_with_their_place(call, tmp_path, name, text, kind):
    (tmp_path / name).write_text(text, "utf-8")
    ended = call("policy", "assess", "--facts", name, *DIR, *ON, "--json")
    assert ended.status == 1
    problem = ended.result["error"]["problems"][0]
    assert (problem["kind"], problem["file"]) == (kind, name)
    assert (
        problem["line"] == text[: text.index("研")].count("\n") + 1 if kind == "unit_wrong" else 1
    )


@pytest.mark.parametrize("text", ["2026-02-30", "20260630", "明天", ""])
@pytest.mark.parametrize("option", ["--on", "--on-after"])
def test_days_that_do_not_exist_are_refused(call, option, text):
    ended = call("policy", "what-if", "--facts", "firm.yaml", *DIR, option, text, "--set", "a=b")
    assert ended.status == 2
    assert option in ended.err


def test_assess_for_people_and_for_programs(call):
    ended = call("policy", "assess", "--facts", "firm.yaml", *DIR, *ON)
    assert ended.status == 0
    assert all(word in ended.out for word in ("符合", "30 万元", "待人工核验", "第三条"))
    assert "待核实" in ended.err
    found = call("policy", "assess", "--facts", "firm.yaml", *DIR, *ON, "--json").result
    one, other = found["assessments"]
    assert (one["programme"], one["verdict"], one["verdict_zh"]) == ("A", "MET", "符合")
    assert (one["amount_fen"], one["missing_facts"]) == (30_000_000, [])
    assert one["worked"][-1]["number"] == 30_000_000
    assert (other["verdict"], other["amount_fen"], other["to_verify"]) == ("MANUAL", None, True)
    assert [each["kind"] for each in other["findings"]] == ["clause", "manual"]


def test_assess_one_programme_in_english_with_a_gap(call):
    rest = ["--facts", "some.json", *DIR, *ON, "--programme", "A", "--lang", "en"]
    ended = call("policy", "assess", *rest)
    assert "unknown" in ended.out
    found = call("policy", "assess", *rest, "--json").result["assessments"]
    assert [(each["verdict"], each["missing_facts"]) for each in found] == [
        ("UNKNOWN", ["研发费用"])
    ]
    ended = call("policy", "assess", *rest, "--programme", "C", "--json")
    assert ended.result["error"]["code"] == "programme_unknown"


def test_today_is_told(call):
    ended = call("policy", "assess", "--facts", "firm.yaml", *DIR)
    assert "按今天" in ended.err


def test_explain_at_full_length(call):
    rest = ["--facts", "firm.yaml", *DIR, *ON, "--programme"]
    ended = call("policy", "explain", *rest, "B")
    assert all(word in ended.out for word in ("认定奖励", "专家评审", "示例二", "待核实"))
    ended = call("policy", "explain", *rest, "A", "--lang", "en")
    assert "How the amount comes about" in ended.out
    assert call("policy", "explain", *rest, "A", "--json").result["amount_fen"] == 30_000_000
    before = call("policy", "explain", *rest, "B", "--on", "2027-01-01")
    assert "不适用" in before.out


def test_ask(call):
    rest = ["policy", "ask", *DIR, *ON, "--facts"]
    found = call(*rest, "some.json", "--json").result["questions"]
    assert [each["fact"] for each in found] == ["研发费用"]
    assert "研发费用" in call(*rest, "some.json").out
    assert "没有要问的" in call(*rest, "firm.yaml").err


def sweep(call, *rest, output="o.parquet"):
    return call("policy", "sweep", "--facts", "firms.csv", *DIR, *ON, "--output", output, *rest)


def test_sweep_writes_every_pair(call, tmp_path):
    ended = sweep(call, "--json")
    assert ended.status == 0, ended.err
    assert ended.result["rows"] == 8
    assert ended.result["ignored_columns"] == ["研发费用（万元）"]
    assert "研发费用（万元）" in ended.err
    table = pl.read_parquet(tmp_path / "o.parquet")
    assert table.columns == ["enterprise", "programme", "verdict", "amount_fen", "missing_facts"]
    rows = {(one, other): rest for one, other, *rest in table.rows()}
    assert rows["甲", "A"] == ["MET", 30_000_000, []]
    assert rows["乙", "A"] == ["UNKNOWN", None, ["研发费用"]]
    assert rows["丙", "A"] == ["UNMET", None, []]
    assert rows["甲", "B"] == ["MANUAL", None, []]
    sums = {each["programme"]: each for each in ended.result["programmes"]}
    assert sums["A"]["verdicts"]["MET"] == 2
    assert sums["A"]["amount_fen"] == 80_000_000


def test_sweep_to_xlsx_is_for_people(call, tmp_path):
    ended = sweep(call, "--only", "符合，unknown", output="o.xlsx")
    assert ended.status == 0, ended.err
    assert "研发补助" in ended.out
    rows = list(load_workbook(tmp_path / "o.xlsx").active.iter_rows(values_only=True))
    assert rows[0][-1] == "结论"
    assert [row[-1] for row in rows[1:]] == ["符合", "待补充", "符合"]
    assert rows[2][4] == "研发费用"


def test_sweep_settles(call, tmp_path, rules):
    budget = EXAMPLE + "  预算: {总额: 60万元, 次序: [金额 降序], 不足时: 末位部分兑现}\n"
    write(rules, budget)
    ended = sweep(call, "--settle", "--json", output="o.csv")
    assert ended.status == 0, ended.err
    granted = {each["programme"]: each["granted_fen"] for each in ended.result["programmes"]}
    assert granted == {"A": 60_000_000, "B": 0}
    lines = (tmp_path / "o.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].split(",")[-2:] == ["granted_fen", "reason"]
    assert lines[1].startswith("甲,A,MET,30000000,,10000000,")
    assert "兑现" in sweep(call, "--settle").out


def test_sweep_that_keeps_nothing(call, tmp_path):
    ended = sweep(call, "--only", "not-applicable", "--json")
    assert ended.result["rows"] == 0
    assert pl.read_parquet(tmp_path / "o.parquet").height == 0


@pytest.mark.parametrize(
    ("rest", "status", "word"),
    [
        (["--only", "maybe"], 2, "maybe"),
        (["--id-column", "名"], 1, "名"),
        (["--output", "o.docx"], 1, "o.docx"),
        (["--output", "no/o.csv"], 1, "no/o.csv"),
        (["--facts", "firm.yaml"], 1, "firm.yaml"),
        (["--dir", "nowhere"], 1, "nowhere"),
    ],
)
def test_sweeps_that_are_refused(call, rest, status, word):
    ended = sweep(call, *rest)
    assert ended.status == status
    assert word in ended.err


def test_a_bad_cell_is_named_by_file_row_and_column(call, tmp_path):
    (tmp_path / "firms.csv").write_text("企业,员工人数\n甲,5\n乙,许多\n", "utf-8")
    ended = sweep(call, "--json")
    assert ended.status == 1
    problem = ended.result["error"]["problems"][0]
    assert (problem["kind"], problem["file"]) == ("value_wrong", "firms.csv")
    assert (problem["line"], problem["column"]) == (3, 2)
    assert not (tmp_path / "o.parquet").exists()


def test_what_if_by_other_rules_facts_and_days(call, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "facts.yaml").write_text(EXAMPLE_FACTS, "utf-8")
    (tmp_path / "other" / "a.yaml").write_text(
        EXAMPLE.replace("不少于 10人", "不少于 61人"), "utf-8"
    )
    rest = ["policy", "what-if", *DIR, *ON, "--facts"]
    found = call(*rest, "firms.csv", "--with", "other", "--json").result
    assert (found["gained"], found["lost"]) == (0, 2)
    assert found["difference_fen"] == -80_000_000
    assert {"甲", "丁"} <= {pair["enterprise"] for pair in found["pairs"]}
    ended = call(*rest, "some.json", "--set", "研发费用=300万元", "--output", "d.xlsx")
    assert ended.status == 0, ended.err
    assert "新增符合 1" in ended.out
    assert (tmp_path / "d.xlsx").exists()
    ended = call(*rest, "firm.yaml", "--on-after", "2025-12-31", "--lang", "en")
    assert "1 lost" in ended.out


def test_what_if_needs_a_change_that_can_be_read(call):
    rest = ["policy", "what-if", *DIR, *ON, "--facts", "firm.yaml"]
    assert call(*rest).status == 2
    assert call(*rest, "--set", "员工人数").status == 2
    ended = call(*rest, "--set", "员工人数=许多", "--json")
    assert (ended.status, ended.result["error"]["problems"][0]["file"]) == (1, "--set")


def test_new_writes_a_template_that_passes(call, tmp_path):
    ended = call("policy", "new", "编号/1", "--dir", "mine", "--json")
    assert ended.status == 0, ended.err
    assert all((tmp_path / path).is_file() for path in ended.result["files"])
    found = call("policy", "check", "mine", *ON, "--json").result
    assert (found["is_sound"], found["cases"], found["passed"]) == (True, 8, 8)
    assert found["problems"] == []
    again = call("policy", "new", "编号/1", "--dir", "mine", "--json")
    assert again.result["error"]["code"] == "rules_file_taken"
    assert call("policy", "new", " ", "--dir", "mine").status == 2


def test_new_uses_the_facts_that_are_there(call):
    ended = call("policy", "new", "KJ-9", *DIR)
    assert "没有“是否”类型的事实" in ended.err


def test_the_template_explains_every_key():
    text = _shipped("programme_template.yaml")
    assert [key for key in (*PROGRAMME_KEYS, *VERSION_KEYS) if f"{key}:" not in text] == []


def test_schema(call):
    for what in ("programme", "facts"):
        assert call("policy", "schema", what).result["$schema"]


def test_import(call, tmp_path):
    document = {
        "facts": {"staff": {"type": "integer"}},
        "programmes": [{"id": "X", "rule": {"fact": "staff", "op": ">=", "value": 10}}],
    }
    (tmp_path / "r.json").write_text(json.dumps(document), "utf-8")
    ended = call("policy", "import", "--from", "r.json", "--to", "made", "--json")
    assert (ended.result["programmes"], ended.result["facts"]) == (1, 1)
    (tmp_path / "x.json").write_text('{"staff": 12}', "utf-8")
    found = call("policy", "assess", "--facts", "x.json", "--dir", "made", *ON, "--json").result
    assert found["assessments"][0]["verdict"] == "MET"
    document["programmes"][0]["rule"]["op"] = "~"
    (tmp_path / "r.json").write_text(json.dumps(document), "utf-8")
    ended = call("policy", "import", "--from", "r.json", "--to", "made2", "--json")
    assert ended.status == 1
    problem = ended.result["error"]["problems"][0]
    assert (problem["kind"], problem["where"]) == ("operator_unknown", "$.programmes[0].rule.op")


def test_the_real_command_in_both_languages(zhiqiao):
    assert zhiqiao("policy", "--help").status == 0
    ended = zhiqiao("policy", "assess", "--facts", "firm.yaml", *DIR, *ON, "--lang", "en")
    assert ended.status == 0
    assert "CNY 300,000" in ended.out
