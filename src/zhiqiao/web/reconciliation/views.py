"""The differences between the bank and the books: the list, and the list as a file."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.reconciliation.listing import (
    BASKETS,
    difference_counts,
    differences_for,
    unmatched_fen,
    unmatched_sums,
)
from zhiqiao.web.reconciliation.models import BankFile, BankFileState, Difference
from zhiqiao.web.reconciliation.wording import meaning_of
from zhiqiao.web.site.downloads import download, rows_max, yuan_cell

A_PAGE = 30


def words_of(request: HttpRequest) -> str:
    """What is searched for."""
    return request.GET.get("q", "").strip()[:60]


def baskets_of(
    request: HttpRequest, words: Mapping[str, Promise | str], counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The baskets of a list as its page shows them; empty ones only where they are open."""
    current = request.GET.get("basket", "")
    rest = request.GET.copy()
    rest.pop("page", None)
    baskets = []
    for code, word in words.items():
        if not counts[code] and code not in ("", current):
            continue
        rest["basket"] = code
        is_current = code == current
        url = f"?{rest.urlencode()}"
        baskets.append({"word": word, "count": counts[code], "url": url, "is_current": is_current})
    return baskets


def basket_of(request: HttpRequest, words: Mapping[str, Promise | str]) -> str:
    """The basket that is open; the first one where it is not known."""
    asked = request.GET.get("basket", "")
    return asked if asked in words else ""


@requires(Permission.PAYOUT_READ)
def differences(request: HttpRequest) -> HttpResponse:
    """What the bank and the books do not agree on, in baskets, and what is not matched."""
    actor = signed_in(request)
    basket, words = basket_of(request, BASKETS), words_of(request)
    rows = differences_for(actor, basket=basket, words=words)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    came_fen, went_fen = unmatched_sums(actor)
    refused = BankFile.objects.visible_to(actor).filter(state=BankFileState.REFUSED)
    context = {
        "page": page,
        "rows": [{"row": each, "meaning": meaning_of(each)} for each in page.object_list],
        "baskets": baskets_of(request, BASKETS, difference_counts(actor)),
        "basket": basket,
        "words": words,
        "unmatched_fen": unmatched_fen(actor),
        "came_fen": came_fen,
        "went_fen": went_fen,
        "refused": refused.count(),
        "export": reverse("differences-export", args=["x"])[:-2],
    }
    return render(request, "reconciliation/differences.html", context)


@requires(Permission.PAYOUT_READ)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The differences of a basket as a file."""
    actor = signed_in(request)
    rows_max(kind)
    header = [
        _("编号"), _("种类"), _("状态"), _("谁来办"), _("银行流水号"), _("收付"),
        _("银行金额（元）"), _("记账日"), _("对方"), _("兑付编号"), pgettext("column", "企业"),
        _("应付金额（元）"), _("怎么处理的"), _("提出"), _("复核"), _("依据"),
    ]  # fmt: skip
    rows = differences_for(actor, basket=basket_of(request, BASKETS), words=words_of(request))
    return download(header, map(_cells, rows.iterator()), stem=_("对账差异"), kind=kind)


def _cells(row: Difference) -> list[Cell]:
    line, payment = row.line, row.payment
    told: list[Cell] = [None] * 5
    if line is not None:
        told = [
            line.reference, str(line.get_direction_display()), yuan_cell(line.amount_fen),
            line.booked_on, line.counterparty,
        ]  # fmt: skip
    own: list[Cell] = [None] * 3
    if payment is not None:
        owed = yuan_cell(payment.amount_fen)
        own = [payment.end_to_end_id, payment.organisation.name, owed]
    return [
        row.pk, str(row.get_kind_display()), str(row.get_state_display()),
        str(Role(row.owner).label), *told, *own, str(row.get_done_display()),
        row.maker.name if row.maker else None,
        row.resolved_by.name if row.resolved_by else None, row.note,
    ]  # fmt: skip
