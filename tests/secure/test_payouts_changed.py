"""An approved list that is not as it was approved: what its pages offer, and who hears of it."""

import pytest
from tests.factories import PersonFactory
from tests.secure.organisations import sign_in
from tests.secure.paying import BANK_CODE, Paying, fresh, new_account

from zhiqiao.web.access import Role
from zhiqiao.web.grants.account_actions import AccountGiven, save_account
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts.models import ListState, Payment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paying():
    return Paying()


@pytest.fixture
def approved(paying):
    return paying.approved()


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def told(kind="list-changed"):
    rows = Message.objects.unscoped().filter(kind=kind)
    return sorted(rows.values_list("person", flat=True))


class TestThePages:
    def test_nothing_to_pay_is_offered(self, paying, approved):
        new_account(paying.entitlements[0])
        maker, address = sign_in(paying.maker), f"/payouts/{approved.pk}/"
        for page in (page_of(maker, address), page_of(maker, f"{address}release/")):
            assert "让批准失效，退回编制" in page
            assert "会收到共" not in page
            assert "可以兑付：" not in page
            assert "兑付 <span" not in page
        assert "和批准时不一样" in page_of(maker, "/payouts/")
        assert "和批准时不一样" in page_of(maker, "/")

    def test_the_button_ends_the_approval_and_pays_nothing(self, paying, approved):
        new_account(paying.entitlements[0])
        maker, address = sign_in(paying.maker), f"/payouts/{approved.pk}/release/"
        maker.post(address, {"void": "1"})
        current = fresh(approved)
        assert (current.state, current.voided) == (ListState.DRAFT, ["account"])
        assert not Payment.objects.unscoped().exists()

    def test_nor_does_it_pay_where_all_is_as_it_was(self, paying, approved):
        maker, address = sign_in(paying.maker), f"/payouts/{approved.pk}/release/"
        said = maker.post(address, {"void": "1"}, follow=True).content.decode()
        assert "批准仍然有效" in said
        assert fresh(approved).state == ListState.APPROVED
        assert not Payment.objects.unscoped().exists()


class TestWhoHears:
    @pytest.mark.usefixtures("approved")
    def test_of_an_account(self, paying):
        one = paying.entitlements[0]
        person = PersonFactory(role=Role.AFFAIRS, organisation=one.organisation)
        for number in ("6222000011112222", "6222000011113333"):
            given = AccountGiven(one.organisation.name, number, "云溪银行", BANK_CODE)
            save_account(actor=person, given=given)
        assert told() == sorted([paying.maker.pk, paying.checker.pk])

    @pytest.mark.usefixtures("approved")
    def test_of_what_is_taken_back(self, paying):
        reviewer = PersonFactory(role=Role.REVIEWER, organisation=paying.department)
        address = f"/entitlements/{paying.entitlements[0].pk}/withdraw/"
        answer = sign_in(reviewer).post(address, {"text": "登记错了"}, follow=True)
        assert "那张清单现在不能兑付" in answer.content.decode()
        assert told() == sorted([paying.maker.pk, paying.checker.pk])

    def test_nobody_where_no_list_is_approved(self, paying):
        paying.submitted()
        reviewer = PersonFactory(role=Role.REVIEWER, organisation=paying.department)
        address = f"/entitlements/{paying.entitlements[0].pk}/withdraw/"
        answer = sign_in(reviewer).post(address, {"text": "登记错了"}, follow=True)
        assert "财务要先更新那张清单" in answer.content.decode()
        assert told() == []
