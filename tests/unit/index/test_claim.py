from collections.abc import Callable
from pathlib import Path

import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import Document, TextIndex
from zhiqiao.index.manifest import NAME

Open = Callable[..., TextIndex]


def refused(open_index: Open, *documents: Document) -> ErrorCode:
    """Why the folder takes no index."""
    with pytest.raises(ZhiqiaoError) as caught:
        open_index(*documents)
    return caught.value.code


@pytest.mark.parametrize("name", ["thesis.docx", "manifest.txt", "lexical-notes", "part-1.doc"])
def test_a_folder_with_a_persons_files_is_refused_and_left_alone(
    open_index: Open, documents: list[Document], tmp_path: Path, name: str
):
    mine = tmp_path / "index" / name
    mine.parent.mkdir()
    mine.write_text("years of work", "utf-8")
    assert refused(open_index, *documents) is ErrorCode.INDEX_FOLDER_TAKEN
    assert [path.name for path in mine.parent.iterdir()] == [name]


def test_a_manifest_of_something_else_is_not_taken_for_ours(
    open_index: Open, documents: list[Document], tmp_path: Path
):
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / NAME).write_text('{"name": "a web page"}', "utf-8")
    (folder / "index.html").write_text("<p>", "utf-8")
    assert refused(open_index, *documents) is ErrorCode.INDEX_FOLDER_TAKEN
    assert "web page" in (folder / NAME).read_text("utf-8")


def test_files_put_beside_an_index_outlive_every_change(
    open_index: Open, documents: list[Document], tmp_path: Path
):
    index = open_index(*documents)
    (tmp_path / "index" / "notes").mkdir()
    note = tmp_path / "index" / "notes" / "mine.txt"
    note.write_text("keep", "utf-8")
    index.put([Document("new", "石墨烯散热")])
    index.rebuild()
    assert len(open_index(*documents)) == len(documents)
    assert note.read_text("utf-8") == "keep"


def test_hidden_files_are_no_hindrance(open_index: Open, documents: list[Document], tmp_path: Path):
    hidden = tmp_path / "index" / ".DS_Store"
    hidden.parent.mkdir()
    hidden.write_bytes(b"x")
    assert len(open_index(*documents)) == len(documents)
    assert hidden.exists()


def test_a_place_that_cannot_be_a_folder_is_told(
    open_index: Open, documents: list[Document], tmp_path: Path
):
    (tmp_path / "index").write_text("a file", "utf-8")
    assert refused(open_index, *documents) is ErrorCode.INDEX_UNUSABLE


def test_a_folder_that_nobody_may_write_is_told(
    open_index: Open, documents: list[Document], tmp_path: Path
):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "lock").mkdir()
    assert refused(open_index, *documents) is ErrorCode.INDEX_UNUSABLE
