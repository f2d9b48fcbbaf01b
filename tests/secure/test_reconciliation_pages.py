"""The pages: what does not agree, what the bank sent, what came back; and what is done there."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.bank_talk import (
    Bank,
    differences,
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
from zhiqiao.web.payouts.changes import Clawback, PaymentChange
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.reconciliation.actions import receive
from zhiqiao.web.reconciliation.exchange import read_file
from zhiqiao.web.reconciliation.models import BankFile
from zhiqiao.web.reconciliation.remedies import proposal_of

pytestmark = pytest.mark.django_db(transaction=True)
QUERIES_MAX = 15


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
def maker(client, bank):
    client.force_login(bank.cast.maker)
    return client


def as_checker(client, bank):
    client.force_login(bank.cast.checker)
    return client


def post(client, address, **data):
    return client.post(address, data, follow=True).content.decode()


def upload(client, content, name="到账.xml"):
    return post(client, "/bank-files/upload/", file=SimpleUploadedFile(name, content))


def let_read(client, bank):
    """What a second person sees and confirms; then the first is back."""
    found = BankFile.objects.unscoped().latest("pk")
    client.force_login(bank.cast.checker)
    page = client.get(f"/bank-files/{found.pk}/").content.decode()
    answer = post(client, f"/bank-files/{found.pk}/release/")
    client.force_login(bank.cast.maker)
    return page, answer


def everything_wrong(bank):
    """One difference of each kind."""
    first, second, third, fourth, _fifth = bank.payments
    bank.settle(second, third)
    bank.take(report(bank.message_id, statuses=[(fourth, Status.REJECTED, "AC01")]))
    lines = [
        line(name="某某物业公司"), line(direction=Direction.OUT, amount_fen=5_000),
        paid(first, amount_fen=1), paid(second), paid(fourth), returned(first),
    ]  # fmt: skip
    bank.take(statement(lines, kind=StatementKind.STATEMENT))


class TestDifferences:
    def test_baskets_sums_and_each_page(self, maker, bank):
        everything_wrong(bank)
        page = maker.get("/differences/").content.decode()
        assert "6 处" in page
        assert "某某物业公司" in page
        for each in differences():
            shown = maker.get(f"/differences/{each.pk}/")
            assert shown.status_code == 200
            assert "银行说" in shown.content.decode()
        assert "没有找到" in maker.get("/differences/?q=没有这家").content.decode()
        assert "2 处" in maker.get("/differences/?basket=unknown_reference").content.decode()

    def test_one_proposes_another_approves(self, client, maker, bank):
        payment = bank.payments[0]
        bank.take(statement([paid(payment, end_to_end_id="")]))
        (found,) = differences()
        address = f"/differences/{found.pk}/"
        assert "已记下" in post(maker, f"{address}ask/", note="已去电")
        given = {"remedy": "settle", "target": payment.pk, "note": "银行回函"}
        assert "等另一位同事复核" in post(maker, f"{address}propose/", **given)
        assert maker.post(f"{address}approve/").status_code == 404
        checker = as_checker(client, bank)
        assert "同意，按此记账" in checker.get(address).content.decode()
        assert "提出的处理刚变过" in post(checker, f"{address}approve/", digest="x")
        found.refresh_from_db()
        seen = proposal_of(found)
        assert f'name="digest" value="{seen}"' in checker.get(address).content.decode()
        assert "账已记好" in post(checker, f"{address}approve/", digest=seen)
        assert states(bank)[0] == "settled"
        assert "刚被处理过" in post(checker, f"{address}approve/")

    def test_what_is_missing_is_said(self, maker, bank):
        bank.take(statement([line()]))
        (found,) = differences()
        page = post(maker, f"/differences/{found.pk}/propose/", remedy="explain")
        assert "errorlist" in page

    def test_taken_back(self, maker, bank):
        bank.take(statement([line()]))
        (found,) = differences()
        address = f"/differences/{found.pk}/"
        post(maker, f"{address}propose/", remedy="explain", note="利息")
        assert "又回到待处理" in post(maker, f"{address}refuse/")

    def test_the_workbook(self, maker, bank):
        everything_wrong(bank)
        file = maker.get("/differences/export/xlsx/").content
        assert load_workbook(io.BytesIO(file)).active.max_row == 7
        assert maker.get("/differences/export/pdf/").status_code == 404

    def test_queries_do_not_grow(self, maker, bank):
        everything_wrong(bank)
        addresses = ["/differences/", "/bank-files/", "/payment-changes/"]
        addresses.append(f"/differences/{differences()[0].pk}/")
        addresses.append(f"/bank-files/{differences()[0].line.file_id}/")
        for address in addresses:
            maker.get(address)
            with CaptureQueriesContext(connection) as asked:
                maker.get(address)
            assert len(asked) <= QUERIES_MAX, address


class TestFiles:
    def test_by_hand_and_twice(self, maker, bank):
        content = statement([paid(each) for each in bank.payments])
        assert "请另一位同事核对后确认" in upload(maker, content)
        found = BankFile.objects.unscoped().get()
        assert "已核对" not in maker.get(f"/bank-files/{found.pk}/").content.decode()
        assert maker.post(f"/bank-files/{found.pk}/release/").status_code == 404
        assert states(bank) == ["queued"] * 5
        page, answer = let_read(maker, bank)
        assert "付出 5 笔" in page
        assert "已读取：5 条，对上 5 条，差异 0 处" in answer
        assert f"{bank.cast.maker.name} 上传" in answer
        assert f"{bank.cast.checker.name} 确认" in answer
        assert "什么都没有变" in upload(maker, content)
        assert states(bank) == ["settled"] * 5

    def test_what_cannot_be_read_says_why_and_stays(self, maker, bank):
        upload(maker, statement([paid(bank.payments[0])])[:-100])
        page, answer = let_read(maker, bank)
        assert "读不成" in page
        assert "不完整" in answer
        found = BankFile.objects.unscoped().get()
        assert "再读一次" in maker.get(f"/bank-files/{found.pk}/").content.decode()
        post(maker, f"/bank-files/{found.pk}/again/")
        found.refresh_from_db(from_queryset=BankFile.objects.unscoped())
        assert found.state == "refused"
        assert "1 个银行文件读不了" in maker.get("/differences/").content.decode()

    def test_what_is_not_used_is_set_aside_with_the_ground(self, maker, bank):
        upload(maker, statement([paid(bank.payments[0])])[:-100])
        let_read(maker, bank)
        address = f"/bank-files/{BankFile.objects.unscoped().get().pk}/"
        assert "请写明为什么不用它" in post(maker, f"{address}set-aside/")
        page = post(maker, f"{address}set-aside/", reason="银行已重发")
        assert f"<dd>{bank.cast.maker.name}</dd>" in page
        assert "<dd>银行已重发</dd>" in page
        assert "个银行文件读不了" not in maker.get("/differences/").content.decode()
        assert "银行已重发" in maker.get("/bank-files/?basket=set_aside").content.decode()
        # It can be looked at again all the same.
        post(maker, f"{address}again/")
        assert BankFile.objects.unscoped().get().state == "refused"

    def test_lines_and_the_workbook(self, maker, bank):
        everything_wrong(bank)
        found = BankFile.objects.unscoped().order_by("-pk")[0]
        page = maker.get(f"/bank-files/{found.pk}/").content.decode()
        assert "某某物业公司" in page
        assert "没有收付" in maker.get(f"/bank-files/{found.pk}/?q=XXX").content.decode()
        assert maker.get(f"/bank-lines/{differences()[0].line_id}/").status_code == 302
        assert maker.get("/bank-files/export/csv/").status_code == 200

    def test_the_file_of_another_departments_account_is_not_taken(self, client, bank):
        other = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
        maker, checker = (
            PersonFactory(role=role, organisation=other)
            for role in (Role.FINANCE_MAKER, Role.FINANCE_CHECKER)
        )
        client.force_login(maker)
        content = statement([paid(bank.payments[0])])
        upload(client, content)
        found = BankFile.objects.unscoped().get()
        client.force_login(checker)
        answer = post(client, f"/bank-files/{found.pk}/release/")
        assert "不是本部门登记的付款账户" in answer
        assert states(bank)[0] == "queued"
        # It is now where it belongs, and whoever brings it again takes it from nobody.
        client.force_login(maker)
        upload(client, content)
        found.refresh_from_db(from_queryset=BankFile.objects.unscoped())
        assert (found.organisation, found.state) == (bank.department, "refused")
        # The bank's own link brings the same bytes: they count.
        assert read_file(receive(name="x.xml", content=content)).state == "read"
        assert states(bank)[0] == "settled"


class TestReturns:
    def test_enterprise_maker_checker(self, client, maker, bank):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first)]))
        assert "等企业确认账户" in maker.get("/payment-changes/").content.decode()
        address = f"/payments/{first.pk}/change/"
        given = {"kind": "reissue", "reason": "企业换了账户"}
        assert "还没有确认收款账户" in post(maker, address, **given)
        payee = PersonFactory(role=Role.AFFAIRS, organisation=first.organisation)
        client.force_login(payee)
        own = f"/my-payouts/returned/{first.pk}/"
        assert "确认收款账户" in client.get(own).content.decode()
        client.post(own, {"account": first.account_id})
        client.force_login(bank.cast.maker)
        assert "等另一位同事复核" in post(client, address, **given)
        change = PaymentChange.objects.unscoped().get()
        checker = as_checker(client, bank)
        assert "不能撤回" in checker.get("/payment-changes/").content.decode()
        assert "已办理 1 项" in post(checker, "/payment-changes/approve/", change=change.pk)
        assert Payment.objects.unscoped().get(attempt=2).state == "queued"

    def test_clawed_back(self, client, maker, bank):
        first = bank.payments[0]
        bank.settle(first)
        address = f"/payments/{first.pk}/change/"
        post(maker, address, kind="claw_back", reason="事后核查：不符合条件")
        change = PaymentChange.objects.unscoped().get()
        post(maker, f"/payment-changes/{change.pk}/refuse/")
        post(maker, address, kind="claw_back", reason="事后核查：不符合条件")
        checker = as_checker(client, bank)
        change = PaymentChange.objects.unscoped().get(state="proposed")
        post(checker, "/payment-changes/approve/", change=change.pk)
        reference = Clawback.objects.unscoped().get().reference
        assert reference in checker.get("/payment-changes/").content.decode()
        client.force_login(bank.cast.maker)
        assert "不再追回" in client.get(address).content.decode()


ADDRESSES = (
    "/differences/{difference}/", "/bank-files/{file}/", "/bank-lines/{line}/",
    "/payments/{payment}/change/", "/my-payouts/returned/{payment}/",
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.FINANCE_MAKER, Role.FINANCE_CHECKER, Role.AFFAIRS])
def test_another_departments_are_not_there(client, bank, role):
    everything_wrong(bank)
    (found,) = [each for each in differences() if each.kind == "twice"]
    client.force_login(PersonFactory(role=role))
    numbers = {
        "difference": found.pk,
        "file": found.line.file_id,
        "line": found.line_id,
        "payment": found.payment_id,
    }
    for address in ADDRESSES:
        assert client.get(address.format(**numbers)).status_code == 404
    assert client.post(f"/differences/{found.pk}/approve/").status_code == 404
