"""The budget board: every line of a year, new lines, the closing of a year, the workbook."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.budgets import actions, boards
from zhiqiao.web.budgets.effects import effect_of
from zhiqiao.web.budgets.forms import ClosingForm, LineForm
from zhiqiao.web.budgets.models import BudgetLine, LineState, Revision
from zhiqiao.web.budgets.queries import proposed_for
from zhiqiao.web.budgets.standings import standings_of
from zhiqiao.web.rulebook.departments import programmes_led_by
from zhiqiao.web.site.downloads import download, rows_max, yuan_cell

A_PAGE = 30
YEAR_DIGITS = 4


@requires(Permission.BUDGET_READ)
def budgets(request: HttpRequest) -> HttpResponse:
    """The department's lines of a year, what waits for a second person, what is short."""
    actor = signed_in(request)
    years = _years(actor)
    year = _chosen_year(request, years)
    lines = list(_found(request, actor, year))
    rows = boards.rows_of(lines)
    proposals = list(proposed_for(actor))
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "totals": boards.totals_of(rows),
        "year": year,
        "baskets": _baskets(years, year),
        "words": _words(request),
        "proposals": with_effects(proposals, actor),
        "short": [row for row in rows if row.short_fen],
        "little": [row for row in rows if row.is_little and not row.short_fen],
        "has_open": any(row.is_open for row in rows),
        "export": reverse("budgets-export", args=["xlsx"]).removesuffix("xlsx/"),
    }
    return render(request, "budgets/budgets.html", context)


def with_effects(proposals: list[Revision], actor: Person) -> list[dict[str, Any]]:
    """Each proposal with what it would change, and whether the visitor may decide on it."""
    standings = standings_of([each.line for each in proposals])
    may_check = actor.may(Permission.PAYOUT_CHECK)
    return [
        {
            "revision": each,
            "effect": effect_of(each, standings[each.line_id]),
            "may_decide": may_check and each.made_by_id != actor.pk,
            "is_own": each.made_by_id == actor.pk,
        }
        for each in proposals
    ]


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:60]


def _years(actor: Person) -> Counter[int]:
    rows = BudgetLine.objects.visible_to(actor).order_by()
    return Counter(rows.values_list("year", flat=True))


def _chosen_year(request: HttpRequest, years: Counter[int]) -> int:
    """The year asked for; this year, or the newest that has lines."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdecimal() and len(asked) == YEAR_DIGITS:
        return int(asked)
    this_year = timezone.localdate().year
    return this_year if this_year in years or not years else max(years)


def _found(request: HttpRequest, actor: Person, year: int) -> QuerySet[BudgetLine]:
    rows = BudgetLine.objects.visible_to(actor).filter(year=year)
    if words := _words(request):
        rows = rows.filter(Q(programme_name__icontains=words) | Q(programme_id__icontains=words))
    return rows.order_by("programme_id")


def _baskets(years: Counter[int], current: int) -> list[dict[str, object]]:
    shown = sorted({*years, current}, reverse=True)
    return [
        {
            "word": _("%(year)s 年") % {"year": year},
            "count": years[year],
            "url": f"?year={year}",
            "is_current": year == current,
        }
        for year in shown
    ]


@requires(Permission.BUDGET_READ)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The board as a workbook."""
    actor = signed_in(request)
    rows_max(kind)
    header = [
        _("年度"), _("编号"), _("政策"), _("状态"), _("预算（元）"), _("清单占用（元）"),
        _("在途（元）"), _("已付（元）"), _("剩余（元）"), _("已有资格、清单未获批（元）"),
        _("缺口（元）"),
    ]  # fmt: skip
    year = _chosen_year(request, _years(actor))
    found = boards.rows_of(list(_found(request, actor, year)))
    return download(header, map(_cells, found), stem=_("预算指标"), kind=kind)


def _cells(row: boards.Row) -> list[Cell]:
    amounts = (
        row.standing.total_fen, row.held_fen, row.on_its_way_fen, row.standing.spent_fen,
        row.standing.left_fen, row.committed_fen, row.short_fen,
    )  # fmt: skip
    line = row.line
    about: list[Cell] = [
        line.year,
        line.programme_id,
        line.programme_name,
        line.get_state_display(),
    ]
    return [*about, *map(yuan_cell, amounts)]


@requires(Permission.BUDGET_WRITE, "GET", "POST")
def new_line(request: HttpRequest) -> HttpResponse:
    """Opens a line for a programme and a year, and proposes what it gets."""
    actor, year = signed_in(request), timezone.localdate().year
    led = programmes_led_by(actor.organisation) if actor.organisation else ()
    form = LineForm(request.POST or None, programmes=led, year=year)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_line(
                actor=actor,
                programme_id=said["programme"],
                year=said["year"],
                amount_fen=form.amount_fen,
                reason=said["reason"],
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已提出，等另一位同事复核后生效。"))
            return redirect("budget", made.line_id)
    return render(request, "budgets/new.html", {"form": form, "has_programmes": bool(led)})


@requires(Permission.BUDGET_WRITE, "GET", "POST")
def closing(request: HttpRequest, year: int) -> HttpResponse:
    """Which lines of a year can be closed and what stops the others; proposes to close them."""
    actor = signed_in(request)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _close(request, actor, year, form.cleaned_data["reason"])
    lines = BudgetLine.objects.visible_to(actor).filter(year=year, state=LineState.OPEN)
    rows = boards.rows_of(list(lines))
    why = actions.why_not_closed([row.line for row in rows])
    waiting = set(proposed_for(actor).values_list("line_id", flat=True))
    context = {
        "year": year,
        "form": form,
        "lines": [(row, why[row.line.pk], row.line.pk in waiting) for row in rows],
    }
    return render(request, "budgets/closing.html", context)


def _close(request: HttpRequest, actor: Person, year: int, reason: str) -> HttpResponse:
    try:
        made, left = actions.propose_closing(actor=actor, year=year, reason=reason)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("budgets-closing", year)
    words = ngettext(
        "已提出结转 %(n)d 条指标，等另一位同事逐条复核。",
        "已提出结转 %(n)d 条指标，等另一位同事逐条复核。",
        len(made),
    )
    messages.success(request, words % {"n": len(made)})
    if left:
        words = ngettext(
            "%(n)d 条还不能结转，原因见下。", "%(n)d 条还不能结转，原因见下。", len(left)
        )
        messages.warning(request, words % {"n": len(left)})
        return redirect("budgets-closing", year)
    return redirect(f"{reverse('budgets')}?year={year}")
