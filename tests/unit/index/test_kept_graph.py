"""The concept graph in a folder: built when due, read by many, mended when damaged."""

import json

import pytest
from tests.unit.associations.corpus import DOCUMENTS

from zhiqiao.associations.values import Document
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder
from zhiqiao.index.kept_graph import GRAPH, TEXTS, KeptGraph
from zhiqiao.index.lock import locked


@pytest.fixture
def texts():
    """What the source gives; tests change it."""
    return list(DOCUMENTS)


@pytest.fixture
def kept(tmp_path, texts):
    return KeptGraph(tmp_path / "graph", source=lambda: list(texts), encoder=load_encoder("static"))


def test_nothing_is_there_until_it_is_built_and_then_it_stays(kept):
    assert kept.current() is None
    assert kept.refresh()
    graph = kept.current()
    assert graph is not None
    assert graph.documents == len(DOCUMENTS)
    assert kept.current() is graph
    assert not kept.refresh()


def test_another_process_sees_what_was_built(kept, tmp_path, texts):
    other = KeptGraph(tmp_path / "graph", source=lambda: texts, encoder=load_encoder("static"))
    assert other.current() is None
    kept.refresh()
    assert other.current() == kept.current()
    assert not other.refresh()


@pytest.mark.parametrize("change", ["taken away", "reworded"])
def test_a_text_that_no_longer_stands_calls_for_building(kept, texts, change):
    kept.refresh()
    gone = texts.pop()
    if change == "reworded":
        texts.append(Document(gone.id, gone.title, f"{gone.text}。"))
    assert kept.refresh()


def test_a_new_text_calls_for_building_only_when_there_are_enough(kept, texts):
    texts += [Document(f"more-{n}", "甲", "乙") for n in range(100)]
    kept.refresh()
    texts.append(Document("one-more", "丙"))
    assert not kept.refresh()
    texts += [Document(f"new-{n}", "丁") for n in range(5)]
    assert kept.refresh()


@pytest.mark.parametrize("damage", ["cut", "changed", "no texts", "texts unreadable", "gone"])
def test_damage_is_told_left_aside_and_mended(kept, tmp_path, damage):
    kept.refresh()
    whole = kept.current()
    path, texts = tmp_path / "graph" / GRAPH, tmp_path / "graph" / TEXTS
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    elif damage == "changed":
        path.write_bytes(path.read_bytes().replace("气凝胶".encode(), "水凝胶".encode()))
    elif damage == "no texts":
        texts.unlink()
    elif damage == "texts unreadable":
        texts.write_text(json.dumps(["x"]))
    else:
        path.unlink()
    if damage in {"cut", "changed", "gone"}:
        assert kept.current() is None
    assert kept.refresh()
    assert kept.current() == whole


def test_only_one_builds_at_a_time(kept, tmp_path):
    kept.refresh()
    with locked(tmp_path / "graph", wait_s=1.0), pytest.raises(ZhiqiaoError) as refused:
        kept.refresh()
    assert refused.value.code == ErrorCode.INDEX_BUSY


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    kept = KeptGraph(tmp_path / "file" / "x", source=list, encoder=load_encoder("static"))
    with pytest.raises(ZhiqiaoError) as refused:
        kept.refresh()
    assert refused.value.code == ErrorCode.INDEX_UNUSABLE
