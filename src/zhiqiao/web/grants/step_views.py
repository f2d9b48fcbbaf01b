"""The steps for many at once: find, check credit, publish a notice; the lists as files."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants import queries
from zhiqiao.web.grants.baskets import BASKETS
from zhiqiao.web.grants.credit_actions import HELD_WORDS, check_credit
from zhiqiao.web.grants.forms import FindForm, NoticeForm
from zhiqiao.web.grants.models import Entitlement, NoticeState, PassedOver
from zhiqiao.web.grants.notice_actions import days_min, publish_notice, tell_cleared
from zhiqiao.web.grants.passing import passed_rows, why_words
from zhiqiao.web.grants.start_actions import find_entitled
from zhiqiao.web.grants.views import back_to, programme_name, refused
from zhiqiao.web.site.downloads import download, rows_max, yuan_cell


@requires(Permission.GRANT_WRITE, "POST")
def find(request: HttpRequest, programme_id: str, period: str) -> HttpResponse:
    """Starts to find who is entitled."""
    person = signed_in(request)
    programme_name(person, programme_id, period)
    form = FindForm(request.POST)
    if not form.is_valid():
        refused(request)
        return back_to(request, programme_id, period, "found")
    done = _("正在比对，企业多时要几分钟。可以离开这一页，结果会留在这里。")
    with told(request, done):
        on = form.cleaned_data["on"]
        find_entitled(actor=person, programme_id=programme_id, period=period, on=on)
    return back_to(request, programme_id, period, "found")


@requires(Permission.GRANT_WRITE, "POST")
def credit(request: HttpRequest, programme_id: str, period: str) -> HttpResponse:
    """Checks the credit of all that wait for it."""
    person = signed_in(request)
    programme_name(person, programme_id, period)
    try:
        done = check_credit(actor=person, programme_id=programme_id, period=period)
    except RefusedError as error:
        messages.error(request, str(error))
        return back_to(request, programme_id, period, "found")
    words = _("核查完了：%(passed)d 家通过，%(held)d 家没有通过。")
    messages.success(request, words % {"passed": done.passed, "held": done.held})
    return back_to(request, programme_id, period, "held" if done.held else "checked")


@requires(Permission.GRANT_WRITE, "GET", "POST")
def notice(request: HttpRequest, programme_id: str, period: str) -> HttpResponse:
    """Says what would be shown to everyone, and shows it."""
    person = signed_in(request)
    name = programme_name(person, programme_id, period)
    rows = queries.granted_by(person).filter(programme_id=programme_id, period=period)
    form = NoticeForm(request.POST or None, days_min=days_min())
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        return _publish(request, programme_id, period, days)
    context = {
        "name": name,
        "programme_id": programme_id,
        "period": period,
        "form": form,
        "heap": queries.heaps_of(rows)["checked"],
    }
    return render(request, "grants/publish.html", context)


def _publish(request: HttpRequest, programme_id: str, period: str, days: int) -> HttpResponse:
    person = signed_in(request)
    try:
        made = publish_notice(actor=person, programme_id=programme_id, period=period, days=days)
    except RefusedError as error:
        messages.error(request, str(error))
        return back_to(request, programme_id, period, "checked")
    if made.state == NoticeState.ENDED:
        tell_cleared()
    count = len(made.content)
    words = ngettext("%(n)d 家开始公示。", "%(n)d 家开始公示。", count)
    messages.success(request, words % {"n": count})
    return redirect("public-notice", made.pk)


@requires(Permission.GRANT_WRITE)
def export(request: HttpRequest, programme_id: str, period: str, kind: str) -> HttpResponseBase:
    """The enterprises of a basket as the page lists them."""
    person = signed_in(request)
    rows_max(kind)
    programme_name(person, programme_id, period)
    rows = queries.granted_by(person).filter(programme_id=programme_id, period=period)
    chosen = request.GET.get("basket", "")
    basket = next((each for each in BASKETS if each.code == chosen), None)
    words = request.GET.get("q", "").strip()[:60]
    found = queries.found_by(rows.filter(basket.rows) if basket else rows, words)
    header = [
        _("编号"), pgettext("column", "企业"), _("统一社会信用代码"), _("政策"), _("期间"),
        _("途径"), _("状态"), _("金额（元）"), _("信用核查"), _("列入日期"),
    ]  # fmt: skip
    lines = found.select_related("organisation").defer("content").order_by("-amount_fen", "pk")
    return download(header, map(_cells, lines), stem=_("应享名单"), kind=kind)


def _cells(row: Entitlement) -> list[Cell]:
    return [
        str(row.pk), row.organisation.name, row.organisation.uscc, row.programme_name, row.period,
        row.get_route_display(), row.get_state_display(), yuan_cell(row.amount_fen),
        str(HELD_WORDS.get(row.held, "")), row.found_at.date(),
    ]  # fmt: skip


@requires(Permission.GRANT_WRITE)
def export_passed_over(
    request: HttpRequest, programme_id: str, period: str, kind: str
) -> HttpResponseBase:
    """Who was passed over, with the reasons."""
    person = signed_in(request)
    rows_max(kind)
    programme_name(person, programme_id, period)
    words, why = request.GET.get("q", "").strip()[:60], request.GET.get("why", "")
    rows, _reasons = passed_rows(person, programme_id, period, words=words, why=why)
    header = [
        pgettext("column", "企业"), _("统一社会信用代码"), _("规则算出（元）"), _("为什么没有列入"),
    ]  # fmt: skip
    return download(header, _passed_cells(rows), stem=_("未列入名单"), kind=kind)


def _passed_cells(rows: Iterable[PassedOver]) -> Iterable[list[Cell]]:
    for row in rows:
        amount = yuan_cell(row.amount_fen)
        why = "；".join(why_words(row.why))
        yield [row.organisation.name, row.organisation.uscc, amount, why]
