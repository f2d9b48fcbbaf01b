"""The list of organisations as a file."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.centre.queries import organisations_found
from zhiqiao.web.accounts.models import Organisation, OrganisationState
from zhiqiao.web.site.downloads import download, rows_max


@requires(Permission.ORGANISATION_ALL)
def export_organisations(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as the page shows it."""
    words = request.GET.get("q", "").strip()[:120]
    state = request.GET.get("state", OrganisationState.ACTIVE)
    found = organisations_found(words=words, state=state)[: rows_max(kind) + 1]
    header = [
        _("名称"), _("类型"), _("地区"), _("统一社会信用代码"), _("编号"), _("注册情况"),
        _("状态"), _("成员"),
    ]  # fmt: skip
    return download(header, map(_cells, found.iterator()), stem=_("机构"), kind=kind)


def _cells(row: Organisation) -> list[Cell]:
    return [
        row.name, row.get_kind_display(), row.area, row.uscc, row.code,
        row.get_registration_display(), row.get_state_display(), getattr(row, "people", None),
    ]  # fmt: skip
