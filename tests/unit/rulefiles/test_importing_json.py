"""Boolean rules in JSON: what is written of them, and how every fault is told."""

import json
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode, describe
from zhiqiao.rulefiles.errors import ImportRefusedError, RuleFileError
from zhiqiao.rulefiles.importing import (
    ImportProblem,
    ImportProblemKind,
    describe_import_problem,
    import_rules,
)
from zhiqiao.rulefiles.importing.literals import DIGITS_MAX, number
from zhiqiao.rulefiles.importing.values import FactKind
from zhiqiao.rulefiles.importing.wording import WORDING
from zhiqiao.tables import TableError

FACTS = {kind.value: {"type": kind.value} for kind in FactKind}
HOLDS = {"const": True}


def imported(tmp_path, content, *, name="rules.json"):
    """The facts and programmes that the file became, programmes by id."""
    source = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content)
    source.write_text(text, "utf-8")
    target = tmp_path / "rulebook"
    result = import_rules(source, target)
    facts = read(target / "facts.yaml")
    programmes = {each["编号"]: each for each in map(read, sorted(target.glob("*/programme.yaml")))}
    assert result.programmes == len(programmes)
    assert result.facts == len(facts)
    return facts, programmes


def read(path):
    return yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506 -- texts only


def document(rule, *, facts=FACTS, **programme):
    return {"facts": facts, "programmes": [{"id": "P", "rule": rule, **programme}]}


def version(tmp_path, rule, **programme):
    _, programmes = imported(tmp_path, document(rule, **programme))
    return programmes["P"]["版本"][0]


def problems(tmp_path, content):
    """The problems of a file that is refused, as (kind, place) pairs; nothing is written."""
    with pytest.raises(ImportRefusedError) as refusal:
        imported(tmp_path, content)
    assert refusal.value.code is ErrorCode.IMPORT_BAD
    assert [path.name for path in tmp_path.iterdir()] == ["rules.json"]
    for each in refusal.value.problems:
        for language in ("zh", "en"):
            sentence = describe_import_problem(each, language)
            assert sentence.startswith(each.where)
            assert "{about}" not in sentence
    return [(each.kind, each.where) for each in refusal.value.problems]


def test_a_programme_is_written_as_one_unverified_version(tmp_path):
    facts, programmes = imported(tmp_path, document(HOLDS))
    assert programmes["P"] == {
        "事项": "P",
        "编号": "P",
        "可信": "C",
        "说明": "由文件导入，待核实。",
        "版本": [
            {
                "有效期": {"自": "0001-01-01", "至": "长期"},
                "依据": [{"文件": "rules.json"}],
                "兑现方式": "申报审核",
                "条件": {"号": "c1", "判断": "真"},
            }
        ],
    }
    assert facts["money"] == {
        "类型": "金额",
        "单位": "元",
        "来源": "导入",
        "提问": "请问“money”是多少元？",
    }
    words = ["整数", "小数", "金额", "日期", "是否", "文字", "集合"]
    assert [entry["类型"] for entry in facts.values()] == words


def test_trees_become_trees_with_numbered_leaves(tmp_path):
    rule = {
        "all": [
            {"any": [{"fact": "boolean", "op": "=", "value": True}, {"const": False}]},
            {"not": {"fact": "integer", "op": "<", "value": 5}},
            {"all": []},
            {"any": []},
        ]
    }
    found = version(tmp_path, rule, applies={"fact": "boolean", "op": "!=", "value": True})
    assert found["适用前提"] == {"号": "c1", "判断": "非 《boolean》"}
    assert found["条件"] == {
        "全部满足": [
            {"任一满足": [{"号": "c2", "判断": "《boolean》"}, {"号": "c3", "判断": "假"}]},
            {"不满足": {"号": "c4", "判断": "《integer》 低于 5"}},
            {"号": "c5", "判断": "真"},
            {"号": "c6", "判断": "假"},
        ]
    }


@pytest.mark.parametrize(
    ("fact", "operator", "value", "expected"),
    [
        ("integer", "=", "5", "《integer》 等于 5"),
        ("integer", ">=", "-5", "《integer》 不低于 -5"),
        ("integer", ">", "12345678901234567890", "《integer》 高于 12345678901234567890"),
        ("decimal", "<=", "1e-7", "《decimal》 不超过 0.0000001"),
        ("decimal", "!=", "1.50", "《decimal》 不等于 1.5"),
        ("decimal", "=", "0.1000000000000000055", "《decimal》 等于 0.1000000000000000055"),
        ("decimal", "=", "2E3", "《decimal》 等于 2000"),
        ("decimal", "=", "-0.0", "《decimal》 等于 0"),
        ("money", "<", "123.45", "《money》 低于 123.45元"),
        ("money", "in", "[1, -2.5]", "《money》 属于 [1元、-2.5元]"),
        ("date", "<", '"2026-02-28"', "《date》 早于 2026-02-28"),
        ("date", "<=", '"2026-02-28"', "《date》 不晚于 2026-02-28"),
        ("date", ">", '"2026-02-28"', "《date》 晚于 2026-02-28"),
        ("date", ">=", '"2026-02-28"', "《date》 不早于 2026-02-28"),
        ("date", "=", '"2026-02-28"', "《date》 等于 2026-02-28"),
        ("boolean", "=", "true", "《boolean》"),
        ("boolean", "=", "false", "非 《boolean》"),
        ("boolean", "!=", "true", "非 《boolean》"),
        ("boolean", "!=", "false", "《boolean》"),
        ("boolean", "in", "[true, false]", "《boolean》 属于 [真、假]"),
        ("text", "=", '"5\\" 管"', '《text》 等于 "5"" 管"'),
        ("text", "in", '["a", "", "no"]', '《text》 属于 ["a"、""、"no"]'),
        ("text", "in", "[]", "《text》 属于 []"),
        ("set", "has", '"a"', '《set》 含有 ["a"]'),
        ("set", "has", '["a", "b"]', '《set》 含有 ["a"、"b"]'),
    ],
)
def test_comparisons(tmp_path, fact, operator, value, expected):
    leaf = f'{{"fact": "{fact}", "op": "{operator}", "value": {value}}}'
    content = json.dumps(document("RULE")).replace('"RULE"', leaf)
    _, programmes = imported(tmp_path, content)
    assert programmes["P"]["版本"][0]["条件"] == {"号": "c1", "判断": expected}


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_exactly_or_not_at_all(value):
    written = number(value)
    if written is None:
        assert len(format(value, "f")) > DIGITS_MAX
    else:
        assert "e" not in written.lower()
        assert Decimal(written) == value


def test_a_very_long_list_becomes_alternatives(tmp_path):
    values = [f"{at:06}" for at in range(5_000)]
    found = version(tmp_path, {"fact": "text", "op": "in", "value": values})["条件"]["任一满足"]
    assert all(len(leaf["判断"]) < 20_000 for leaf in found)
    assert [leaf["号"] for leaf in found] == [f"c{at}" for at in range(1, len(found) + 1)]
    listed = "、".join(leaf["判断"].removeprefix("《text》 属于 [")[:-1] for leaf in found)
    assert listed == "、".join(f'"{value}"' for value in values)


def test_ids_that_differ_only_in_case_or_hold_slashes_stay_apart(tmp_path):
    ids = [
        "A/b",
        "a/B",
        "a:b",
        "../../x",
        "con",
        "\N{FULLWIDTH LATIN CAPITAL LETTER C}on",
        " no ",
        "编号\n1",
        "🏭",
        "~",
        "." * 300,
    ]
    content = {"facts": {}, "programmes": [{"id": each, "rule": HOLDS} for each in ids]}
    _, programmes = imported(tmp_path, content)
    assert sorted(programmes) == sorted(ids)
    folders = [path.name for path in (tmp_path / "rulebook").iterdir() if path.is_dir()]
    assert len({name.casefold() for name in folders}) == len(ids)


K = ImportProblemKind


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([], [(K.OBJECT_WANTED, "$")]),
        ({"facts": {}}, [(K.KEY_MISSING, "$")]),
        (
            {"facts": [], "programmes": {}, "more": 1},
            [
                (K.KEY_UNKNOWN, "$.more"),
                (K.OBJECT_WANTED, "$.facts"),
                (K.LIST_WANTED, "$.programmes"),
            ],
        ),
        (
            {"facts": {"a": {"type": "float"}, "b c": {}}, "programmes": []},
            [(K.FACT_TYPE_UNKNOWN, "$.facts.a.type"), (K.KEY_MISSING, '$.facts["b c"]')],
        ),
        ({"facts": {"": {"type": "text"}}, "programmes": []}, [(K.TEXT_EMPTY, '$.facts[""]')]),
        (
            {"facts": {}, "programmes": [{"rule": HOLDS}, {"id": "a"}, {"id": 1, "rule": HOLDS}]},
            [
                (K.KEY_MISSING, "$.programmes[0]"),
                (K.KEY_MISSING, "$.programmes[1]"),
                (K.TEXT_WANTED, "$.programmes[2].id"),
            ],
        ),
        (
            {"facts": {}, "programmes": [{"id": each, "rule": HOLDS} for each in ("a", "a", " ")]},
            [(K.ID_TWICE, "$.programmes[1].id"), (K.TEXT_EMPTY, "$.programmes[2].id")],
        ),
    ],
)
def test_shapes_that_are_refused(tmp_path, content, expected):
    assert problems(tmp_path, content) == expected


@pytest.mark.parametrize(
    ("rule", "kind", "where"),
    [
        (None, K.RULE_WANTED, ""),
        ({}, K.RULE_WANTED, ""),
        ({"all": [], "any": []}, K.RULE_WANTED, ""),
        ({"all": [], "why": 1}, K.KEY_UNKNOWN, ".why"),
        ({"all": {}}, K.LIST_WANTED, ".all"),
        ({"any": [HOLDS, {"not": []}]}, K.RULE_WANTED, ".any[1].not"),
        ({"const": 1}, K.TRUTH_WANTED, ".const"),
        ({"fact": 5, "op": "=", "value": 1}, K.TEXT_WANTED, ".fact"),
        ({"fact": "Text", "op": "=", "value": "a"}, K.FACT_UNKNOWN, ".fact"),
        ({"fact": "text", "op": "==", "value": "a"}, K.OPERATOR_UNKNOWN, ".op"),
        ({"fact": "text", "op": [], "value": "a"}, K.OPERATOR_UNKNOWN, ".op"),
        ({"fact": "text", "op": "<", "value": "a"}, K.OPERATOR_UNSUITED, ".op"),
        ({"fact": "boolean", "op": ">=", "value": True}, K.OPERATOR_UNSUITED, ".op"),
        ({"fact": "set", "op": "=", "value": "a"}, K.OPERATOR_UNSUITED, ".op"),
        ({"fact": "text", "op": "has", "value": "a"}, K.OPERATOR_UNSUITED, ".op"),
        ({"fact": "text", "op": "="}, K.KEY_MISSING, ""),
        ({"fact": "text", "op": "=", "value": ["a"]}, K.VALUE_WRONG, ".value"),
        ({"fact": "text", "op": "in", "value": "a"}, K.LIST_WANTED, ".value"),
        ({"fact": "text", "op": "=", "value": 5}, K.VALUE_WRONG, ".value"),
        ({"fact": "integer", "op": "=", "value": "5"}, K.VALUE_WRONG, ".value"),
        ({"fact": "integer", "op": "=", "value": True}, K.VALUE_WRONG, ".value"),
        ({"fact": "boolean", "op": "=", "value": 1}, K.VALUE_WRONG, ".value"),
        ({"fact": "boolean", "op": "=", "value": None}, K.VALUE_WRONG, ".value"),
        ({"fact": "date", "op": "=", "value": "2026-02-30"}, K.VALUE_WRONG, ".value"),
        ({"fact": "date", "op": "=", "value": "2026-2-3"}, K.VALUE_WRONG, ".value"),
        ({"fact": "set", "op": "has", "value": ["a", 1]}, K.VALUE_WRONG, ".value[1]"),
        ({"fact": "text", "op": "=", "value": "\ud800"}, K.TEXT_UNWRITABLE, ".value"),
        ({"fact": "text", "op": "=", "value": "a" * 4_001}, K.TEXT_TOO_LONG, ".value"),
        ({"fact": "integer", "op": "=", "value": 10**40}, K.NUMBER_TOO_LONG, ".value"),
        ({"fact": "decimal", "op": "=", "value": float("nan")}, K.NUMBER_NOT_FINITE, ".value"),
        ({"fact": "decimal", "op": "=", "value": -float("inf")}, K.NUMBER_NOT_FINITE, ".value"),
    ],
)
def test_rules_that_are_refused(tmp_path, rule, kind, where):
    assert problems(tmp_path, document(rule)) == [(kind, f"$.programmes[0].rule{where}")]


@pytest.mark.parametrize("written", ["1e999", "1e999999999999", "1e-99999999999999999999999"])
def test_numbers_that_would_never_end(tmp_path, written):
    rule = {"fact": "decimal", "op": "=", "value": "VALUE"}
    content = json.dumps(document(rule)).replace('"VALUE"', written)
    assert problems(tmp_path, content) == [(K.NUMBER_TOO_LONG, "$.programmes[0].rule.value")]


def nested(levels):
    rule = HOLDS
    for at in range(levels - 1):
        rule = {"not": rule} if at % 2 else {"all": [rule]}
    return rule


def test_a_hundred_levels_are_read(tmp_path):
    assert str(version(tmp_path, nested(100))).count("满足") == 99


def test_more_levels_are_refused(tmp_path):
    ((kind, where),) = problems(tmp_path, document(nested(101)))
    assert kind is K.TOO_DEEP
    assert where.count(".") == 102


def test_a_key_that_is_written_twice_is_told_where_it_stands(tmp_path):
    rule = '{"any": [{"fact": "text", "op": "=", "value": "a", "value": "b"}]}'
    content = json.dumps(document("RULE")).replace('"RULE"', rule)
    assert problems(tmp_path, content) == [(K.KEY_TWICE, "$.programmes[0].rule.any[0].value")]
    content = '{"facts": {"a b": {"type": "text"}, "a b": {"type": "set"}}, "programmes": []}'
    assert problems(tmp_path, content) == [(K.KEY_TWICE, '$.facts["a b"]')]


@pytest.mark.parametrize("content", ["", "{", '{"facts": {},}', "NaN2", "[" * 100_000])
def test_what_is_not_json(tmp_path, content):
    with pytest.raises(RuleFileError) as refusal:
        imported(tmp_path, content)
    assert refusal.value.code is ErrorCode.IMPORT_NOT_JSON
    assert "rules.json" in describe(refusal.value)


def test_other_encodings_are_read(tmp_path):
    source = tmp_path / "rules.json"
    content = document(
        {"fact": "政策", "op": "=", "value": "高新"}, facts={"政策": {"type": "text"}}
    )
    for at, encoding in enumerate(("utf-8-sig", "gb18030", "utf-16")):
        source.write_bytes(json.dumps(content, ensure_ascii=False).encode(encoding))
        import_rules(source, tmp_path / str(at))
        assert list(read(tmp_path / str(at) / "facts.yaml")) == ["政策"]


def test_files_that_are_too_large_missing_or_of_another_kind(tmp_path):
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate((50 << 20) + 1)
    (tmp_path / "rules.yaml").write_text("a: b")
    for name, error, code in (
        ("large.json", TableError, ErrorCode.FILE_TOO_LARGE),
        ("absent.json", TableError, ErrorCode.FILE_MISSING),
        ("rules.yaml", RuleFileError, ErrorCode.IMPORT_KIND_UNKNOWN),
    ):
        with pytest.raises(error) as refusal:
            import_rules(tmp_path / name, tmp_path / "rulebook")
        assert refusal.value.code is code
    assert not (tmp_path / "rulebook").exists()


def test_only_the_first_thousand_problems_are_kept_but_all_are_counted(tmp_path):
    content = {"facts": {}, "programmes": [{"id": f"{at}", "rule": 1} for at in range(1_200)]}
    with pytest.raises(ImportRefusedError) as refusal:
        imported(tmp_path, content)
    assert len(refusal.value.problems) == 1_000
    assert refusal.value.data["count"] == 1_200


@pytest.mark.parametrize("kind", ImportProblemKind)
def test_every_problem_is_worded_in_both_languages(kind):
    chinese, english = WORDING[kind]
    for about in ("", *FactKind):
        problem = ImportProblem(kind, "表!A1", "found", about)
        assert describe_import_problem(problem, "zh").startswith("表!A1“found”：")
        assert describe_import_problem(problem, "en").startswith("表!A1 “found”: ")
    assert chinese.count("{about}") == english.count("{about}")
