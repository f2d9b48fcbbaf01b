"""Files of the bank: the list, one with what it said, bringing one by hand."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.intake.uploading import refusal_of
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.reconciliation.actions import UNSIGNED, let_read, read_again, receive
from zhiqiao.web.reconciliation.exchange import try_to_read
from zhiqiao.web.reconciliation.forms import AsideForm, UploadForm
from zhiqiao.web.reconciliation.listing import FILE_BASKETS, file_counts, files_for
from zhiqiao.web.reconciliation.models import BankFile, BankFileState, StatementLine
from zhiqiao.web.reconciliation.preview import preview_of
from zhiqiao.web.reconciliation.setting_aside_actions import set_aside
from zhiqiao.web.reconciliation.views import A_PAGE, basket_of, baskets_of, words_of
from zhiqiao.web.reconciliation.wording import aside_of, problem_of
from zhiqiao.web.site.downloads import download, moment_cell, rows_max


@requires(Permission.PAYOUT_READ)
def files(request: HttpRequest) -> HttpResponse:
    """What the bank sent, newest first, and what could not be read."""
    return _files(request, UploadForm())


def _files(request: HttpRequest, form: UploadForm) -> HttpResponse:
    actor = signed_in(request)
    basket, words = basket_of(request, FILE_BASKETS), words_of(request)
    page = Paginator(files_for(actor, basket=basket, words=words), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [{"file": each, "problem": problem_of(each)} for each in page.object_list],
        "baskets": baskets_of(request, FILE_BASKETS, file_counts(actor)),
        "basket": basket,
        "words": words,
        "form": form if actor.may(Permission.PAYOUT_MAKE) else None,
        "is_signed": bool(settings.ZHIQIAO_BANK_PUBLIC_KEY),
        "account": BankAccount.objects.visible_to(actor).first(),
        "export": reverse("bank-files-export", args=["x"])[:-2],
    }
    return render(request, "reconciliation/files.html", context)


@requires(Permission.PAYOUT_READ)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The files of a basket as a file."""
    actor = signed_in(request)
    rows_max(kind)
    header = [
        _("编号"), _("文件名"), _("种类"), _("状态"), _("到达"), _("读取"), _("条数"), _("对上"),
        _("差异"), _("问题"), _("SHA-256"),
    ]  # fmt: skip
    rows = files_for(actor, basket=basket_of(request, FILE_BASKETS), words=words_of(request))
    return download(header, map(_cells, rows.iterator()), stem=_("银行文件"), kind=kind)


def _cells(row: BankFile) -> list[Cell]:
    return [
        row.pk, row.name, f"{row.kind_words} {row.kind}".strip(), str(row.get_state_display()),
        moment_cell(row.arrived_at), moment_cell(row.read_at), row.count, row.matched,
        row.different, problem_of(row), row.sha256,
    ]  # fmt: skip


@requires(Permission.PAYOUT_MAKE, "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in by hand; it is read at once where the bank signed it."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        if refusal_of(request):
            messages.error(request, _("文件太大，没有收下。请让银行分成几个文件。"))
        return _files(request, form)
    given = form.cleaned_data["file"]
    actor = signed_in(request)
    try:
        signature = form.cleaned_data["signature"]
        found = receive(
            name=given.name,
            content=given.read(),
            actor=actor,
            signature=signature.read() if signature else None,
        )
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("bank-files")
    _read(request, found)
    return redirect(_page_of(actor, found))


@requires(Permission.PAYOUT_MAKE, "POST")
def again(request: HttpRequest, file_id: int) -> HttpResponse:
    """Reads a file once more that was refused."""
    found = _file(request, file_id)
    try:
        _read(request, read_again(actor=signed_in(request), file=found))
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("bank-file", file_id)


@requires(Permission.PAYOUT_MAKE, "POST")
def put_aside(request: HttpRequest, file_id: int) -> HttpResponse:
    """Takes a file from what there is to do that cannot be used."""
    found, form = _file(request, file_id), AsideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    with told(request, _("已搁置，不再列为要处理的文件。原文件还在，需要时可以再读一次。")):
        set_aside(actor=signed_in(request), file=found, reason=reason)
    return redirect("bank-file", file_id)


@requires(Permission.PAYOUT_CHECK, "POST")
def release(request: HttpRequest, file_id: int) -> HttpResponse:
    """Has a file be read that another person brought."""
    actor, found = signed_in(request), _file(request, file_id)
    try:
        found = let_read(actor=actor, file=found)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        _read(request, found)
    return redirect(_page_of(actor, found))


def _read(request: HttpRequest, file: BankFile) -> None:
    was_known, read = file.state == BankFileState.READ, file
    if file.state == BankFileState.ARRIVED:
        try_to_read(file)
    if read.state == BankFileState.WAITING:
        messages.info(request, _("文件已收下。请另一位同事核对后确认，确认后才读取和记账。"))
    elif was_known:
        messages.info(request, _("这个文件以前收到过，内容一模一样，什么都没有变。"))
    elif read.state == BankFileState.READ:
        words = _("已读取：%(count)d 条，对上 %(matched)d 条，差异 %(different)d 处。")
        counts = {"count": read.count, "matched": read.matched, "different": read.different}
        messages.success(request, words % counts)
    elif read.state == BankFileState.REFUSED:
        messages.error(request, problem_of(read))
    else:
        messages.info(request, _("文件已收下，正在排队读取，过一会儿刷新再看。"))


def _page_of(actor: Person, file: BankFile) -> str:
    """The file's page; the list where it turned out to be another department's."""
    if BankFile.objects.visible_to(actor).filter(pk=file.pk).exists():
        return reverse("bank-file", args=[file.pk])
    return reverse("bank-files")


def _file(request: HttpRequest, file_id: int) -> BankFile:
    rows = BankFile.objects.visible_to(signed_in(request)).select_related(
        "brought_by", "released_by"
    )
    found: BankFile = get_object_or_404(rows, pk=file_id)
    return found


@requires(Permission.PAYOUT_READ)
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file: what it said, line by line."""
    actor, found = signed_in(request), _file(request, file_id)
    rows = StatementLine.objects.visible_to(actor).filter(file=found)
    words = words_of(request)
    if words:
        rows = rows.filter(end_to_end_id__icontains=words) | rows.filter(reference__icontains=words)
    if request.GET.get("basket") == "different":
        rows = rows.exclude(state="matched")
    shown = rows.select_related("payment__organisation", "difference")
    is_waiting = found.state == BankFileState.WAITING
    is_refused = found.state == BankFileState.REFUSED
    context = {
        "file": found,
        "problem": problem_of(found),
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "statements": found.statements.all() if found.kind == "camt.053" else (),
        "words": words,
        "is_different": request.GET.get("basket") == "different",
        "known": found.known,
        "preview": preview_of(found) if is_waiting else (),
        "may_release": is_waiting
        and actor.may(Permission.PAYOUT_CHECK)
        and found.brought_by_id != actor.pk,
        "aside": aside_of(found),
        "aside_form": AsideForm() if is_refused and _may_put_aside(actor, found) else None,
        "may_read_again": found.state in (BankFileState.REFUSED, BankFileState.SET_ASIDE)
        and found.problem not in UNSIGNED
        and actor.may(Permission.PAYOUT_MAKE),
    }
    return render(request, "reconciliation/file.html", context)


def _may_put_aside(actor: Person, found: BankFile) -> bool:
    return actor.may(Permission.PAYOUT_MAKE) and found.organisation_id == actor.organisation_id


@requires(Permission.PAYOUT_READ)
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One movement leads to its difference, else to the file that told it."""
    rows = StatementLine.objects.visible_to(signed_in(request)).select_related("difference")
    found = get_object_or_404(rows, pk=line_id)
    if hasattr(found, "difference"):
        return redirect("difference", found.difference.pk)
    return redirect("bank-file", found.file_id)
