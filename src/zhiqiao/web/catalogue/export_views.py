"""Exporting lists of needs and offers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiqiao.common import Language, describe
from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.tables import TableError
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.catalogue import search
from zhiqiao.web.catalogue.import_kinds import NEED_HEADER, OFFER_HEADER
from zhiqiao.web.catalogue.models import Need, Offer, Side
from zhiqiao.web.catalogue.views import visible_to
from zhiqiao.web.site.downloads import download, rows_max


def _export(request: HttpRequest, side: Side, kind: str) -> HttpResponseBase:
    """The file; back to the list, with the reason, where the list does not fit into one."""
    try:
        return _exported(request, side, kind)
    except TableError as error:
        language: Language = "zh" if (get_language() or "").startswith("zh") else "en"
        messages.error(request, describe(error, language))
        return redirect(f"{reverse(f'{side.value}s')}?{request.GET.urlencode()}")


def _exported(request: HttpRequest, side: Side, kind: str) -> HttpResponseBase:
    query = search.read_query(side, request.GET)
    found: Any = search.all_found(visible_to(request, side), query, at_most=rows_max(kind) + 1)
    if side == Side.NEED:
        return download(NEED_HEADER, map(_need_cells, found), stem=_("需求"), kind=kind)
    header = [*OFFER_HEADER, "解决的问题", "与同类的差异", "经济性比较"]
    return download(header, map(_offer_cells, found), stem=_("成果"), kind=kind)


def _wan(fen: int | None) -> Cell:
    return None if fen is None else fen / FEN_PER_WAN_YUAN


def _need_cells(need: Need) -> list[Cell]:
    return [
        need.code, need.title, need.text, need.field, need.stage, need.mode, _wan(need.budget_fen),
        need.deadline_on, need.organisation.name, need.area,
    ]  # fmt: skip


def _offer_cells(offer: Offer) -> list[Cell]:
    return [
        offer.code, offer.title, offer.text, offer.field, offer.trl, offer.mode,
        _wan(offer.price_fen), offer.organisation.name, offer.area, offer.problem, offer.advantage,
        offer.economics,
    ]  # fmt: skip


@requires(Permission.EXPORT)
def export_needs(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list of needs as it stands, as CSV or XLSX."""
    return _export(request, Side.NEED, kind)


@requires(Permission.EXPORT)
def export_offers(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list of offers as it stands, as CSV or XLSX."""
    return _export(request, Side.OFFER, kind)
