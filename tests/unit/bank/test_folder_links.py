import errno
import os

import pytest

from zhiqiao.bank.errors import BankLinkError, BankTimeoutError, BankUnreachableError
from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.links import Enquiry, Receipt
from zhiqiao.bank.sftp_link import SftpLikeFolderLink
from zhiqiao.bank.signing import new_keys, signer, verifier
from zhiqiao.common import ErrorCode, describe

KINDS = pytest.mark.parametrize("kind", [FolderLink, SftpLikeFolderLink])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@KINDS
def test_a_file_is_handed_over_once(kind, tmp_path):
    link = kind(tmp_path)
    assert link.enquire("M1") is Enquiry.UNREACHABLE
    assert link.send("M1.xml", content=b"one") == Receipt("M1.xml")
    assert link.send("M1.xml", content=b"one") == Receipt("M1.xml", is_repeat=True)
    assert (link.outgoing / "M1.xml").read_bytes() == b"one"
    assert names(link.outgoing) == ["M1.xml"]


@KINDS
def test_what_the_bank_took_is_still_known_and_not_handed_over_again(kind, tmp_path):
    link = kind(tmp_path)
    link.send("M1.xml", content=b"one")
    (link.outgoing / "M1.xml").unlink()
    assert link.enquire("M1") is Enquiry.KNOWN
    assert link.enquire("M2") is Enquiry.NOT_KNOWN
    assert link.send("M1.xml", content=b"one").is_repeat
    assert names(link.outgoing) == []


@KINDS
def test_one_name_never_stands_for_two_files(kind, tmp_path):
    link = kind(tmp_path)
    link.send("M1.xml", content=b"one")
    with pytest.raises(BankLinkError) as refused:
        link.send("M1.xml", content=b"other")
    assert refused.value.code == ErrorCode.BANK_NAME_TAKEN
    assert (link.outgoing / "M1.xml").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["../M1.xml", ".hidden", "", "甲.xml", "a" * 101, "a/b"])
def test_a_name_cannot_lead_out_of_the_folder(name, tmp_path):
    with pytest.raises(BankLinkError) as refused:
        FolderLink(tmp_path).send(name, content=b"one")
    assert refused.value.code == ErrorCode.BANK_NAME_BAD
    assert describe(refused.value)


def test_a_full_disk_means_that_nothing_was_sent(tmp_path, monkeypatch):
    link = FolderLink(tmp_path)

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BankUnreachableError) as failed:
        link.send("M1.xml", content=b"one")
    assert failed.value.code == ErrorCode.BANK_UNREACHABLE
    monkeypatch.undo()
    assert link.enquire("M1") is Enquiry.NOT_KNOWN
    assert link.send("M1.xml", content=b"one") == Receipt("M1.xml")


def test_a_failure_after_the_file_appeared_leaves_it_unknown(tmp_path, monkeypatch):
    link = FolderLink(tmp_path)
    real, calls = os.fsync, []

    def fails_for_the_folder(descriptor):
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fails_for_the_folder)
    with pytest.raises(BankTimeoutError) as unknown:
        link.send("M1.xml", content=b"one")
    assert unknown.value.code == ErrorCode.BANK_TIMEOUT
    monkeypatch.undo()
    assert link.enquire("M1") is Enquiry.KNOWN
    assert link.send("M1.xml", content=b"one").is_repeat


def test_what_arrives_comes_until_it_is_acknowledged(tmp_path):
    link = FolderLink(tmp_path)
    assert link.fetch() == []
    (link.incoming / "b.xml").write_bytes(b"two")
    (link.incoming / "a.xml").write_bytes(b"one")
    (link.incoming / "c.xml.tmp").write_bytes(b"half")
    first, second = link.fetch()
    assert (first.name, first.content) == ("a.xml", b"one")
    assert link.fetch(at_most=1) == [first]
    link.acknowledge(first)
    link.acknowledge(first)
    assert link.fetch() == [second]
    assert names(link.done) == ["a.xml"]


def test_another_file_of_a_name_that_came_before_is_kept_too(tmp_path):
    link = FolderLink(tmp_path)
    link.fetch()
    for content in (b"one", b"other"):
        (link.incoming / "a.xml").write_bytes(content)
        (arrived,) = link.fetch()
        link.acknowledge(arrived)
    assert len(names(link.done)) == 2


def test_a_slow_upload_counts_once_it_stands_still(tmp_path):
    link = SftpLikeFolderLink(tmp_path)
    link.fetch()
    (link.incoming / "a.xml").write_bytes(b"ha")
    assert link.fetch() == []
    (link.incoming / "a.xml").write_bytes(b"half")
    assert link.fetch() == []
    assert [each.content for each in link.fetch()] == [b"half"]


def test_a_marker_says_that_an_upload_is_whole(tmp_path):
    link = SftpLikeFolderLink(tmp_path)
    link.fetch()
    (link.incoming / "a.xml").write_bytes(b"whole")
    (link.incoming / "a.xml.done").touch()
    (arrived,) = link.fetch()
    link.acknowledge(arrived)
    assert names(link.incoming) == []


def test_what_is_sent_is_signed_and_what_arrives_is_verified(tmp_path):
    private, public = new_keys()
    ours = FolderLink(tmp_path, sign=signer(private), verify=verifier(public))
    ours.send("M1.xml", content=b"one")
    signature = (ours.outgoing / "M1.xml.sig").read_bytes()
    assert verifier(public)(b"one", signature)
    for name, content in (("good.xml", b"one"), ("bad.xml", b"0ne"), ("plain.xml", b"one")):
        (ours.incoming / name).write_bytes(content)
        if name != "plain.xml":
            (ours.incoming / f"{name}.sig").write_bytes(signature)
    refusals = {each.name: each.refusal and each.refusal.code for each in ours.fetch()}
    assert refusals == {
        "good.xml": None,
        "bad.xml": ErrorCode.BANK_SIGNATURE_WRONG,
        "plain.xml": ErrorCode.BANK_SIGNATURE_MISSING,
    }


@pytest.mark.parametrize("make", [signer, verifier])
def test_a_key_that_is_none_is_refused(make):
    with pytest.raises(BankLinkError) as refused:
        make(b"no key")
    assert refused.value.code == ErrorCode.BANK_KEY_BAD
