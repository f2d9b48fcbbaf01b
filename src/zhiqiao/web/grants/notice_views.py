"""Public notices, for everyone: read, search, save, print, object."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants import queries
from zhiqiao.web.grants.forms import ObjectionForm, ReasonForm
from zhiqiao.web.grants.limits import is_exhausted
from zhiqiao.web.grants.models import NoticeState, PublicNotice
from zhiqiao.web.grants.notice_actions import take_down as take_it_down
from zhiqiao.web.grants.objection_actions import make_objection
from zhiqiao.web.grants.views import refused
from zhiqiao.web.site.downloads import download, rows_max, yuan_cell

A_PAGE = 50
NOTICES_A_PAGE = 20
TOO_MANY = 429
Line = dict[str, Any]


@requires(Permission.PUBLIC)
def public_notices(request: HttpRequest) -> HttpResponse:
    """Every notice, open ones first."""
    words = request.GET.get("q", "").strip()[:60]
    rows = queries.public_notices()
    for word in words.split():
        rows = rows.filter(programme_name__icontains=word)
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "grants/notices.html", {"page": page, "words": words})


def _notice(notice_id: int) -> PublicNotice:
    rows = PublicNotice.objects.exclude(state=NoticeState.WITHDRAWN)
    return get_object_or_404(rows.select_related("department"), pk=notice_id)


def _found(notice: PublicNotice, words: str) -> list[Line]:
    lines: list[Line] = notice.content
    return [each for each in lines if words in each["name"] or words in each["uscc"]]


@requires(Permission.PUBLIC)
def public_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: who is to be paid what, by which clause."""
    notice = _notice(notice_id)
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "notice": notice,
        "page": Paginator(_found(notice, words), A_PAGE).get_page(request.GET.get("page")),
        "count": len(notice.content),
        "total_fen": sum(each["amount_fen"] for each in notice.content),
        "is_open": notice.state == NoticeState.OPEN,
        "may_take_down": _may_take_down(request, notice),
        "form": ReasonForm(),
        "words": words,
        "export": reverse("public-notice-export", args=[notice.pk, "x"])[:-2],
    }
    return render(request, "grants/notice.html", context)


def _may_take_down(request: HttpRequest, notice: PublicNotice) -> bool:
    person = request.user
    is_own = isinstance(person, Person) and person.organisation_id == notice.department_id
    return (
        is_own
        and notice.state == NoticeState.OPEN
        and isinstance(person, Person)
        and person.may(Permission.GRANT_WRITE)
    )


@requires(Permission.PUBLIC)
def export(request: HttpRequest, notice_id: int, kind: str) -> HttpResponseBase:
    """The lines of a notice."""
    rows_max(kind)
    notice = _notice(notice_id)
    header = [
        _("序号"), pgettext("column", "企业"), _("统一社会信用代码"), _("金额（元）"), _("依据"),
    ]  # fmt: skip
    lines = _found(notice, request.GET.get("q", "").strip()[:60])
    return download(header, _cells(lines), stem=_("公示"), kind=kind)


def _cells(lines: Iterable[Line]) -> Iterable[list[Cell]]:
    for each in lines:
        yield [
            each["number"], each["name"], each["uscc"], yuan_cell(each["amount_fen"]),
            each["clause"],
        ]  # fmt: skip


@requires(Permission.GRANT_WRITE, "POST")
def take_down(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Takes a notice of the department down."""
    notice, form = _notice(notice_id), ReasonForm(request.POST)
    person = signed_in(request)
    if notice.department_id != person.organisation_id:
        raise Http404
    if not form.is_valid():
        refused(request)
        return redirect("public-notice", notice.pk)
    with told(request, _("已撤下。这些企业回到“待公示”。")):
        take_it_down(actor=person, notice=notice, text=form.cleaned_data["text"])
    notice.refresh_from_db()
    if notice.state == NoticeState.OPEN:
        return redirect("public-notice", notice.pk)
    return redirect("grants-of", notice.programme_id, notice.period)


@requires(Permission.PUBLIC, "GET", "POST")
@never_cache
def objection(request: HttpRequest, notice_id: int, line_number: int) -> HttpResponse:
    """A form to object to one line; anyone may."""
    notice = _notice(notice_id)
    line = next((each for each in notice.content if each["number"] == line_number), None)
    if line is None or notice.state != NoticeState.OPEN:
        raise Http404
    form = ObjectionForm(request.POST or None)
    context = {"notice": notice, "line": line, "form": form}
    if request.method == "GET" or not form.is_valid():
        return render(request, "grants/objection.html", context)
    if is_exhausted(request):
        return render(request, "grants/too_many.html", context, status=TOO_MANY)
    person = request.user if isinstance(request.user, Person) else None
    try:
        made = make_objection(actor=person, notice=notice, number=line_number, **form.cleaned_data)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("public-notice", notice.pk)
    if person is not None:
        messages.success(request, _("收到了。有答复会在站内消息里告诉您。"))
        return redirect("my-objection", made.pk)
    messages.success(request, _("收到了。部门核实后会按您留的联系方式答复。"))
    return redirect("public-notice", notice.pk)


@requires(Permission.ACCOUNT)
def my_objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """What the person said against a line, and the answer."""
    found = queries.answer_to(signed_in(request), objection_id)
    if found is None:
        raise Http404
    return render(request, "grants/my_objection.html", {"objection": found})
