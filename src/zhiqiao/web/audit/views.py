"""The auditor's page: who did what, whether the chain holds, and an export."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.audit.canonical import FIELDS
from zhiqiao.web.audit.checkpoints import newest
from zhiqiao.web.audit.export_actions import note_export
from zhiqiao.web.audit.exporting import HEADER, export_cells
from zhiqiao.web.audit.forms import AuditSearch
from zhiqiao.web.audit.queries import find_rows, page_of_rows
from zhiqiao.web.audit.verifying import last_verified
from zhiqiao.web.site.downloads import download

EXPORT_ROWS_MAX = 100_000
DIGITS_MAX = 18


@requires(Permission.AUDIT_READ)
def audit(request: HttpRequest) -> HttpResponse:
    """The rows that fit, the newest first, and the state of the chain."""
    form = AuditSearch(request.GET)
    is_good = form.is_valid()
    rows = find_rows(form.cleaned_data) if is_good else find_rows({"number": 0}).none()
    page = page_of_rows(rows, before=_number(request, "before"), after=_number(request, "after"))
    signed, verified = newest(), last_verified()
    context = {
        "form": form,
        "page": page,
        "chosen": [(name, value) for name in form.fields if (value := request.GET.get(name))],
        "is_searched": any(request.GET.values()),
        "signed": signed,
        "signed_at": _moment(signed.at) if signed else None,
        "verified": verified,
        "verified_at": _moment(str(verified["at"])) if verified else None,
        "export_rows_max": EXPORT_ROWS_MAX,
    }
    return render(request, "audit/audit.html", context)


@requires(Permission.AUDIT_EXPORT, "POST")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The rows that fit, at most 100,000, as CSV or XLSX; itself a row of the chain."""
    form = AuditSearch(request.POST)
    if not form.is_valid():
        return render(request, "audit/audit.html", {"form": form, "page": None}, status=400)
    found = find_rows(form.cleaned_data)[:EXPORT_ROWS_MAX]
    rows = list(found.values_list(*FIELDS, "mac"))
    answer = download(HEADER, export_cells(rows), stem="audit", kind=kind)
    actor = request.user if request.user.is_authenticated else None
    note_export(actor=actor, rows=len(rows))
    return answer


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
