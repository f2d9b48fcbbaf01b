from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.bank.files import GOLDEN, LINES, line, lines, statement, written

from zhiqiao.bank import IgnoredFile, read_any
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.values import StatementKind
from zhiqiao.common import ErrorCode


@given(st.lists(lines, max_size=5), st.sampled_from(StatementKind), st.integers(-(10**12), 10**12))
def test_what_is_written_reads_the_same(several, kind, opening_fen):
    value = statement(*several, kind=kind, opening_fen=opening_fen)
    assert read_any(written(value)) == (value,)


@pytest.mark.parametrize("kind", StatementKind)
def test_every_kind_of_line_reads_the_same(kind, valid):
    value = statement(kind=kind)
    assert read_any(written(value)) == (value,)
    assert valid(written(value))


def test_a_statement_has_the_bytes_it_always_had():
    assert written(statement()) == (GOLDEN / "camt053.xml").read_bytes()


def test_a_day_on_which_nothing_moved_is_a_statement_too(valid):
    empty = statement(opening_fen=5)
    empty = replace(empty, lines=(), closing_fen=5)
    assert read_any(written(empty)) == (empty,)
    assert valid(written(empty))


def test_several_statements_of_a_file_are_all_read():
    one = written(statement())
    start, end = one.index(b"<Stmt>"), one.index(b"</Stmt>") + len(b"</Stmt>")
    two = (
        one[:end]
        + one[start:end].replace(b"<Id>SM202601060001<", b"<Id>SM202601060002<")
        + one[end:]
    )
    found = read_any(two)
    assert [each.statement_id for each in found] == ["SM202601060001", "SM202601060002"]
    assert found[0].lines == found[1].lines == LINES


def test_an_entry_of_several_payments_is_several_lines():
    content = written(statement(line(1, amount_fen=300), kind=StatementKind.NOTIFICATION))
    start = content.index(b"<TxDtls>")
    end = content.index(b"</TxDtls>") + len(b"</TxDtls>")
    detail = content[start:end].replace(b"<AcctSvcrRef>SB000000000001</AcctSvcrRef>", b"")
    parts = detail.replace(b">3.00<", b">1.00<") + detail.replace(b">3.00<", b">2.00<")
    (found,) = read_any(content[:start] + parts + content[end:])
    told = [(each.reference, each.amount_fen) for each in found.lines]
    assert told == [("SB000000000001/1", 100), ("SB000000000001/2", 200)]
    wrong = parts.replace(b">2.00<", b">2.01<")
    with pytest.raises(BankFileError) as refused:
        read_any(content[:start] + wrong + content[end:])
    assert refused.value.code == ErrorCode.BANK_FILE_SUM_DIFFERS


def test_what_is_not_booked_yet_is_no_line():
    content = written(statement(line(1), kind=StatementKind.NOTIFICATION))
    (found,) = read_any(content.replace(b"<Cd>BOOK</Cd>", b"<Cd>PDNG</Cd>"))
    assert found.lines == ()


def test_a_version_of_old_reads_like_the_new():
    content = written(statement(line(1), kind=StatementKind.NOTIFICATION))
    old = (
        content.replace(b"camt.054.001.08", b"camt.054.001.02")
        .replace(b"<Sts><Cd>BOOK</Cd></Sts>", b"<Sts>BOOK</Sts>")
        .replace(b"<Pty><Nm>", b"<Nm>")
        .replace(b"</Nm></Pty>", b"</Nm>")
    )
    assert read_any(old) == read_any(content)


def test_prefixes_and_line_ends_do_not_matter():
    content = written(statement())
    pretty = content.replace(b"><", b">\r\n  <")
    assert read_any(pretty) == read_any(content)
    prefixed = (
        content.replace(b"</", b"\x01")
        .replace(b"<?", b"\x02")
        .replace(b"<", b"<n:")
        .replace(b"\x01", b"</n:")
        .replace(b"\x02", b"<?")
        .replace(b"xmlns=", b"xmlns:n=")
    )
    assert read_any(prefixed) == read_any(content)


@pytest.mark.parametrize("kind", ["pacs.004.001.09", "camt.052.001.08"])
def test_what_says_nothing_new_is_ignored_by_name(kind):
    content = (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}"><X><GrpHdr><MsgId>M-1</MsgId>'
        "</GrpHdr></X></Document>"
    )
    assert read_any(content.encode()) == IgnoredFile(kind, "M-1")
