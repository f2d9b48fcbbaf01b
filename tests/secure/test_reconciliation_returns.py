"""Money that came back: paid anew, given up, demanded back; differences resolved by two people."""

import pytest
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.bank_talk import (
    Bank,
    assert_sound,
    differences,
    kept,
    line,
    paid,
    report,
    returned,
    statement,
    states,
)

from zhiqiao.bank.values import Direction, Status
from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts.changes import ChangeKind, Clawback, PaymentChange
from zhiqiao.web.payouts.models import Chunk, Payment, PayoutList
from zhiqiao.web.payouts.return_actions import (
    approve_changes,
    confirm_account,
    propose_change,
    refuse_change,
)
from zhiqiao.web.reconciliation.difference_actions import (
    approve_remedy,
    ask_bank,
    propose_remedy,
    refuse_remedy,
)
from zhiqiao.web.reconciliation.missing_actions import note_missing
from zhiqiao.web.reconciliation.models import Remedy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank():
    return Bank(payees=4)


@pytest.fixture
def payee(bank):
    """Someone of the first enterprise who looks after its money."""
    person = PersonFactory(role=Role.AFFAIRS, organisation=bank.payments[0].organisation)
    person.act_for(bank.payments[0].organisation_id)
    return person


def came_back(bank, count=1):
    some = bank.payments[:count]
    bank.settle(*some)
    bank.take(statement([returned(each) for each in some]))
    return Payment.objects.unscoped().filter(pk__in=[each.pk for each in some])


def change(bank, payment, kind, *, is_approved=True, **more):
    proposed = propose_change(
        actor=bank.cast.maker, payment=payment, kind=kind, reason="企业来函", **more
    )
    if is_approved:
        approve_changes(actor=bank.cast.checker, changes=[proposed])
        assert_sound(bank.department)
    return proposed


def resolve(bank, remedy, *, place=0, **more):
    """Has the maker propose and the checker approve what is done about an open difference."""
    found = [each for each in differences() if each.state == "open"][place]
    given = {"actor": bank.cast.maker, "difference": found, "note": "银行回函"}
    digest = propose_remedy(remedy=remedy, **given, **more)
    approve_remedy(actor=bank.cast.checker, difference=found, digest=digest)
    assert_sound(bank.department)
    found.refresh_from_db()
    return found


def free_fen(bank):
    bank.cast.line.account.refresh_from_db()
    return bank.cast.line.account.balance.free_fen


class TestReissue:
    def test_to_the_account_that_the_enterprise_confirms(self, bank, payee):
        (payment,) = came_back(bank)
        assert Message.objects.unscoped().get(person=payee).kind == "payment-returned-closed"
        with pytest.raises(RefusedError, match="还没有确认收款账户"):
            change(bank, payment, ChangeKind.REISSUE)
        confirm_account(actor=payee, payment=payment, account=payment.account)
        change(bank, payment, ChangeKind.REISSUE)
        former, again = payment.entitlement.payments.unscoped().order_by("attempt")
        assert (former.state, again.state, again.attempt) == ("reissued", "queued", 2)
        assert again.chunk.message_id != former.chunk.message_id
        assert PayoutList.objects.unscoped().get().state == "released"
        bank.settle(again)
        again.refresh_from_db()
        assert again.state == "settled"
        assert free_fen(bank) == 0

    def test_one_that_the_bank_rejects_is_back_on_the_budget(self, bank, payee):
        (payment,) = came_back(bank)
        confirm_account(actor=payee, payment=payment, account=payment.account)
        change(bank, payment, ChangeKind.REISSUE)
        again = payment.entitlement.payments.unscoped().get(attempt=2)
        said = [(again, Status.REJECTED, "AC04")]
        bank.take(report(again.chunk.message_id, statuses=said))
        assert free_fen(bank) == payment.amount_fen
        assert Entitlement.objects.unscoped().get(pk=payment.entitlement_id).state == "cleared"

    def test_many_go_to_the_bank_in_one_file(self, bank):
        back = list(came_back(bank, 3))
        Payment.objects.unscoped().filter(pk__in=[each.pk for each in back]).update(
            confirmed_account=back[0].account
        )
        proposed = [change(bank, each, ChangeKind.REISSUE, is_approved=False) for each in back]
        assert approve_changes(actor=bank.cast.checker, changes=proposed) == 3
        assert_sound(bank.department)
        assert Chunk.objects.unscoped().order_by("-pk").first().count == 3

    def test_by_two_people_and_once(self, bank):
        (payment,) = came_back(bank)
        proposed = change(bank, payment, ChangeKind.RELEASE, is_approved=False)
        with pytest.raises(RefusedError):
            approve_changes(actor=bank.cast.maker, changes=[proposed])
        with pytest.raises(RefusedError, match="已有一项处理"):
            change(bank, payment, ChangeKind.RELEASE)
        refuse_change(actor=bank.cast.checker, change=proposed)
        with pytest.raises(RefusedError, match="刚被处理过"):
            approve_changes(actor=bank.cast.checker, changes=[proposed])
        assert states(bank)[0] == "returned"

    def test_given_up_goes_back_to_the_budget(self, bank):
        (payment,) = came_back(bank)
        change(bank, payment, ChangeKind.RELEASE)
        assert states(bank)[0] == "given_up"
        assert free_fen(bank) == payment.amount_fen
        assert Entitlement.objects.unscoped().get(pk=payment.entitlement_id).state == "withdrawn"

    def test_an_account_is_confirmed_by_its_own_enterprise(self, bank, payee):
        (payment,) = came_back(bank)
        other = bank.payments[1]
        with pytest.raises(RefusedError):
            confirm_account(actor=payee, payment=payment, account=other.account)
        with pytest.raises(RefusedError):
            confirm_account(actor=bank.cast.maker, payment=payment, account=payment.account)


class TestClawback:
    @pytest.fixture
    def demanded(self, bank):
        payment = bank.payments[0]
        bank.settle(payment)
        payment.refresh_from_db()
        change(bank, payment, ChangeKind.CLAW_BACK)
        return Clawback.objects.unscoped().select_related("payment").get()

    @pytest.mark.parametrize("where", ["remark", "end_to_end_id", "payment"])
    def test_repaid_by_a_line(self, bank, demanded, where):
        payment = demanded.payment
        more = {
            "remark": {"remark": f"退款 {demanded.reference} 谢谢"},
            "end_to_end_id": {"end_to_end_id": demanded.reference},
            "payment": {"end_to_end_id": payment.end_to_end_id},
        }[where]
        bank.take(statement([line(amount_fen=payment.amount_fen, **more)]))
        assert states(bank)[0] == "clawed_back"
        assert free_fen(bank) == payment.amount_fen
        demanded.refresh_from_db()
        assert demanded.state == "repaid"

    def test_another_amount_is_a_difference(self, bank, demanded):
        bank.take(statement([line(amount_fen=1, end_to_end_id=demanded.reference)]))
        assert [each.kind for each in differences()] == ["wrong_amount"]

    def test_repaid_by_voucher(self, bank, demanded):
        with pytest.raises(RefusedError, match="凭证号"):
            change(bank, demanded.payment, ChangeKind.REPAID)
        change(bank, demanded.payment, ChangeKind.REPAID, evidence="记字 12 号")
        assert (states(bank)[0], free_fen(bank)) == ("clawed_back", demanded.payment.amount_fen)

    def test_given_up(self, bank, demanded):
        change(bank, demanded.payment, ChangeKind.GIVE_UP)
        assert (states(bank)[0], free_fen(bank)) == ("settled", 0)
        with pytest.raises(RefusedError, match="追回过了"):
            change(bank, demanded.payment, ChangeKind.CLAW_BACK)

    def test_what_the_bank_returns_is_demanded_no_more(self, bank, demanded):
        payment = demanded.payment
        bank.take(statement([returned(payment)]))
        demanded.refresh_from_db()
        assert (states(bank)[0], demanded.state) == ("returned", "given_up")
        late = line(amount_fen=payment.amount_fen, remark=demanded.reference)
        file = bank.take(statement([late]))
        assert (file.state, file.different) == ("read", 1)
        change(bank, payment, ChangeKind.RELEASE)
        assert free_fen(bank) == payment.amount_fen

    def test_returned_and_repaid_on_one_day(self, bank, demanded):
        payment = demanded.payment
        both = [returned(payment), line(amount_fen=payment.amount_fen, remark=demanded.reference)]
        file = bank.take(statement(both))
        assert (file.state, states(bank)[0]) == ("read", "returned")
        assert [each.kind for each in differences()] == ["against_state"]


class TestLeftTwice:
    """What left twice and came back once is paid: nobody may pay it anew."""

    @pytest.mark.parametrize("more", [{}, {"is_return": False, "is_reversal": True}])
    def test_what_comes_back_cancels_the_second_one_out(self, bank, more):
        payment = bank.payments[0]
        bank.take(statement([paid(payment), paid(payment)]))
        file = bank.take(statement([returned(payment, **more)]))
        assert (states(bank)[0], file.matched, file.different) == ("settled", 0, 1)
        first, second = differences()
        assert (first.kind, second.kind) == ("twice", "twice")
        resolve(bank, Remedy.OFFSET, other=second.line)
        assert [each.state for each in differences()] == ["resolved", "resolved"]

    def test_within_one_file(self, bank):
        payment = bank.payments[0]
        bank.take(statement([paid(payment), returned(payment), paid(payment)]))
        assert states(bank)[0] == "settled"
        assert [each.kind for each in differences()] == ["twice", "twice"]

    def test_both_of_them_come_back(self, bank):
        payment = bank.payments[0]
        bank.take(statement([paid(payment), paid(payment)]))
        bank.take(statement([returned(payment)]))
        bank.take(statement([returned(payment)]))
        assert states(bank)[0] == "returned"

    def test_rejected_and_paid_twice_all_the_same(self, bank):
        payment = bank.payments[0]
        bank.take(report(bank.message_id, statuses=[(payment, Status.REJECTED, "AM04")]))
        bank.take(statement([paid(payment), paid(payment)]))
        resolve(bank, Remedy.SETTLE, target=payment)
        bank.take(statement([returned(payment, is_return=False, is_reversal=True)]))
        assert states(bank)[0] == "settled"
        found = [each for each in differences() if each.state == "open"]
        assert [each.kind for each in found] == ["against_state", "twice"]
        resolve(bank, Remedy.OFFSET, other=found[1].line)
        assert {each.state for each in differences()} == {"resolved"}

    def test_after_it_was_explained(self, bank):
        payment = bank.payments[0]
        bank.take(statement([paid(payment), paid(payment)]))
        resolve(bank, Remedy.EXPLAIN)
        bank.take(statement([returned(payment)]))
        assert states(bank)[0] == "settled"
        resolve(bank, Remedy.EXPLAIN)


class TestRemedies:
    def test_a_line_is_claimed_for_a_payment(self, bank):
        payment = bank.payments[0]
        bank.take(statement([paid(payment, end_to_end_id="")]))
        found = resolve(bank, Remedy.SETTLE, target=payment)
        assert (states(bank)[0], found.state) == ("settled", "resolved")
        assert kept()[0].payment == payment

    def test_a_line_is_the_return_of_a_payment(self, bank):
        payment = bank.payments[0]
        bank.settle(payment)
        bank.take(statement([line(amount_fen=payment.amount_fen)]))
        resolve(bank, Remedy.RETURN, target=payment)
        assert states(bank)[0] == "returned"

    def test_a_line_is_a_repayment(self, bank):
        payment = bank.payments[0]
        bank.settle(payment)
        payment.refresh_from_db()
        change(bank, payment, ChangeKind.CLAW_BACK)
        bank.take(statement([line(amount_fen=payment.amount_fen)]))
        resolve(bank, Remedy.REPAY, target=payment)
        assert states(bank)[0] == "clawed_back"

    def test_two_lines_cancel_out(self, bank):
        payment = bank.payments[0]
        bank.settle(payment)
        bank.take(statement([paid(payment), line(amount_fen=payment.amount_fen)]))
        other = next(each for each in kept() if each.direction == "in")
        resolve(bank, Remedy.OFFSET, other=other)
        assert {(each.state, each.done) for each in differences()} == {("resolved", "offset")}
        assert states(bank)[0] == "settled"

    def test_what_is_explained_stays_unmatched(self, bank):
        bank.take(statement([line(direction=Direction.OUT)]))
        assert resolve(bank, Remedy.EXPLAIN).state == "resolved"

    def test_paid_although_rejected_is_borne_by_the_budget(self, bank):
        payment = bank.payments[0]
        bank.take(report(bank.message_id, statuses=[(payment, Status.REJECTED, "AC04")]))
        bank.take(statement([paid(payment)]))
        assert free_fen(bank) == payment.amount_fen
        resolve(bank, Remedy.SETTLE, target=payment)
        assert (states(bank)[0], free_fen(bank)) == ("settled", 0)
        assert Entitlement.objects.unscoped().get(pk=payment.entitlement_id).state == "paid"

    def test_a_rejection_after_settlement_is_left(self, bank):
        payment = bank.payments[0]
        bank.settle(payment)
        bank.take(report(bank.message_id, statuses=[(payment, Status.REJECTED, "AC04")]))
        assert resolve(bank, Remedy.STANDS).state == "resolved"
        assert states(bank)[0] == "settled"

    def test_by_two_people_with_a_ground_and_what_fits(self, bank):
        bank.take(statement([line()]))
        (found,) = differences()
        maker, checker = bank.cast.maker, bank.cast.checker
        given = {"actor": maker, "difference": found}
        with pytest.raises(RefusedError, match="依据"):
            propose_remedy(remedy=Remedy.EXPLAIN, note=" ", **given)
        with pytest.raises(RefusedError, match="不能这样处理"):
            propose_remedy(remedy=Remedy.NOT_PAID, note="x", **given)
        with pytest.raises(RefusedError, match="重新选"):
            propose_remedy(remedy=Remedy.RETURN, note="x", target=bank.payments[0], **given)
        ask_bank(actor=maker, difference=found, note="已去电")
        digest = propose_remedy(remedy=Remedy.EXPLAIN, note="利息", **given)
        with pytest.raises(RefusedError, match="不归您处理"):
            approve_remedy(actor=maker, difference=found, digest=digest)
        refuse_remedy(actor=checker, difference=found)
        found.refresh_from_db()
        assert (found.state, found.done, found.maker) == ("open", "", None)

    def test_one_is_shown_and_another_proposed_meanwhile(self, bank):
        payment = bank.payments[0]
        bank.take(statement([paid(payment, end_to_end_id="")]))
        (found,) = differences()
        given = {"actor": bank.cast.maker, "difference": found, "note": "手续费"}
        seen = propose_remedy(remedy=Remedy.EXPLAIN, **given)
        refuse_remedy(actor=bank.cast.maker, difference=found)
        propose_remedy(remedy=Remedy.SETTLE, target=payment, **given)
        with pytest.raises(RefusedError, match="刚变过"):
            approve_remedy(actor=bank.cast.checker, difference=found, digest=seen)
        assert states(bank)[0] == "queued"


class TestMissing:
    def test_noted_once_after_some_working_days_and_ended_by_the_line(self, bank):
        bank.accept()
        today = timezone.localdate()
        assert note_missing(add_working_days(today, 2)) == 0
        late = add_working_days(today, 3)
        assert note_missing(late) == 4
        assert note_missing(late) == 0
        bank.settle(bank.payments[0])
        found = {each.payment_id: (each.state, each.done) for each in differences()}
        assert found[bank.payments[0].pk] == ("resolved", "arrived")
        assert sum(state == "open" for state, _done in found.values()) == 3

    def test_what_the_bank_never_paid_goes_back_to_the_budget(self, bank):
        bank.accept()
        note_missing(add_working_days(timezone.localdate(), 3))
        resolve(bank, Remedy.NOT_PAID)
        rejected = Payment.objects.unscoped().get(state="rejected")
        assert free_fen(bank) == rejected.amount_fen
        assert not PaymentChange.objects.unscoped().exists()

    def test_nothing_is_missing_that_was_not_sent(self, bank):
        assert bank.payments
        assert note_missing(add_working_days(timezone.localdate(), 9)) == 0
