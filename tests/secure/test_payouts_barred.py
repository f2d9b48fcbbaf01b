"""What must not be paid although its state would let it: disputed, left, repealed, one's own."""

import threading

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.bank_talk import (
    ACCOUNT,
    Bank,
    differences,
    report,
    returned,
    statement,
    states,
)
from tests.secure.paying import Paying, fresh

from zhiqiao.bank.values import Status
from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Membership, OrganisationKind
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.account_actions import AccountGiven, save_account
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts import check_actions, list_actions, release_actions
from zhiqiao.web.payouts.account_actions import NewAccount, propose_account
from zhiqiao.web.payouts.account_actions import confirm_account as confirm_bank
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.return_actions import approve_changes, confirm_account, propose_change
from zhiqiao.web.reconciliation.difference_actions import approve_remedy, propose_remedy
from zhiqiao.web.reconciliation.models import Remedy, StatementLine
from zhiqiao.web.rulebook.models import PublishedText

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = NewAccount("新户", "622299990000", "云溪银行", "102331000018")


@pytest.fixture
def bank():
    made = Bank(payees=2)
    made.accept()
    return made


def rejected(bank, payment):
    return bank.take(report(bank.message_id, statuses=[(payment, Status.REJECTED, "MS03")]))


def listed(bank):
    return list_actions.make_list(actor=bank.cast.maker, line=bank.cast.line, title="再付")


def approved(bank, payout_list):
    digest = list_actions.submit(actor=bank.cast.maker, payout_list=payout_list)
    check_actions.approve(actor=bank.cast.checker, payout_list=payout_list, digest=digest)
    return fresh(payout_list)


def release(bank, payout_list):
    return release_actions.release(actor=bank.cast.maker, payout_list=fresh(payout_list))


def put(payment, **more):
    Entitlement.objects.unscoped().filter(pk=payment.entitlement_id).update(**more)


def payee_of(payment):
    person = PersonFactory(role=Role.AFFAIRS, organisation=payment.organisation)
    person.act_for(payment.organisation_id)
    return person


def came_back(bank):
    """A payment that was returned, and whose enterprise has confirmed where it is to go."""
    one = bank.payments[0]
    bank.settle(one)
    bank.take(statement([returned(one)]))
    one.refresh_from_db()
    person = payee_of(one)
    confirm_account(actor=person, payment=one, account=one.account)
    return one, person


def reissue(bank, payment):
    return propose_change(
        actor=bank.cast.maker, payment=payment, kind=ChangeKind.REISSUE, reason="企业来函"
    )


class TestPaidAfterAll:
    """The bank rejected a payment, and a statement shows it as paid."""

    def test_it_cannot_be_listed(self, bank):
        one = bank.payments[0]
        rejected(bank, one)
        bank.settle(one)
        assert [each.kind for each in differences()] == ["against_state"]
        with pytest.raises(RefusedError, match="对账差异"):
            listed(bank)

    def test_a_list_with_it_is_not_approved_and_renewing_takes_it_off(self, bank):
        one = bank.payments[0]
        rejected(bank, one)
        made = listed(bank)
        digest = list_actions.submit(actor=bank.cast.maker, payout_list=made)
        bank.settle(one)
        with pytest.raises(RefusedError, match="没有批准"):
            check_actions.approve(actor=bank.cast.checker, payout_list=made, digest=digest)
        list_actions.take_back(actor=bank.cast.maker, payout_list=made)
        assert list_actions.renew_lines(actor=bank.cast.maker, payout_list=made) == 1
        assert not made.lines.unscoped().exists()
        assert Entitlement.objects.unscoped().get(pk=one.entitlement_id).state == "confirmed"

    def test_an_approval_with_it_is_void_at_the_click(self, bank):
        one = bank.payments[0]
        rejected(bank, one)
        made = approved(bank, listed(bank))
        bank.settle(one)
        assert release(bank, made).voided == ("disputed",)
        assert bank.payments[0].pk == one.pk
        assert len(bank.payments) == 2

    def test_settled_by_two_people_it_leaves_the_list(self, bank):
        one = bank.payments[0]
        rejected(bank, one)
        made = approved(bank, listed(bank))
        bank.settle(one)
        (found,) = differences()
        release(bank, made)
        given = {"actor": bank.cast.maker, "difference": found, "note": "银行回函"}
        digest = propose_remedy(remedy=Remedy.SETTLE, target=one, **given)
        approve_remedy(actor=bank.cast.checker, difference=found, digest=digest)
        assert states(bank) == ["settled", "accepted"]
        assert Entitlement.objects.unscoped().get(pk=one.entitlement_id).state == "paid"
        list_actions.renew_lines(actor=bank.cast.maker, payout_list=fresh(made))
        assert not made.lines.unscoped().exists()


class TestFoundUnsound:
    def test_it_is_neither_listed_nor_paid(self, bank):
        one, two = bank.payments
        rejected(bank, one)
        made = approved(bank, listed(bank))
        put(one, is_sound=False)
        assert release(bank, made).voided == ("unsound",)
        rejected(bank, two)
        put(two, is_sound=False)
        with pytest.raises(RefusedError, match="核查认定不该付"):
            listed(bank)

    def test_what_came_back_goes_to_the_budget_alone(self, bank):
        one, _person = came_back(bank)
        proposed = reissue(bank, one)
        put(one, is_sound=False)
        with pytest.raises(RefusedError, match="核查认定这笔款不该付"):
            approve_changes(actor=bank.cast.checker, changes=[proposed])
        assert states(bank) == ["returned", "accepted"]

    def test_nor_is_it_paid_anew_once_its_programme_is_repealed(self, bank):
        one, _person = came_back(bank)
        PublishedText.objects.create(
            programme_id=bank.cast.line.programme_id,
            number=1,
            text="x",
            digest="0" * 64,
            repealed_on=timezone.localdate(),
        )
        with pytest.raises(RefusedError, match="从规则里撤下"):
            reissue(bank, one)


def leave(payment, person):
    given = AccountGiven(payment.organisation.name, "622588887777", "云溪银行", "102331000018")
    return save_account(actor=person, given=given)


class TestLeftAccounts:
    def test_a_reissue_to_it_is_not_approved(self, bank):
        one, person = came_back(bank)
        proposed = reissue(bank, one)
        account = leave(one, person)
        with pytest.raises(RefusedError, match="账户又变了"):
            approve_changes(actor=bank.cast.checker, changes=[proposed])
        one.refresh_from_db()
        assert one.confirmed_account == account

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time")
    def test_changed_in_the_middle_of_the_click_nothing_is_paid(self, monkeypatch):
        paying = Paying(payees=1)
        made = paying.approved()
        (one,) = paying.entitlements
        person = payee_of(one)

        def change():
            with every_row_for("test"):
                leave(one, person)
            connection.close()

        def meanwhile(place):
            if place == "release-after-payments":
                other = threading.Thread(target=change)
                other.start()
                other.join()

        monkeypatch.setattr(release_actions, "fail_at", meanwhile)
        with pytest.raises(RefusedError, match="刚变了"):
            release_actions.release(actor=paying.maker, payout_list=made)
        assert not Payment.objects.unscoped().exists()
        assert fresh(made).state == "approved"


def joins(person, organisation):
    """They belong to an enterprise as well, and go on acting for their department."""
    Membership.objects.unscoped().create(
        person=person, organisation=organisation, role=Role.AFFAIRS, state="active"
    )


class TestOwnEnterprises:
    """Nobody moves money to an enterprise that they belong to."""

    def test_of_a_list(self):
        paying = Paying(payees=2)
        made = paying.submitted()
        payee = paying.entitlements[0].organisation
        joins(paying.checker, payee)
        with pytest.raises(RefusedError, match="您自己所在的企业"):
            check_actions.approve(actor=paying.checker, payout_list=made, digest=made.digest)

    def test_of_the_click(self):
        paying = Paying(payees=2)
        made = paying.approved()
        payee = paying.entitlements[0].organisation
        joins(paying.maker, payee)
        with pytest.raises(RefusedError, match="您自己所在的企业"):
            release_actions.release(actor=paying.maker, payout_list=made)

    def test_of_money_that_came_back(self, bank):
        one, _person = came_back(bank)
        proposed = reissue(bank, one)
        joins(bank.cast.maker, one.organisation)
        joins(bank.cast.checker, one.organisation)
        with pytest.raises(RefusedError, match="您自己所在的企业"):
            approve_changes(actor=bank.cast.checker, changes=[proposed])
        with pytest.raises(RefusedError, match="您自己所在的企业"):
            reissue(bank, one)


class TestTheDepartmentsOwnAccount:
    def change(self, bank):
        proposed = propose_account(actor=bank.cast.maker, account=OTHER)
        confirm_bank(actor=bank.cast.checker, change=proposed)

    def test_it_stays_while_payments_are_on_their_way(self, bank):
        with pytest.raises(RefusedError, match="还有 2 笔兑付"):
            self.change(bank)

    def test_what_comes_late_on_the_former_one_is_read_and_nobody_else_gets_it(self, bank):
        one, two = bank.payments
        bank.settle(one, two)
        self.change(bank)
        file = bank.take(statement([returned(one)]))
        assert (file.state, file.organisation) == ("read", bank.department)
        assert states(bank) == ["returned", "settled"]
        other = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
        maker = PersonFactory(role=Role.FINANCE_MAKER, organisation=other)
        taken = NewAccount("别的局", ACCOUNT, "云溪银行", "102331000018")
        with pytest.raises(RefusedError, match="以前是"):
            propose_account(actor=maker, account=taken)
        assert not StatementLine.objects.visible_to(maker).exists()


def test_giving_up_a_stale_list_leaves_the_newer_one_alone():
    paying = Paying(payees=1)
    stale = paying.made(title="旧")
    Entitlement.objects.unscoped().update(state="confirmed")
    newer = paying.approved(title="新")
    stale = fresh(stale)
    check_actions.cancel(actor=paying.maker, payout_list=stale)
    assert [each.state for each in paying.entitlements] == ["approved"]
    assert release_actions.release(actor=paying.maker, payout_list=newer).payments == 1


def test_nor_does_a_stale_line_that_is_taken_off():
    paying = Paying(payees=1)
    stale = paying.made(title="旧")
    Entitlement.objects.unscoped().update(state="confirmed")
    paying.made(title="新")
    with pytest.raises(RefusedError, match="请先按提示更新清单"):
        list_actions.submit(actor=paying.maker, payout_list=stale)
    list_actions.remove_line(actor=paying.maker, line=stale.lines.unscoped().get())
    assert [each.state for each in paying.entitlements] == ["listed"]
