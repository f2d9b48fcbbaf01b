"""A folder of rules as a rulebook, and how it is refused."""

import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.policy import PolicyError
from zhiqiao.policy.rulebook import EXAMPLE, EXAMPLE_FACTS
from zhiqiao.rulefiles.folder import default_folder, load_rulebook


@pytest.fixture
def folder(tmp_path):
    """A folder of rules with one programme."""
    rules = tmp_path / "规则"
    (rules / "A").mkdir(parents=True)
    (rules / "facts.yaml").write_text(EXAMPLE_FACTS, "utf-8")
    (rules / "A" / "programme.yaml").write_text(EXAMPLE, "utf-8")
    return rules


def kinds(folder):
    """What is wrong with the rules: kind, file, line."""
    with pytest.raises(PolicyError) as raised:
        load_rulebook(folder)
    return [(str(p.kind), p.place.file, p.place.line) for p in raised.value.problems]


def code(folder):
    with pytest.raises(ZhiqiaoError) as raised:
        load_rulebook(folder)
    assert describe(raised.value, "zh") != describe(raised.value, "en")
    return raised.value.code


def test_programmes_stand_below_and_beside(folder):
    (folder / "b.yaml").write_text(EXAMPLE.replace("编号: A", "编号: B"), "utf-8-sig")
    (folder / "A" / "other.yaml").write_text("不读", "utf-8")
    assert [each.id for each in load_rulebook(folder).programmes] == ["A", "B"]


def test_no_folder_and_no_dictionary(folder, tmp_path):
    assert code(tmp_path / "没有") == ErrorCode.RULES_FOLDER_BAD
    assert code(folder / "facts.yaml") == ErrorCode.RULES_FOLDER_BAD
    (folder / "facts.yaml").unlink()
    assert code(folder) == ErrorCode.RULES_FOLDER_BAD


def test_only_utf8_is_read(folder):
    (folder / "A" / "programme.yaml").write_bytes(EXAMPLE.encode("gb18030"))
    assert code(folder) == ErrorCode.ENCODING_UNKNOWN
    (folder / "A" / "programme.yaml").write_bytes(EXAMPLE.encode() + b"\xff")
    assert code(folder) == ErrorCode.ENCODING_BROKEN


def test_what_cannot_be_opened_is_named(folder):
    (folder / "dir.yaml").mkdir()
    assert code(folder) == ErrorCode.FILE_UNREADABLE


def test_a_huge_file_is_not_read_to_its_end(folder):
    with (folder / "A" / "programme.yaml").open("w", encoding="utf-8") as stream:
        stream.write(EXAMPLE + "# " + "大" * 10_000_000)
    assert kinds(folder) == [("yaml_too_large", "规则/A/programme.yaml", 1)]


@pytest.mark.parametrize(
    ("old", "new", "kind", "line"),
    [
        ("员工人数 不少于", "员工数 不少于", "fact_unknown", 10),
        ("100万元", "100人", "unit_wrong", 11),
        ("至: 长期", "至: 2026-02-30", "date_wrong", 6),
        ("事项: 研发补助", "事项: 研发补助\n事项: 两遍", "key_twice", 3),
        ("事项: 研发补助", "事项: &a 研发补助\n部门: *a", "yaml_alias", 2),
    ],
)
def test_problems_name_file_and_line(folder, old, new, kind, line):
    assert old in EXAMPLE
    (folder / "A" / "programme.yaml").write_text(EXAMPLE.replace(old, new), "utf-8")
    found = kinds(folder)
    assert [each[:2] for each in found] == [(kind, "规则/A/programme.yaml")]
    assert abs(found[0][2] - line) <= 1


def test_an_alias_bomb_is_refused(folder):
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{n}: &{n} [*{p}, *{p}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (folder / "A" / "programme.yaml").write_text(bomb, "utf-8")
    assert {kind for kind, *_ in kinds(folder)} == {"yaml_alias"}


def test_two_versions_on_one_day(folder):
    version = EXAMPLE.partition("版本:\n")[2]
    (folder / "A" / "programme.yaml").write_text(EXAMPLE + version, "utf-8")
    assert [kind for kind, *_ in kinds(folder)] == ["versions_overlap"]


def test_a_cycle_of_exclusions(folder):
    for one, other in ("AB", "BA"):
        text = EXAMPLE.replace("编号: A", f"编号: {one}") + f"  让位于: [{other}]\n"
        (folder / one).mkdir(exist_ok=True)
        (folder / one / "programme.yaml").write_text(text, "utf-8")
    assert [kind for kind, *_ in kinds(folder)] == ["exclusion_cycle"]


def test_the_folder_that_is_meant_without_asking(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (default_folder() / "facts.yaml").is_file()
    folder.rename(tmp_path / "policies")
    assert [each.id for each in load_rulebook(default_folder()).programmes] == ["A"]
