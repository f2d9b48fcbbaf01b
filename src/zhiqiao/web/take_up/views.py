"""The department's view: who could have its programmes, and who has not asked for them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.policy.programme import Programme
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import programmes_of
from zhiqiao.web.site.downloads import download, rows_max
from zhiqiao.web.take_up.listing import BASKETS, Line, Listed, listed_for
from zhiqiao.web.take_up.queries import REMIND_AGAIN_DAYS, TakeUp, take_up_of
from zhiqiao.web.take_up.start_actions import start_reminding

A_PAGE = 30
CHARTED_MAX = 12
FEW = 3  # rows of a chart that a low one holds


def _own_ids(actor: Person) -> tuple[str, ...]:
    return programmes_of(actor.organisation) if actor.organisation else ()


@requires(Permission.TAKE_UP_READ)
def take_up(request: HttpRequest) -> HttpResponse:
    """The department's programmes, that with the widest gap first."""
    actor = signed_in(request)
    rows = take_up_of(actor, _own_ids(actor), timezone.localdate())
    words = request.GET.get("q", "").strip()[:120]
    shown = [each for each in rows if words in each.name or words in each.id]
    context = {
        "rows": shown,
        "words": words,
        "entitled": sum(each.entitled for each in rows),
        "gap": sum(each.gap for each in rows),
        "unclaimed_fen": sum(each.unclaimed_fen for each in rows),
        "granted_fen": sum(each.granted_fen for each in rows),
        "chart": _chart(rows),
        "chart_size": "small" if sum(bool(row.entitled) for row in rows) <= FEW else "",
        "has_own": bool(rows),
        "on": timezone.localdate(),
    }
    return render(request, "take_up/take_up.html", context)


@requires(Permission.TAKE_UP_READ)
def export_all(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The department's programmes as the page lists them."""
    actor = signed_in(request)
    rows_max(kind)
    header = [
        _("编号"), _("事项"), _("符合（家）"), _("已申报"), _("已通过"), _("应享未享（家）"),
        _("没有来领的钱（元）"), _("已核定（元）"),
    ]  # fmt: skip
    found = take_up_of(actor, _own_ids(actor), timezone.localdate())
    return download(header, map(_row, found), stem=_("应享未享"), kind=kind)


def _row(row: TakeUp) -> list[Cell]:
    return [
        row.id, row.name, row.entitled, row.applied, row.approved, row.gap,
        row.unclaimed_fen / FEN_PER_YUAN, row.granted_fen / FEN_PER_YUAN,
    ]  # fmt: skip


def _chart(rows: list[TakeUp]) -> dict[str, Any] | None:
    some = [each for each in rows if each.entitled][:CHARTED_MAX]
    if not some:
        return None
    return {
        "kind": "stack",
        "labels": [each.name for each in some],
        "series": [
            {"name": _("符合且已申报"), "values": [each.entitled - each.gap for each in some]},
            {"name": _("应享未享"), "values": [each.gap for each in some]},
        ],
        "unit": _("家"),
    }


def _programme(actor: Person, programme_id: str) -> Programme:
    found = rulebook().programme(programme_id)
    if found is None or programme_id not in _own_ids(actor):
        raise Http404
    return found


def _listed(request: HttpRequest, actor: Person, programme: Programme) -> Listed:
    return listed_for(
        actor,
        programme.id,
        on=timezone.localdate(),
        basket=request.GET.get("basket", "gap"),
        words=request.GET.get("q", "").strip()[:120],
        group=request.GET.get("group", ""),
    )


@requires(Permission.TAKE_UP_READ)
def take_up_programme(request: HttpRequest, programme_id: str) -> HttpResponse:
    """The enterprises of one programme: entitled or not, applied or not, and how much is known."""
    actor = signed_in(request)
    programme = _programme(actor, programme_id)
    found = _listed(request, actor, programme)
    context = {
        "programme": programme,
        "found": found,
        "page": Paginator(found.lines, A_PAGE).get_page(request.GET.get("page")),
        "baskets": _baskets(request, found),
        "export": reverse("take-up-export", args=[programme.id, "x"])[:-2],
        "remind_again_days": REMIND_AGAIN_DAYS,
        "words": request.GET.get("q", ""),
        "group": request.GET.get("group", ""),
        "basket": found.basket,
    }
    return render(request, "take_up/programme.html", context)


def _baskets(request: HttpRequest, found: Listed) -> list[dict[str, object]]:
    rest = request.GET.copy()
    rest.pop("page", None)
    baskets = []
    for code, word in BASKETS.items():
        rest["basket"] = code
        url = f"?{rest.urlencode()}"
        is_current = code == found.basket
        count = found.counts[code]
        baskets.append({"word": word, "count": count, "url": url, "is_current": is_current})
    return baskets


@requires(Permission.TAKE_UP_READ, "GET", "POST")
def remind(request: HttpRequest, programme_id: str) -> HttpResponse:
    """Says how many would be told, and tells them."""
    actor = signed_in(request)
    programme = _programme(actor, programme_id)
    today = timezone.localdate()
    found = listed_for(actor, programme.id, on=today, basket="gap", words="", group="")
    waiting = [line for line in found.lines if line.reminded_on is None]
    if request.method == "POST":
        return _remind(request, actor, programme, waiting)
    context = {
        "programme": programme,
        "waiting": waiting,
        "lately": len(found.lines) - len(waiting),
        "remind_again_days": REMIND_AGAIN_DAYS,
    }
    return render(request, "take_up/remind.html", context)


def _remind(
    request: HttpRequest, actor: Person, programme: Programme, waiting: list[Line]
) -> HttpResponse:
    if not waiting:
        messages.info(request, _("没有要提醒的企业：都提醒过了，或都已申报。"))
        return redirect("take-up-programme", programme.id)
    start_reminding(
        actor=actor,
        programme_id=programme.id,
        name=programme.name,
        organisations=[line.organisation_id for line in waiting],
        on=timezone.localdate(),
    )
    words = ngettext(
        "正在提醒 %(n)d 家企业，每家一条消息。",
        "正在提醒 %(n)d 家企业，每家一条消息。",
        len(waiting),
    )
    messages.success(request, words % {"n": len(waiting)})
    return redirect("take-up-programme", programme.id)


@requires(Permission.TAKE_UP_READ)
def export_take_up(request: HttpRequest, programme_id: str, kind: str) -> HttpResponseBase:
    """The list as the page shows it."""
    actor = signed_in(request)
    rows_max(kind)
    programme = _programme(actor, programme_id)
    header = [
        _("企业"), _("统一社会信用代码"), _("结论"), _("金额（元）"), _("申报"), _("已知事实"),
        _("所需事实"), _("缺的事实"), _("上次提醒"),
    ]  # fmt: skip
    lines = _listed(request, actor, programme).lines
    return download(header, map(_cells, lines), stem=_("应享未享"), kind=kind)


def _cells(line: Line) -> list[Cell]:
    amount = None if line.amount_fen is None else line.amount_fen / FEN_PER_YUAN
    return [
        line.name, line.uscc, line.verdict_word, amount, line.applied_word, line.known,
        line.needed, "、".join(line.missing), line.reminded_on,
    ]  # fmt: skip
