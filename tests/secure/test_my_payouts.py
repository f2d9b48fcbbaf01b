"""What an enterprise sees of its money: where it stands, why it waits, when it comes."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.bank_talk import Bank, report, returned, statement

from zhiqiao.bank.values import Status
from zhiqiao.web.access import Role
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PublicNotice
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts import budget_claims
from zhiqiao.web.payouts.arrival_actions import tell_arrivals
from zhiqiao.web.payouts.changes import Clawback, ClawbackState
from zhiqiao.web.payouts.expecting import DAYS_WITHOUT_PAST, paces_of
from zhiqiao.web.payouts.journeys import STEPS, Who, journey_of
from zhiqiao.web.payouts.models import Payment, PaymentState, PayoutList
from zhiqiao.web.payouts.own import journeys_of, own_entitlements, todo_of
from zhiqiao.web.payouts.tracking import tracked

pytestmark = pytest.mark.django_db(transaction=True)
S = EntitlementState


@pytest.fixture
def bank():
    return Bank()


def payee_of(payment):
    return PersonFactory(role=Role.AFFAIRS, organisation=payment.organisation)


def put(payment, state, **more):
    """The payment's entitlement as if it had not come further than that."""
    rows = Entitlement.objects.unscoped().filter(pk=payment.entitlement_id)
    Payment.objects.unscoped().filter(pk=payment.pk).delete()
    rows.update(state=state, **more)
    return rows.select_related("department", "organisation", "notice", "account").get()


def journey(person):
    (found,) = journeys_of(list(own_entitlements(person)))
    return found


@pytest.fixture
def page(client):
    def read(person, url):
        client.force_login(person)
        answer = client.get(url)
        return answer, re.sub(r"<[^>]+>|\s+", "", answer.content.decode())

    return read


def notice_for(entitlement, until_on):
    return PublicNotice.objects.create(
        department=entitlement.department, programme_id="x", programme_name="x", period="2026",
        content=[], sha256="", from_on=until_on, until_on=until_on,
    )  # fmt: skip


class TestWhereItStands:
    @pytest.mark.parametrize(
        ("state", "place", "who"),
        [
            (S.FOUND, 1, Who.DEPARTMENT),
            (S.CHECKED, 2, Who.DEPARTMENT),
            (S.NOTICED, 2, Who.DEPARTMENT),
            (S.OBJECTED, 2, Who.DEPARTMENT),
            (S.CLEARED, 3, Who.YOU),
            (S.CONFIRMED, 4, Who.DEPARTMENT),
            (S.LISTED, 5, Who.DEPARTMENT),
            (S.APPROVED, 6, Who.DEPARTMENT),
            (S.DECLINED, -1, Who.NOBODY),
            (S.WITHDRAWN, -1, Who.NOBODY),
        ],
    )
    def test_before_the_click(self, bank, state, place, who):
        found = journey_of(put(bank.payments[0], state), None)
        assert (found.place, found.waiting.who) == (place, who)
        assert found.waiting.why
        assert found.is_over == (place < 0)

    def test_every_state_has_a_place_and_words(self, bank):
        row = bank.payments[0].entitlement
        for state in EntitlementState:
            row.state = state
            assert journey_of(row, None).waiting.why

    @pytest.mark.parametrize(
        ("held", "who"),
        [("dishonest", Who.YOU), ("credit_unknown", Who.DEPARTMENT), ("", Who.DEPARTMENT)],
    )
    def test_held_for_its_credit(self, bank, held, who):
        found = journey_of(put(bank.payments[0], S.HELD, held=held), None)
        assert found.waiting.who == who

    def test_through_the_bank(self, bank):
        first = bank.payments[0]
        person = payee_of(first)
        assert (journey(person).place, journey(person).waiting.who) == (6, Who.BANK)
        bank.accept()
        assert journey(person).place == 7
        bank.settle(first)
        found = journey(person)
        assert found.has_arrived
        assert [each["state"] for each in found.steps] == ["done"] * len(STEPS)

    def test_a_time_out_is_said(self, bank):
        first = bank.payments[0]
        first.chunk.state = "unknown"
        first.chunk.save()
        assert "没收到回音" in journey(payee_of(first)).waiting.why

    @pytest.mark.parametrize(("reason", "who"), [("AC04", Who.YOU), ("AM04", Who.DEPARTMENT)])
    def test_returned(self, bank, reason, who):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first, reason)]))
        person = payee_of(first)
        found = journey(person)
        assert (found.place, found.waiting.who, bool(found.waiting.url)) == (7, who, who is Who.YOU)
        assert todo_of(person).exists() == (who is Who.YOU)

    def test_returned_and_another_account_named(self, bank):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first)]))
        Payment.objects.unscoped().filter(pk=first.pk).update(confirmed_account=first.account)
        assert journey(payee_of(first)).waiting.who is Who.DEPARTMENT

    def test_rejected_for_its_account(self, bank):
        first = bank.payments[0]
        said = [(first, Status.REJECTED, "AC04")]
        bank.take(report(bank.message_id, group=Status.PARTLY_ACCEPTED, statuses=said))
        found = journey(payee_of(first))
        assert (found.place, found.is_yours) == (3, True)
        assert "已销户" in found.waiting.why

    def test_money_that_is_demanded_back(self, bank):
        first = bank.payments[0]
        bank.settle(first)
        Clawback.objects.create(payment=first, reference="ZQC1", reason="核查发现不符合。")
        person = payee_of(first)
        assert journey(person).is_yours
        assert "ZQC1" in journey(person).waiting.why
        assert todo_of(person).exists()
        Clawback.objects.unscoped().update(state=ClawbackState.GIVEN_UP)
        assert not todo_of(person).exists()

    def test_given_up(self, bank):
        first = bank.payments[0]
        Payment.objects.unscoped().filter(pk=first.pk).update(state=PaymentState.RELEASED)
        assert journey(payee_of(first)).is_over


class TestWhenItComes:
    def test_without_enough_past_it_says_so(self, bank):
        pace = paces_of([bank.department.pk])[bank.department.pk]
        assert (pace.days, pace.payments) == (DAYS_WITHOUT_PAST, 0)
        assert "还没有足够的往次" in pace.words

    def test_the_median_of_what_it_took(self, bank):
        bank.settle(*bank.payments)
        rows = Entitlement.objects.unscoped()
        on = bank.payments[0].settled_on
        at = timezone.make_aware(timezone.datetime(on.year, on.month, on.day)) - timedelta(days=14)
        rows.update(confirmed_at=at)
        pace = paces_of([bank.department.pk])[bank.department.pk]
        assert (pace.days, pace.payments) == (10, 5)

    def test_the_day_is_an_estimate_with_its_base(self, bank, page):
        entitlement = put(bank.payments[0], S.NOTICED)
        until = timezone.localdate() + timedelta(days=3)
        entitlement.notice = notice_for(entitlement, until)
        entitlement.save()
        person = PersonFactory(role=Role.AFFAIRS, organisation=entitlement.organisation)
        _answer, text = page(person, "/my-payouts/")
        assert "估计：" in text
        assert f"公示到{until:%Y-%m-%d}" in text

    def test_no_day_where_nobody_can_tell(self, bank, page):
        entitlement = put(bank.payments[0], S.OBJECTED)
        person = PersonFactory(role=Role.AFFAIRS, organisation=entitlement.organisation)
        assert "现在还估不出" in page(person, "/my-payouts/")[1]

    def test_longer_than_usual_is_said(self, bank, page):
        at = timezone.now() - timedelta(days=90)
        entitlement = put(bank.payments[0], S.CONFIRMED, confirmed_at=at)
        person = PersonFactory(role=Role.AFFAIRS, organisation=entitlement.organisation)
        assert "已经比通常慢" in page(person, "/my-payouts/")[1]


class TestPages:
    def test_own_alone(self, bank, page):
        first, second, *_rest = bank.payments
        person = payee_of(first)
        answer, text = page(person, "/my-payouts/")
        assert answer.status_code == 200
        assert "全部1" in text
        assert page(person, f"/my-payouts/{first.entitlement_id}/")[0].status_code == 200
        assert page(person, f"/my-payouts/{second.entitlement_id}/")[0].status_code == 404

    def test_not_for_others(self, bank, page):
        assert page(bank.cast.maker, "/my-payouts/")[0].status_code == 404

    @pytest.mark.parametrize("basket", ["", "todo", "doing", "arrived", "ended"])
    def test_baskets(self, bank, page, basket):
        bank.settle(bank.payments[0])
        person = payee_of(bank.payments[0])
        text = page(person, f"/my-payouts/?basket={basket}")[1]
        assert ("钱已到账" in text) == (basket in ("", "arrived"))

    def test_the_workbook(self, bank, client):
        client.force_login(payee_of(bank.payments[0]))
        answer = client.get("/my-payouts/export/xlsx/")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert rows[1][3] == bank.payments[0].amount_fen / 100

    def test_a_settled_one_leads_to_its_voucher(self, bank, page):
        first = bank.payments[0]
        bank.settle(first)
        person = payee_of(first)
        answer, text = page(person, f"/my-payouts/{first.entitlement_id}/")
        assert f"/payments/{first.pk}/voucher/" in answer.content.decode()
        assert "第1次发起兑付" in text

    def test_few_queries(self, bank, client, django_assert_max_num_queries):
        first = bank.payments[0]
        client.force_login(payee_of(first))
        client.get("/my-payouts/")
        with django_assert_max_num_queries(15):
            client.get("/my-payouts/")


class TestTracking:
    def test_from_the_clause_to_the_voucher(self, bank, page):
        first = bank.payments[0]
        bank.accept()
        bank.settle(first)
        answer, text = page(bank.cast.maker, f"/payments/{first.pk}/")
        assert answer.status_code == 200
        line = first.statement_lines.unscoped().get()
        digest = first.payout_list.digest
        for said in (first.end_to_end_id, bank.message_id, line.reference, digest, "财务复核"):
            assert said in text
        assert f"/payouts/{bank.list_id}/" in answer.content.decode()

    def test_every_entry_of_the_ledger(self, bank):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first)]))
        found = tracked(bank.cast.maker, Payment.objects.unscoped().get(pk=first.pk))
        assert [(each.movement, each.phase) for each in found.entries] == [
            ("pay", "pending"), ("pay", "post"), ("settle", "posted"), ("return", "posted"),
        ]  # fmt: skip

    def test_the_enterprise_reads_it_without_names_of_the_department(self, bank, page):
        first = bank.payments[0]
        bank.settle(first)
        answer, text = page(payee_of(first), f"/payments/{first.pk}/")
        assert answer.status_code == 200
        assert "财务经办" not in text
        assert "一人编制，另一人复核" in text

    def test_nobody_else(self, bank, page):
        first, second, *_rest = bank.payments
        assert page(payee_of(second), f"/payments/{first.pk}/")[0].status_code == 404

    def test_few_queries(self, bank, client, django_assert_max_num_queries):
        first = bank.payments[0]
        bank.settle(first)
        client.force_login(bank.cast.maker)
        client.get(f"/payments/{first.pk}/")
        with django_assert_max_num_queries(15):
            client.get(f"/payments/{first.pk}/")


class TestClaims:
    def test_what_no_approved_list_holds(self, bank):
        line = bank.cast.line
        assert budget_claims.owed_fen([line]) == {line.pk: 0}
        entitlement = put(bank.payments[0], S.NOTICED)
        assert budget_claims.owed_fen([line]) == {line.pk: entitlement.amount_fen}
        Entitlement.objects.unscoped().filter(pk=entitlement.pk).update(state=S.HELD)
        assert budget_claims.owed_fen([line]) == {line.pk: 0}

    def test_lists_under_way_keep_a_line_open(self, bank):
        line = bank.cast.line
        assert budget_claims.lists_under_way([line]) == {line.pk: ["清单“排练”兑付中"]}
        bank.settle(*bank.payments)
        assert budget_claims.lists_under_way([line]) == {}

    def test_money_that_came_back_keeps_it_open(self, bank):
        line, first = bank.cast.line, bank.payments[0]
        bank.settle(*bank.payments)
        bank.take(statement([returned(first)]))
        (words,) = budget_claims.money_that_came_back([line])[line.pk]
        assert "1 笔退汇" in words

    def test_what_an_approved_list_holds(self, bank):
        PayoutList.objects.unscoped().update(state="approved")
        total_fen = sum(each.amount_fen for each in bank.payments)
        assert budget_claims.held_fen([bank.cast.line]) == {bank.cast.line.pk: total_fen}


class TestDesk:
    def test_what_waits_for_the_enterprise(self, bank, page):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first)]))
        _answer, text = page(payee_of(first), "/")
        assert "1笔款等您办" in text
        assert "收款账户已销户" in text

    def test_nothing_waits(self, bank, page):
        assert "没有等您确认的款项" in page(payee_of(bank.payments[0]), "/")[1]


def test_the_one_button_leads_to_a_page_that_is_there(bank, page):
    first = bank.payments[0]
    bank.settle(first)
    bank.take(statement([returned(first)]))
    person = payee_of(first)
    url = journey(person).waiting.url
    assert page(person, url)[0].status_code == 200
    maker = bank.cast.maker
    assert (
        f"/payments/{first.pk}/change/" in page(maker, f"/payments/{first.pk}/")[0].content.decode()
    )


def test_it_is_told_once_that_the_money_arrived():
    bank = Bank(payees=2)
    people = [
        PersonFactory(role=Role.AFFAIRS, organisation=each.organisation) for each in bank.payments
    ]
    bank.settle(bank.payments[0])
    assert [tell_arrivals(timezone.localdate()) for _ in range(2)] == [1, 0]
    message = Message.objects.unscoped().get(kind="payment-settled")
    assert message.person == people[0]
