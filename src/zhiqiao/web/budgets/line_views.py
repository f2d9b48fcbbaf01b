"""One budget line: how it stands, its curves, its history, and the steps that two people take."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.budgets import actions, boards, curves
from zhiqiao.web.budgets.actions import Change
from zhiqiao.web.budgets.forms import ChangeForm, RemarkForm
from zhiqiao.web.budgets.models import BudgetLine, LineState, Revision, RevisionKind, RevisionState
from zhiqiao.web.budgets.standings import Standing
from zhiqiao.web.budgets.views import with_effects

WAN_DIGITS = 2
FEN_DIGITS_MAX = 18


def line_seen(request: HttpRequest, budgetline_id: int) -> BudgetLine:
    """The line, if it is the visitor's department's; else 404."""
    rows = BudgetLine.objects.visible_to(signed_in(request)).select_related("organisation")
    return get_object_or_404(rows, pk=budgetline_id)


@requires(Permission.BUDGET_READ)
def budget(request: HttpRequest, budgetline_id: int) -> HttpResponse:
    """One line with its curves, its history, and what waits for a second person."""
    return _page(request, line_seen(request, budgetline_id))


def _page(request: HttpRequest, line: BudgetLine, **wrong: Any) -> HttpResponse:
    actor, today = signed_in(request), timezone.localdate()
    (row,) = boards.rows_of([line])
    revisions = list(
        Revision.objects.visible_to(actor)
        .filter(line=line)
        .select_related("line", "made_by", "checked_by")
    )
    waiting = [each for each in revisions if each.state == RevisionState.PROPOSED]
    points = curves.daily(line)
    forecast = curves.forecast_of(line, row.standing, committed_fen=row.committed_fen, on=today)
    context = {
        "row": row,
        "line": line,
        "proposals": with_effects(waiting, actor),
        "revisions": [each for each in revisions if each.state != RevisionState.PROPOSED],
        "forecast": forecast,
        "chart": _chart(line, points, forecast) if points else None,
        "change_form": ChangeForm(kinds=kinds_for(line, row.standing)),
        "remark_form": RemarkForm(),
        "may_propose": _may_propose(line, row.standing, waiting),
    }
    return render(request, "budgets/budget.html", context | wrong)


def _may_propose(line: BudgetLine, now: Standing, waiting: list[Revision]) -> bool:
    return not waiting and bool(kinds_for(line, now))


def kinds_for(line: BudgetLine, now: Standing) -> list[RevisionKind]:
    """The changes that make sense as the line stands."""
    if line.state == LineState.CLOSED:
        return [RevisionKind.CLOSE] if now.left_fen else []
    if not now.total_fen:
        return [RevisionKind.APPROPRIATE, RevisionKind.CLOSE]
    return [RevisionKind.RAISE, RevisionKind.LOWER, RevisionKind.CLOSE]


def _chart(
    line: BudgetLine, points: list[curves.Point], forecast: curves.Forecast | None
) -> dict[str, Any]:
    today = timezone.localdate()
    until = max(points[-1].on, min(today, today.replace(line.year, 12, 31)))
    weeks = curves.weekly(points, year=line.year, until=until)
    labels = [f"{each.on:%m-%d}" for each in weeks]
    series = [
        {"name": _("预算"), "values": [_wan(each.total_fen) for each in weeks]},
        {"name": _("已批准兑付"), "values": [_wan(each.committed_fen) for each in weeks]},
        {"name": _("已付"), "values": [_wan(each.paid_fen) for each in weeks]},
    ]
    if forecast and until < today.replace(line.year, 12, 31):
        labels.append("12-31")
        for each in series:
            each["values"] = [*each["values"], None]
        ahead = [None] * (len(weeks) - 1)
        values = [*ahead, _wan(weeks[-1].paid_fen), _wan(forecast.expected_fen)]
        series.append({"name": _("推算"), "values": values})
    return {"kind": "line", "labels": labels, "series": series, "unit": _("万元")}


def _wan(fen: int) -> float:
    return round(fen / FEN_PER_WAN_YUAN, WAN_DIGITS)


@requires(Permission.BUDGET_WRITE, "POST")
def propose(request: HttpRequest, budgetline_id: int) -> HttpResponse:
    """Proposes a change; another person decides on it."""
    line, actor = line_seen(request, budgetline_id), signed_in(request)
    (row,) = boards.rows_of([line])
    form = ChangeForm(request.POST, kinds=kinds_for(line, row.standing))
    if not form.is_valid():
        return _page(request, line, change_form=form)
    said = form.cleaned_data
    change = Change(RevisionKind(said["kind"]), form.amount_fen, said["reason"])
    return _done(
        request,
        line.pk,
        _("已提出，等另一位同事复核后生效。"),
        lambda: actions.propose(actor=actor, line=line, change=change),
    )


def _done(request: HttpRequest, line_id: int, words: str, do: Callable[[], object]) -> HttpResponse:
    with told(request, words):
        do()
    return redirect("budget", line_id)


def _revision_seen(request: HttpRequest, revision_id: int) -> Revision:
    rows = Revision.objects.visible_to(signed_in(request))
    return get_object_or_404(rows.select_related("line__organisation", "made_by"), pk=revision_id)


@requires(Permission.BUDGET_READ)
def revision(request: HttpRequest, revision_id: int) -> HttpResponse:
    """To the line that a change is of."""
    return redirect("budget", _revision_seen(request, revision_id).line_id)


@requires(Permission.PAYOUT_CHECK, "POST")
def decide(request: HttpRequest, revision_id: int) -> HttpResponse:
    """The second person agrees, or says why not."""
    found, actor = _revision_seen(request, revision_id), signed_in(request)
    if request.POST.get("decision") == "agree":
        left = request.POST.get("left_fen", "")
        left_fen = int(left[:FEN_DIGITS_MAX]) if left.isascii() and left.isdecimal() else None
        return _done(
            request,
            found.line_id,
            _("已同意，预算已经变了，账本记了一笔。"),
            lambda: actions.approve_revision(actor=actor, revision=found, left_fen=left_fen),
        )
    form = RemarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写下不同意的理由，提出的人才知道怎么改。"))
        return redirect("budget", found.line_id)
    remark = form.cleaned_data["remark"]
    return _done(
        request,
        found.line_id,
        _("没有同意，提出的人会收到消息。"),
        lambda: actions.refuse_revision(actor=actor, revision=found, remark=remark),
    )


@requires(Permission.BUDGET_WRITE, "POST")
def withdraw(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Who proposed it takes it back."""
    found, actor = _revision_seen(request, revision_id), signed_in(request)
    return _done(
        request,
        found.line_id,
        _("已撤回。"),
        lambda: actions.withdraw_revision(actor=actor, revision=found),
    )
