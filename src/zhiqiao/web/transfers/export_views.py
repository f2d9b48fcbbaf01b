"""Exporting the list of projects."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.site.downloads import download, rows_max
from zhiqiao.web.transfers import finding
from zhiqiao.web.transfers.models import Transfer


@requires(Permission.TRANSFER_WRITE)
def export_transfers(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as it stands, as CSV or XLSX."""
    header = [
        _("编号"), _("需求"), _("成果"), _("需求方"), _("供给方"), _("领域"), _("阶段"),
        _("负责人"), _("下一步"), _("期限"), _("合同金额（元）"), _("合同类型"),
        _("对接日期"), _("签约日期"),
        _("付款日期"), _("结果"), _("关闭日期"),
    ]  # fmt: skip
    found = finding.found_for(signed_in(request), finding.read_query(request.GET))
    rows = found[: rows_max(kind) + 1]
    return download(header, map(_cells, rows), stem=_("转化项目"), kind=kind)


def _cells(row: Transfer) -> list[Cell]:
    return [
        row.pk, row.need_title, row.offer_title, row.seeker.name, row.provider.name, row.field,
        row.get_stage_display(), row.owner.name if row.owner else "", row.next_action, row.due_on,
        yuan(row.amount_fen), row.get_contract_kind_display(), local_day(row.introduced_at),
        local_day(row.signed_at), local_day(row.paid_at), row.end_word, local_day(row.closed_at),
    ]  # fmt: skip


def yuan(fen: int | None) -> Cell:
    """An amount in yuan for a spreadsheet; None stays None."""
    return None if fen is None else fen / FEN_PER_YUAN


def local_day(at: datetime | None) -> Cell:
    """The day of an instant, here; None stays None."""
    return None if at is None else timezone.localtime(at).date()
