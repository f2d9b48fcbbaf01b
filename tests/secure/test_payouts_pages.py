"""The pages of lists: who may do what when, what a checker sees, and what a click does."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import openpyxl
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.budgeting import Office
from tests.secure.organisations import sign_in
from tests.secure.paying import YUAN, Paying, fresh, new_account
from tests.secure.rules_of_a_department import ID, RULE

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PayeeAccount
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts import check_actions, list_actions
from zhiqiao.web.payouts.account_actions import (
    NewAccount,
    confirm_account,
    propose_account,
    refuse_account,
    withdraw_account,
)
from zhiqiao.web.payouts.account_changes import AccountChange, AccountChangeState
from zhiqiao.web.payouts.findings import findings_of
from zhiqiao.web.payouts.finish_actions import finish_lists
from zhiqiao.web.payouts.models import (
    BankAccount,
    Chunk,
    ChunkState,
    ListState,
    Payment,
    PaymentState,
    PayoutList,
)
from zhiqiao.web.payouts.progress import FILE_WORDS, progress_of
from zhiqiao.web.rulebook.actions import Publication, add_text

pytestmark = pytest.mark.django_db(transaction=True)
QUERIES_MAX = 15


@pytest.fixture
def paying():
    return Paying()


@pytest.fixture
def maker(paying):
    return sign_in(paying.maker)


@pytest.fixture
def checker(paying):
    return sign_in(paying.checker)


def at(payout_list, tail=""):
    return f"/payouts/{payout_list.pk}/{tail}"


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def both_roles(paying):
    """Somebody who makes and checks lists of the department."""
    person = PersonFactory(role=Role.FINANCE_MAKER, organisation=paying.department)
    person.memberships.create(organisation=paying.department, role=Role.FINANCE_CHECKER)
    return person


class TestTheWay:
    def test_from_the_first_page_to_the_click(self, paying, maker, checker):
        assert "4 家" in text(maker.get("/payouts/"))
        chosen = text(maker.get("/payouts/new/", {"line": paying.line.pk}))
        assert "7,800.00 元" in chosen
        answer = maker.post("/payouts/new/", {"line": paying.line.pk, "title": "第一批"})
        payout_list = fresh_only()
        assert answer.url == at(payout_list)
        maker.post(at(payout_list, "submit/"))
        assert "第一批" in text(checker.get("/payouts/"))
        page = text(checker.get(at(payout_list)))
        payout_list = fresh(payout_list)
        assert payout_list.digest in page
        checker.post(at(payout_list, "approve/"), {"digest": payout_list.digest})
        said = text(maker.get(at(payout_list, "release/")))
        assert "点击后" in said
        assert "7,800.00 元" in said
        assert "银行受理后不能撤回" in said
        assert Payment.objects.unscoped().count() == 0
        assert maker.post(at(payout_list, "release/")).url == at(payout_list, "live/")
        assert Payment.objects.unscoped().count() == 4
        assert "4 家 · " in text(maker.get(at(payout_list, "live/")))

    def test_reading_pays_nothing(self, paying, maker):
        approved = paying.approved()
        for tail in ("", "release/", "live/"):
            maker.get(at(approved, tail))
        for tail in ("submit/", "approve/", "cancel/", "renew/"):
            assert maker.get(at(approved, tail)).status_code in (404, 405)
        assert fresh(approved).state == ListState.APPROVED

    def test_some_are_left_out(self, paying, maker):
        first, second, *_rest = paying.entitlements
        seen = {"line": paying.line.pk, "shown": [first.pk, second.pk], "keep": [second.pk]}
        page = maker.get("/payouts/new/", seen)
        assert page.context["chosen"].count == 3
        sent = {"line": paying.line.pk, "title": "三家", "out": page.context["selection"].out}
        maker.post("/payouts/new/", sent)
        entitlements = fresh_only().lines.unscoped().values_list("entitlement_id", flat=True)
        assert first.pk not in entitlements
        assert len(entitlements) == 3

    def test_words_narrow_who_is_listed(self, paying, maker):
        name = paying.entitlements[2].organisation.name
        maker.post("/payouts/new/", {"line": paying.line.pk, "title": "一家", "q": name})
        assert fresh_only().count == 1

    def test_nobody_left_is_said(self, paying, maker):
        sent = {"line": paying.line.pk, "title": "没有", "q": "没有这样的企业"}
        answer = maker.post("/payouts/new/", sent, follow=True)
        assert "没有可以列入的" in text(answer)

    def test_sent_back_with_a_reason(self, paying, maker, checker):
        submitted = paying.submitted()
        assert "这个字段" in text(checker.post(at(submitted, "send-back/"), {"reason": ""}))
        checker.post(at(submitted, "send-back/"), {"reason": "第二家金额不对"})
        page = text(maker.get(at(submitted)))
        assert "第二家金额不对" in page
        assert "被退回" in text(maker.get("/payouts/"))
        assert fresh(submitted).state == ListState.DRAFT

    def test_taken_back_lines_removed_and_given_up(self, paying, maker):
        submitted = paying.submitted()
        maker.post(at(submitted, "take-back/"))
        line = submitted.lines.unscoped().first()
        maker.post(at(submitted, f"lines/{line.pk}/remove/"))
        assert fresh(submitted).count == 3
        maker.post(at(submitted, "cancel/"))
        assert fresh(submitted).state == ListState.CANCELLED
        assert {each.state for each in paying.entitlements} == {EntitlementState.CONFIRMED}
        assert "已作废" in text(maker.get(at(submitted)))


def fresh_only():
    return PayoutList.objects.unscoped().get()


class TestTwoPeople:
    def test_one_cannot_check_ones_own_list_and_is_told_why(self, paying):
        person = both_roles(paying)
        client = sign_in(person)
        client.post("/payouts/new/", {"line": paying.line.pk, "title": "自己的"})
        payout_list = fresh_only()
        client.post(at(payout_list, "submit/"))
        payout_list = fresh(payout_list)
        page = text(client.get(at(payout_list)))
        assert "一个人不能既编制又复核" in page
        assert "批准这张清单" not in page
        answer = client.post(
            at(payout_list, "approve/"), {"digest": payout_list.digest}, follow=True
        )
        assert "要由另一位同事复核" in text(answer)
        assert fresh(payout_list).state == ListState.SUBMITTED

    def test_a_maker_is_no_checker_and_the_other_way_round(self, paying, maker, checker):
        submitted = paying.submitted()
        sent = {"digest": submitted.digest, "reason": "x"}
        for tail in ("approve/", "send-back/"):
            assert maker.post(at(submitted, tail), sent).status_code == 404
        for tail in ("take-back/", "submit/", "renew/"):
            assert checker.post(at(submitted, tail)).status_code == 404
        assert checker.get("/payouts/new/").status_code == 404
        assert fresh(submitted).state == ListState.SUBMITTED

    def test_reviewers_look_and_nothing_else(self, paying):
        approved = paying.approved()
        client = sign_in(PersonFactory(role=Role.REVIEWER, organisation=paying.department))
        assert "已批准" in text(client.get(at(approved)))
        assert "等财务点击兑付" in text(client.get(at(approved)))
        for tail in ("release/", "cancel/"):
            assert "不归您办理" in text(client.post(at(approved, tail), follow=True))
        assert fresh(approved).state == ListState.APPROVED
        assert Payment.objects.unscoped().count() == 0

    @pytest.mark.parametrize("role", [Role.FINANCE_MAKER, Role.FINANCE_CHECKER])
    def test_other_departments_see_nothing(self, paying, role):
        released = paying.released()
        other = Office("别的局").person(role)
        client = sign_in(other)
        for tail in ("", "release/", "live/", "live/export/xlsx/"):
            assert client.get(at(released, tail)).status_code == 404
        assert "第一批" not in text(client.get("/payouts/"))

    @pytest.mark.parametrize("role", [Role.AFFAIRS, Role.BROKER, Role.SEEKER])
    def test_others_have_no_such_pages(self, paying, role):
        made = paying.made()
        client = sign_in(PersonFactory(role=role))
        for path in ("/payouts/", "/payouts/new/", "/payouts/account/", at(made)):
            assert client.get(path).status_code == 404


class TestWhatWasSeen:
    def test_another_digest_approves_nothing(self, paying, checker):
        submitted = paying.submitted()
        for digest in ("", "0" * 64, submitted.digest[:-1]):
            answer = checker.post(at(submitted, "approve/"), {"digest": digest}, follow=True)
            assert "和您看到的不一样了" in text(answer)
        assert fresh(submitted).state == ListState.SUBMITTED
        budget, transit = paying.books()
        assert (budget[2], transit[3]) == (0, 0)

    def test_a_page_seen_before_the_list_was_changed_approves_nothing(self, paying, checker):
        submitted = paying.submitted()
        list_actions.take_back(actor=paying.maker, payout_list=submitted)
        line = submitted.lines.unscoped().first()
        list_actions.remove_line(actor=paying.maker, line=line)
        list_actions.submit(actor=paying.maker, payout_list=submitted)
        checker.post(at(submitted, "approve/"), {"digest": submitted.digest})
        assert fresh(submitted).state == ListState.SUBMITTED

    def test_what_changed_before_the_approval_is_shown_and_stops_it(self, paying, checker):
        submitted = paying.submitted()
        one = paying.entitlements[1]
        new_account(one)
        page = text(checker.get(at(submitted)))
        assert "变成尾号 2222" in page
        assert "批准这张清单" not in page
        checker.post(at(submitted, "approve/"), {"digest": submitted.digest})
        assert fresh(submitted).state == ListState.SUBMITTED


def withdrawn(paying):
    Entitlement.objects.unscoped().filter(pk=paying.entitlements[0].pk).update(
        state=EntitlementState.WITHDRAWN
    )


def account_changed(paying):
    new_account(paying.entitlements[0])


def amount_changed(paying):
    Entitlement.objects.unscoped().filter(pk=paying.entitlements[0].pk).update(amount_fen=1)


class TestAfterTheApproval:
    @pytest.mark.parametrize(
        ("change", "code", "words"),
        [
            (account_changed, "account", "有企业换了收款账户"),
            (amount_changed, "amount", "有企业的金额变了"),
            (withdrawn, "entitlement", "有企业的兑付资格变了"),
        ],
    )
    def test_what_changed_voids_the_approval_and_pays_nothing(
        self, paying, maker, change, code, words
    ):
        before = paying.books()
        approved = paying.approved()
        reserved, _transit = paying.books()
        assert reserved[2] == approved.total_fen
        change(paying)
        assert "这张清单不能兑付" in text(maker.get(at(approved, "release/")))
        page = text(maker.post(at(approved, "release/"), follow=True))
        assert "没有付出一分钱" in page
        assert words in page
        current = fresh(approved)
        assert (current.state, current.voided) == (ListState.DRAFT, [code])
        assert Payment.objects.unscoped().count() == Chunk.objects.unscoped().count() == 0
        assert paying.books() == before
        assert Message.objects.unscoped().filter(kind="list-voided", person=paying.maker).exists()
        assert AuditRow.objects.filter(action="void_approval").count() == 1

    def test_after_renewing_it_goes_the_whole_way_again(self, paying, maker, checker):
        approved = paying.approved()
        new_account(paying.entitlements[0])
        withdrawn_one = paying.entitlements[1]
        Entitlement.objects.unscoped().filter(pk=withdrawn_one.pk).update(
            state=EntitlementState.WITHDRAWN
        )
        maker.post(at(approved, "release/"))
        maker.post(at(approved, "renew/"))
        assert "按现在的情况更新，核对" not in text(maker.get(at(approved)))
        maker.post(at(approved, "submit/"))
        checker.post(at(approved, "approve/"), {"digest": fresh(approved).digest})
        maker.post(at(approved, "release/"))
        paid = Payment.objects.unscoped()
        assert paid.count() == 3
        assert not paid.filter(entitlement=withdrawn_one).exists()
        assert paid.get(entitlement=paying.entitlements[0]).account.tail == "2222"
        budget, transit = paying.books()
        total_fen = sum(each.amount_fen for each in paid)
        assert (budget[2], transit[3]) == (total_fen, total_fen)

    def test_a_programme_repealed_in_between_is_not_paid(self, paying, maker):
        approved = paying.approved()
        with system_action("test"):
            rule = RULE.replace(ID, paying.line.programme_id)
            ended = Publication(rule, repealed_on=timezone.localdate())
            add_text(ended, drafted_by=None, published_by=None)
        page = text(maker.post(at(approved, "release/"), follow=True))
        assert "这项政策已经从规则里撤下" in page
        assert "请和业务处室核实" in page
        assert Payment.objects.unscoped().count() == 0
        assert paying.books()[0][2] == 0

    def test_without_an_account_to_pay_from_it_says_what_to_do(self, paying, maker):
        approved = paying.approved()
        BankAccount.objects.unscoped().all().delete()
        assert "去登记付款账户" in text(maker.get(at(approved, "release/")))
        answer = maker.post(at(approved, "release/"), follow=True)
        assert "还没有登记付款账户" in text(answer)
        assert fresh(approved).state == ListState.APPROVED

    def test_too_little_budget_is_said_before_and_refused(self):
        paying = Paying(yuan=7_800, budget_yuan=7_799)
        submitted = paying.submitted()
        client = sign_in(paying.checker)
        assert "预算不够，现在不能批准" in text(client.get(at(submitted)))
        sent = {"digest": submitted.digest}
        assert "预算不够" in text(client.post(at(submitted, "approve/"), sent, follow=True))
        assert fresh(submitted).state == ListState.SUBMITTED


class TestTwoClicks:
    def test_the_second_is_told(self, paying, maker, checker):
        approved = paying.approved()
        maker.post(at(approved, "release/"))
        answer = checker.post(at(approved, "release/"), follow=True)
        assert "可能刚有同事办过" in text(answer)
        assert Payment.objects.unscoped().count() == 4

    @pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time"
    )
    def test_two_at_the_same_moment_pay_once(self, paying, maker, checker):
        approved = paying.approved()
        barrier = Barrier(2)

        def click(client):
            barrier.wait(timeout=30)
            try:
                return client.post(at(approved, "release/")).url
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            led_to = list(pool.map(click, [maker, checker]))
        assert sorted(led_to) == [at(approved), at(approved, "live/")]
        assert Payment.objects.unscoped().count() == 4
        budget, transit = paying.books()
        assert (budget[2], transit[3]) == (approved.total_fen, approved.total_fen)
        assert AuditRow.objects.filter(action="release_list").count() == 1


class TestWhatStandsOut:
    def test_a_shared_account_a_new_one_and_who_was_never_paid(self, paying, checker):
        one, two, three, _four = paying.entitlements
        for each in (one, two):
            new_account(each, number="6222000099990001")
        PayeeAccount.objects.unscoped().filter(organisation=three.organisation).update(
            made_at=timezone.now() - timedelta(days=90)
        )
        submitted = paying.submitted()
        found = findings_of(submitted)
        assert (found.shared, found.lately, found.first) == (2, 2, 4)
        assert found.highest[0].amount_fen == max(each.amount_fen for each in paying.entitlements)
        assert sum(each["total_fen"] for each in found.versions) == submitted.total_fen
        page = text(checker.get(at(submitted), {"show": "shared"}))
        assert page.count("尾号 0001") >= 2
        assert len(checker.get(at(submitted), {"show": "shared"}).context["page"]) == 2
        assert len(checker.get(at(submitted), {"show": "lately"}).context["page"]) == 2
        assert len(checker.get(at(submitted), {"q": "0001"}).context["page"]) == 2

    def test_who_was_paid_before_is_no_first(self, paying):
        paying.released(count=1)
        Payment.objects.unscoped().update(state=PaymentState.SETTLED)
        one, two, *_others = paying.entitlements
        made = paying.made()
        # The second line is the paid enterprise's again, for another period.
        rows = Entitlement.objects.unscoped().filter(pk=two.pk)
        rows.update(organisation=one.organisation, period="2025")
        assert findings_of(made).first == made.count - 1

    def test_sorted_and_searched(self, paying, checker):
        submitted = paying.submitted()
        page = checker.get(at(submitted), {"sort": "amount"}).context["page"]
        amounts = [each.amount_fen for each in page]
        assert amounts == sorted(amounts, reverse=True)
        name = paying.entitlements[3].organisation.name
        (line,) = checker.get(at(submitted), {"q": name, "sort": "no-such"}).context["page"]
        assert line.entitlement.organisation.name == name


class TestLive:
    def test_it_asks_again_while_something_moves_and_not_after(self, paying, maker):
        released = paying.released()
        moving = 'hx-trigger="every 2s"'
        page = text(maker.get(at(released, "live/")))
        assert moving in page
        assert "排队等发送" in page
        payments = Payment.objects.unscoped()
        payments.update(state=PaymentState.ACCEPTED, accepted_at=timezone.now())
        page = text(maker.get(at(released, "live/")))
        assert moving not in page
        assert 'hx-trigger="every 20s"' in page
        payments.update(state=PaymentState.SETTLED, settled_on=timezone.localdate())
        assert "hx-trigger" not in text(maker.get(at(released, "live/")))

    @pytest.mark.parametrize("state", list(ChunkState))
    def test_every_state_of_a_file_has_plain_words(self, paying, maker, state):
        released = paying.released()
        Chunk.objects.unscoped().update(state=state)
        assert str(FILE_WORDS[state]) in text(maker.get(at(released, "live/")))

    @pytest.mark.parametrize("state", list(PaymentState))
    def test_every_state_of_a_payment_is_found_and_counted(self, paying, maker, state):
        released = paying.released()
        one = Payment.objects.unscoped().first()
        Payment.objects.unscoped().filter(pk=one.pk).update(state=state, reason="AC04")
        stand = "waiting" if state == PaymentState.QUEUED else str(state)
        answer = maker.get(at(released, "live/"), {"stand": stand})
        assert one in [row for row, _word in answer.context["rows"]]
        assert "AC04" not in text(answer)
        figures = {each.code: each.count for each in answer.context["progress"].figures}
        assert figures["queued"] == (3 if state == PaymentState.REISSUED else 4)

    def test_seconds_sums_and_days(self, paying):
        released = paying.released()
        payments = Payment.objects.unscoped()
        begun = payments.first().queued_at
        payments.update(state=PaymentState.ACCEPTED, accepted_at=begun + timedelta(seconds=1.5))
        found = progress_of(released)
        assert found.seconds_to_answered == 1.5
        assert found.seconds_to_queued >= 0
        assert [each.total_fen for each in found.figures] == [780_000, 780_000, 780_000, 0]
        one = payments.first()
        payments.filter(pk=one.pk).update(state=PaymentState.REJECTED)
        (loss,) = progress_of(released).losses
        assert (loss.count, loss.total_fen) == (1, one.amount_fen)

    def test_search_and_export(self, paying, maker):
        released = paying.released()
        one = Payment.objects.unscoped().select_related("organisation").last()
        for words in (one.organisation.name, one.end_to_end_id):
            ((row, word),) = maker.get(at(released, "live/"), {"q": words}).context["rows"]
            assert (row, word) == (one, "待发送")
        answer = maker.get(at(released, "live/export/xlsx/"))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
        rows = list(book.active.iter_rows(values_only=True))
        assert len(rows) == 5
        assert sum(row[3] for row in rows[1:]) == 7_800
        assert (book.active.title, book.active["D2"].number_format) == (
            f"兑付进度-{released.pk}", "#,##0.00",
        )  # fmt: skip
        queued = timezone.localtime(one.queued_at).replace(tzinfo=None, microsecond=0)
        assert queued in {row[9] for row in rows[1:]}
        assert maker.get(at(released, "live/export/pdf/")).status_code == 404

    def test_before_the_click_there_is_none(self, paying, maker):
        approved = paying.approved()
        assert maker.get(at(approved, "live/")).url == at(approved)


class TestFinishing:
    def test_when_nothing_is_under_way_any_more(self, paying):
        released = paying.released()
        payments = Payment.objects.unscoped()
        assert finish_lists() == 0
        payments.update(state=PaymentState.SETTLED)
        one = payments.first()
        payments.filter(pk=one.pk).update(state=PaymentState.RETURNED)
        assert finish_lists() == 0
        payments.filter(pk=one.pk).update(state=PaymentState.RELEASED)
        assert finish_lists() == 1
        assert fresh(released).state == ListState.FINISHED
        assert AuditRow.objects.filter(action="finish_lists").count() == 1

    def test_what_comes_back_later_opens_it_again(self, paying):
        released = paying.released()
        payments = Payment.objects.unscoped()
        payments.update(state=PaymentState.SETTLED)
        finish_lists()
        one = payments.first()
        payments.filter(pk=one.pk).update(state=PaymentState.RETURNED)
        assert finish_lists() == 1
        assert fresh(released).state == ListState.RELEASED


GIVEN = {
    "name": "云溪市科学技术局", "number": "6222 0000 1234 5678", "bank_name": "云溪银行城东支行",
    "bank_code": "102331000018",
}  # fmt: skip


class TestAccount:
    def test_one_enters_it_another_one_confirms_it(self, paying, maker, checker):
        maker.post("/payouts/account/propose/", GIVEN)
        change = AccountChange.objects.unscoped().get()
        assert change.number == "6222000012345678"
        assert BankAccount.objects.unscoped().get().number != change.number
        assert "核对无误，启用" in text(checker.get("/payouts/account/"))
        assert maker.post(f"/payouts/account/{change.pk}/confirm/").status_code == 404
        checker.post(f"/payouts/account/{change.pk}/confirm/")
        assert BankAccount.objects.unscoped().get().number == change.number
        told = Message.objects.unscoped().filter(kind="account-confirmed")
        assert told.get().person == paying.maker

    def test_who_entered_it_cannot_confirm_it(self, paying):
        person = both_roles(paying)
        client = sign_in(person)
        client.post("/payouts/account/propose/", GIVEN)
        change = AccountChange.objects.unscoped().get()
        assert "要由另一位同事确认" in text(client.get("/payouts/account/"))
        answer = client.post(f"/payouts/account/{change.pk}/confirm/", follow=True)
        assert "要由另一位同事确认" in text(answer)
        change.refresh_from_db(from_queryset=AccountChange.objects.unscoped())
        assert change.state == AccountChangeState.PROPOSED

    def test_refused_withdrawn_and_one_at_a_time(self, paying):
        account = NewAccount("甲", "62220000999", "乙", "102331000018")
        first = propose_account(actor=paying.maker, account=account)
        with pytest.raises(RefusedError, match="等复核"):
            propose_account(actor=paying.maker, account=account)
        refuse_account(actor=paying.checker, change=first)
        with pytest.raises(RefusedError, match="刚被处理过"):
            confirm_account(actor=paying.checker, change=first)
        second = propose_account(actor=paying.maker, account=account)
        with pytest.raises(RefusedError, match="只有登记的人"):
            withdraw_account(actor=paying.checker, change=second)
        withdraw_account(actor=paying.maker, change=second)
        assert BankAccount.objects.unscoped().get().number != account.number

    @pytest.mark.parametrize(
        ("field", "value"), [("number", "1234567"), ("number", "abc"), ("bank_code", "12345")]
    )
    def test_a_slip_of_the_pen_is_told(self, maker, field, value):
        page = text(maker.post("/payouts/account/propose/", GIVEN | {field: value}))
        assert "请核对" in page
        assert not AccountChange.objects.unscoped().exists()

    @pytest.mark.usefixtures("paying")
    def test_another_departments_account_is_not_taken(self):
        office = Office("别的局")
        taken = BankAccount.objects.unscoped().get().number
        account = NewAccount("甲", taken, "乙", "102331000018")
        with pytest.raises(RefusedError, match="另一个部门"):
            propose_account(actor=office.maker, account=account)


def test_few_queries_on_every_page(paying, maker, checker):
    paying.made(count=1, title="编制中")
    released = paying.released(count=2)
    submitted = paying.submitted(count=3, title="待复核")
    approved = paying.approved(title="批准了")
    paths = [
        "/", "/payouts/", "/payouts/account/", "/payouts/new/",
        f"/payouts/new/?line={paying.line.pk}", at(submitted), at(submitted, "?show=shared&q=企业"),
        at(approved), at(approved, "release/"), at(released), at(released, "live/?q=企业"),
    ]  # fmt: skip
    for path in paths:
        for client in (maker, checker):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            assert len(asked) <= QUERIES_MAX, (path, len(asked))
            assert answer.status_code in (200, 404)


def test_the_desk_says_what_waits(paying, maker, checker):
    paying.submitted(count=2)
    desk = text(checker.get("/"))
    assert "请复核" in desk
    assert "第一批" in desk
    assert "可以列入清单" in text(maker.get("/"))
    check_actions.send_back(actor=paying.checker, payout_list=fresh_only(), reason="再看看")
    assert "被退回，请修改" in text(maker.get("/"))
    PayoutList.objects.unscoped().update(returned="")
    assert "编制中，请提交复核" in text(maker.get("/"))


def test_lists_are_searched_and_exported(paying, maker):
    paying.made(count=1, title="春季的")
    paying.made(count=2, title="秋季的")
    page = maker.get("/payouts/", {"q": "秋季"})
    assert [each.title for each in page.context["page"]] == ["秋季的"]
    assert page.context["total_fen"] < 7_800 * YUAN
    answer = maker.get("/payouts/export/xlsx/", {"basket": "draft", "q": "春季"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.active.max_row == 2
    PayoutList.objects.unscoped().update(checked_at=timezone.now(), checker=None)
    answer = maker.get("/payouts/export/xlsx/", {"basket": "draft", "q": "春季"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["I1"].value, sheet["I2"].value) == ("复核人", None)
    assert (sheet["J1"].value, sheet["J2"].value) == ("复核时间", None)
