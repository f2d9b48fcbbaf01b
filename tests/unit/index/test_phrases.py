"""The phrase index against plain `in`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.index.folding import fold
from zhiqiao.index.phrases import MARK, Entry, PhraseIndex, can_find

TEXTS = {
    1: ["水性底漆冬季低温固化", "要求 5 ℃ 实干 ≤ 24 h"],
    2: ["固化剂", "低温快干环氧固化剂"],
    3: ["CO₂ 捕集与 PM2.5", "低温"],
}


@pytest.fixture
def index(tmp_path):
    made = PhraseIndex(tmp_path / "phrases")
    made.write([Entry(number, parts) for number, parts in TEXTS.items()], [], through="1")
    return made


def holding(index, phrase):
    return sorted(index.holding(phrase).tolist())


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("固化", [1, 2]),
        ("固化剂", [2]),
        ("低温快干", [2]),
        ("co2", [3]),
        ("\uff30\uff2d2.5", [3]),  # full width
        ("固化要求", []),  # across two parts
        ("化固", []),
        ("没有", []),
    ],
)
def test_what_is_written_is_found(index, phrase, expected):
    assert holding(index, phrase) == expected


def test_writing_again_replaces_and_removing_removes(index):
    index.write([Entry(1, ["别的内容"])], [2], through="2")
    assert holding(index, "固化") == []
    assert holding(index, "别的") == [1]
    assert index.through() == "2"


def test_another_process_sees_what_was_written(index, tmp_path):
    other = PhraseIndex(tmp_path / "phrases")
    assert holding(other, "固化") == [1, 2]
    index.write([Entry(4, ["再固化"])], [], through="3")
    assert holding(other, "固化") == [1, 2, 4]


def test_a_missing_or_damaged_mark_is_an_empty_index(index, tmp_path):
    (tmp_path / "phrases" / MARK).write_text("{")
    assert PhraseIndex(tmp_path / "phrases").through() == ""
    assert holding(PhraseIndex(tmp_path / "nowhere"), "固化") == []
    index.clear()
    assert holding(index, "固化") == []


def test_one_character_cannot_be_found():
    assert [can_find(text) for text in ("钛", "钛合", "a b", "  ")] == [False, True, False, False]


LETTERS = st.text("固化剂低温ab5", min_size=2, max_size=12)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(LETTERS, min_size=1, max_size=6), data=st.data())
def test_as_plain_substring_search(tmp_path_factory, texts, data):
    index = PhraseIndex(tmp_path_factory.mktemp("phrases"))
    index.write([Entry(n, [text]) for n, text in enumerate(texts)], [], through="x")
    source = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(source) - 2))
    phrase = source[start : data.draw(st.integers(start + 2, len(source)))]
    expected = [n for n, text in enumerate(texts) if fold(phrase) in fold(text)]
    assert np.sort(index.holding(phrase)).tolist() == expected
