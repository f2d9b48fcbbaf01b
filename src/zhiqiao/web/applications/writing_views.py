"""Filling in an application: facts in place, files, the last look, handing in, answering."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications import actions
from zhiqiao.web.applications.first_rule import standing_for
from zhiqiao.web.applications.forms import AnswerForm, FileForm, NoteForm
from zhiqiao.web.applications.models import Application, Material, State
from zhiqiao.web.applications.standing import FactLine, Standing, is_proved
from zhiqiao.web.applications.views import about, own_application
from zhiqiao.web.attachments.kinds import too_large
from zhiqiao.web.intake.uploading import refusal_of
from zhiqiao.web.profiles.actions import FactChangedError, state_fact
from zhiqiao.web.profiles.forms import FactForm
from zhiqiao.web.profiles.views import entry_or_404

MATERIAL_CHARS_MAX = 200


def editable(request: HttpRequest, application_id: int) -> Application:
    """An application of the visitor's organisation that may still be changed; else 404."""
    found = own_application(request, application_id)
    if not found.is_editable:
        raise Http404
    return found


def _standing(request: HttpRequest, found: Application) -> Standing | None:
    return standing_for(signed_in(request), found)


@requires(Permission.APPLY, "GET", "POST")
def edit(request: HttpRequest, application_id: int) -> HttpResponse:
    """The draft, or what the department asks for; keeps the words to the department."""
    found = own_application(request, application_id)
    if not found.is_editable:
        if request.method == "POST":
            raise Http404
        return redirect("application", found.pk)
    if request.method == "POST":
        form = NoteForm(request.POST)
        if not form.is_valid():
            return page(request, found, note_form=form)
        with told(request, _("已保存草稿。")):
            actions.save_note(
                actor=signed_in(request), application=found, note=form.cleaned_data["note"]
            )
        return redirect("application-edit", found.pk)
    return page(request, found)


def page(request: HttpRequest, found: Application, **forms: Any) -> HttpResponse:
    """The page on which an application is filled in, with what was wrong in a form."""
    standing = _standing(request, found)
    if standing is None:
        return render(request, "applications/not_in_force.html", {"application": found})
    files = list(found.materials.unscoped().select_related("attachment"))
    asked = {(each["kind"], each["name"]): each["words"] for each in found.asked}
    context: dict[str, Any] = {
        "application": found,
        "standing": standing,
        "is_answer": found.state == State.ASKED,
        "known": [_known(line, asked) for line in standing.known],
        "missing": [_missing(line, found) for line in standing.missing],
        "materials": _materials(standing, files, asked),
        "files": len(files),
        "asked": found.asked,
        "note_form": NoteForm(initial={"note": found.note}),
        "answer_form": AnswerForm(),
        "file_form": FileForm(auto_id=False),
        **about(standing, own=found.organisation),
    }
    return render(request, "applications/edit.html", context | forms)


def _known(line: FactLine, asked: dict[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "line": line,
        "is_proved": is_proved(line),
        "asked": asked.get(("fact", line.entry.name), ""),
    }


def _missing(line: FactLine, found: Application) -> dict[str, Any]:
    return {
        "line": line,
        "is_unknown": line.entry.name in found.unknown,
        "form": FactForm(entry=line.entry),
    }


def _materials(
    standing: Standing, files: list[Material], asked: dict[tuple[str, str], str]
) -> list[dict[str, Any]]:
    """The documents that are asked for, each with its files; then any others."""
    listed = [(each.name, each.source, each.is_waivable) for each in standing.version.materials]
    names = {name for name, _source, _waived in listed}
    extra = [name for kind, name in asked if kind == "material" and name not in names]
    rows = [
        {
            "name": name,
            "source": source,
            "is_waived": is_waived,
            "asked": asked.get(("material", name), ""),
            "files": [each for each in files if each.name == name],
        }
        for name, source, is_waived in [*listed, *((name, "", False) for name in extra)]
    ]
    more = [each for each in files if each.name not in names | set(extra)]
    return [*rows, {"name": "", "is_waived": False, "files": more, "asked": ""}]


@requires(Permission.APPLY, "POST")
def fact(request: HttpRequest, application_id: int, code: str) -> HttpResponse:
    """States a fact that is missing, in place; or says that it is not known."""
    found, entry = editable(request, application_id), entry_or_404(code)
    person = signed_in(request)
    if "unknown" in request.POST or "known" in request.POST:
        with told(request, _("已记下。")):
            actions.say_unknown(
                actor=person,
                application=found,
                name=entry.name,
                is_unknown="unknown" in request.POST,
            )
        return redirect("application-edit", found.pk)
    if not person.may(Permission.PROFILE_WRITE):
        raise Http404
    form = FactForm(request.POST, entry=entry)
    if not form.is_valid():
        return _with_form(request, found, code, form)
    try:
        state_fact(
            actor=person, organisation=found.organisation, statement=form.cleaned_data["statement"]
        )
    except FactChangedError:
        messages.error(request, _("这个值刚被更正过，请看清新的值再定。"))
    else:
        messages.success(request, _("已记入企业画像：「%(name)s」。") % {"name": entry.name})
    return redirect("application-edit", found.pk)


def _with_form(request: HttpRequest, found: Application, code: str, form: FactForm) -> HttpResponse:
    """The page with what was wrong beside the field; the fact's own page where it is not there."""
    standing = _standing(request, found)
    lines = standing.missing if standing else ()
    if all(line.code != code for line in lines):
        return redirect("profile-fact", code)
    missing = [
        _missing(line, found) | ({"form": form} if line.code == code else {}) for line in lines
    ]
    return page(request, found, missing=missing)


@requires(Permission.APPLY, "POST")
def files(request: HttpRequest, application_id: int) -> HttpResponse:
    """Attaches a file."""
    found = editable(request, application_id)
    form = FileForm(request.POST, request.FILES, auto_id=False)
    if refusal_of(request):
        name = request.POST.get("name", "") or _("这个文件")
        messages.error(request, too_large(name))
    elif not form.is_valid():
        messages.error(request, _("没有收到文件。请先选择文件，再点上传。"))
    else:
        upload = form.cleaned_data["file"]
        with told(request, _("已上传“%(name)s”。") % {"name": upload.name}):
            actions.add_file(
                actor=signed_in(request),
                application=found,
                material=form.cleaned_data["material"][:MATERIAL_CHARS_MAX],
                name=upload.name,
                content=upload.read(),
            )
    return redirect("application-edit", found.pk)


@requires(Permission.APPLY, "POST")
def remove_file(request: HttpRequest, application_id: int, material_id: int) -> HttpResponse:
    """Removes a file that was not handed in yet."""
    found = editable(request, application_id)
    rows = found.materials.unscoped().select_related("attachment")
    material = get_object_or_404(rows, pk=material_id)
    with told(request, _("已删除。")):
        actions.remove_file(actor=signed_in(request), application=found, material=material)
    return redirect("application-edit", found.pk)


@requires(Permission.APPLY, "POST")
def submit(request: HttpRequest, application_id: int) -> HttpResponse:
    """Hands in, or answers what the department asked for."""
    found, person = editable(request, application_id), signed_in(request)
    try:
        if found.state == State.ASKED:
            form = AnswerForm(request.POST)
            if not form.is_valid():
                return page(request, found, answer_form=form)
            actions.answer(actor=person, application=found, text=form.cleaned_data["text"])
            messages.success(request, _("补正已提交，部门的办理时限接着算。"))
        else:
            actions.submit(actor=person, application=found)
            words = _("已提交给%(department)s。")
            messages.success(request, words % {"department": found.department.name})
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("application-edit", found.pk)
    return redirect("application", found.pk)
