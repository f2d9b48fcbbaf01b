import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.bank.files import LINES, statement, written

from zhiqiao.bank import read_any
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.walking import Limits
from zhiqiao.common import ErrorCode, describe

WHOLE = written(statement())
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><d>&c;</d>'
)
STEALING = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


def with_(old, new):
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


def in_document(text):
    head = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    return head + text + b"</Document>"


HOSTILE = [
    (WHOLE[: len(WHOLE) // 2], "BANK_FILE_TRUNCATED"),
    (WHOLE[:-3], "BANK_FILE_TRUNCATED"),
    (WHOLE[: WHOLE.index("杭".encode()) + 1], "BANK_FILE_TRUNCATED"),
    (b"", "BANK_FILE_TRUNCATED"),
    (b'<?xml version="1.0"?>', "BANK_FILE_TRUNCATED"),
    (BOMB, "BANK_FILE_WITH_DOCTYPE"),
    (STEALING, "BANK_FILE_WITH_DOCTYPE"),
    (WHOLE.replace(b"<Document", b"<!DOCTYPE Document><Document", 1), "BANK_FILE_WITH_DOCTYPE"),
    (WHOLE.decode().encode("utf-16"), "BANK_FILE_NOT_UTF8"),
    (WHOLE.decode().encode("gb18030"), "BANK_FILE_NOT_UTF8"),
    (with_(b'encoding="UTF-8"', b'encoding="GB18030"'), "BANK_FILE_NOT_UTF8"),
    (b"not XML at all", "BANK_FILE_BROKEN"),
    (with_(b"<Stmt>", b"<Stmt>&stolen;"), "BANK_FILE_BROKEN"),
    (with_(b"</Stmt>", b"</Smtt>"), "BANK_FILE_BROKEN"),
    (WHOLE + b"<more/>", "BANK_FILE_BROKEN"),
    (in_document(b"<a>" * 100 + b"</a>" * 100), "BANK_FILE_TOO_DEEP"),
    (b"<html><body/></html>", "BANK_FILE_UNKNOWN_KIND"),
    (with_(b"camt.053.001.08", b"pain.008.001.08"), "BANK_FILE_UNKNOWN_KIND"),
    (with_(b'Ccy="CNY"', b'Ccy="USD"'), "BANK_FILE_WRONG_CURRENCY"),
    (with_(b'<Amt Ccy="CNY">', b"<Amt>"), "BANK_FILE_WRONG_CURRENCY"),
    (with_(b"<Ccy>CNY</Ccy>", b"<Ccy>EUR</Ccy>"), "BANK_FILE_WRONG_CURRENCY"),
    (with_(b"7800.01<", b"7800.011<"), "BANK_FILE_BAD_AMOUNT"),
    (with_(b"7800.01<", b"7,800.01<"), "BANK_FILE_BAD_AMOUNT"),
    (with_(b"7800.01<", b"-7800.01<"), "BANK_FILE_BAD_AMOUNT"),
    (with_(b"7800.01<", b"7.8e3<"), "BANK_FILE_BAD_AMOUNT"),
    (with_(b"7800.01<", "\uff17800<".encode()), "BANK_FILE_BAD_AMOUNT"),
    (WHOLE.replace(b"7800.01<", b"0.00<"), "BANK_FILE_BAD_AMOUNT"),
    (with_(b"<CdtDbtInd>DBIT<", b"<CdtDbtInd>BOTH<"), "BANK_FILE_BAD_VALUE"),
    (with_(b"<BookgDt><Dt>2026-01-06<", b"<BookgDt><Dt>2026-02-30<"), "BANK_FILE_BAD_VALUE"),
    (with_(b"<EndToEndId>ZQ", b"<EndToEndId>" + b"Z" * 40), "BANK_FILE_BAD_VALUE"),
    (with_(b"<AcctSvcrRef>SB", b"<AcctSvcrRef>" + b"S" * 40), "BANK_FILE_BAD_VALUE"),
    (with_(b"<MsgId>SM202601060001</MsgId>", b""), "BANK_FILE_MISSING"),
    (with_(b"<Id>SM202601060001</Id>", b""), "BANK_FILE_MISSING"),
    (with_(b"<CdtDbtInd>DBIT</CdtDbtInd>", b""), "BANK_FILE_MISSING"),
    (with_(b"<Cd>CLBD</Cd>", b"<Cd>ITBD</Cd>"), "BANK_FILE_MISSING"),
    (with_(b"<Cd>OPBD</Cd>", b"<Cd>ITBD</Cd>"), "BANK_FILE_MISSING"),
    (with_(b"1007800.04<", b"1007800.05<"), "BANK_FILE_SUM_DIFFERS"),
    (with_(b"<NbOfNtries>3<", b"<NbOfNtries>4<"), "BANK_FILE_SUM_DIFFERS"),
    (with_(b"<NbOfNtries>2<", b"<NbOfNtries>1<"), "BANK_FILE_SUM_DIFFERS"),
    (with_(b"<Sum>7800.01<", b"<Sum>7800.02<"), "BANK_FILE_SUM_DIFFERS"),
]


@pytest.mark.parametrize(("content", "code"), HOSTILE)
def test_a_hostile_file_is_refused_and_the_words_say_why(content, code):
    with pytest.raises(BankFileError) as refused:
        read_any(content)
    assert refused.value.code == ErrorCode[code]
    assert describe(refused.value, "zh")
    assert describe(refused.value, "en")


def test_a_file_that_is_too_large_is_not_opened():
    with pytest.raises(BankFileError) as refused:
        read_any(WHOLE, limits=Limits(bytes_max=1_000))
    assert refused.value.code == ErrorCode.BANK_FILE_TOO_LARGE


def test_the_words_say_in_which_line():
    second = WHOLE.splitlines()[5]
    assert b"AC04" in second
    with pytest.raises(BankFileError) as refused:
        read_any(with_(second, second.replace(b'Ccy="CNY"', b'Ccy="USD"', 1)))
    assert refused.value.data["line"] == 6


def test_a_byte_order_mark_does_not_matter():
    assert read_any(b"\xef\xbb\xbf" + WHOLE)[0].lines == LINES


@given(st.integers(0, len(WHOLE) - 2))
def test_wherever_a_file_ends_early_it_is_refused(cut_at):
    with pytest.raises(BankFileError) as refused:
        read_any(WHOLE[:cut_at].rstrip())
    assert refused.value.code == ErrorCode.BANK_FILE_TRUNCATED


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(position, damage):
    damaged = WHOLE[:position] + damage + WHOLE[position + len(damage) :]
    try:
        found = read_any(damaged)
    except BankFileError as error:
        found = describe(error, "zh")
    assert found or found == ()
