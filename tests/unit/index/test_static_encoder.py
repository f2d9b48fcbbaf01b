from pathlib import Path

import numpy as np
import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index.encoders import StaticEncoder
from zhiqiao.index.encoders import static as module


def test_rows_are_unit_norm_or_zero(encoder: StaticEncoder):
    vectors = encoder.encode_passages(["废水处理", "", "？！", "\x00"])
    assert vectors.shape == (4, encoder.dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0, 0], abs=1e-6)


def test_a_text_is_the_sum_of_its_words_in_any_order(encoder: StaticEncoder):
    one, other = encoder.encode_queries(["废水处理", "处理废水"])
    assert one == pytest.approx(other, abs=1e-6)


def test_an_unknown_word_is_the_sum_of_its_known_pieces(encoder: StaticEncoder):
    whole, pieces = encoder.encode_words([["铝硅碳"], ["铝", "硅", "碳"]])
    assert whole == pytest.approx(pieces, abs=1e-6)


def test_nothing_known_gives_zeros(encoder: StaticEncoder):
    assert not encoder.encode_words([["鑫淼"]]).any()


def test_unknown_words_are_forgotten_and_come_back_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(module, "UNKNOWN_MAX", 4)
    path = tmp_path / "small.npz"
    words = ["铝", "硅", "碳"]
    blob = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez(path, words=blob, vec=np.eye(3, dtype=np.int8), scale=np.ones(3, np.float32))
    small = StaticEncoder(path)
    texts = [[a + b + c] for a in words for b in words for c in words]
    once, again = small.encode_words(texts), small.encode_words(texts)
    assert np.array_equal(once, again)
    assert once[5] == pytest.approx(np.array([1, 1, 1]) / np.sqrt(3), abs=1e-6)


def test_no_texts_give_no_rows(encoder: StaticEncoder):
    assert encoder.encode_passages([]).shape == (0, encoder.dim)


def test_a_damaged_file_is_named(tmp_path: Path):
    (tmp_path / "bad.npz").write_bytes(b"no zip")
    with pytest.raises(ZhiqiaoError) as caught:
        StaticEncoder(tmp_path / "bad.npz")
    assert caught.value.code == ErrorCode.ENCODER_MISSING
