"""What a draft would change, before it is issued."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.drafts import queries
from zhiqiao.web.drafts.forms import DayForm
from zhiqiao.web.drafts.models import Draft, WhatIf, WhatIfState
from zhiqiao.web.drafts.views import draft_seen
from zhiqiao.web.drafts.what_if_actions import ask_what_if, work_out
from zhiqiao.web.drafts.what_if_pages import (
    basket_words,
    group_charts,
    rows_of,
    verdict_chart,
)
from zhiqiao.web.programmes.fact_table import enterprises
from zhiqiao.web.site.downloads import download, rows_max

A_PAGE = 30
AT_ONCE_MAX = 1_000
"""For how many enterprises a what-if is worked out within the request."""


@requires(Permission.RULE_DRAFT, "GET", "POST")
def what_if(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The newest what-if of a draft; POST works another one out."""
    draft = draft_seen(request, draft_id)
    if request.method == "POST":
        return _ask(request, draft)
    found = queries.newest_what_if(draft)
    version = queries.version_of(draft)
    context: dict[str, Any] = {
        "draft": draft,
        "found": found,
        "form": DayForm(),
        "is_stale": bool(found and version and found.digest != version.digest),
    }
    if found and found.state == WhatIfState.DONE:
        context |= _result_context(request, found)
    return render(request, "drafts/what_if.html", context)


def _ask(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明按哪一天判定，如 2027-01-01。"))
        return redirect("draft-what-if", draft.pk)
    found = ask_what_if(actor=signed_in(request), draft=draft, on=form.cleaned_data["on"])
    if enterprises().count() <= AT_ONCE_MAX:
        work_out(found)
    return redirect("draft-what-if", draft.pk)


def _result_context(request: HttpRequest, found: WhatIf) -> dict[str, Any]:
    result = found.result
    rows = rows_of(found)
    words, basket = request.GET.get("q", "").strip()[:120], request.GET.get("basket", "")
    shown = _shown(rows, words, basket)
    return {
        "result": result,
        "change_fen": result["after"]["granted_fen"] - result["before"]["granted_fen"],
        "chart": verdict_chart(result),
        "groups": group_charts(result),
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "baskets": _baskets(Counter(row["basket"] for row in rows), basket),
        "basket_words": basket_words(),
        "words": words,
        "export": reverse("draft-what-if-export", args=[found.draft_id, "x"])[:-2],
    }


def _shown(rows: list[dict[str, Any]], words: str, basket: str) -> list[dict[str, Any]]:
    found = (row for row in rows if not basket or row["basket"] == basket)
    return [row for row in found if words in row["name"]]


def _baskets(counts: Counter[str], current: str) -> list[dict[str, object]]:
    every: list[tuple[str, str, int]] = [("", _("全部变化"), sum(counts.values()))]
    every += [(key, word, counts[key]) for key, word in basket_words().items() if counts[key]]
    return [
        {"word": word, "count": count, "url": f"?basket={key}", "is_current": key == current}
        for key, word, count in every
    ]


@requires(Permission.RULE_DRAFT)
def export_what_if(request: HttpRequest, draft_id: int, kind: str) -> HttpResponseBase:
    """The enterprises for which something changes, as the page shows them."""
    draft = draft_seen(request, draft_id)
    rows_max(kind)
    found = queries.newest_what_if(draft)
    if found is None or found.state != WhatIfState.DONE:
        raise Http404
    words, basket = request.GET.get("q", "").strip()[:120], request.GET.get("basket", "")
    rows = _shown(rows_of(found), words, basket)
    header = [
        _("企业"), _("变化"), _("现在"), _("发布后"), _("现在金额（元）"), _("发布后金额（元）"),
        _("缺的事实"),
    ]  # fmt: skip
    return download(header, map(_cells, rows), stem=_("测算"), kind=kind)


def _cells(row: dict[str, Any]) -> list[Cell]:
    return [
        row["name"], basket_words()[row["basket"]], row["before"], row["after"],
        _yuan(row["amount_before_fen"]), _yuan(row["amount_after_fen"]), row["missing"],
    ]  # fmt: skip


def _yuan(fen: int | None) -> Cell:
    return None if fen is None else fen / FEN_PER_YUAN
