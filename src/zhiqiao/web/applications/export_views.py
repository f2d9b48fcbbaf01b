"""Lists of applications as files to save."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications import queries
from zhiqiao.web.applications.models import Application
from zhiqiao.web.applications.queries import Basket
from zhiqiao.web.profiles.views import own_organisation
from zhiqiao.web.site.downloads import download


def _header() -> list[str]:
    return [
        _("编号"), _("政策"), _("申报单位"), _("审核部门"), _("状态"), _("承办人"),
        _("提交日期"), _("办理期限"), _("请在此前补正"), _("是否超期"),
        _("核定金额（元）"), _("决定日期"),
    ]  # fmt: skip


def _cells(row: Application) -> list[Cell]:
    today = timezone.localdate()
    amount = None if row.amount_fen is None else row.amount_fen / FEN_PER_YUAN
    return [
        str(row.pk), row.programme_name, row.organisation.name, row.department.name,
        row.get_state_display(), row.assignee.name if row.assignee else "",
        timezone.localdate(row.submitted_at) if row.submitted_at else None,
        row.due_on, row.answer_by, _("是") if row.is_late_on(today) else _("否"), amount,
        timezone.localdate(row.decided_at) if row.decided_at else None,
    ]  # fmt: skip


def _chosen(request: HttpRequest, baskets: Iterable[Basket]) -> Basket | None:
    wanted = request.GET.get("basket", "")
    return next((each for each in baskets if each.code == wanted), None)


@requires(Permission.APPLY)
def export_own(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The organisation's applications, as the list shows them."""
    own_organisation(request)
    rows = queries.own_applications(signed_in(request)).select_related("assignee")
    words = request.GET.get("q", "").strip()[:60]
    chosen = _chosen(request, queries.own_baskets(timezone.localdate()))
    found = queries.found_by(rows, words).filter(*([chosen.rows] if chosen else []))
    return download(_header(), map(_cells, _without_clerks(found)), stem=_("我的申报"), kind=kind)


def _without_clerks(rows: Iterable[Application]) -> Iterator[Application]:
    """Who handles it within the department is the department's matter."""
    for row in rows:
        row.assignee = None
        yield row


@requires(Permission.APPLICATION_REVIEW)
def export_queue(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What was handed in to the department, as the list shows it."""
    own_organisation(request)
    person = signed_in(request)
    rows = queries.found_by(queries.handed_in(person), request.GET.get("q", "").strip()[:60])
    if request.GET.get("mine") == "1":
        rows = rows.filter(assignee=person)
    chosen = _chosen(request, queries.review_baskets(timezone.localdate()))
    found = rows.filter(chosen.rows) if chosen else rows
    return download(_header(), map(_cells, found), stem=_("申报审核"), kind=kind)
