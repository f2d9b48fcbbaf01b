"""One enterprise's facts from YAML and JSON."""

from decimal import Decimal

import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.policy import PolicyError, Rulebook
from zhiqiao.policy.rulebook import EXAMPLE, EXAMPLE_FACTS
from zhiqiao.rulefiles.fact_files import places_of, read_fact_file

BOOK = Rulebook.of({"a": EXAMPLE}, EXAMPLE_FACTS)


def write(tmp_path, text, name="facts.json"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def refusal(path):
    with pytest.raises(ZhiqiaoError) as raised:
        read_fact_file(path)
    error = raised.value
    problems = error.problems if isinstance(error, PolicyError) else ()
    return error.code, [str(each.kind) for each in problems]


def test_yaml_scalars_stay_as_written(tmp_path):
    path = write(tmp_path, "编号: 0111\n答: NO\n集: [a, 1.10]\n空:\n", "facts.yaml")
    assert read_fact_file(path) == {"编号": "0111", "答": "NO", "集": ["a", "1.10"], "空": ""}
    assert places_of(path)["答"].line == 2
    assert places_of(write(tmp_path, "{}")) == {}


def test_json_numbers_stay_exact(tmp_path):
    path = write(tmp_path, '{"a": 0.1, "b": 123456789012345678901, "c": true, "d": null}')
    expected = {"a": Decimal("0.1"), "b": 123456789012345678901, "c": True, "d": None}
    assert read_fact_file(path) == expected


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 5000, "0." + "1" * 5000])
def test_numbers_beyond_reckoning_are_refused_by_the_engine(tmp_path, number):
    given = read_fact_file(write(tmp_path, f'{{"研发费用": {number}}}'))
    with pytest.raises(PolicyError):
        BOOK.read(given)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "[1, NaN]", '{"自": NaN}'])
def test_json_numbers_that_are_none(tmp_path, number):
    path = write(tmp_path, f'{{"研发费用": {number}}}')
    assert refusal(path) == (ErrorCode.FACTS_BAD, ["value_not_finite"])


@pytest.mark.parametrize(
    ("name", "text", "code", "kinds"),
    [
        ("f.json", '{"a": 1, "a": 2}', ErrorCode.FACTS_BAD, ["key_twice"]),
        ("f.json", "[1]", ErrorCode.FACTS_BAD, ["mapping_wanted"]),
        ("f.json", '{"a": ', ErrorCode.FACTS_NOT_JSON, []),
        ("f.json", "[" * 100_000, ErrorCode.FACTS_BAD, ["yaml_too_deep"]),
        ("f.yaml", "- 1", ErrorCode.FACTS_BAD, ["mapping_wanted"]),
        ("f.yaml", "a: 1\na: 2", ErrorCode.RULES_BAD, ["key_twice"]),
        ("f.yaml", "a: &x 1\nb: *x", ErrorCode.RULES_BAD, ["yaml_alias"]),
        ("f.yaml", "a: [", ErrorCode.RULES_BAD, ["yaml_broken"]),
        ("f.yaml", "a: " + "x" * 10_000_000, ErrorCode.RULES_BAD, ["yaml_too_large"]),
        ("f.toml", "a = 1", ErrorCode.FACTS_KIND_UNKNOWN, []),
    ],
)
def test_files_that_hold_no_facts(tmp_path, name, text, code, kinds):
    assert refusal(write(tmp_path, text, name)) == (code, kinds)


def test_a_missing_file(tmp_path):
    assert refusal(tmp_path / "没有.yaml") == (ErrorCode.FILE_MISSING, [])
