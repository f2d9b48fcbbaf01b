"""Files that say something else than before, too much, or nobody knows of whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.bank_talk import (
    Bank,
    differences,
    kept,
    line,
    paid,
    report,
    returned,
    statement,
    states,
)

from zhiqiao.bank.values import Direction, StatementKind, Status
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.payouts.account_actions import NewAccount, confirm_account, propose_account
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.reconciliation.actions import let_read, read_again, receive
from zhiqiao.web.reconciliation.exchange import read_file
from zhiqiao.web.reconciliation.models import BankFile, BankFileContent
from zhiqiao.web.reconciliation.wording import meaning_of, problem_of

pytestmark = pytest.mark.django_db(transaction=True)
FULL = StatementKind.STATEMENT
FEE = {"reference": "", "amount_fen": 500, "direction": Direction.OUT, "name": "手续费"}


@pytest.fixture
def bank():
    return Bank(payees=2)


@pytest.fixture
def others(bank):
    """The finance people of another department with an account."""
    other = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
    return [
        PersonFactory(role=role, organisation=other)
        for role in (Role.FINANCE_MAKER, Role.FINANCE_CHECKER)
    ]


def register_account(maker, checker):
    account = NewAccount("别的局", "62220001", "银行", "102331000018")
    confirm_account(actor=checker, change=propose_account(actor=maker, account=account))
    assert BankAccount.objects.unscoped().count() == 2


def huge():
    """More than half of what an account can hold."""
    return statement([line(amount_fen=10**15) for _ in range(600)])


class TestSaidOtherwise:
    def test_a_statement_with_one_line_changed_is_refused_in_words(self, bank):
        first, second = bank.payments
        bank.take(statement([paid(first, reference="R1")], kind=FULL, statement_id="S-ONE"))
        changed = statement([paid(second, reference="R1")], kind=FULL, statement_id="S-ONE")
        file = bank.take(changed)
        assert (file.state, file.problem) == ("refused", "bank_statement_changed")
        assert "S-ONE" in problem_of(file)
        assert states(bank) == ["settled", "queued"]

    def test_the_same_statement_again_is_read(self, bank):
        lines = [paid(each) for each in bank.payments] + [line(**FEE)]
        bank.take(statement(lines, kind=FULL, statement_id="S-ONE"))
        file = bank.take(statement(lines[::-1], kind=FULL, statement_id="S-ONE"))
        assert (file.state, file.matched, file.different) == ("read", 0, 0)
        assert len(kept()) == 3

    def test_one_reference_with_other_content_waits_for_a_person(self, bank):
        first, second = bank.payments
        bank.take(statement([paid(first, reference="R1")]))
        bank.take(statement([paid(first, reference="R1"), paid(second, reference="R1")]))
        assert states(bank) == ["settled", "queued"]
        (found,) = differences()
        assert (found.kind, found.payment) == ("unknown_reference", second)
        assert "同一个流水号" in meaning_of(found)

    def test_nor_does_a_return_under_it_count(self, bank):
        bank.settle(*bank.payments)
        first, second = bank.payments
        bank.take(statement([returned(first, reference="R1")]))
        bank.take(statement([returned(second, reference="R1")]))
        assert states(bank) == ["returned", "settled"]
        assert [each.kind for each in differences()] == ["unknown_reference"]


class TestWithoutReference:
    def test_alike_ones_of_two_statements_are_two(self, bank):
        told = {"kind": FULL, "statement_id": "A", "opening_fen": 10_000}
        fee = statement([line(**FEE)], **told)
        bank.take(statement([line(**FEE)]))
        bank.take(fee)
        assert len(kept()) == 1
        bank.take(statement([line(**FEE)], kind=FULL, statement_id="B", opening_fen=9_500))
        assert len(kept()) == 2
        bank.take(statement([line(**FEE)], message_id="again", **told))
        assert len(kept()) == 2


class TestTooMuch:
    @pytest.mark.parametrize("length", [140, 141, 500])
    def test_a_long_remark_is_cut(self, bank, length):
        content = statement([line(remark="汇")])
        file = bank.take(content.replace("汇".encode(), ("汇" * length).encode()))
        assert file.state == "read"
        assert kept()[0].remark == "汇" * 140

    def test_an_amount_beyond_all_books(self, bank):
        file = bank.take(statement([line(amount_fen=10**16)]))
        assert (file.state, file.problem) == ("refused", "bank_file_bad_amount")

    def test_a_number_beyond_all_columns(self, bank):
        content = statement([line()], kind=FULL, number=77)
        file = bank.take(content.replace(b">77<", b">" + b"7" * 30 + b"<"))
        assert (file.state, file.problem) == ("refused", "bank_file_bad_value")

    def test_a_sum_beyond_the_account_is_refused_and_not_tried_for_ever(self, bank):
        bank.take(huge())
        before = Entry.objects.unscoped().count()
        file = bank.take(huge())
        assert (file.state, file.problem) == ("refused", "bank_file_unbookable")
        assert "记不下" in problem_of(file)
        assert Entry.objects.unscoped().count() == before


class TestDays:
    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("<Dt>2026-11-20</Dt>", 20),
            ("<DtTm>2026-11-20T23:30:00</DtTm>", 20),
            ("<DtTm>2026-11-20T23:30:00+08:00</DtTm>", 20),
            ("<DtTm>2026-11-20T16:30:00Z</DtTm>", 21),
        ],
    )
    def test_an_instant_is_booked_on_the_day_in_china(self, bank, written, day):
        content = statement([line()])
        assert b"<BookgDt><Dt>2026-11-20</Dt>" in content
        told = f"<BookgDt>{written}".encode()
        bank.take(content.replace(b"<BookgDt><Dt>2026-11-20</Dt>", told))
        assert kept()[0].booked_on.day == day


class TestWhoSees:
    def seen(self, *people):
        return [BankFile.objects.visible_to(each).count() for each in people]

    def test_a_file_of_nobody_is_seen_by_all_finance_without_its_bytes(self, client, bank, others):
        register_account(*others)
        file = read_file(receive(name="x.xml", content=b"<a>"))
        assert (file.state, file.organisation) == ("refused", None)
        assert self.seen(bank.cast.maker, bank.cast.checker, *others) == [1] * 4
        assert not BankFileContent.objects.visible_to(others[0]).exists()
        client.force_login(others[0])
        assert client.get(f"/bank-files/{file.pk}/").status_code == 200

    @pytest.mark.parametrize("which", ["statement", "report"])
    def test_a_broken_file_of_an_account_is_seen_by_its_department(self, bank, others, which):
        register_account(*others)
        content = {
            "statement": statement([paid(bank.payments[0])]),
            "report": report(bank.message_id, group=Status.ACCEPTED),
        }[which]
        file = read_file(receive(name="x.xml", content=content[:-20]))
        assert (file.state, file.organisation) == ("refused", bank.department)
        assert self.seen(bank.cast.maker, others[0]) == [1, 0]


class TestByHand:
    def test_a_rejection_takes_two_people(self, bank):
        first, maker = bank.payments[0], bank.cast.maker
        content = report(bank.message_id, statuses=[(first, Status.REJECTED, "MS03")])
        file = bank.take(content, actor=maker)
        assert (file.state, states(bank)[0]) == ("waiting", "queued")
        with pytest.raises(RefusedError):
            let_read(actor=maker, file=file)
        read_file(read_again(actor=maker, file=file))
        assert states(bank)[0] == "queued"
        read_file(let_read(actor=bank.cast.checker, file=file))
        assert states(bank)[0] == "rejected"

    def test_the_link_brings_it_too_and_it_is_read(self, bank):
        content = statement([paid(bank.payments[0])])
        assert bank.take(content, actor=bank.cast.maker).state == "waiting"
        assert bank.take(content).state == "read"

    def test_what_cannot_be_booked_answers_with_a_page(self, client, bank):
        client.force_login(bank.cast.maker)
        bank.take(huge())
        client.post("/bank-files/upload/", {"file": SimpleUploadedFile("x.xml", huge())})
        file = BankFile.objects.unscoped().latest("pk")
        client.force_login(bank.cast.checker)
        answer = client.post(f"/bank-files/{file.pk}/release/", follow=True)
        assert "记不下" in answer.content.decode()
