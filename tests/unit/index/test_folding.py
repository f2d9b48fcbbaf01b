from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.index.folding import fold, fold_all
from zhiqiao.matching.text import fold as fold_for_ranking

CHARACTERS = st.sampled_from(list("钛合金3D打印\uff21\uff42c，。：％ \t\u3000℃²①ⅡßÉα℡㎡…·-"))


def test_wide_forms_case_and_blanks_become_one():
    assert fold("\uff29\uff27\uff22\uff34\u3000模块，Ⅱ型") == "igbt模块,ii型"


def test_a_blank_stays_between_latin_words():
    assert fold(" deep  learning 模型 ") == "deep learning模型"


def test_control_characters_and_lone_surrogates_part_words():
    assert fold("a\x00b\ud800c") == "a b c"


def test_no_texts_give_no_texts():
    assert fold_all([]) == []


@given(st.lists(st.text(CHARACTERS), min_size=1))
def test_many_at_once_are_folded_as_one_by_one_and_as_for_ranking(texts: list[str]):
    assert fold_all(texts) == [fold(text) for text in texts]
    assert fold_all(texts) == [fold_for_ranking(text) for text in texts]


@given(st.lists(st.text(), min_size=1))
def test_any_text_is_folded_and_folding_again_changes_no_more_than_blanks(texts: list[str]):
    once = fold_all(texts)
    assert len(once) == len(texts)
    assert all(text == text.strip() for text in once)
