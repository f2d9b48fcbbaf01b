"""The list of introductions, in baskets, and its export."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.introductions.faces import Face, faces_of
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import State
from zhiqiao.web.introductions.queries import (
    MINE,
    OTHER,
    basket_counts,
    basket_query,
    holding,
)
from zhiqiao.web.site.downloads import download, rows_max

A_PAGE = 20
EXPORTED_AT_ONCE = 500
BASKETS: dict[str, str | Promise] = {
    MINE: gettext_lazy("待我答复"),
    OTHER: gettext_lazy("等待对方"),
    State.OPENED: gettext_lazy("已建立联系"),
    State.DECLINED: gettext_lazy("已婉拒"),
    State.EXPIRED: gettext_lazy("已过期"),
    State.WITHDRAWN: gettext_lazy("已撤回"),
}


@requires(Permission.INTRODUCE)
def introductions(request: HttpRequest) -> HttpResponse:
    """One basket of the person's introductions."""
    person = signed_in(request)
    found, words = _found(request, person)
    counts = basket_counts(person, found)
    basket = _basket(request, counts, person)
    rows = found.filter(basket_query(person, basket))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "faces": faces_of(person, page.object_list),
        "words": words,
        "basket": basket,
        "baskets": _baskets(counts, basket, words, person),
        "is_empty": not any(counts.values()) and not words,
        "export_url": reverse("introductions-export", args=["xlsx"]).removesuffix("xlsx/"),
    }
    return render(request, "introductions/list.html", context)


def _found(request: HttpRequest, person: Person) -> tuple[QuerySet[Introduction], str]:
    words = request.GET.get("q", "").strip()[:100]
    return holding(Introduction.objects.visible_to(person), person, words), words


def _basket(request: HttpRequest, counts: dict[str, int], person: Person) -> str:
    """The basket asked for, else the first one that holds something."""
    wanted = request.GET.get("basket", "")
    if wanted in _shown(counts, person):
        return wanted
    return next((name for name in _shown(counts, person) if counts[name]), OTHER)


def _shown(counts: dict[str, int], person: Person) -> list[str]:
    """The centre's staff have no 待我答复 of their own unless their organisation is a party."""
    is_staff = person.may(Permission.INTRODUCE_ALL)
    return [name for name in BASKETS if name != MINE or counts[MINE] or not is_staff]


def _baskets(
    counts: dict[str, int], current: str, words: str, person: Person
) -> list[dict[str, Any]]:
    kept = {"q": words} if words else {}
    is_staff = person.may(Permission.INTRODUCE_ALL)
    names = BASKETS | ({OTHER: _("等待答复")} if is_staff else {})
    return [
        {
            "word": names[name],
            "count": counts[name],
            "url": f"?{urlencode({'basket': str(name), **kept})}",
            "is_current": name == current,
        }
        for name in _shown(counts, person)
    ]


@requires(Permission.INTRODUCE)
def export_introductions(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as it stands, as CSV or XLSX."""
    person = signed_in(request)
    most = rows_max(kind)
    found, _words = _found(request, person)
    wanted = request.GET.get("basket", "")
    rows = found.filter(basket_query(person, wanted)) if wanted in BASKETS else found
    header = [
        _("编号"), _("状态"), _("需求"), _("需求方"), _("成果"), _("供给方"), _("契合程度"),
        _("发起日期"), _("答复期限"),
    ]  # fmt: skip
    return download(header, _cells(person, rows[: most + 1]), stem=_("引荐"), kind=kind)


def _cells(person: Person, rows: QuerySet[Introduction]) -> Any:
    listed = list(rows)
    for start in range(0, len(listed), EXPORTED_AT_ONCE):
        for face in faces_of(person, listed[start : start + EXPORTED_AT_ONCE]):
            yield _row(face)


def _row(face: Face) -> list[Cell]:
    row = face.introduction
    return [
        row.number, face.word, face.need_title, face.seeker_name, face.offer_title,
        face.provider_name, face.band, row.proposed_at.date(), row.due_on,
    ]  # fmt: skip
