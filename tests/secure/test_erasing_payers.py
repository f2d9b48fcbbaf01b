"""Erasing who made, checked or received payments: what they did stays, who they were goes."""

import pytest
from tests.factories import PersonFactory
from tests.secure.bank_talk import Bank, assert_sound, returned, statement, states
from tests.secure.granting import Granting, given
from tests.secure.organisations import centre
from tests.secure.paying import Paying, fresh
from tests.secure.test_reconciliation_returns import change

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.personal.actions import erase
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.grants.confirm_actions import confirm
from zhiqiao.web.grants.models import Objection
from zhiqiao.web.grants.numbers import open_number
from zhiqiao.web.grants.objection_actions import make_objection
from zhiqiao.web.payouts import check_actions, release_actions
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.payouts.models import PayoutList
from zhiqiao.web.payouts.return_actions import confirm_account

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
CANARY = "CANARYpayer"


def named(person):
    person.name, person.phone = f"{CANARY}姓名", f"{CANARY}电话"
    person.save()
    return person


def erased(person):
    erase(actor=centre()[0], person=person)
    assert verify().is_sound


def test_a_list_goes_on_when_who_made_it_is_erased(client):
    paying = Paying(payees=2)
    made = paying.submitted()
    erased(named(paying.maker))
    check_actions.approve(actor=paying.checker, payout_list=fresh(made), digest=made.digest)
    release_actions.release(actor=paying.checker, payout_list=fresh(made))
    assert fresh(made).maker_id == paying.maker.pk
    client.force_login(paying.checker)
    for path in (f"/payouts/{made.pk}/", f"/payouts/{made.pk}/live/"):
        page = client.get(path).content.decode()
        assert CANARY not in page
    assert f"已注销用户 {paying.maker.pk}" in client.get(f"/payouts/{made.pk}/").content.decode()


def test_the_trail_of_a_payment_stays_when_everyone_in_it_is_erased(client):
    bank = Bank(payees=2)
    bank.settle(*bank.payments)
    second = PersonFactory(role=Role.FINANCE_CHECKER, organisation=bank.department)
    for each in (bank.cast.maker, bank.cast.checker):
        erased(named(each))
    made = PayoutList.objects.unscoped().get(pk=bank.list_id)
    assert (made.maker_id, made.checker_id) == (bank.cast.maker.pk, bank.cast.checker.pk)
    client.force_login(second)
    for path in (
        f"/payouts/{made.pk}/",
        f"/payouts/{made.pk}/voucher/",
        f"/payments/{bank.payments[0].pk}/",
        f"/budgets/{made.budget_line_id}/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert CANARY.encode() not in answer.content
    assert_sound(bank.department)


def test_money_goes_where_an_erased_person_said():
    bank = Bank(payees=2)
    bank.settle(*bank.payments)
    bank.take(statement([returned(bank.payments[0])]))
    payment = bank.payments[0]
    payee = PersonFactory(role=Role.AFFAIRS, organisation=payment.organisation)
    payee.act_for(payment.organisation_id)
    confirm_account(actor=payee, payment=payment, account=payment.account)
    erased(named(payee))
    change(bank, bank.payments[0], ChangeKind.REISSUE)
    bank.settle(bank.payments[-1])
    assert sorted(states(bank)) == ["reissued", "settled", "settled"]


def test_an_account_stays_and_who_entered_it_goes():
    granting = Granting(count=1)
    granting.clear()
    (enterprise,) = granting.enterprises
    person = named(granting.person(enterprise))
    person.act_for(enterprise.pk)
    confirm(actor=person, entitlement=granting.of(enterprise), given=given(enterprise))
    erased(person)
    entitlement = granting.of(enterprise)
    assert entitlement.confirmed_by_id == entitlement.account.made_by_id == person.pk
    assert open_number(entitlement.account).number == "6222000011112222"


def test_an_objection_stays_without_how_its_author_can_be_reached():
    granting = Granting(count=1)
    notice = granting.notice()
    person = named(PersonFactory(role=Role.SEEKER))
    objection = make_objection(
        actor=person, notice=notice, number=1, text="人数不对", contact=f"{CANARY}邮箱"
    )
    erased(person)
    kept = Objection.objects.unscoped().get(pk=objection.pk)
    assert (kept.text, kept.contact, kept.by_id) == ("人数不对", "", person.pk)
