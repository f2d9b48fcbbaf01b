from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zhiqiao.index import Document, TextIndex
from zhiqiao.index.encoders import StaticEncoder
from zhiqiao.matching.text import passage_text
from zhiqiao.matching.values import Offer

Open = Callable[..., TextIndex]


def ids(index: TextIndex, title: str, text: str = "", top: int = 200) -> list[str]:
    return [candidate.id for candidate in index.search(title, text, top=top)]


def test_a_document_is_found_by_its_own_title(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    for document in documents:
        assert document.id in ids(index, document.title, document.text, top=3)


def test_scores_fall_and_say_where_they_come_from(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    found = index.search("废水处理", "膜材料")
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert any(one.lexical > 0 for one in found)
    assert all(-1.001 <= one.dense <= 1.001 for one in found)


def test_blank_queries_and_empty_indexes_find_nothing(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    assert index.search("") == index.search(" \u3000", "\n\x00") == index.search("？！") == ()
    assert index.search("废水", top=0) == ()
    assert open_index(folder="empty").search("废水") == ()


@pytest.mark.parametrize(
    "query", ["膜", "IGBT", "robot视觉", "C\uff2f\uff12 传感器", "没有见过的鑫淼"]
)
def test_short_mixed_and_unseen_queries_work(
    open_index: Open, documents: list[Document], query: str
):
    index = open_index(*documents)
    assert all(one.id.startswith("d") for one in index.search(query))


def test_a_word_is_found_inside_a_longer_one(open_index: Open):
    index = open_index(Document("a", "氟化锂提纯"), Document("b", "钢渣利用"))
    assert ids(index, "氟化锂")[0] == "a"


def test_a_very_long_query_is_bounded(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    long = "废水处理与钛合金打印" * 10_000
    assert index.search(long, long) == index.search(long[:1_000], long[:1_000])


def test_near_duplicates_are_both_found_ordered_by_id(open_index: Open):
    index = open_index(Document("b", "激光焊接"), Document("a", "激光焊接"), Document("c", "疫苗"))
    assert ids(index, "激光焊接")[:2] == ["a", "b"]


def test_putting_removing_and_changing_take_effect_at_once(open_index: Open):
    index = open_index(Document("a", "废水处理"))
    index.put([Document("b", "激光焊接")])
    assert ids(index, "激光焊接")[0] == "b"
    index.put([Document("b", "疫苗")])
    assert index.search("激光焊接")[0].lexical == 0
    index.remove(["a", "unheard of"])
    assert ids(index, "废水处理") == ["b"]
    assert len(index) == 1


def test_of_two_documents_with_one_id_the_last_counts(open_index: Open):
    index = open_index()
    many = [Document(f"x{number}", "疫苗") for number in range(2_000)]
    index.put([Document("a", "废水"), Document("a", "激光"), *many, Document("a", "电池")])
    assert len(index) == 2_001
    assert index.search("电池")[0].id == "a"
    assert "a" not in [one.id for one in index.search("激光") if one.lexical]


def test_an_unchanged_document_writes_nothing(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    before = index.state()
    index.put(documents)
    assert index.state() == before


def test_vectors_are_those_that_ranking_would_make(
    open_index: Open, encoder: StaticEncoder, documents: list[Document]
):
    long = Document("long", "废水处理", "膜材料，催化 co2。" * 60)
    index = open_index(*documents, long)
    wanted = [documents[0], documents[2], documents[1], documents[3], long]
    offers = [Offer(one.id, one.title, one.text) for one in wanted]
    made = encoder.encode_passages([passage_text(offer) for offer in offers])
    kept = index.vectors([*(one.id for one in wanted), "unheard of"])
    assert kept[:5] == pytest.approx(made, abs=1e-3)
    assert not kept[5].any()


def test_many_small_puts_keep_few_files(open_index: Open, documents: list[Document]):
    index = open_index()
    for document in documents[:12]:
        index.put([document])
    assert len(index) == 12
    again = open_index()
    assert again.search("废水处理") == index.search("废水处理")
    assert len(again._store.current().parts) <= 4  # noqa: SLF001 - log2 of twelve


def test_removing_most_documents_drops_their_rows(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    index.remove([document.id for document in documents[5:]])
    assert len(index) == 5
    assert sum(part.part.rows for part in index._store.current().parts) == 5  # noqa: SLF001
    index.remove([document.id for document in documents])
    assert len(index) == 0
    assert index.search("废水处理") == ()


def test_progress_is_told(
    open_index: Open, documents: list[Document], tmp_path: Path, encoder: StaticEncoder
):
    told: list[int] = []
    open_index().put(documents, progress=told.append)
    assert told == [40]
    folder = tmp_path / "other"
    TextIndex.open(folder, encoder=encoder, source=lambda: documents[:7], progress=told.append)
    assert told == [40, 7]


def test_state_describes_the_index(open_index: Open, documents: list[Document]):
    state = open_index(*documents).state()
    assert state["documents"] == 40
    assert state["encoder"] == "static"
    assert state["kind"] == "exact"
    assert state["warnings"] == []
    assert state["bytes"] > 0


def test_many_documents_are_searched_by_inverted_lists(open_index: Open, documents: list[Document]):
    many = [
        replace(one, id=f"{one.id}-{copy}", text=f"{one.text}{copy}")
        for copy in range(12)
        for one in documents
    ]
    index = open_index(*many, exact_max=300)
    exact = open_index(*many, folder="exact")
    assert index.state()["kind"] == "ivf"
    assert set(ids(index, "废水处理", top=50)) & set(ids(exact, "废水处理", top=50))
    index.put([Document("new", "石墨烯散热")])
    assert ids(index, "石墨烯散热")[0] == "new"
    index.remove(["new", many[0].id])
    assert "new" not in ids(index, "石墨烯散热")
    assert many[0].id not in ids(index, many[0].title, many[0].text)
    index.put(replace(one, id=f"more-{one.id}") for one in many[:100])
    assert index._store.current().tail() == ()  # noqa: SLF001 - added to the lists
    assert "more-d01-0" in ids(index, many[1].title, many[1].text)
    index.remove([one.id for one in many])
    assert index.state()["kind"] == "exact"
    assert len(index) == 100


def test_vectors_survive_the_change_to_inverted_lists(
    open_index: Open, encoder: StaticEncoder, documents: list[Document]
):
    index = open_index(*documents, exact_max=20)
    made = encoder.encode_passages([f"{one.title}。{one.text}" for one in documents])
    assert np.allclose(index.vectors([one.id for one in documents]), made, atol=1e-3)
