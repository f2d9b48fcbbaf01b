"""The list of programmes, for everyone."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes.asked import OPENINGS, SORTS, read_programme_query
from zhiqiao.web.programmes.cards import Card, cards_on
from zhiqiao.web.programmes.entitlements import Entitlement, entitlements_on
from zhiqiao.web.programmes.scopes import region_word
from zhiqiao.web.programmes.search import FoundProgrammes, find_programmes
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.site.downloads import download, rows_max

A_PAGE = 20
HEADER = (
    "编号", "标题", "事项", "部门", "层级", "类型", "地区", "面向", "兑现方式", "金额",
    "申报时间", "开始", "截止", "依据", "网址", "待核实",
)  # fmt: skip


def _found(request: HttpRequest) -> FoundProgrammes:
    cards = cards_on(rulebook(), timezone.localdate(), page_language())
    return find_programmes(cards.values(), read_programme_query(request.GET))


def own_entitlements(request: HttpRequest) -> Mapping[str, Entitlement]:
    """By programme how it stands for the visitor's own organisation; empty for others."""
    person = request.user
    if not isinstance(person, Person) or not person.may(Permission.ASSESS):
        return {}
    if person.organisation is None:
        return {}
    found = entitlements_on(
        actor=person,
        organisation=person.organisation,
        on=timezone.localdate(),
        language=page_language(),
    )
    return {each.card.id: each for each in found.items}


@requires(Permission.PROGRAMME_READ)
def programmes(request: HttpRequest) -> HttpResponse:
    """Programmes by words and facets; for one's own organisation with its verdict in short."""
    found = _found(request)
    page = Paginator(found.cards, A_PAGE).get_page(request.GET.get("page"))
    standings = own_entitlements(request)
    context: dict[str, Any] = {
        "query": read_programme_query(request.GET),
        "found": found,
        "page": page,
        "sorts": SORTS.items(),
        "rows": [(card, standings.get(card.id)) for card in page.object_list],
        "has_standings": bool(standings),
    }
    return render(request, "programmes/list.html", context)


@requires(Permission.PROGRAMME_READ)
def export_programmes(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as it stands, as CSV or XLSX."""
    cards = _found(request).cards[: rows_max(kind)]
    return download(HEADER, map(_cells, cards), stem=_("政策"), kind=kind)


def _cells(card: Card) -> list[Cell]:
    span = card.opening.span
    return [
        card.id, card.title, card.name, "、".join(card.departments), card.level,
        "、".join(card.kinds), "、".join(filter(None, map(region_word, card.regions))),
        "、".join(card.audiences), card.mode, card.amount, str(OPENINGS[card.opening.opening]),
        span.opens_on if span else None, span.closes_on if span else None, card.document,
        card.address, "待核实" if card.is_to_verify else "",
    ]  # fmt: skip
