"""Rulebook folders are written whole or not at all, and every text comes back as it was."""

import json
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.importing import import_rules
from zhiqiao.rulefiles.importing.folders import FolderNames, as_yaml

LOADERS = [yaml.BaseLoader, yaml.CBaseLoader]
YAML_WORDS = "no null 0111 ~ yes on 1e3 << - ? : # & * ! | > % @ ` {} [a] --- ... = 2026-01-01"
RULE_WORDS = "且 属于 等于 真 》 《 “ ' \" [ ( , 、"
TRICKY = st.sampled_from([*YAML_WORDS.split(), *RULE_WORDS.split(), "", " a ", "a: b", "a #b"])
TEXTS = st.one_of(
    TRICKY,
    st.text(),
    st.text("\x00\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff\r\n\t 甲🏭\U0010ffff'\"\\:#-"),
)
DOCUMENTS = st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=3)


@pytest.mark.parametrize("loader", LOADERS)
@given(document=DOCUMENTS)
def test_every_text_comes_back_exactly(loader, document):
    assert yaml.load(as_yaml(document), Loader=loader) == document  # noqa: S506 -- texts only


def test_long_texts_and_keys_come_back_exactly():
    document = {"键" * 2_000: "a b " * 5_000, "x y " * 1_000: ["行\n" * 3_000]}
    assert yaml.load(as_yaml(document), Loader=yaml.BaseLoader) == document  # noqa: S506


def test_what_is_said_twice_is_written_twice():
    shared = {"a": "b"}
    assert b"&" not in as_yaml({"x": shared, "y": shared})


@given(st.lists(st.text(), max_size=30))
def test_folder_names_are_safe_and_differ(ids):
    names = FolderNames()
    found = [names.name(each) for each in ids]
    assert len({name.casefold() for name in found} | {"facts.yaml"}) == len(ids) + 1
    for name in found:
        assert Path(name).name == name
        assert name[0] not in ".-_ "
        assert name[-1] not in ". "
        assert len(os.fsencode(name)) <= 255


def source_in(tmp_path):
    source = tmp_path / "rules.json"
    content = {"facts": {}, "programmes": [{"id": "a", "rule": {"const": True}}]}
    source.write_text(json.dumps(content))
    return source


def refused(source, target):
    before = sorted(path for path in source.parent.rglob("*"))
    with pytest.raises(RuleFileError) as refusal:
        import_rules(source, target)
    assert sorted(path for path in source.parent.rglob("*")) == before
    return refusal.value.code


def test_an_empty_folder_or_a_link_to_one_is_filled(tmp_path):
    source = source_in(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "link").symlink_to("two", target_is_directory=True)
    import_rules(source, tmp_path / "one")
    import_rules(source, tmp_path / "link")
    import_rules(source, tmp_path / "new" / "below")
    for name in ("one", "two", "new/below"):
        found = sorted(path.name for path in (tmp_path / name).iterdir())
        assert found == ["a", "facts.yaml"]
    assert not list(tmp_path.glob(".*"))


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    source = source_in(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".hidden").write_text("mine")
    assert refused(source, tmp_path / "full") is ErrorCode.IMPORT_FOLDER_TAKEN
    assert refused(source, source) is ErrorCode.IMPORT_FOLDER_TAKEN
    (tmp_path / "dangling").symlink_to("nowhere")
    assert refused(source, tmp_path / "dangling") is ErrorCode.IMPORT_FOLDER_TAKEN


def test_a_place_that_cannot_be_written(tmp_path):
    source = source_in(tmp_path)
    assert refused(source, source / "below") is ErrorCode.OUTPUT_UNWRITABLE
    assert refused(source, tmp_path / "nul\0") is ErrorCode.OUTPUT_UNWRITABLE
    assert refused(source, tmp_path / ("a" * 300)) is ErrorCode.OUTPUT_UNWRITABLE
