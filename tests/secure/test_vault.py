"""Sealing texts: what opens, what does not, and what the keys have to do with it."""

import os
import stat
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.web.vault.ciphers import CIPHERS, ChangedError
from zhiqiao.web.vault.keys import KeyFolder
from zhiqiao.web.vault.sealing import Sealed, open_sealed, provider, rewrap, seal

TEXT = "金丝雀：碳化硅外延炉的温场曲线".encode()


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A key folder of the test's own."""
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    return settings.ZHIQIAO_KEYS


@pytest.fixture(params=sorted(CIPHERS))
def algorithm(request, settings):
    settings.ZHIQIAO_CIPHER = request.param
    return request.param


def refused(sealed, purpose="need"):
    with pytest.raises(ZhiqiaoError) as caught:
        open_sealed(sealed, purpose=purpose)
    return caught.value


def test_a_sealed_text_opens_for_its_record_and_purpose(algorithm):
    sealed = seal(TEXT, purpose="need")
    assert sealed.algorithm == algorithm
    assert open_sealed(sealed, purpose="need") == TEXT


def test_no_two_sealings_share_a_key_or_a_byte_of_content():
    first, second = seal(TEXT, purpose="need"), seal(TEXT, purpose="need")
    assert first.record != second.record
    assert first.content != second.content
    assert first.wrapped_key != second.wrapped_key


@pytest.mark.parametrize("part", ["content", "wrapped_key"])
@pytest.mark.parametrize("place", [0, 12, -1])
def test_one_changed_bit_is_found(algorithm, part, place):
    sealed = seal(TEXT, purpose="need")
    changed = bytearray(getattr(sealed, part))
    changed[place] ^= 1
    error = refused(replace(sealed, **{part: bytes(changed)}))
    assert error.code == ErrorCode.SEALED_TEXT_DAMAGED
    assert str(sealed.record) in describe(error)


@pytest.mark.parametrize("part", ["content", "wrapped_key"])
@pytest.mark.parametrize("kept", [0, 5, 20])
def test_a_cut_text_is_found(algorithm, part, kept):
    sealed = seal(TEXT, purpose="need")
    cut = replace(sealed, **{part: getattr(sealed, part)[:kept]})
    assert refused(cut).code == ErrorCode.SEALED_TEXT_DAMAGED


def test_a_text_moved_to_another_record_does_not_open():
    sealed = seal(TEXT, purpose="need")
    assert refused(replace(sealed, record=uuid4())).code == ErrorCode.SEALED_TEXT_DAMAGED


def test_a_text_does_not_open_for_another_purpose():
    assert refused(seal(TEXT, purpose="need"), "webhook").code == ErrorCode.SEALED_TEXT_DAMAGED


def test_a_key_of_one_record_does_not_open_another():
    one, other = seal(TEXT, purpose="need"), seal(TEXT, purpose="need")
    swapped = replace(one, wrapped_key=other.wrapped_key)
    assert refused(swapped).code == ErrorCode.SEALED_TEXT_DAMAGED


def test_an_unknown_algorithm_does_not_open():
    sealed = replace(seal(TEXT, purpose="need"), algorithm="ROT13")
    assert refused(sealed).code == ErrorCode.SEALED_TEXT_DAMAGED


def test_a_missing_master_key_is_named(keys):
    sealed = seal(TEXT, purpose="need")
    (keys / "vault-1").rename(keys / "elsewhere")
    error = refused(sealed)
    assert error.code == ErrorCode.SEALING_KEY_MISSING
    assert "vault-1" in describe(error)


@pytest.mark.parametrize("key_id", ["../secret-key", "vault-1/../../x", "", "vault-"])
def test_a_key_id_never_leads_out_of_the_folder(key_id):
    sealed = replace(seal(TEXT, purpose="need"), key_id=key_id)
    assert refused(sealed).code == ErrorCode.SEALING_KEY_MISSING


def test_rotation_rewraps_and_leaves_the_text_sealed(algorithm):
    sealed = seal(TEXT, purpose="need")
    assert provider().add() == "vault-2"
    again = rewrap(sealed, purpose="need")
    assert (again.key_id, again.content) == ("vault-2", sealed.content)
    assert open_sealed(again, purpose="need") == TEXT
    assert open_sealed(sealed, purpose="need") == TEXT
    assert seal(TEXT, purpose="need").key_id == "vault-2"


def test_a_damaged_text_is_not_rewrapped():
    sealed = seal(TEXT, purpose="need")
    with pytest.raises(ZhiqiaoError) as caught:
        rewrap(sealed, purpose="other")
    assert caught.value.code == ErrorCode.SEALED_TEXT_DAMAGED


def test_texts_of_both_ciphers_open_side_by_side(settings):
    sealed = []
    for name in sorted(CIPHERS):
        settings.ZHIQIAO_CIPHER = name
        sealed.append(seal(TEXT, purpose="need"))
    assert [open_sealed(each, purpose="need") for each in sealed] == [TEXT, TEXT]


def test_keys_are_readable_by_their_owner_only(keys):
    seal(TEXT, purpose="need")
    assert stat.S_IMODE(os.stat(keys / "vault-1").st_mode) == 0o600
    assert (keys / "vault-1").stat().st_size == 32


def test_the_master_key_is_in_no_sealed_text(keys):
    sealed = seal(TEXT, purpose="need")
    assert (keys / "vault-1").read_bytes() not in sealed.wrapped_key + sealed.content


@given(text=st.binary(max_size=400))
def test_any_bytes_survive_a_text_column(text):
    sealed = seal(text, purpose="need")
    assert Sealed.from_text(sealed.to_text()) == sealed
    assert open_sealed(Sealed.from_text(sealed.to_text()), purpose="need") == text


@pytest.mark.parametrize("line", ["", "a$b", "x$AES-256-GCM$vault-1$$", "不是"])
def test_a_line_that_is_no_sealed_text_is_refused(line):
    with pytest.raises(ZhiqiaoError) as caught:
        Sealed.from_text(line)
    assert caught.value.code == ErrorCode.SEALED_TEXT_DAMAGED


def test_sm4_gives_the_published_result():
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    text = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    sealed = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert CIPHERS["SM4-GCM"].decrypt(key, nonce + sealed, about=about) == text
    with pytest.raises(ChangedError):
        CIPHERS["SM4-GCM"].decrypt(key, nonce + sealed, about=b"")


def test_two_providers_agree_on_the_first_key(tmp_path):
    assert KeyFolder(tmp_path).newest() == KeyFolder(tmp_path).newest() == "vault-1"
