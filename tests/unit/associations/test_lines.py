import pytest
from tests.unit.associations.corpus import DOCUMENTS

from zhiqiao.associations import build
from zhiqiao.associations.lines import DAMAGED, FOREIGN, OTHER_FORMAT, from_lines, to_lines
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder, load_graph


def test_a_graph_comes_back_as_it_was(graph, tmp_path):
    path = tmp_path / "graph.jsonl"
    path.write_bytes(b"".join(to_lines(graph)))
    assert load_graph(path) == graph


def test_the_same_documents_give_the_same_bytes(graph):
    again = build(DOCUMENTS[::-1], encoder=load_encoder("static"))
    assert list(to_lines(again)) == list(to_lines(graph))


def damaged(graph):
    lines = list(to_lines(graph))
    yield []
    yield lines[:-1]
    yield lines[1:]
    yield lines[: len(lines) // 2]
    yield [lines[0].replace(b'"format":1', b'"format":9'), *lines[1:]]
    yield [*lines[:1], lines[1].replace(b"0", b"1"), *lines[2:]]
    yield [b"{}\n"]
    yield [b"\xff\n"]


@pytest.mark.parametrize("number", range(8))
def test_a_damaged_graph_is_refused(graph, number):
    lines = list(damaged(graph))[number]
    with pytest.raises(ZhiqiaoError) as caught:
        from_lines(lines, path="graph.jsonl")
    assert caught.value.code is ErrorCode.GRAPH_UNREADABLE
    assert caught.value.data["path"] == "graph.jsonl"
    told = (FOREIGN, DAMAGED, FOREIGN, DAMAGED, OTHER_FORMAT, DAMAGED, FOREIGN, FOREIGN)
    assert caught.value.data["why"] == told[number]


@pytest.mark.parametrize("line", [b"[1]\n", b'{"kind":"zhiqiao-concept-graph"}\n', b"\0\0 x\n"])
def test_why_a_graph_is_refused_is_in_words(line):
    with pytest.raises(ZhiqiaoError) as caught:
        from_lines([line])
    assert caught.value.data["why"] == FOREIGN


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ZhiqiaoError) as caught:
        load_graph(tmp_path / "none.jsonl")
    assert caught.value.code is ErrorCode.FILE_MISSING
