"""Vouchers to print: of one payment, of a list; and a list as a workbook."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiqiao.ledger import Movement
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants.freezing import first_citation
from zhiqiao.web.payouts.models import BankAccount, ListState, Payment, PayoutList
from zhiqiao.web.payouts.tracking import PURPOSE, Tracked, tracked
from zhiqiao.web.payouts.vouchers import (
    ListedPayee,
    ListVoucher,
    PaymentVoucher,
    list_pdf,
    payment_pdf,
)
from zhiqiao.web.site.downloads import download, rows_max, yuan_cell

PDF_LINES_MAX = 3_000
CHINESE = "zh-hans"
PRINTABLE = (ListState.APPROVED, ListState.RELEASED, ListState.FINISHED)
Lines = list[ListedPayee]


@requires(Permission.ACCOUNT)
def payment_voucher(request: HttpRequest, payment_id: int) -> HttpResponse:
    """The voucher of a payment that has left the account; for both sides."""
    person = signed_in(request)
    found = get_object_or_404(Payment.objects.visible_to(person), pk=payment_id)
    if found.settled_on is None:
        raise Http404
    with override(CHINESE):
        content = payment_pdf(_voucher(tracked(person, found)))
    return _pdf(content, f"拨付凭证-{found.end_to_end_id}.pdf")


def _voucher(found: Tracked) -> PaymentVoucher:
    paid, listed = found.payment, found.payment.payout_list
    with every_row_for(PURPOSE):
        payer = BankAccount.objects.unscoped().filter(organisation=paid.department_id).first()
    reference = next(
        (each.reference for each in found.statement_lines if each.direction == "out"), ""
    )
    checked = timezone.localtime(listed.checked_at) if listed.checked_at else None
    names = f"编制 {_name(listed.maker)}，复核 {_name(listed.checker)}，"
    approved = f"{checked:%Y-%m-%d %H:%M} 批准" if checked else ""
    return PaymentVoucher(
        number=paid.end_to_end_id,
        payer=payer.name if payer else paid.department.name,
        payer_account=f"{payer.bank_name} 尾号 {payer.number[-4:]}" if payer else "",
        payee=paid.organisation.name,
        payee_account=f"{paid.account.bank_name} 尾号 {paid.account.tail}",
        amount_fen=paid.amount_fen,
        programme=f"{paid.entitlement.programme_name}（{paid.entitlement.period}）",
        clause=_clause(found),
        state=paid.get_state_display(),
        paid_on=f"{paid.settled_on:%Y-%m-%d}",
        returned_on=_returned_on(found),
        bank_reference=reference,
        list_title=listed.title if found.is_of_department else f"第 {listed.pk} 号",
        digest=listed.digest,
        approved=(names if found.is_of_department else "一人编制，另一人复核，") + approved,
    )


def _returned_on(found: Tracked) -> str:
    """The day on which the money came back, as the ledger has it; "" where it did not."""
    days = (each.booked_on for each in found.entries if each.movement == Movement.RETURN)
    return next((f"{day:%Y-%m-%d}" for day in days), "")


def _name(person: Person | None) -> str:
    return person.name if person else "–"


def _clause(found: Tracked) -> str:
    return first_citation(dict(found.content)) if found.content.get("clauses") else ""


@requires(Permission.PAYOUT_READ)
def list_voucher(request: HttpRequest, list_id: int) -> HttpResponse:
    """An approved list to print and to sign."""
    found = _list_seen(request, list_id)
    if found.state not in PRINTABLE:
        raise Http404
    if found.count > PDF_LINES_MAX:
        words = _("清单有 %(count)d 家，打印成 PDF 最多 %(most)d 家。请下载 XLSX。")
        messages.info(request, words % {"count": found.count, "most": PDF_LINES_MAX})
        return redirect("payout-list", found.pk)
    with override(CHINESE):
        voucher = ListVoucher(
            title=found.title,
            payer=found.organisation.name,
            programme=found.budget_line.programme_name,
            year=found.budget_line.year,
            state=str(found.get_state_display()),
            maker=_name(found.maker),
            checker=_name(found.checker),
            digest=found.digest,
            lines=_lines(found),
        )
        content = list_pdf(voucher)
    return _pdf(content, f"兑付清单-{found.pk}.pdf")


def _list_seen(request: HttpRequest, list_id: int) -> PayoutList:
    rows = PayoutList.objects.visible_to(signed_in(request))
    rows = rows.select_related("organisation", "budget_line", "maker", "checker")
    return get_object_or_404(rows, pk=list_id)


def _lines(found: PayoutList) -> Lines:
    """The lines in their order, each with what became of its payment of this list."""
    with every_row_for("the lines of a list that the visitor sees"):
        payments = found.payments.unscoped().order_by("attempt")
        states = {each.entitlement_id: each.get_state_display() for each in payments}
        rows = found.lines.unscoped().select_related("entitlement__organisation", "account")
        return [
            ListedPayee(
                number=number,
                name=line.entitlement.organisation.name,
                account=f"{line.account.bank_name} 尾号 {line.account.tail}",
                amount_fen=line.amount_fen,
                state=str(states.get(line.entitlement_id, "")),
                uscc=line.entitlement.organisation.uscc or "",
            )
            for number, line in enumerate(rows.order_by("pk"), start=1)
        ]


@requires(Permission.PAYOUT_READ)
def export_list(request: HttpRequest, list_id: int, kind: str) -> HttpResponseBase:
    """The lines of a list as a workbook."""
    rows_max(kind)
    found = _list_seen(request, list_id)
    header = [
        _("序号"), _("收款单位"), _("统一社会信用代码"), _("收款账户"), _("金额（元）"), _("状态"),
    ]  # fmt: skip
    return download(header, map(_cells, _lines(found)), stem=_("兑付清单"), kind=kind)


def _cells(line: ListedPayee) -> list[Cell]:
    amount = yuan_cell(line.amount_fen)
    return [line.number, line.name, line.uscc, line.account, amount, line.state]


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
