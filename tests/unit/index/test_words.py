from zhiqiao.index.words import FORMS_MAX, GAP, PairForms, content_words, cut_all, pairs


def test_punctuation_and_blanks_are_no_words():
    assert cut_all(["钛合金，3D打印。", " "]) == [["钛合金", "3d", "打印"], []]


def test_stop_words_do_not_search():
    assert content_words("一种废水的处理和处理") == ["废水", "处理"]


def test_pairs_stand_inside_long_words_and_runs_of_single_characters():
    assert pairs("钛合金的处理") == ["钛合", "合金"]
    assert "".join(map(PairForms().__getitem__, ["硼", "烯", "处理"])) == f"硼烯{GAP}"


def test_remembered_forms_are_bounded():
    forms = PairForms()
    for number in range(FORMS_MAX + 1):
        forms[f"字{number}词"]
    assert len(forms) == 1
