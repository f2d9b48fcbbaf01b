"""What is paid to and by organisations that merge: nothing lost, nothing paid twice or nowhere."""

import pytest
from tests.factories import PersonFactory
from tests.secure.bank_talk import Bank, assert_sound, line, returned, statement, states
from tests.secure.paying import Paying, fresh
from tests.secure.test_reconciliation_returns import change

from zhiqiao.bank.values import StatementKind
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.centre.actions import merge
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.budgets.actions import approve_revision, propose_closing
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.demo.rehearsal_actions import prepare
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PayeeAccount
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.payouts.models import BankAccount, Payment, PayoutList
from zhiqiao.web.payouts.release_actions import release
from zhiqiao.web.payouts.return_actions import confirm_account
from zhiqiao.web.reconciliation.models import StatementLine

pytestmark = pytest.mark.django_db(transaction=True)
FULL = StatementKind.STATEMENT


@pytest.fixture
def bank():
    return Bank(payees=3)


def merged(source, target):
    merge(actor=None, source=source, target=target, ask_for_members=False)
    assert verify().is_sound


def other():
    """An enterprise that has nothing to do with the money."""
    return Organisation.objects.create(code="other", name="另一家有限公司", kind="enterprise")


def someone(organisation, role=Role.AFFAIRS):
    person = PersonFactory(role=role, organisation=organisation)
    person.act_for(organisation.pk)
    return person


def entitlement_of(organisation):
    return Entitlement.objects.unscoped().get(organisation=organisation)


class TestEnterprises:
    def test_what_was_paid_and_is_on_its_way_is_the_others_to_read(self, bank, client):
        first, second, _third = bank.payments
        bank.settle(first)
        target = other()
        for each in (first, second):
            Entitlement.objects.unscoped().filter(pk=each.entitlement_id).update(
                programme_id=f"programme-{each.pk}"
            )
            merged(each.organisation, target)
        client.force_login(someone(target))
        page = client.get("/my-payouts/").content.decode()
        assert page.count(f"{first.amount_fen / 100:,.2f}") >= 1
        for each in (first, second):
            assert client.get(f"/my-payouts/{each.entitlement_id}/").status_code == 200
            assert client.get(f"/payments/{each.pk}/").status_code == 200
        bank.settle(second)
        assert states(bank)[:2] == ["settled", "settled"]

    def test_what_came_back_goes_where_the_other_says(self, bank):
        first = bank.payments[0]
        bank.settle(*bank.payments)
        bank.take(statement([returned(first)]))
        target = other()
        merged(first.organisation, target)
        payment = Payment.objects.unscoped().get(pk=first.pk)
        account = PayeeAccount.objects.unscoped().get(organisation=target)
        assert not account.is_current
        confirm_account(actor=someone(target), payment=payment, account=account)
        change(bank, payment, ChangeKind.REISSUE)
        assert states(bank)[0] == "reissued"
        bank.settle(bank.payments[-1])
        assert_sound(bank.department)

    def test_of_two_for_the_same_one_is_paid(self):
        paying = Paying(payees=3)
        made = paying.approved()
        first, second, _third = paying.entitlements
        merged(first.organisation, second.organisation)
        ended = Entitlement.objects.unscoped().get(pk=first.pk)
        assert (ended.state, ended.organisation) == (EntitlementState.WITHDRAWN, first.organisation)
        assert release(actor=paying.maker, payout_list=made).voided == ("entitlement",)
        assert not Payment.objects.unscoped().exists()
        assert fresh(made).state == "draft"

    def test_what_was_paid_to_the_one_is_not_paid_to_the_other_too(self):
        paying = Paying(payees=2)
        paying.released(count=1)
        paid, waiting = paying.entitlements
        made = paying.approved(title="第二批")
        merged(paid.organisation, waiting.organisation)
        assert entitlement_of(waiting.organisation).state == EntitlementState.WITHDRAWN
        assert release(actor=paying.maker, payout_list=made).voided == ("entitlement",)
        assert Payment.objects.unscoped().count() == 1

    def test_what_was_confirmed_under_the_old_name_is_confirmed_anew(self):
        paying = Paying(payees=2)
        made = paying.approved()
        first = paying.entitlements[0]
        target = other()
        merged(first.organisation, target)
        moved = entitlement_of(target)
        assert (moved.state, moved.account, moved.pk) == (EntitlementState.CLEARED, None, first.pk)
        assert "account" in release(actor=paying.maker, payout_list=made).voided
        assert fresh(made).state == "draft"


def closed(bank):
    """The department's money is all dealt with, its year is closed."""
    bank.settle(*[each for each in bank.payments if each.state == "queued"], kind=FULL)
    revisions, _left = propose_closing(actor=bank.cast.maker, year=2026, reason="结转通知")
    for each in revisions:
        approve_revision(actor=bank.cast.checker, revision=each)


class TestDepartments:
    def test_not_while_something_is_under_way(self, bank):
        target = prepare(payees=1, total_fen=100, year=2026).department
        for finish, why in (
            (lambda: None, "没结转的预算指标|没办完的兑付清单|在途"),
            (lambda: bank.settle(*bank.payments), "没结转的预算指标"),
        ):
            finish()
            with pytest.raises(RefusedError, match=why):
                merged(bank.department, target)
        assert BudgetLine.objects.unscoped().get(pk=bank.cast.line.pk).organisation != target

    @pytest.mark.parametrize("remedy", ["", ChangeKind.CLAW_BACK])
    def test_not_while_money_came_back_or_is_demanded_back(self, bank, remedy):
        target = prepare(payees=1, total_fen=100, year=2026).department
        closed(bank)
        if remedy:
            change(bank, bank.payments[0], remedy)
        else:
            bank.take(statement([returned(bank.payments[0])]))
        with pytest.raises(RefusedError, match="在途、退汇或追回中"):
            merged(bank.department, target)

    def test_closed_books_are_the_others_to_read(self, bank, client):
        closed(bank)
        target = prepare(payees=1, total_fen=100, year=2026).department
        # Both have a line for the same, and both banks call a movement the same.
        BudgetLine.objects.unscoped().filter(organisation=target).update(
            programme_id=bank.cast.line.programme_id
        )
        same = StatementLine.objects.unscoped().first()
        account = BankAccount.objects.unscoped().get(organisation=target).number
        bank.take(statement([line(reference=same.reference)], account=account))
        merged(bank.department, target)
        assert_sound(target)
        client.force_login(someone(target, Role.FINANCE_CHECKER))
        made = PayoutList.objects.unscoped().get(pk=bank.list_id)
        for path in (
            f"payouts/{made.pk}/",
            f"payouts/{made.pk}/live/",
            f"payouts/{made.pk}/voucher/",
            f"payments/{bank.payments[0].pk}/",
            f"budgets/{made.budget_line_id}/",
            f"ledger/{made.budget_line.account_id}/",
            f"bank-files/{same.file_id}/",
        ):
            assert client.get(f"/{path}").status_code == 200, path
        assert made.title in client.get("/payouts/").content.decode()
        assert StatementLine.objects.unscoped().filter(organisation=target).count() == 4
