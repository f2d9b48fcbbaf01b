import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhiqiao.matching.text import (
    PASSAGE_LENGTH_MAX,
    QUERY_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    fold,
    passage_text,
    query_texts,
    whole,
)
from zhiqiao.matching.values import Need, Offer

TYPICAL = st.text(
    st.sampled_from(list("钛合金，。：％～ \t\n　\uff21\uff22\uff43123①²℃ßİéé�😀\ud800 "))
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("高活性 氟化锂 制备", "高活性氟化锂制备"),
        ("deep   learning  模型 A", "deep learning模型a"),
        ("  \t\n ", ""),
        ("\uff13\uff15\uff10\uff2d\uff30\uff41，", "350mpa,"),
        ("强度　≥ 350 MPa", "强度≥350 mpa"),
        ("a\u2028\u2028b", "a b"),
        ("25℃，10m²", "25°c,10m2"),
        ("", ""),
    ],
)
def test_texts_are_brought_to_one_form(text, folded):
    assert fold(text) == folded


@given(TYPICAL)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
@example("ﷺ" * TEXT_LENGTH_MAX)
@example("ΐ" * TEXT_LENGTH_MAX)
def test_any_text_is_folded_and_bounded(text):
    assert len(fold(text)) <= TEXT_LENGTH_MAX
    assert fold(text) == fold(text).strip()


def test_a_text_of_100_000_characters_is_cut_for_comparing():
    assert len(fold("钛合金" * 40_000)) == TEXT_LENGTH_MAX
    assert len(passage_text(Offer("o", "t", "钛" * 100_000))) == PASSAGE_LENGTH_MAX
    assert len(query_texts(Need("n", "t", "钛" * 100_000))[1]) == QUERY_LENGTH_MAX


def test_title_and_text_are_parted_and_a_blank_text_adds_nothing():
    assert whole(Need("n", "钛 合金", "打印")) == "钛合金。打印"
    assert whole(Need("n", "钛合金", " \n ")) == "钛合金"
    assert query_texts(Need("n", "钛合金", "打印")) == ("钛合金", "钛合金。打印")
