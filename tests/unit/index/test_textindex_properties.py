import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.index import Document, TextIndex
from zhiqiao.index.encoders import StaticEncoder

WORDS = ["废水", "处理", "膜", "激光", "焊接", "机器人", "视觉", "铝硅碳", "igbt"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)
DOCUMENTS = st.dictionaries(st.sampled_from("abcd"), TEXTS, min_size=1).map(
    lambda texts: [Document(id_, text) for id_, text in texts.items()]
)
few = settings(max_examples=4, deadline=None)


@contextmanager
def empty_index(encoder: StaticEncoder) -> Iterator[TextIndex]:
    with tempfile.TemporaryDirectory() as folder:
        yield TextIndex.open(Path(folder), encoder=encoder, source=list)


def found(index: TextIndex) -> list[str]:
    return [one.id for one in index.search("废水处理", "激光焊接机器人")]


@few
@given(documents=DOCUMENTS)
def test_the_order_of_puts_does_not_matter(encoder: StaticEncoder, documents: list[Document]):
    with empty_index(encoder) as together, empty_index(encoder) as backwards:
        together.put(documents)
        for document in documents[::-1]:
            backwards.put([document])
        assert found(together) == found(backwards)


@few
@given(documents=DOCUMENTS)
def test_the_same_put_twice_is_one(encoder: StaticEncoder, documents: list[Document]):
    with empty_index(encoder) as index:
        index.put(documents)
        once = found(index)
        index.put(documents)
        assert found(index) == once
        assert len(index) == len(documents)


@few
@given(documents=DOCUMENTS)
def test_removing_and_putting_back_restores(encoder: StaticEncoder, documents: list[Document]):
    with empty_index(encoder) as index:
        index.put(documents)
        before = found(index)
        index.remove([documents[0].id])
        assert documents[0].id not in found(index)
        index.put(documents[:1])
        assert sorted(found(index)) == sorted(before)
