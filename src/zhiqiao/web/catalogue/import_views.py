"""Importing tables: upload, look, confirm; and exporting lists."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.common import describe
from zhiqiao.tables import TableError
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue import importing, search
from zhiqiao.web.catalogue.actions import confirm_import, discard_import, preview_import
from zhiqiao.web.catalogue.forms import FEN_PER_WAN_YUAN, ImportForm
from zhiqiao.web.catalogue.models import Import, ImportState, Need, Offer, Side
from zhiqiao.web.catalogue.views import visible_to
from zhiqiao.web.site.downloads import download

ROWS_SHOWN = 30
FILES_SHOWN = 30
EXPORT_MAX = 20_000
NEED_HEADER = [
    "编号", "标题", "内容", "领域", "阶段", "合作方式", "预算（万元）", "截止日期", "机构", "地区",
]  # fmt: skip
OFFER_HEADER = [
    "编号", "标题", "内容", "领域", "技术成熟度", "合作方式", "价格（万元）", "机构", "地区",
]  # fmt: skip
EXAMPLES: dict[Side, list[Cell]] = {
    Side.NEED: [
        "X-001", "水性底漆冬季低温固化",
        "冬季不采暖，板温 3–8 ℃ 漆膜发黏。要求 5 ℃ 实干 ≤ 24 h，盐雾 ≥ 800 h。",
        "新材料", "中试", "技术开发", 120, date(2027, 6, 30), "（示例，请删除）某涂料有限公司", "",
    ],
    Side.OFFER: [
        "C-001", "低温快干水性环氧固化剂", "自乳化胺固化剂，5 ℃ 下 20 h 实干，中性盐雾 1000 h。",
        "新材料", 6, "技术许可", 60, "（示例，请删除）某大学", "",
    ],
}  # fmt: skip


@requires(Permission.IMPORT, "GET", "POST")
def imports(request: HttpRequest) -> HttpResponse:
    """The form for a file, and the files so far."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _preview(request, form)
        if made is not None:
            return redirect("import", made.pk)
    files = Import.objects.select_related("person").defer("rows")[:FILES_SHOWN]
    return render(request, "catalogue/imports.html", {"form": form, "files": files})


def _preview(request: HttpRequest, form: ImportForm) -> Import | None:
    upload = form.cleaned_data["file"]
    side = Side(form.cleaned_data["side"])
    try:
        parsed = importing.parse(
            side, upload.file, name=upload.name, organisation=form.cleaned_data["organisation"]
        )
    except TableError as error:
        form.add_error("file", describe(error, importing.language()))
        return None
    return preview_import(
        actor=signed_in(request),
        side=side,
        file_name=upload.name,
        parsed=parsed,
        publish=form.cleaned_data["publish"],
    )


@requires(Permission.IMPORT)
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a file would write, or what is wrong with it, row by row."""
    file = get_object_or_404(Import.objects.select_related("person"), pk=import_id)
    context: dict[str, Any] = {"file": file, "error_rows": len({e["number"] for e in file.errors})}
    if file.state == ImportState.PREVIEWED:
        effects = importing.effects(file)
        context["rows"] = effects[:ROWS_SHOWN]
        context["counts"] = {
            kind: sum(effect == kind for _row, effect in effects)
            for kind in ("created", "updated", "unchanged")
        }
    return render(request, "catalogue/import.html", context)


@requires(Permission.IMPORT, "POST")
def decide_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Writes the file's rows, all of them, or puts the file aside."""
    file = get_object_or_404(Import, pk=import_id)
    if "discard" in request.POST:
        discard_import(actor=signed_in(request), file=file)
        messages.info(request, _("已放弃这份文件，没有写入任何数据。"))
        return redirect("imports")
    written = confirm_import(actor=signed_in(request), file=file)
    if written is None:
        messages.error(request, _("这份文件不能写入：它有错误，或者已经处理过。"))
    else:
        words = _("已写入：新增 %(created)d 条，更新 %(updated)d 条。匹配在后台进行。")
        messages.success(request, words % written)
    return redirect("import", file.pk)


@requires(Permission.IMPORT)
def import_template(request: HttpRequest, side: str, kind: str) -> HttpResponse:  # noqa: ARG001
    """An empty table with the headers and one example row."""
    if side not in Side.values:
        raise Http404
    header = NEED_HEADER if side == Side.NEED else OFFER_HEADER
    stem = _("需求导入模板") if side == Side.NEED else _("成果导入模板")
    return download(header, [EXAMPLES[Side(side)]], stem=stem, kind=kind)


def _export(request: HttpRequest, side: Side, kind: str) -> HttpResponse:
    """The file; back to the list, with the reason, where the list does not fit into one."""
    try:
        return _exported(request, side, kind)
    except TableError as error:
        messages.error(request, describe(error, importing.language()))
        return redirect(f"{reverse(f'{side.value}s')}?{request.GET.urlencode()}")


def _exported(request: HttpRequest, side: Side, kind: str) -> HttpResponse:
    query = search.read_query(side, request.GET)
    found: Any = search.all_found(visible_to(request, side), query)[:EXPORT_MAX]
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
def export_needs(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of needs as it stands, as CSV or XLSX."""
    return _export(request, Side.NEED, kind)


@requires(Permission.EXPORT)
def export_offers(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of offers as it stands, as CSV or XLSX."""
    return _export(request, Side.OFFER, kind)
