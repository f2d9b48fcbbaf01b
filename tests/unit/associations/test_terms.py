from tests.unit.associations.corpus import DOCUMENTS

from zhiqiao.associations.terms import mine
from zhiqiao.associations.tokens import Clauses, aligned, joined, sentences
from zhiqiao.associations.values import Document


def keys(documents, **bounds):
    wanted = {"documents_min": 2, "terms_max": 1000} | bounds
    return [term.key for term in mine(documents, **wanted)]


def test_terms_of_several_words_are_found_in_both_languages():
    found = keys(DOCUMENTS)
    assert {"动力电池", "热失控", "光催化涂层", "chitosan coating", "oxygen absorber"} <= set(found)


def test_a_word_that_lives_only_inside_a_longer_term_is_none():
    assert "absorber" not in keys(DOCUMENTS)


def test_joining_words_are_part_of_no_term():
    assert not any(word in key for key in keys(DOCUMENTS) for word in ("用于", "可替代", " is "))


def test_words_of_every_field_are_no_term_alone():
    texts = [Document(str(at), f"废水处理系统{at}", "系统运行") for at in range(3)]
    assert "系统" not in keys(texts)


def test_the_rarer_are_left_out_and_the_first_are_kept():
    every = keys(DOCUMENTS)
    assert set(keys(DOCUMENTS, documents_min=4)) < set(every)
    assert keys(DOCUMENTS, terms_max=3) == every[:3]


def test_the_order_of_the_documents_does_not_matter():
    assert mine(DOCUMENTS, documents_min=2, terms_max=99) == mine(
        tuple(reversed(DOCUMENTS)), documents_min=2, terms_max=99
    )


def test_nothing_comes_of_nothing():
    assert keys([]) == []
    assert keys([Document("a", "", "，。 12.5%")]) == []


def test_words_know_their_places():
    text = "ＣＯＤ下降，Ⅲ类水；膜 通量"
    plain = aligned(text)
    assert len(plain) == len(text)
    for sentence in sentences(text):
        for token in sentence.tokens:
            assert plain[token.start : token.end] == token.word


def test_long_sentences_are_cut_and_long_texts_bounded():
    found = list(sentences("膜" * 9_000))
    assert max(each.end - each.start for each in found) == 300
    assert found[-1].end == 4_000


def test_keys_join_chinese_tightly_and_other_words_by_a_blank():
    assert joined(["oxide", "fuel", "电池"]) == "oxide fuel电池"


def test_a_clause_is_cut_at_punctuation_and_trimmed():
    text = "前言， 气凝胶用于电池 ，后语"
    start = text.index("气凝胶")
    found = Clauses(text).around(start, start + 3, within=(0, len(text)))
    assert text[slice(*found)] == "气凝胶用于电池"
