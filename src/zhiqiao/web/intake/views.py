"""Importing files: upload, look, confirm."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.common import describe
from zhiqiao.tables import TableError
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.intake import actions, bringing
from zhiqiao.web.intake.checking import ERRORS_MAX, language
from zhiqiao.web.intake.forms import FileForm
from zhiqiao.web.intake.kinds import ImportKind, kinds_for
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.intake.staging import Staging
from zhiqiao.web.intake.uploading import refusal_of
from zhiqiao.web.intake.wording import refusal_words
from zhiqiao.web.site.downloads import download

FILES_SHOWN = 30


@requires(Permission.IMPORT, "GET", "POST")
def imports(request: HttpRequest) -> HttpResponse:
    """The form for a file, and the files so far."""
    kind = _kind(request, request.POST.get("kind") or request.GET.get("kind", ""))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(data, files, refusal=refusal_of(request))
    more = kind.form(data) if kind.form else None
    if data is not None and form.is_valid() and (more is None or more.is_valid()):
        file = _bring(request, kind, form, more.cleaned_data if more else {})
        if file is not None:
            return redirect("import", file.pk)
    seen = Import.objects.visible_to(request.user).select_related("person", "job")
    context = {
        "form": form,
        "more": more,
        "kind": kind,
        "kinds": kinds_for(signed_in(request)),
        "page": Paginator(seen.defer("errors", "shown"), FILES_SHOWN).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "intake/imports.html", context)


def _kind(request: HttpRequest, name: str) -> ImportKind:
    """The kind asked for, or the first that the person may bring; 404 for any other."""
    kinds = kinds_for(signed_in(request))
    found = [kind for kind in kinds if kind.name == name] if name else list(kinds[:1])
    if not found:
        raise Http404
    return found[0]


def _bring(
    request: HttpRequest, kind: ImportKind, form: FileForm, more: dict[str, Any]
) -> Import | None:
    """The file, taken in; None where it is refused as a whole, which the form then says."""
    upload = form.cleaned_data["file"]
    staging = Staging.make()
    try:
        staging.take(upload)
        return bringing.bring(
            actor=signed_in(request),
            kind=kind,
            name=upload.name,
            options={**_plain(more), "encoding": form.cleaned_data["encoding"]},
            staging=staging,
        )
    except TableError as error:
        staging.remove()
        form.add_error("file", describe(error, language()))
        return None


def _plain(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Cleaned data as JSON has it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in cleaned.items()
    }


def _seen(request: HttpRequest, import_id: int) -> Import:
    visible = Import.objects.visible_to(request.user).select_related("person", "job")
    file: Import = get_object_or_404(visible, pk=import_id)
    return file


@requires(Permission.IMPORT)
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a file would write, or what is wrong with it, or how far it has come."""
    file = _seen(request, import_id)
    kind = file.import_kind
    context = {
        "file": file,
        "job": file.job,
        "progress_url": reverse("import-progress", args=[file.pk]),
        "may_cancel": _may_cancel(request, file),
        "counts": file.expected,
        "refusal": refusal_words(file),
        "labels": [label for label, _name in kind.shown],
        "rows": [
            (values["number"], effect, [values.get(name, "") for _label, name in kind.shown])
            for values, effect in file.shown
        ],
        "is_cut_short": file.error_count >= ERRORS_MAX,
        "done_note": kind.done_note(file),
        "list_page": kind.list_page,
    }
    return render(request, "intake/import.html", context)


def _may_cancel(request: HttpRequest, file: Import) -> bool:
    """Whether the person may stop what is being done to the file: their own job, or any."""
    job = file.job
    if job is None or job.cancel_asked:
        return False
    return job.person_id == request.user.pk or signed_in(request).may(Permission.JOB_ALL)


@requires(Permission.IMPORT)
def import_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far a file has come: a part of its page that asks again until the end."""
    file = _seen(request, import_id)
    if file.job is None:
        raise Http404
    context = {"job": file.job, "progress_url": request.path}
    response = render(request, "jobs/progress.html", context)
    if not file.job.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.IMPORT, "POST")
def decide_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Writes the file's rows, all of them, goes on with them, or puts the file aside."""
    file = _seen(request, import_id)
    if "discard" in request.POST:
        return _discard(request, file)
    if "continue" in request.POST:
        actions.continue_import(actor=signed_in(request), file=file)
        return redirect("import", file.pk)
    if not bringing.confirm(actor=signed_in(request), file=file):
        messages.error(request, _("这份文件不能写入：它有错误，或者已经处理过。"))
        return redirect("import", file.pk)
    written = _seen(request, import_id)
    if written.state == ImportState.CONFIRMED:
        words = _("已写入：新增 %(created)d 条，更新 %(updated)d 条。")
        counts = {"created": written.created, "updated": written.updated}
        messages.success(request, words % counts)
    return redirect("import", file.pk)


def _discard(request: HttpRequest, file: Import) -> HttpResponse:
    if actions.discard(actor=signed_in(request), file=file):
        words = _("已放弃这份文件，没有写入任何数据。")
        if file.written:
            words = _("已放弃其余的行。已写入的 %(n)d 行保留。") % {"n": file.written}
        messages.info(request, words)
    return redirect("imports")


@requires(Permission.IMPORT)
def import_errors(request: HttpRequest, import_id: int, kind: str) -> HttpResponseBase:
    """Everything that is wrong with a file, as a table."""
    file = _seen(request, import_id)
    path = Staging(file.staging).errors if file.staging else None
    if not file.error_count or path is None or not path.exists():
        raise Http404

    def rows() -> Iterator[list[Cell]]:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                told = json.loads(line)
                yield [told["number"], told["column"], told["value"], told["message"]]

    header = [_("行"), _("列"), _("现在的内容"), _("怎么改")]
    return download(header, rows(), stem=_("导入错误"), kind=kind)


@requires(Permission.IMPORT)
def import_template(request: HttpRequest, side: str, kind: str) -> HttpResponseBase:
    """An empty table with the headers and one example row."""
    found = _kind(request, side)
    stem = _("%(label)s导入模板") % {"label": found.label}
    return download(found.header, [found.example], stem=stem, kind=kind)
