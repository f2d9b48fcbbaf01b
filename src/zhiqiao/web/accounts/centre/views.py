"""The centre's pages about organisations."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.centre import actions
from zhiqiao.web.accounts.centre.queries import (
    offered_targets,
    open_merge_requests,
    organisations_found,
    with_administrator,
)
from zhiqiao.web.accounts.members.queries import members_of, pending_requests
from zhiqiao.web.accounts.models import MergeRequest, Organisation, OrganisationState
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in

A_PAGE = 30
TARGETS_SHOWN = 8


@requires(Permission.ORGANISATION_ALL)
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, with search by name or code."""
    words = request.GET.get("q", "").strip()[:120]
    state = request.GET.get("state", OrganisationState.ACTIVE)
    pages = Paginator(organisations_found(words=words, state=state), A_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "words": words,
        "state": state,
        "states": OrganisationState.choices,
        "waiting": pending_requests().count() + open_merge_requests().count(),
    }
    return render(request, "accounts/centre/organisations.html", context)


@requires(Permission.ORGANISATION_ALL)
def registrations(request: HttpRequest) -> HttpResponse:
    """Requests to join, those that nobody else decides first; requests to merge."""
    pages = Paginator(with_administrator(pending_requests()), A_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "merge_requests": open_merge_requests(),
    }
    return render(request, "accounts/centre/registrations.html", context)


@requires(Permission.ORGANISATION_ALL, "GET", "POST")
def merge(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Chooses what the organisation becomes a part of, states what follows, and merges."""
    source = get_object_or_404(Organisation, pk=organisation_id, state=OrganisationState.ACTIVE)
    target = _target(request, source)
    if request.method == "POST" and target is not None:
        done = _("%(source)s已并入%(target)s。") % {"source": source.name, "target": target.name}
        with told(request, done):
            actions.merge(
                actor=signed_in(request),
                source=source,
                target=target,
                ask_for_members="ask_for_members" in request.POST,
            )
        return redirect("organisation-any", target.pk)
    words = request.GET.get("q", "").strip()[:120]
    context: dict[str, Any] = {"organisation": source, "target": target, "words": words}
    context["members"] = members_of(source)
    if words and target is None:
        context["found"] = offered_targets(source, words)[:TARGETS_SHOWN]
    return render(request, "accounts/centre/merge.html", context)


def _target(request: HttpRequest, source: Organisation) -> Organisation | None:
    asked = request.POST.get("target") or request.GET.get("target") or ""
    rows = Organisation.objects.filter(state=OrganisationState.ACTIVE).exclude(pk=source.pk)
    return get_object_or_404(rows, pk=asked) if asked.isdecimal() else None


@requires(Permission.ORGANISATION_ALL, "POST")
def refuse_merge(request: HttpRequest, request_id: int) -> HttpResponse:
    """Turns a request to merge away."""
    chosen = get_object_or_404(MergeRequest, pk=request_id)
    with told(request, _("已退回合并申请。")):
        actions.refuse_merge(actor=signed_in(request), request=chosen)
    return redirect("registrations")


@requires(Permission.ORGANISATION_ALL, "GET", "POST")
def deactivate(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """States what follows, and deactivates."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    if request.method == "POST":
        with told(request, _("%(name)s已停用。") % {"name": organisation.name}):
            actions.deactivate_organisation(actor=signed_in(request), organisation=organisation)
        return redirect("organisation-any", organisation.pk)
    context = {"organisation": organisation, "members": members_of(organisation)}
    return render(request, "accounts/centre/deactivate.html", context)


@requires(Permission.ORGANISATION_ALL, "POST")
def reactivate(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Lets an organisation have members again."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    with told(request, _("%(name)s已恢复。原成员需要重新邀请。") % {"name": organisation.name}):
        actions.reactivate_organisation(actor=signed_in(request), organisation=organisation)
    return redirect("organisation-any", organisation.pk)
