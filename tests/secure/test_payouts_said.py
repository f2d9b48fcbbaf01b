"""What pages say of payments fits how they stand: returned, wrong, corrected, paid again."""

from datetime import timedelta

import pytest
from tests.factories import PersonFactory
from tests.secure.bank_talk import Bank, differences, paid, returned, statement

from zhiqiao.bank.values import Direction
from zhiqiao.web.access import Role
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.grants.parts import paid_words
from zhiqiao.web.payouts.models import Payment, PaymentState, PayoutList
from zhiqiao.web.payouts.progress import progress_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank():
    return Bank(payees=2)


def page_of(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


class TestDifferences:
    def test_the_words_fit_the_payment(self, client, bank):
        first, _second = bank.payments
        bank.take(statement([paid(first, amount_fen=1)]))
        (found,) = differences()
        address = f"/differences/{found.pk}/"
        assert "还没有记为到账" in page_of(client, bank.cast.maker, address)
        bank.settle(first)
        page = page_of(client, bank.cast.maker, address)
        assert "还没有记为到账" not in page
        assert "已经按应付的金额到账" in page

    def test_what_the_bank_corrected_is_offered_first(self, client, bank):
        first, _second = bank.payments
        wrong = first.amount_fen + 100
        bank.settle(first)
        bank.take(statement([paid(first, amount_fen=wrong)]))
        back = {"amount_fen": wrong, "direction": Direction.IN, "is_return": False}
        bank.take(statement([paid(first, **back)]))
        for found in differences():
            page = page_of(client, bank.cast.maker, f"/differences/{found.pk}/")
            assert "银行已经更正" in page
            assert 'value="offset"' in page
            assert "checked" in page.split('value="offset"')[1].split(">")[0]

    def test_the_only_checker_is_warned_before_proposing(self, client, bank):
        bank.take(statement([paid(bank.payments[0], amount_fen=1)]))
        address = f"/differences/{differences()[0].pk}/"
        assert "没有人能复核" in page_of(client, bank.cast.checker, address)
        assert "没有人能复核" not in page_of(client, bank.cast.maker, address)
        client.post(f"{address}propose/", {"remedy": "explain", "note": "手续费"})
        assert "点击同意后马上记账" not in page_of(client, bank.cast.maker, address)
        assert "点击同意后马上记账" in page_of(client, bank.cast.checker, address)


class TestReturned:
    @pytest.fixture
    def came_back(self, bank):
        one = bank.payments[0]
        bank.settle(*bank.payments)
        bank.take(statement([returned(one)]))
        return one

    def test_paying_again_cannot_be_chosen_yet_and_what_was_typed_stays(
        self, client, bank, came_back
    ):
        address = f"/payments/{came_back.pk}/change/"
        page = page_of(client, bank.cast.maker, address)
        assert "disabled" in page.split('value="reissue"')[1].split(">")[0]
        sent = {"kind": "reissue", "reason": "企业来电说账户对"}
        page = client.post(address, sent).content.decode()
        assert "企业还没有确认收款账户，先等它确认" in page
        assert "企业来电说账户对" in page

    def test_its_page_its_words_and_its_days(self, client, bank, came_back):
        page = page_of(client, bank.cast.maker, f"/payments/{came_back.pk}/")
        assert "清单占用预算" not in page
        assert f"reserve/{bank.list_id}" not in page
        rows = list(Entitlement.objects.unscoped().order_by("pk"))
        words = {number: each.word for number, each in paid_words(rows).items()}
        assert sorted(words.values()) == sorted(["退汇", "已到账"])
        live = page_of(client, bank.cast.maker, f"/payouts/{bank.list_id}/live/")
        assert "付出，" in live
        assert "退回</small>" in live

    def test_departments_see_what_became_of_it(self, client, bank, came_back):
        reviewer = PersonFactory(role=Role.REVIEWER, organisation=bank.department)
        page = page_of(client, reviewer, f"/entitlements/{came_back.entitlement_id}/")
        assert "退汇" in page
        assert "已发起兑付</span>" not in page


def test_paying_again_does_not_lengthen_the_click(bank):
    found = PayoutList.objects.unscoped().get(pk=bank.list_id)
    payments = Payment.objects.unscoped()
    begun = payments.first().queued_at
    payments.update(state=PaymentState.SETTLED, accepted_at=begun + timedelta(seconds=2))
    late = payments.last()
    payments.filter(pk=late.pk).update(state=PaymentState.REISSUED)
    late.pk, late.attempt, late.state = None, 2, PaymentState.SETTLED
    late.end_to_end_id += "B"
    late.queued_at = begun + timedelta(days=4)
    late.accepted_at = late.queued_at
    late.save(force_insert=True)
    assert progress_of(found).seconds_to_answered == 2
