import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import Document, TextIndex
from zhiqiao.index.encoders import StaticEncoder
from zhiqiao.index.lock import locked

Open = Callable[..., TextIndex]

WRITER = """
    import sys
    from pathlib import Path
    from zhiqiao.index import Document, TextIndex
    from zhiqiao.index.encoders import StaticEncoder

    folder, asset, first = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    index = TextIndex.open(folder, encoder=StaticEncoder(asset), source=list)
    for number in range(first, first + 1000):
        index.put([Document(f"{number:04}", "废水处理"), Document(f"{number:04}-b", "激光焊接")])
        index.remove([f"{number - 1:04}-b"])
        print(number, flush=True)
"""


@pytest.fixture
def asset(encoder: StaticEncoder) -> Path:
    return encoder.path


def flip(path: Path, at: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[at if at >= 0 else len(content) // 2] ^= 0x04
    path.write_bytes(content)


def files_of(folder: Path) -> list[Path]:
    return sorted(
        p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock" and p.name != "lock"
    )


@pytest.fixture
def built(open_index: Open, documents: list[Document], tmp_path: Path) -> Path:
    """An index with every kind of file: inverted lists, a tail part and dead rows."""
    index = open_index(*documents[:-2], exact_max=20)
    index.put(documents[-2:])
    index.remove([documents[0].id])
    assert index.state()["kind"] == "ivf"
    return tmp_path / "index"


def kinds(folder: Path) -> dict[str, Path]:
    return {path.suffix or path.name.partition("-")[0]: path for path in files_of(folder)}


@pytest.mark.proof
def test_a_flipped_bit_in_any_file_is_found_and_mended(
    open_index: Open, documents: list[Document], built: Path
):
    wanted = open_index(*documents, exact_max=20, folder="fresh").search("废水处理")
    suffixes = set(kinds(built))
    assert {".rows", ".ids", ".vectors", "dead", "ivf", ".json", ".term", ".store"} <= suffixes
    for suffix in sorted(suffixes):
        harmed = built.with_name(f"harmed{suffix}")
        shutil.copytree(built, harmed)
        flip(kinds(harmed)[suffix])
        index = open_index(*documents, exact_max=20, folder=harmed.name)
        assert len(index.state()["warnings"]) == 1, suffix
        assert {one.id for one in index.search("废水处理")} == {one.id for one in wanted}
        assert len(index) == len(documents)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_missing_and_truncated_files_are_mended(
    open_index: Open, documents: list[Document], built: Path, harm: Callable[[Path], object]
):
    for suffix in (".vectors", ".idx"):
        harm(kinds(built)[suffix])
        index = open_index(*documents, exact_max=20)
        assert len(index) == len(documents), suffix
        assert len(index.state()["warnings"]) <= 1


def test_an_open_index_notices_a_damaged_manifest(
    open_index: Open, documents: list[Document], tmp_path: Path
):
    index = open_index(*documents)
    flip(tmp_path / "index" / "manifest.json")
    assert index.search("废水处理")
    assert "manifest" in index.state()["warnings"][0]


def test_an_index_of_another_encoder_is_built_again(
    open_index: Open, documents: list[Document], tmp_path: Path, encoder: StaticEncoder
):
    open_index(*documents)

    class Other(StaticEncoder):
        name = "other"

    index = TextIndex.open(
        tmp_path / "index", encoder=Other(encoder.path), source=lambda: documents[:3]
    )
    assert index.state()["encoder"] == "other"
    assert len(index) == 3


def test_whole_vectors_are_kept_when_the_rest_is_mended(
    open_index: Open, documents: list[Document], tmp_path: Path, encoder: StaticEncoder
):
    open_index(*documents)
    flip(kinds(tmp_path / "index")[".term"])
    asked: list[str] = []

    class Counting(StaticEncoder):
        def encode_words(self, texts):
            asked.extend(texts)
            return super().encode_words(texts)

    TextIndex.open(
        tmp_path / "index",
        encoder=Counting(encoder.path),
        source=lambda: [*documents, Document("new", "疫苗")],
    )
    assert asked == [["疫苗"]]


def test_a_second_writer_is_refused_while_readers_go_on(
    open_index: Open, documents: list[Document], tmp_path: Path
):
    index = open_index(*documents)
    with locked(tmp_path / "index", wait_s=0.0):
        with pytest.raises(ZhiqiaoError) as caught:
            index.put([Document("new", "疫苗")])
        assert open_index().search("废水处理")
    assert caught.value.code == ErrorCode.INDEX_BUSY
    index.put([Document("new", "疫苗")])
    assert len(index) == len(documents) + 1


def test_readers_see_what_another_process_committed(open_index: Open, documents: list[Document]):
    index, writer = open_index(*documents), open_index()
    writer.put([Document("new", "石墨烯散热")])
    assert index.search("石墨烯散热")[0].id == "new"
    writer.remove(["new"])
    assert "new" not in [one.id for one in index.search("石墨烯散热")]


def test_a_failed_change_leaves_the_old_state(open_index: Open, documents: list[Document]):
    index = open_index(*documents)
    before = index.search("废水处理")

    def broken():
        yield Document("new", "废水处理")
        message = "source broke"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="source broke"):
        index.put(broken())
    assert index.search("废水处理") == before
    index.put([Document("new", "疫苗")])
    assert len(index) == len(documents) + 1


@pytest.mark.proof
def test_killing_the_writer_leaves_the_old_or_the_new_state(tmp_path: Path, asset: Path):
    folder, done = tmp_path / "index", -1
    encoder = StaticEncoder(asset)
    for round_ in range(3):
        command = [sys.executable, "-c", textwrap.dedent(WRITER), folder, asset, str(done + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603
            for _ in range(round_ + 2):
                done = int(child.stdout.readline())
            child.kill()
            late = child.stdout.read().split()
        done = int(late[-1]) if late else done
        index = TextIndex.open(folder, encoder=encoder, source=lambda: pytest.fail("rebuilt"))
        held = {one.id for one in index.search("废水处理", "激光焊接", top=2_000)}
        assert {f"{number:04}" for number in range(done + 1)} <= held
        assert held <= {f"{number:04}{end}" for number in range(done + 2) for end in ("", "-b")}
        assert len(index) == len(held)
        done = max(int(id_[:4]) for id_ in held)
