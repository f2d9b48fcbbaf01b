from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.associations.corpus import DOCUMENTS

from zhiqiao.associations import Settings, build
from zhiqiao.associations.values import Document, Relation
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder

BY_ID = {document.id: document for document in DOCUMENTS}
WORDS = ("气凝胶", "动力电池", "热失控", "用于", "抑制", "，", "。", "aerogel", " ", "能够", "１２")  # noqa: RUF001


def edges(graph):
    return {(edge.a, edge.relation.value, edge.b): edge for edge in graph.edges}


def test_relations_are_read_from_the_corpus(graph):
    found = edges(graph)
    assert {
        ("气凝胶", "solves", "热失控"),
        ("气凝胶", "used_in", "动力电池"),
        ("电芯", "part_of", "动力电池"),
        ("秸秆板", "substitutes", "胶合板"),
        ("chitosan coating", "used_in", "fruit packaging"),
        ("oxygen absorber", "solves", "decay"),
        ("bamboo fibre", "substitutes", "glass fibre"),
    } <= found.keys()


def test_concepts_that_share_sentences_are_related(graph):
    edge = edges(graph)["光催化涂层", "related", "家具"]
    assert (edge.together, edge.apart, edge.documents) == (2, (2, 2), 17)


def test_every_quote_is_verbatim(graph):
    for edge in graph.edges:
        assert edge.evidence
        for each in edge.evidence:
            quote = each.quote
            text = getattr(BY_ID[quote.document], quote.part)
            assert text[quote.start : quote.end] == quote.text != ""


def test_one_document_supports_a_relation_once(graph):
    for edge in graph.edges:
        if edge.relation is not Relation.ALIKE:
            documents = [each.quote.document for each in edge.evidence]
            assert len(set(documents)) == len(documents)


def test_the_order_of_the_documents_does_not_matter(graph):
    assert build(tuple(reversed(DOCUMENTS)), encoder=load_encoder("static")) == graph


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map("".join), max_size=8), st.randoms()
)
def test_any_texts_give_verbatim_quotes_in_any_order(texts, chance):
    documents = [Document(str(at), text[:9], text) for at, text in enumerate(texts)]
    graph = build(documents)
    for edge in graph.edges:
        for each in edge.evidence:
            text = getattr(documents[int(each.quote.document)], each.quote.part)
            assert text[each.quote.start : each.quote.end] == each.quote.text
    chance.shuffle(documents)
    assert build(documents) == graph


def test_without_an_encoder_there_are_no_edges_by_meaning():
    assert not any(edge.relation is Relation.ALIKE for edge in build(DOCUMENTS).edges)


def test_concepts_alike_in_meaning_are_shown_in_use():
    pairs = [("印染废水", "染色污水"), ("激光切割", "电弧焊接"), ("牛奶", "乳品"), ("轴承", "齿轮")]
    texts = [
        Document(f"{at}{copy}", word, f"关于{word}")
        for at, pair in enumerate(pairs)
        for word in pair
        for copy in (f"{word}甲", f"{word}乙")
    ]
    graph = build(texts, encoder=load_encoder("static"), settings=Settings(alike_max=3))
    for edge in graph.edges:
        if edge.relation is Relation.ALIKE:
            assert {each.concept for each in edge.evidence} == {edge.a, edge.b}
            assert all(each.concept in each.quote.text for each in edge.evidence)


def test_words_of_every_field_are_left_out_of_a_large_corpus():
    fields = ("水稻育种", "激光切割", "心脏支架", "区块链账本", "混凝土裂缝")
    texts = [
        Document(f"{field}{number}", f"{field}{number}", f"{field}的难度。{field}。")
        for field in fields
        for number in range(24)
    ]
    graph = build(texts, encoder=load_encoder("static"))
    assert "难度" not in graph.concepts
    assert "激光切割" in graph.concepts


def test_bounds_are_kept():
    small = build(DOCUMENTS, settings=Settings(concepts_max=4, quotes_max=1))
    assert len(small.concepts) <= 4
    assert all(len(edge.evidence) == 1 for edge in small.edges)


def test_a_term_stands_in_more_documents_of_a_larger_corpus():
    assert [Settings().least(count) for count in (0, 500, 10_000, 100_000)] == [2, 2, 3, 4]
    assert Settings(documents_min=7).least(100_000) == 7


def test_no_documents_give_an_empty_graph():
    graph = build([])
    assert (graph.concepts, graph.edges, graph.documents) == ({}, (), 0)


def test_two_different_documents_of_one_id_are_refused():
    with pytest.raises(ZhiqiaoError) as caught:
        build([DOCUMENTS[0], replace(DOCUMENTS[0], title="别的")])
    assert caught.value.code is ErrorCode.DOCUMENTS_DIFFER
    assert caught.value.data["id"] == "c01"


def test_the_same_document_twice_counts_once(graph):
    again = build([*DOCUMENTS, DOCUMENTS[0]], encoder=load_encoder("static"))
    assert again == graph
