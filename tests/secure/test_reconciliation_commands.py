"""`zhiqiao bank import`, `fetch`, `files`, `set-aside`: what they print, their exit status."""

import json

import pytest
from tests.factories import OrganisationFactory
from tests.secure.bank_talk import Bank, paid, statement, states

from zhiqiao.bank.values import StatementKind
from zhiqiao.cli.running import run
from zhiqiao.common import ErrorCode
from zhiqiao.web.reconciliation.models import BankFile, StatementLine

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
FULL = StatementKind.STATEMENT


@pytest.fixture
def told(capsys):
    """What a call prints with --json."""

    def call(*words, status=0):
        capsys.readouterr()
        assert run(["bank", *map(str, words), "--json"]) == status
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def bank():
    return Bank(payees=2)


def of_two_accounts():
    """One file with the statements of two accounts."""
    first, second = (statement([], kind=FULL, account=each) for each in ("6222001", "6222002"))
    start, end = second.index(b"<Stmt>"), second.index(b"</Stmt>") + len(b"</Stmt>")
    return first.replace(b"</Stmt>", b"</Stmt>" + second[start:end])


def test_files_are_taken_in_listed_and_booked_once(bank, told, tmp_path, capsys):
    path = tmp_path / "statement.xml"
    path.write_bytes(statement([paid(each) for each in bank.payments], kind=FULL))
    (first,) = told("import", path)
    assert (first["name"], first["state"], first["problem"]) == (path.name, "read", "")
    assert (first["count"], first["matched"], first["different"]) == (2, 2, 0)
    assert states(bank) == ["settled"] * 2
    assert told("import", path)[0]["id"] == first["id"]
    assert [each["sha256"] for each in told("files")] == [first["sha256"]]
    assert run(["bank", "files"]) == 0
    listed = capsys.readouterr().out
    assert path.name in listed
    assert "已读取" in listed


def test_a_file_of_two_accounts_is_refused_and_nothing_of_it_counts(told, tmp_path, capsys):
    path = tmp_path / "two.xml"
    path.write_bytes(of_two_accounts())
    (refused,) = told("import", path, status=1)
    assert (refused["state"], refused["code"]) == ("refused", ErrorCode.BANK_ACCOUNTS_SEVERAL)
    assert "2 个账户" in refused["problem"]
    assert not StatementLine.objects.unscoped().exists()
    assert run(["bank", "import", str(path)]) == 1
    assert "2 个账户" in capsys.readouterr().err


def test_nothing_is_taken_in_where_one_of_the_files_is_not_there(told, tmp_path):
    path = tmp_path / "statement.xml"
    path.write_bytes(of_two_accounts())
    refused = told("import", path, tmp_path / "missing.xml", status=1)
    assert refused["error"]["code"] == ErrorCode.FILE_MISSING
    assert not BankFile.objects.unscoped().exists()


def test_what_is_no_file_of_a_bank_is_not_kept(told, tmp_path):
    path, other = tmp_path / "statement.xml", tmp_path / "notes.txt"
    path.write_bytes(of_two_accounts())
    for content in (b"call the bank", b"\xff\xfe\x00", b"", b"<html><p>hello</p></html>"):
        other.write_bytes(content)
        refused = told("import", path, other, status=1)["error"]
        assert refused["code"] == ErrorCode.BANK_FILE_UNKNOWN_KIND
        assert "notes.txt" in refused["message"]
    assert not BankFile.objects.unscoped().exists()


def test_one_that_is_spoilt_further_on_is_kept(told, tmp_path):
    path = tmp_path / "cut.xml"
    path.write_bytes(of_two_accounts()[:900])
    (refused,) = told("import", path, status=1)
    assert (refused["state"], refused["code"]) == ("refused", ErrorCode.BANK_FILE_TRUNCATED)


def test_a_file_of_nobody_is_set_aside_by_the_operator(told, tmp_path):
    path = tmp_path / "cut.xml"
    path.write_bytes(of_two_accounts()[:900])
    (refused,) = told("import", path, status=1)
    found = told("set-aside", refused["id"], "--why", "银行已重发")
    assert found["state"] == "set_aside"
    again = told("set-aside", refused["id"], "--why", "银行已重发", status=1)["error"]
    assert "读不了的才要搁置" in again["message"]
    BankFile.objects.unscoped().update(state="refused", organisation=OrganisationFactory())
    other = told("set-aside", refused["id"], "--why", "银行已重发", status=1)["error"]
    assert "由那个部门的财务经办搁置" in other["message"]


def test_files_are_fetched_from_the_folder_that_the_bank_fills(bank, told, tmp_path, settings):
    settings.ZHIQIAO_BANK = f"folder:{tmp_path}"
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "statement.xml").write_bytes(statement([paid(each) for each in bank.payments]))
    assert told("fetch") == {"fetched": 1, "read_later": 0}
    assert states(bank) == ["settled"] * 2
    assert told("fetch") == {"fetched": 0, "read_later": 0}


def test_without_a_link_to_the_bank_nothing_is_fetched(told, settings):
    settings.ZHIQIAO_BANK = ""
    refused = told("fetch", status=1)["error"]
    assert refused["code"] == ErrorCode.BANK_LINK_NONE
    assert "ZHIQIAO_BANK" in refused["message"]
