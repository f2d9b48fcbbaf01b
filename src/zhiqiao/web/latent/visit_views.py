"""The broker's list of whom to visit first, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.latent.visits import BASKETS, NEVER, Reasoned, Visit, reasoned, visits_for
from zhiqiao.web.site.downloads import download, rows_max

A_PAGE = 20
AT_ONCE = 200
DRAFTS_SHOWN = 10


@requires(Permission.LISTING_ALL)
def visits(request: HttpRequest) -> HttpResponse:
    """One basket of the enterprises, those to see first first."""
    person = signed_in(request)
    words = request.GET.get("q", "").strip()[:120]
    found = visits_for(person, words)
    counts = Counter(each.basket for each in found)
    basket = _basket(request, counts)
    page = Paginator([each for each in found if each.basket == basket], A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": reasoned(person, list(page.object_list)),
        "words": words,
        "baskets": _baskets(counts, basket, words),
        "is_empty": not found and not words,
        "export_url": request.path + "export/",
    }
    return render(request, "latent/visits.html", context)


def _basket(request: HttpRequest, counts: Counter[str]) -> str:
    """The basket asked for, else the first that holds something."""
    wanted = request.GET.get("basket", "")
    if wanted in BASKETS:
        return wanted
    return next((code for code in BASKETS if counts[code]), NEVER)


def _baskets(counts: Counter[str], current: str, words: str) -> list[dict[str, Any]]:
    kept = {"q": words} if words else {}
    return [
        {
            "word": word,
            "count": counts[code],
            "url": f"?{urlencode({'basket': code, **kept})}",
            "is_current": code == current,
        }
        for code, word in BASKETS.items()
    ]


@requires(Permission.LISTING_ALL)
def visit(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One enterprise: what to talk about, with the facts that led there."""
    person = signed_in(request)
    found = [each for each in visits_for(person) if each.organisation.pk == organisation_id]
    if not found:
        raise Http404
    context = {"row": reasoned(person, found, most=DRAFTS_SHOWN)[0]}
    return render(request, "latent/visit.html", context)


@requires(Permission.LISTING_ALL)
def export_visits(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a table, one basket or all."""
    person = signed_in(request)
    most = rows_max(kind)
    found = visits_for(person, request.GET.get("q", "").strip()[:120])
    wanted = request.GET.get("basket", "")
    rows = [each for each in found if wanted not in BASKETS or each.basket == wanted]
    header = [
        _("名次"), _("企业"), _("分类"), _("可能的需求（条）"), _("预计说中（条）"),
        _("最可能的三条"), _("为什么"), _("最近联系"),
    ]  # fmt: skip
    return download(header, _rows(person, rows[: most + 1]), stem=_("先去拜访谁"), kind=kind)


def _rows(person: Person, rows: Sequence[Visit]) -> Iterator[list[Cell]]:
    for start in range(0, len(rows), AT_ONCE):
        yield from map(_cells, reasoned(person, rows[start : start + AT_ONCE]))


def _cells(each: Reasoned) -> list[Cell]:
    row = each.visit
    titles = "；".join(f"{shown.likely.title}（{shown.percent}%）" for shown in each.needs)
    return [
        row.rank, row.organisation.name, str(BASKETS[row.basket]), row.count,
        round(row.expected, 2), titles, each.why, row.contact_on,
    ]  # fmt: skip
