"""The centre's pages about people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts.centre import actions
from zhiqiao.web.accounts.centre.queries import people_found, rows_by_person
from zhiqiao.web.accounts.forms import MembershipForm, PersonForm
from zhiqiao.web.accounts.members.actions import add_member
from zhiqiao.web.accounts.members.queries import own_memberships
from zhiqiao.web.accounts.members.rules import grantable
from zhiqiao.web.accounts.models import Organisation, OrganisationState, Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.personal.storage import is_unfinished
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in

A_PAGE = 30
NAMES_OFFERED = 12


@requires(Permission.PERSON_WRITE, "GET", "POST")
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with an account, with search; and a form for one more."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_added(request, form):
        return redirect("people")
    words, role = request.GET.get("q", "").strip()[:120], request.GET.get("role", "")
    page = Paginator(people_found(words=words, role=role), A_PAGE).get_page(request.GET.get("page"))
    held = rows_by_person(list(page))
    for person in page:
        person.take_grant(held[person.pk], None)
    context = {
        "form": form,
        "page": page,
        "rows": [(person, held[person.pk]) for person in page],
        "words": words,
        "role": role,
        "roles": Role.choices,
        "is_unfinished": is_unfinished(),
    }
    return render(request, "accounts/centre/people.html", context)


def _is_added(request: HttpRequest, form: PersonForm) -> bool:
    try:
        actions.add_person_with_role(
            actor=signed_in(request),
            new=form.new_person(),
            role=Role(form.cleaned_data["role"]),
            organisation=form.cleaned_data["organisation"],
        )
    except IntegrityError:
        form.add_error("username", _("这个登录名刚刚被使用，请换一个。"))
    except RefusedError as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, _("已添加，可以登录了。"))
        return True
    return False


@requires(Permission.PERSON_WRITE, "GET", "POST")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person with all their memberships; a form for a further one."""
    chosen = get_object_or_404(Person, pk=person_id)
    form = MembershipForm(request.POST or None, roles=grantable(signed_in(request)))
    if request.method == "POST" and form.is_valid():
        with told(request, _("角色已授予。")):
            add_member(
                actor=signed_in(request),
                organisation=form.cleaned_data["organisation"],
                person=chosen,
                role=Role(form.cleaned_data["role"]),
            )
        return redirect("person", chosen.pk)
    context = {"chosen": chosen, "memberships": own_memberships(chosen), "form": form}
    return render(request, "accounts/centre/person.html", context)


@requires(Permission.PERSON_WRITE)
def organisation_names(request: HttpRequest) -> HttpResponse:
    """Names that hold what was typed so far, as options for a field."""
    words = request.GET.get("organisation", "").strip()[:120]
    found = Organisation.objects.filter(name__icontains=words, state=OrganisationState.ACTIVE)
    context = {"names": found.values_list("name", flat=True)[:NAMES_OFFERED] if words else []}
    return render(request, "accounts/centre/names.html", context)


@requires(Permission.PERSON_WRITE, "POST")
def deactivate_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Locks an account."""
    chosen = get_object_or_404(Person, pk=person_id)
    with told(request, _("账号已停用，已在各处退出登录。")):
        actions.deactivate_person(actor=signed_in(request), person=chosen)
    return redirect("person", chosen.pk)


@requires(Permission.PERSON_WRITE, "POST")
def reactivate_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Unlocks an account."""
    chosen = get_object_or_404(Person, pk=person_id)
    with told(request, _("账号已恢复。原来的角色需要重新授予。")):
        actions.reactivate_person(actor=signed_in(request), person=chosen)
    return redirect("person", chosen.pk)
