"""The enterprise's own pages: how far its money has come, and what it has to do."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications.showing import basket_links, in_language
from zhiqiao.web.grants.models import Entitlement, EntitlementStep
from zhiqiao.web.payouts import own
from zhiqiao.web.payouts.expecting import Expected, expected, paces_of
from zhiqiao.web.payouts.journeys import Journey
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.site.downloads import download, rows_max, yuan_cell

A_PAGE = 15
Shown = tuple[Journey, Expected]


@requires(Permission.PAYOUT_RECEIVE)
def my_payouts(request: HttpRequest) -> HttpResponse:
    """What the enterprise is entitled to, where it stands, when it comes, what is to be done."""
    person = signed_in(request)
    baskets = own.baskets()
    chosen, links = basket_links(request, baskets, _counted(person, baskets))
    rows = _found(request, person)
    rows = rows.filter(chosen.rows) if chosen else rows
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": _shown(list(page)),
        "baskets": links,
        "words": _words(request),
        "is_filtered": bool(_words(request) or (chosen and chosen.code)),
        "export": reverse("my-payouts-export", args=["xlsx"]).removesuffix("xlsx/"),
    }
    return render(request, "payouts/my_payouts.html", context)


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:60]


def _found(request: HttpRequest, person: Person) -> QuerySet[Entitlement]:
    rows = own.with_todo_first(own.own_entitlements(person))
    for word in _words(request).split():
        rows = rows.filter(programme_name__icontains=word)
    return rows


def _counted(person: Person, baskets: tuple[Any, ...]) -> dict[str, int]:
    """How many lie in each basket; one query."""
    counts = {f"n{place}": Count("pk", filter=each.rows) for place, each in enumerate(baskets[1:])}
    row = own.own_entitlements(person).order_by().aggregate(all=Count("pk"), **counts)
    named = {each.code: row[f"n{place}"] for place, each in enumerate(baskets[1:])}
    return {baskets[0].code: row["all"], **named}


def _shown(entitlements: list[Entitlement]) -> list[Shown]:
    paces = paces_of({each.department_id for each in entitlements})
    today = timezone.localdate()
    return [
        (each, expected(each, paces[each.entitlement.department_id], today=today))
        for each in own.journeys_of(entitlements)
    ]


@requires(Permission.PAYOUT_RECEIVE)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Everything as a workbook."""
    rows_max(kind)
    header = [
        _("政策"), _("期间"), _("部门"), _("金额（元）"), _("走到哪一步"), _("等谁办"), _("说明"),
        _("预计到账"), _("到账日"),
    ]  # fmt: skip
    shown = _shown(list(_found(request, signed_in(request))))
    return download(header, map(_cells, shown), stem=_("我的兑付"), kind=kind)


def _cells(shown: Shown) -> list[Cell]:
    journey, when = shown
    row, paid = journey.entitlement, journey.payment
    return [
        row.programme_name, row.period, row.department.name, yuan_cell(row.amount_fen),
        row.get_state_display() if paid is None else paid.get_state_display(), journey.who,
        journey.waiting.why, when.on,
        paid.settled_on if paid and journey.has_arrived else None,
    ]  # fmt: skip


@requires(Permission.PAYOUT_RECEIVE)
def my_payout(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """One of them: its steps, why it is so much, what happened, the voucher."""
    person = signed_in(request)
    found = get_object_or_404(own.own_entitlements(person), pk=entitlement_id)
    ((journey, when),) = _shown([found])
    payments = list(Payment.objects.visible_to(person).filter(entitlement=found))
    payments.sort(key=lambda each: each.attempt)
    steps = list(EntitlementStep.objects.visible_to(person).filter(entitlement=found))
    context = {
        "journey": journey,
        "when": when,
        "row": found,
        "content": in_language(found.content),
        "payments": payments,
        "events": events_of(found, steps, payments),
    }
    return render(request, "payouts/my_payout.html", context)


def events_of(
    entitlement: Entitlement, steps: list[EntitlementStep], payments: list[Payment]
) -> list[dict[str, Any]]:
    """What happened, the newest first, without names of the department's people."""
    events = [{"at": each.at, "what": each.get_kind_display(), "note": each.text} for each in steps]
    if not steps:
        events.append({"at": entitlement.found_at, "what": _("列入名单"), "note": ""})
    for each in payments:
        number = {"number": each.attempt}
        events.append({"at": each.queued_at, "what": _("第 %(number)d 次发起兑付") % number})
        if each.accepted_at:
            events.append({"at": each.accepted_at, "what": _("银行已受理")})
        if each.state not in ("queued", "accepted"):
            events.append({"at": each.changed_at, "what": each.get_state_display()})
    return sorted(events, key=lambda each: each["at"], reverse=True)
