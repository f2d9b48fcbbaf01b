"""What the bank says of payments: statuses go forward only, every movement is booked once."""

import pytest
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
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts.models import PayoutList
from zhiqiao.web.reconciliation.models import BankFile, BankFileState

pytestmark = pytest.mark.django_db(transaction=True)
FULL = StatementKind.STATEMENT


@pytest.fixture
def bank():
    return Bank()


class TestStatuses:
    def test_a_whole_file_is_accepted(self, bank):
        file = bank.accept()
        assert states(bank) == ["accepted"] * 5
        assert (file.state, file.count, file.matched, file.different) == ("read", 5, 5, 0)

    def test_a_rejected_payment_has_its_money_back_on_the_budget(self, bank):
        first, second, *_rest = bank.payments
        said = [(first, Status.REJECTED, "AC04"), (second, Status.REJECTED, "AM04")]
        bank.take(report(bank.message_id, group=Status.PARTLY_ACCEPTED, statuses=said))
        assert states(bank) == ["rejected", "rejected", "accepted", "accepted", "accepted"]
        account = bank.cast.line.account
        account.refresh_from_db()
        assert account.balance.free_fen == first.amount_fen + second.amount_fen
        wanted = Entitlement.objects.unscoped().order_by("pk").values_list("state", flat=True)
        # The first has to name another account; the second can be paid as it is.
        assert list(wanted[:3]) == ["cleared", "confirmed", "paid"]
        assert bank.payments[0].reason == "AC04"

    def test_a_whole_file_is_rejected(self, bank):
        bank.take(report(bank.message_id, group=Status.REJECTED, reason_code="FF01"))
        assert states(bank) == ["rejected"] * 5
        assert bank.payments[0].reason == "FF01"

    def test_the_rejection_of_a_copy_says_nothing_of_the_payments(self, bank):
        bank.take(report(bank.message_id, group=Status.REJECTED, reason_code="DU01"))
        assert states(bank) == ["queued"] * 5

    def test_twice_and_out_of_order_changes_nothing(self, bank):
        first = bank.payments[0]
        bank.settle(first)
        bank.accept()
        bank.accept()
        assert states(bank) == ["settled", "accepted", "accepted", "accepted", "accepted"]
        assert differences() == []

    def test_a_rejection_after_settlement_is_a_difference_once(self, bank):
        first = bank.payments[0]
        bank.settle(first)
        for _ in range(2):
            bank.take(report(bank.message_id, statuses=[(first, Status.REJECTED, "AC04")]))
        (found,) = differences()
        assert (found.kind, found.payment, found.line) == ("against_state", first, None)
        assert states(bank)[0] == "settled"

    def test_statuses_of_unknown_payments_are_counted(self, bank):
        file = bank.take(report(bank.message_id, statuses=[("NOBODY", Status.ACCEPTED, "")]))
        assert (file.different, file.detail["first"]) == (1, "NOBODY")

    def test_a_report_on_another_file_is_refused(self, bank):
        file = bank.take(report("STRANGE", group=Status.ACCEPTED))
        assert (file.state, file.problem) == (BankFileState.REFUSED, "bank_message_unknown")


class TestStatements:
    def test_settled(self, bank):
        file = bank.settle(*bank.payments)
        assert states(bank) == ["settled"] * 5
        assert (file.count, file.matched, file.different) == (5, 5, 0)
        assert PayoutList.objects.unscoped().get().state == "finished"

    def test_the_same_bytes_are_the_same_file(self, bank):
        content = statement([paid(each) for each in bank.payments])
        first, second = bank.take(content), bank.take(content, name="y.xml")
        assert first == second
        assert BankFile.objects.unscoped().count() == 1

    @pytest.mark.parametrize("kinds", [(None, FULL), (FULL, None), (FULL, FULL)])
    def test_told_twice_is_one_movement(self, bank, kinds):
        lines = [paid(each) for each in bank.payments] + [line()]
        for kind in kinds:
            file = bank.take(statement(lines, kind=kind or StatementKind.NOTIFICATION))
        assert len(kept()) == 6
        assert (file.count, file.matched, file.different) == (6, 0, 0)
        assert len([each for each in differences() if each.line]) == 1

    def test_movements_under_one_reference_are_told_apart(self, bank):
        first, second, *_rest = bank.payments
        lines = [paid(first, reference="BATCH"), paid(second, reference="BATCH")]
        bank.take(statement(lines))
        bank.take(statement(reversed(lines), kind=FULL))
        assert states(bank)[:2] == ["settled", "settled"]
        assert len(kept()) == 2

    def test_movements_without_a_reference_are_told_once(self, bank):
        lines = [line(reference=""), line(reference="")]
        bank.take(statement(lines))
        bank.take(statement(lines, kind=FULL))
        assert len(kept()) == 2

    def test_returned(self, bank):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first)]))
        assert (states(bank)[0], bank.payments[0].reason) == ("returned", "AC04")
        assert PayoutList.objects.unscoped().get().state == "released"

    def test_settled_and_returned_in_one_file(self, bank):
        first = bank.payments[0]
        bank.take(statement([returned(first), paid(first)], kind=FULL))
        assert states(bank)[0] == "returned"
        assert differences() == []

    def test_a_return_before_its_settlement_waits_for_it(self, bank):
        first = bank.payments[0]
        bank.take(statement([returned(first)]))
        assert [each.kind for each in differences()] == ["against_state"]
        bank.settle(first)
        assert states(bank)[0] == "returned"
        assert [(each.state, each.done) for each in differences()] == [("resolved", "arrived")]


class TestDifferences:
    def test_each_kind(self, bank):
        first, second, third, fourth, _fifth = bank.payments
        bank.settle(third)
        bank.take(report(bank.message_id, statuses=[(fourth, Status.REJECTED, "AC01")]))
        bank.take(
            statement(
                [
                    line(), line(direction=Direction.OUT, end_to_end_id="NOBODY"),
                    paid(first, amount_fen=first.amount_fen - 1), paid(second), paid(second),
                    paid(third), paid(fourth), returned(first),
                ]
            )
        )  # fmt: skip
        assert [each.kind for each in differences()] == [
            "unknown_reference", "unknown_reference", "wrong_amount", "twice", "twice",
            "against_state", "against_state",
        ]  # fmt: skip
        assert states(bank)[:4] == ["queued", "settled", "settled", "rejected"]

    def test_balances_that_do_not_follow(self, bank):
        bank.take(statement([], kind=FULL, opening_fen=100, statement_id="1", number=1))
        between = [line(amount_fen=5, direction=Direction.OUT)]
        late = statement(between, kind=FULL, opening_fen=100, statement_id="2", number=2)
        bank.take(
            statement([line(amount_fen=5)], kind=FULL, opening_fen=95, statement_id="3", number=3)
        )
        (gap, _unknown) = differences()[::-1]
        assert (gap.kind, gap.statement.statement_id) == ("missing", "3")
        bank.take(late)
        gap.refresh_from_db()
        assert (gap.state, gap.done) == ("resolved", "arrived")


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            (lambda x: x[:-200], "bank_file_truncated"),
            (lambda x: x.replace(b"<Document", b"<!DOCTYPE x><Document", 1),
             "bank_file_with_doctype"),
            (lambda x: x.replace(b"CNY", b"USD"), "bank_file_wrong_currency"),
            (lambda x: x.replace(b"622200000000000001", b"1"), "bank_account_not_ours"),
            (lambda _x: b"\x00\x01", "bank_file_broken"),
        ],
    )  # fmt: skip
    def test_with_a_reason_and_kept(self, bank, change, problem):
        content = change(statement([paid(bank.payments[0])]))
        file = bank.take(content)
        assert (file.state, file.problem) == (BankFileState.REFUSED, problem)
        assert file.organisation == bank.department
        assert states(bank) == ["queued"] * 5
        bank.take(statement([paid(bank.payments[0])]))
        assert states(bank)[0] == "settled"
