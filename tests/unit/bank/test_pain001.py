import pytest
from hypothesis import given
from tests.unit.bank.files import GOLDEN, files, payment_file, transfer

from zhiqiao.bank import pain001
from zhiqiao.bank.errors import BankFileError
from zhiqiao.common import ErrorCode, describe


@given(files)
def test_what_is_written_reads_the_same(file):
    assert pain001.read(pain001.write(file)) == file


def test_the_same_value_makes_the_same_bytes_always():
    assert pain001.write(payment_file()) == (GOLDEN / "pain001.xml").read_bytes()


def test_what_is_written_keeps_the_schema(valid):
    marked = transfer(7, name="甲 & 乙 <研究院>", remark="", bank_name="")
    assert valid(pain001.write(payment_file()))
    assert valid(pain001.write(payment_file(marked)))


def test_a_long_remark_is_cut(valid):
    content = pain001.write(payment_file(transfer(1, remark="补" * 200)))
    assert pain001.read(content).transfers[0].remark == "补" * 140
    assert valid(content)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "BANK_TEXT_LENGTH"),
        ({"name": "企" * 141}, "BANK_TEXT_LENGTH"),
        ({"end_to_end_id": "A" * 36}, "BANK_TEXT_LENGTH"),
        ({"account": "1" * 35}, "BANK_TEXT_LENGTH"),
        ({"name": "甲\x00乙"}, "BANK_TEXT_ILLEGAL"),
        ({"name": "甲\n乙"}, "BANK_TEXT_ILLEGAL"),
        ({"remark": "坏\ud800字"}, "BANK_TEXT_ILLEGAL"),
        ({"remark": "坏\ufffe字"}, "BANK_TEXT_ILLEGAL"),
        ({"bank_code": "1023310000"}, "BANK_CODE_BAD"),
        ({"bank_code": "\uff11102331000012"}, "BANK_CODE_BAD"),
        ({"amount_fen": 0}, "BANK_AMOUNT_BAD"),
        ({"amount_fen": -5}, "BANK_AMOUNT_BAD"),
        ({"amount_fen": 10**18}, "BANK_AMOUNT_BAD"),
    ],
)
def test_what_no_bank_could_take_is_refused(changed, code):
    with pytest.raises(BankFileError) as refused:
        pain001.write(payment_file(transfer(1, **changed)))
    assert refused.value.code == ErrorCode[code]
    assert describe(refused.value, "zh")
    assert describe(refused.value, "en")


def test_a_file_of_no_payments_is_refused():
    with pytest.raises(BankFileError) as refused:
        pain001.write(payment_file(transfers=()))
    assert refused.value.code == ErrorCode.BANK_PAYMENTS_NONE


def test_two_payments_of_one_id_are_refused():
    with pytest.raises(BankFileError) as refused:
        pain001.write(payment_file(transfer(1), transfer(1, name="另一家")))
    assert refused.value.code == ErrorCode.BANK_ID_TWICE


def test_the_sum_of_many_may_not_outgrow_the_schema():
    large = [transfer(number, amount_fen=10**18 - 1) for number in (1, 2)]
    with pytest.raises(BankFileError) as refused:
        pain001.write(payment_file(*large))
    assert refused.value.code == ErrorCode.BANK_AMOUNT_BAD


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<NbOfTxs>3<", b"<NbOfTxs>4<"),
        (b"<CtrlSum>23400.06<", b"<CtrlSum>23400.07<"),
    ],
)
def test_a_file_whose_sums_differ_is_refused(old, new):
    content = pain001.write(payment_file())
    assert old in content
    with pytest.raises(BankFileError) as refused:
        pain001.read(content.replace(old, new, 1))
    assert refused.value.code == ErrorCode.BANK_FILE_SUM_DIFFERS
