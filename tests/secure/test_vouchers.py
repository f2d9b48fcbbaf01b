"""Vouchers are read back as they are printed: who, how much in words and figures, on what basis."""

import io

import openpyxl
import pypdf
import pytest
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.bank_talk import Bank, returned, statement

from zhiqiao.common.money import yuan_text
from zhiqiao.common.yuan_words import yuan_in_words
from zhiqiao.web.access import Role
from zhiqiao.web.payouts import voucher_views
from zhiqiao.web.payouts.models import PayoutList
from zhiqiao.web.payouts.vouchers import ListedPayee, ListVoucher, list_pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank():
    return Bank()


def pdf(answer):
    assert answer["Content-Type"] == "application/pdf"
    return pages(answer.content)


def pages(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def payee_of(payment):
    return PersonFactory(role=Role.AFFAIRS, organisation=payment.organisation)


class TestPaymentVoucher:
    def test_what_it_says(self, client, bank):
        bank.settle(*bank.payments)
        first = bank.payments[0]
        client.force_login(bank.cast.maker)
        (text,) = pdf(client.get(f"/payments/{first.pk}/voucher/"))
        digest = PayoutList.objects.unscoped().get(pk=bank.list_id).digest
        line = first.statement_lines.unscoped().get()
        for said in (
            "拨付凭证",
            first.end_to_end_id,
            bank.department.name,
            "尾号0001",
            first.organisation.name,
            f"¥{yuan_text(first.amount_fen)}",
            f"人民币{yuan_in_words(first.amount_fen)}",
            digest,
            line.reference,
            f"{first.settled_on:%Y-%m-%d}",
            "编制财务经办",
            "复核财务复核",
        ):
            assert said in text

    def test_the_enterprise_has_it_too_without_names_of_the_department(self, client, bank):
        bank.settle(*bank.payments)
        first = bank.payments[0]
        client.force_login(payee_of(first))
        (text,) = pdf(client.get(f"/payments/{first.pk}/voucher/"))
        assert "一人编制，另一人复核" in text
        assert "编制财务经办" not in text

    def test_nobody_else_has_it(self, client, bank):
        bank.settle(*bank.payments)
        first, second, *_rest = bank.payments
        client.force_login(payee_of(second))
        assert client.get(f"/payments/{first.pk}/voucher/").status_code == 404

    def test_none_before_the_money_left(self, client, bank):
        bank.accept()
        client.force_login(bank.cast.maker)
        assert client.get(f"/payments/{bank.payments[0].pk}/voucher/").status_code == 404

    def test_it_says_that_money_came_back(self, client, bank):
        first = bank.payments[0]
        bank.settle(first)
        bank.take(statement([returned(first)]))
        client.force_login(bank.cast.maker)
        (text,) = pdf(client.get(f"/payments/{first.pk}/voucher/"))
        assert "状态退汇" in text
        booked = first.statement_lines.unscoped().get(direction="in").booked_on
        assert f"退回日期{booked:%Y-%m-%d}" in text


class TestListVoucher:
    def test_a_page_of_a_list(self, client, bank):
        bank.settle(*bank.payments)
        client.force_login(bank.cast.checker)
        (text,) = pdf(client.get(f"/payouts/{bank.list_id}/voucher/"))
        total_fen = sum(each.amount_fen for each in bank.payments)
        assert f"合计5家，¥{yuan_text(total_fen)}（人民币{yuan_in_words(total_fen)}）" in text
        for each in bank.payments:
            assert each.organisation.name in text
        assert "编制：财务经办；复核：财务复核" in text
        assert "经办（签字）" in text

    def test_long_ones_have_sums_on_each_page(self):
        lines = [
            ListedPayee(n, f"企业{n}" + "名字很长的" * 9 * (n % 3 == 0), "银行", n * 100, "")
            for n in range(1, 101)
        ]
        voucher = ListVoucher(
            title="一<b>&", payer="局", programme="政策", year=2026, state="已办结", maker="甲",
            checker="乙", digest="d" * 64, lines=lines,
        )  # fmt: skip
        found = pages(list_pdf(voucher))
        assert all(f"第{n}页，共{len(found)}页" in text for n, text in enumerate(found, start=1))
        assert sum(text.count("本页小计") for text in found) == 4
        assert "一<b>&" in found[0]
        assert "合计100家，¥5,050.00（人民币伍仟零伍拾元整）" in found[-1]

    def test_too_long_ones_are_a_workbook(self, client, bank, monkeypatch):
        monkeypatch.setattr(voucher_views, "PDF_LINES_MAX", 4)
        client.force_login(bank.cast.checker)
        answer = client.get(f"/payouts/{bank.list_id}/voucher/")
        assert (answer.status_code, answer.url) == (302, f"/payouts/{bank.list_id}/")

    def test_the_workbook(self, client, bank):
        client.force_login(bank.cast.checker)
        answer = client.get(f"/payouts/{bank.list_id}/export/xlsx/")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert len(rows) == 6
        first = bank.payments[0]
        assert rows[1] == (
            1, first.organisation.name, first.organisation.uscc or None, "排练银行 尾号 0001",
            first.amount_fen / 100, "已发起",
        )  # fmt: skip

    def test_nobody_of_another_department(self, client, bank):
        stranger = PersonFactory(role=Role.FINANCE_MAKER, organisation=OrganisationFactory())
        client.force_login(stranger)
        assert client.get(f"/payouts/{bank.list_id}/voucher/").status_code == 404
        assert client.get(f"/payouts/{bank.list_id}/export/xlsx/").status_code == 404
