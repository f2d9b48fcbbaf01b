"""Seeing and taking along what is held on oneself; erasing what is held on somebody."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.forms import ContactForm
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.personal.actions import change_contact, erase, note_export
from zhiqiao.web.accounts.personal.queries import summary_of
from zhiqiao.web.accounts.personal.storage import Outcome, leave_no_trace
from zhiqiao.web.accounts.personal_data import export_of
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.accounts.signing_in.confirming import confirmed


@requires(Permission.ACCOUNT, "GET", "POST")
def own_data(request: HttpRequest) -> HttpResponse:
    """What is held on the visitor: the contact to correct, how much else, and how to get it."""
    person = signed_in(request)
    known = {name: getattr(person, name) for name in ("name", "phone", "email")}
    form = ContactForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        change_contact(person=person, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("personal-data")
    context = {"form": form, "summary": summary_of(person)}
    return render(request, "accounts/personal/own.html", context)


@requires(Permission.ACCOUNT, "POST")
def download(request: HttpRequest) -> HttpResponse:
    """Everything held on the visitor, as JSON."""
    person = signed_in(request)
    note_export(actor=person, person=person)
    return _as_file(export_of(person), person)


@requires(Permission.PERSON_ERASE, "GET", "POST")
@confirmed
def erase_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """States what erasure means, asks for the sign-in name, and erases."""
    chosen = get_object_or_404(Person, pk=person_id)
    is_confirmed = request.POST.get("username", "").strip() == chosen.username
    if request.method == "POST" and is_confirmed:
        with told(request, _("已删除。")):
            _tell(request, erase(actor=signed_in(request), person=chosen))
        return redirect("person", chosen.pk)
    context = {
        "chosen": chosen,
        "summary": summary_of(chosen),
        "is_wrong": request.method == "POST",
    }
    return render(request, "accounts/personal/erase.html", context)


@requires(Permission.PERSON_ERASE, "POST")
def clean_files(request: HttpRequest) -> HttpResponse:
    """Cleans the database's files once more, after an erasure that others kept from finishing."""
    outcome = leave_no_trace()
    if outcome == Outcome.CLEAN:
        messages.success(request, _("数据库文件已清理干净。"))
    else:
        _tell(request, outcome)
    return redirect("people")


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    if outcome == Outcome.UNFINISHED:
        words = _("数据库正忙，文件里的旧内容还没有清理。请稍后在“人员”页再清理一次。")
        messages.warning(request, words)


def _as_file(held: dict[str, object], person: Person) -> HttpResponse:
    answer = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"zhiqiao-personal-data-{person.pk}-{timezone.localdate():%Y%m%d}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
