from zhiqiao.index.words import (
    REMEMBERED_MAX,
    PairsOfWords,
    content_pairs,
    content_words,
    cut_all,
    pairs,
)


def test_punctuation_and_blanks_are_no_words():
    assert cut_all(["钛合金，3D打印。", " "]) == [["钛合金", "3d", "打印"], []]


def test_stop_words_do_not_search():
    assert content_words("一种废水的处理和处理") == ["废水", "处理"]


def test_pairs_stand_inside_long_words():
    assert pairs(["钛合金", "的", "处理", "igbt"], PairsOfWords()) == "钛合 合金 "


def test_a_query_searches_its_short_words_as_pairs_too():
    assert content_pairs("钛合金的处理") == ["钛合", "合金", "处理"]


def test_remembered_words_are_bounded():
    known = PairsOfWords()
    for number in range(REMEMBERED_MAX + 1):
        known[f"字{number}词"]
    assert len(known) == 1
