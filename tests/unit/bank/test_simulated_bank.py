from datetime import date

import pytest
from tests.unit.bank.files import ACCOUNT, payment_file, transfer

from zhiqiao.bank import IgnoredFile, StatusReport, pain001, read_any
from zhiqiao.bank.errors import BankError, BankFileError, BankRefusedError, BankTimeoutError
from zhiqiao.bank.links import Enquiry
from zhiqiao.bank.simulator import (
    NASTY,
    NONE,
    NORMAL,
    Faults,
    SimulatedBank,
    SimulatedLink,
    faults_named,
)
from zhiqiao.bank.simulator.days import later
from zhiqiao.bank.simulator.rough_link import RoughLink
from zhiqiao.bank.values import Direction, StatementKind, Status
from zhiqiao.common import ErrorCode, describe

ALWAYS = 10_000
FILE = pain001.write(payment_file())
MONDAY = date(2026, 1, 5)


@pytest.fixture
def make():
    """Makes banks that are closed in the end."""
    banks = []

    def make_one(faults=NONE, path=None, **more):
        banks.append(SimulatedBank(path, faults=faults, **more))
        return banks[-1]

    yield make_one
    for bank in banks:
        bank.close()


def said(bank, *, after=0):
    return [read_any(each.content) for each in bank.files(after=after, at_most=1_000)]


def statements(bank, kind=StatementKind.STATEMENT):
    return [
        each
        for answer in said(bank)
        if isinstance(answer, tuple)
        for each in answer
        if each.kind is kind
    ]


def test_what_is_accepted_is_settled_on_its_day(make, valid):
    bank = make()
    assert bank.receive(FILE).status is Status.ACCEPTED
    (report,) = said(bank)
    assert report.original_message_id == "ZQ-20260105-0001"
    assert report.status_of_others is Status.ACCEPTED
    assert bank.advance() == date(2026, 1, 6)
    _, (notified,), (stated,) = said(bank)
    assert notified.lines == stated.lines
    assert {line.end_to_end_id: line.amount_fen for line in stated.lines} == {
        each.end_to_end_id: each.amount_fen for each in payment_file().transfers
    }
    assert bank.totals().balances_fen == {ACCOUNT: stated.closing_fen}
    assert all(valid(each.content) for each in bank.files())


def test_the_same_file_twice_pays_once(make):
    bank = make()
    assert not bank.receive(FILE).is_repeat
    assert bank.receive(FILE).is_repeat
    bank.advance(2)
    assert {each.out_count for each in bank.totals().payments.values()} == {1}


def test_one_message_id_never_stands_for_two_files(make):
    bank = make()
    bank.receive(FILE)
    with pytest.raises(BankRefusedError) as refused:
        bank.receive(pain001.write(payment_file(transfer(9))))
    assert refused.value.data["status"] == 409
    assert refused.value.code == ErrorCode.BANK_REFUSED


def test_a_payment_of_another_file_is_not_paid_again(make):
    bank = make()
    bank.receive(FILE)
    again = pain001.write(payment_file(transfer(1), transfer(9), message_id="M2"))
    assert bank.receive(again).status is Status.PARTLY_ACCEPTED
    report = said(bank)[-1]
    assert [(each.end_to_end_id, each.reason_code) for each in report.statuses] == [
        (transfer(1).end_to_end_id, "AM05")
    ]
    bank.advance()
    assert bank.totals().payments[transfer(1).end_to_end_id].out_count == 1


def test_what_cannot_be_read_is_refused(make):
    bank = make()
    with pytest.raises(BankRefusedError) as refused:
        bank.receive(FILE[:500])
    assert refused.value.data["status"] == 422
    assert said(bank) == []


def test_a_payment_for_later_waits_for_its_day(make):
    bank = make()
    bank.receive(pain001.write(payment_file(execution_on=date(2026, 1, 8))))
    bank.advance(2)
    assert {each.out_fen for each in bank.totals().payments.values()} == {0}
    bank.advance()
    assert {each.out_count for each in bank.totals().payments.values()} == {1}


def test_weekends_are_no_bank_days():
    assert later(date(2026, 1, 9), 1) == date(2026, 1, 12)
    assert later(MONDAY, 5) == date(2026, 1, 12)


def test_a_returned_payment_comes_back_with_its_reason(make):
    bank = make(Faults(returned_bp=ALWAYS))
    bank.receive(FILE)
    bank.advance(8)
    back = [line for each in statements(bank) for line in each.lines if line.is_return]
    assert len(back) == 3
    assert all(line.return_code and line.return_reason for line in back)
    assert all(each.in_fen == each.out_fen > 0 for each in bank.totals().payments.values())


def test_a_rejected_payment_does_not_leave_unless_that_is_the_fault(make):
    for settled_bp, count in ((0, 0), (ALWAYS, 1)):
        bank = make(Faults(payment_rejected_bp=ALWAYS, settled_after_rejected_bp=settled_bp))
        assert bank.receive(FILE).status is Status.REJECTED
        assert all(each.status is Status.REJECTED for each in said(bank)[0].statuses)
        bank.advance()
        moved = bank.totals().payments.values()
        assert {each.out_count for each in moved} == {count}
        assert all(each.reason_code for each in moved)


def test_a_rejected_file_moves_nothing(make):
    bank = make(Faults(file_rejected_bp=ALWAYS))
    assert bank.receive(FILE).status is Status.REJECTED
    (report,) = said(bank)
    assert (report.status_of_others, report.reason_code) == (Status.REJECTED, "FF01")
    bank.advance(3)
    assert bank.totals().payments == {}


@pytest.mark.parametrize("fault", ["booked_wrongly_bp", "booked_twice_bp"])
def test_a_wrong_booking_is_put_right_after_two_days(make, fault):
    bank = make(Faults(**{fault: ALWAYS}))
    bank.receive(FILE)
    bank.advance()
    wrong = bank.totals().payments.values()
    assert all(each.out_fen > each.asked_fen for each in wrong)
    bank.advance(2)
    right = bank.totals().payments.values()
    assert all(each.out_fen - each.in_fen == each.asked_fen for each in right)
    lines = [line for each in statements(bank) for line in each.lines]
    assert sum(line.is_reversal for line in lines) == 3
    assert not any(line.is_return for line in lines)


def test_a_line_that_is_late_is_on_the_statement_of_the_next_day(make):
    bank = make(Faults(stated_late_bp=ALWAYS))
    bank.receive(FILE)
    bank.advance(2)
    assert [len(each.lines) for each in statements(bank)] == [0, 3]
    (notified,) = statements(bank, StatementKind.NOTIFICATION)
    assert notified.lines == statements(bank)[1].lines


def test_a_movement_of_nobody_is_on_the_statement(make):
    bank = make(Faults(alien_line_bp=ALWAYS))
    bank.receive(FILE)
    bank.advance()
    known = {each.end_to_end_id for each in payment_file().transfers}
    (alien,) = [
        line for each in statements(bank) for line in each.lines if line.end_to_end_id not in known
    ]
    moved = bank.totals().payments[alien.end_to_end_id]
    way = moved.in_fen if alien.direction is Direction.IN else moved.out_fen
    assert (moved.asked_fen, way) == (0, alien.amount_fen)


def test_a_status_can_be_late_double_and_out_of_order(make):
    late = make(Faults(status_delayed_bp=ALWAYS))
    late.receive(FILE)
    assert said(late) == []
    late.advance(2)
    assert isinstance(said(late)[0], StatusReport) or isinstance(said(late)[1], StatusReport)
    double = make(Faults(status_twice_bp=ALWAYS))
    double.receive(FILE)
    first, second = double.files()
    assert first.content == second.content
    disorder = make(Faults(status_out_of_order_bp=ALWAYS))
    disorder.receive(FILE)
    disorder.advance()
    reports = [each for each in said(disorder) if isinstance(each, StatusReport)]
    assert [each.group_status for each in reports] == [Status.ACCEPTED, Status.RECEIVED]


def test_a_statement_can_come_twice(make):
    bank = make(Faults(statement_twice_bp=ALWAYS))
    bank.receive(FILE)
    bank.advance()
    one, two = statements(bank)
    assert one == two


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("statement_truncated_bp", ErrorCode.BANK_FILE_TRUNCATED),
        ("statement_wrong_bp", ErrorCode.BANK_FILE_SUM_DIFFERS),
    ],
)
def test_a_spoilt_statement_is_refused_and_the_whole_one_comes_next_day(make, fault, code):
    bank = make(Faults(**{fault: ALWAYS}))
    bank.receive(FILE)
    bank.advance()
    spoilt = [each for each in bank.files() if each.name.startswith("camt053")]
    with pytest.raises(BankFileError) as refused:
        read_any(spoilt[0].content)
    assert refused.value.code == code
    bank.change_faults({fault: 0})
    bank.advance()
    assert [len(each.lines) for each in _readable(bank)] == [3, 0]


def _readable(bank):
    for each in bank.files():
        if each.name.startswith("camt053"):
            try:
                yield from read_any(each.content)
            except BankFileError:
                continue


@pytest.mark.parametrize(
    ("fault", "known"),
    [
        ("timeout_before_bp", Enquiry.NOT_KNOWN),
        ("timeout_after_bp", Enquiry.KNOWN),
        ("error_before_bp", Enquiry.NOT_KNOWN),
        ("error_after_bp", Enquiry.KNOWN),
    ],
)
def test_after_silence_the_enquiry_tells_and_the_same_bytes_pay_once(make, fault, known):
    bank = make(Faults(**{fault: ALWAYS}))
    link = SimulatedLink(bank)
    with pytest.raises(BankTimeoutError):
        link.send("ZQ-20260105-0001.xml", content=FILE)
    assert link.enquire("ZQ-20260105-0001") is known
    bank.change_faults({fault: 0})
    receipt = link.send("ZQ-20260105-0001.xml", content=FILE)
    assert receipt.is_repeat is (known is Enquiry.KNOWN)
    bank.advance()
    assert {each.out_count for each in bank.totals().payments.values()} == {1}


def _life(bank, order):
    """What is true after two weeks in which the files came in an order."""
    for number in order:
        several = [transfer(number * 100 + each) for each in range(30)]
        bank.receive(pain001.write(payment_file(*several, message_id=f"M{number}")))
    bank.advance(10)
    return {name: moved for name, moved in bank.totals().payments.items() if name.startswith("ZQ")}


def test_the_same_seed_makes_the_same_faults_whatever_the_order(make):
    one = _life(make(NASTY, seed=7), [1, 2, 3])
    other = _life(make(NASTY, seed=7), [3, 1, 2])
    another = _life(make(NASTY, seed=8), [1, 2, 3])
    assert one == other != another


def test_every_statement_of_a_nasty_bank_follows_on_the_former(make):
    bank = make(NASTY, seed=3)
    _life(bank, range(1, 6))
    by_number = {each.number: each for each in _readable(bank)}
    assert len(by_number) > 5
    for number, each in by_number.items():
        if number - 1 in by_number:
            assert each.opening_fen == by_number[number - 1].closing_fen


def test_a_bank_remembers_after_its_end(make, tmp_path):
    bank = make(NASTY, tmp_path / "bank.sqlite3", starts_on=MONDAY)
    bank.receive(FILE)
    bank.advance()
    before = bank.totals()
    bank.close()
    again = SimulatedBank(tmp_path / "bank.sqlite3")
    assert again.totals() == before
    assert again.faults == NASTY
    assert again.receive(FILE).is_repeat
    again.close()


@pytest.mark.parametrize(
    "wanted", [{"no_such_bp": 1}, {"returned_bp": 10_001}, {"returned_bp": -1}]
)
def test_faults_that_do_not_exist_are_refused(make, wanted):
    bank = make()
    with pytest.raises(BankError) as refused:
        bank.change_faults(wanted)
    assert refused.value.code == ErrorCode.BANK_FAULTS_UNKNOWN
    assert describe(refused.value, "en")


def test_presets_have_names():
    assert [faults_named(name) for name in ("none", "normal", "nasty")] == [NONE, NORMAL, NASTY]
    with pytest.raises(BankError):
        faults_named("merciless")


def test_the_simulated_bank_sends_nothing_that_would_be_ignored(make):
    bank = make(NORMAL)
    bank.receive(FILE)
    bank.advance(3)
    assert not any(isinstance(each, IgnoredFile) for each in said(bank))


def test_somebody_pays_in_and_it_is_told_the_next_day(make):
    bank = make()
    bank.receive(FILE)
    bank.advance()
    last = bank.booked()[-1][0]
    bank.pay_in(ACCOUNT, amount_fen=700, end_to_end_id="", remark="退款 ZQC1")
    bank.advance()
    ((_number, line),) = bank.booked(after=last)
    assert (line.direction, line.amount_fen, line.remark) == (Direction.IN, 700, "退款 ZQC1")
    assert statements(bank)[-1].lines == (line,)


def test_every_fault_that_happens_is_counted(make):
    bank = make(Faults(payment_rejected_bp=ALWAYS, status_twice_bp=ALWAYS))
    assert bank.faults_met() == {}
    bank.receive(FILE)
    assert bank.faults_met() == {"payment_rejected": 3, "status_twice": 1}


def test_on_a_rough_way_everything_arrives_whole_once_and_some_of_it_besides(make):
    bank = make(NASTY, seed=2)
    link = RoughLink(bank)
    _life(bank, range(1, 12))
    got = []
    for _day in range(20):
        bank.advance()
        while files := link.fetch(after=got[-1].cursor if got else "", at_most=7):
            got += files
    sent = [each.content for each in bank.files(at_most=1_000)]
    contents = [each.content for each in got]
    assert [each.cursor for each in got] == [str(place + 1) for place in range(len(got))]
    assert all(contents.count(each) >= sent.count(each) for each in sent)
    strange = [each for each in contents if each not in sent]
    assert strange
    for each in strange:
        with pytest.raises(BankFileError):
            read_any(each)
    assert {"file_with_doctype", "other_currency", "files_out_of_order"} <= set(bank.faults_met())
    bank.change_faults(NONE.rates())
    bank.advance()
    assert [each.content for each in link.fetch(after=got[-1].cursor)] == [
        each.content for each in bank.files(after=len(sent))
    ]
