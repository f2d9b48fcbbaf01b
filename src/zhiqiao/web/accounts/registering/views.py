"""Registering: three pages, what was said so far lies in the visitor's session."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.registering import actions
from zhiqiao.web.accounts.registering.actions import Claim
from zhiqiao.web.accounts.registering.codes import area_of, kind_of, organisation_with
from zhiqiao.web.accounts.registering.forms import (
    ApplicantForm,
    CodeForm,
    OrganisationForm,
    WishForm,
)
from zhiqiao.web.accounts.registering.limits import Step, is_exhausted

IN_SESSION = "registration"
TOO_MANY = 429


@requires(Permission.REGISTER, "GET", "POST")
def which(request: HttpRequest) -> HttpResponse:
    """The first step: the credit code, or that there is none yet."""
    form = CodeForm(request.POST or None, initial=request.GET.dict() or None)
    if request.method == "POST":
        if is_exhausted(request, Step.CODE):
            return _too_many(request)
        if form.is_valid():
            said = {"uscc": form.cleaned_data["uscc"], "is_founding": form.is_founding}
            request.session[IN_SESSION] = said
            return redirect("register-organisation")
    return render(request, "accounts/registering/which.html", {"form": form, "step": 1})


@requires(Permission.REGISTER, "GET", "POST")
def organisation(request: HttpRequest) -> HttpResponse:
    """The second step: what is known of the organisation, for correction; or a new one's facts."""
    said = request.session.get(IN_SESSION)
    if said is None:
        return redirect("register")
    known = organisation_with(said["uscc"]) if said["uscc"] else None
    form = OrganisationForm(
        request.POST or None, organisation=known, initial=_known_facts(said, known)
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.organisation.pk if form.organisation else None
        facts = {name: form.cleaned_data[name] for name in ("name", "kind", "area")}
        request.session[IN_SESSION] = said | facts | {"organisation_id": chosen}
        return redirect("register-person")
    context = {"form": form, "step": 2, "known": known, "said": said}
    return render(request, "accounts/registering/organisation.html", context)


def _known_facts(said: dict[str, Any], known: Organisation | None) -> dict[str, str]:
    if "name" in said:
        return {name: said[name] for name in ("name", "kind", "area")}
    if known is not None:
        return {"name": known.name, "kind": known.kind, "area": known.area}
    return {"kind": kind_of(said["uscc"]), "area": area_of(said["uscc"])}


@requires(Permission.REGISTER, "GET", "POST")
def person(request: HttpRequest) -> HttpResponse:
    """The third step: who asks. Says who will decide, then sends."""
    said = request.session.get(IN_SESSION) or {}
    if "name" not in said:
        return redirect("register")
    applicant = request.user if isinstance(request.user, Person) else None
    form = WishForm(request.POST or None) if applicant else ApplicantForm(request.POST or None)
    if request.method == "POST":
        if is_exhausted(request, Step.SEND):
            return _too_many(request)
        if form.is_valid():
            return _send(request, form, said, applicant)
    context = {"form": form, "step": 3, "said": said}
    return render(request, "accounts/registering/person.html", context)


def _send(
    request: HttpRequest, form: WishForm, said: dict[str, Any], applicant: Person | None
) -> HttpResponse:
    names = ("organisation_id", "uscc", "name", "kind", "area", "is_founding")
    claim = Claim(**{name: said[name] for name in names})
    role = Role(form.cleaned_data["role"])
    try:
        if isinstance(form, ApplicantForm):
            actions.register(new=form.new_person(), claim=claim, role=role)
        elif applicant is not None:
            actions.ask_to_join(person=applicant, claim=claim, role=role)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("register-organisation")
    except IntegrityError:
        messages.error(request, _("有人刚刚用了同样的登录名或代码，请再提交一次。"))
        return redirect("register-person")
    del request.session[IN_SESSION]
    return redirect("register-done")


@requires(Permission.REGISTER)
def done(request: HttpRequest) -> HttpResponse:
    """Says that the request waits, the same words whatever is known already."""
    return render(request, "accounts/registering/done.html")


def _too_many(request: HttpRequest) -> HttpResponse:
    context = {"message": _("这个网络地址的注册操作太频繁，请一小时后再试。")}
    return render(request, "accounts/registering/too_many.html", context, status=TOO_MANY)
