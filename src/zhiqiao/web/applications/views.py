"""The applicants' pages: before applying, the list, one application."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications import actions, queries
from zhiqiao.web.applications.checks import admission_of
from zhiqiao.web.applications.clock import days_left, may_be_reopened_until
from zhiqiao.web.applications.models import Application, Solved, State
from zhiqiao.web.applications.showing import basket_links, in_language, timeline
from zhiqiao.web.applications.standing import Standing, clause_lines, standing_of
from zhiqiao.web.profiles.views import own_organisation
from zhiqiao.web.rulebook.current import rulebook

A_PAGE = 20


@requires(Permission.APPLY, "GET", "POST")
def apply(request: HttpRequest, programme_id: str) -> HttpResponse:
    """Who receives it, how it stands now, what will be asked for; begins a draft."""
    person, organisation = signed_in(request), own_organisation(request)
    if rulebook().programme(programme_id) is None:
        raise Http404
    standing = standing_of(person, organisation, programme_id)
    if request.method == "POST" and standing is not None:
        try:
            draft = actions.begin(actor=person, organisation=organisation, standing=standing)
        except RefusedError as error:
            messages.error(request, str(error))
            return redirect("apply", programme_id)
        return redirect("application-edit" if draft.is_editable else "application", draft.pk)
    context = {
        "programme": rulebook().programme(programme_id),
        "standing": standing,
        "open": queries.open_application(organisation, programme_id),
        "decided": queries.last_decided(organisation, programme_id),
    }
    if standing is not None:
        context |= about(standing, own=organisation)
    return render(request, "applications/apply.html", context)


def about(standing: Standing, *, own: Any) -> dict[str, Any]:
    """What pages show of a standing."""
    return {
        "admission": admission_of(standing, own),
        "clauses": clause_lines(standing),
        "working": standing.working,
    }


@requires(Permission.APPLY)
def applications(request: HttpRequest) -> HttpResponse:
    """The organisation's applications, in baskets."""
    person, today = signed_in(request), timezone.localdate()
    own_organisation(request)
    words = request.GET.get("q", "").strip()[:60]
    rows = queries.found_by(queries.own_applications(person), words)
    baskets = queries.own_baskets(today)
    chosen, links = basket_links(request, baskets, queries.counted(rows, baskets))
    found = rows.filter(chosen.rows) if chosen else rows
    context = {
        "page": Paginator(found.order_by("-changed_at", "-id"), A_PAGE).get_page(
            request.GET.get("page")
        ),
        "baskets": links,
        "words": words,
        "today": today,
        "is_filtered": bool(words or (chosen and chosen.code)),
        "export": reverse("applications-export", args=["xlsx"]).removesuffix("xlsx/"),
    }
    return render(request, "applications/applications.html", context)


def own_application(request: HttpRequest, application_id: int) -> Application:
    """The application, where it is the visitor's own organisation's; else 404."""
    rows = queries.own_applications(signed_in(request)).select_related("assignee")
    return get_object_or_404(rows, pk=application_id)


@requires(Permission.APPLY)
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application as its own people see it: where it stands, what was handed in, the steps."""
    found = own_application(request, application_id)
    if found.state == State.DRAFT:
        return redirect("application-edit", found.pk)
    submission = queries.last_submission(found)
    until = may_be_reopened_until(found)
    context = {
        "application": found,
        "handed_in": in_language(submission.content) if submission else None,
        "submission": submission,
        "events": timeline(queries.steps_for(signed_in(request), found)),
        "days_left": days_left(found, timezone.localdate()),
        "is_late": found.is_late_on(timezone.localdate()),
        "clauses": in_language(found.clauses),
        "reopen_until": until if until and timezone.localdate() <= until else None,
        "solved_choices": Solved.choices,
    }
    return render(request, "applications/application.html", context)


@requires(Permission.APPLY, "POST")
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Takes the application back."""
    found = own_application(request, application_id)
    with told(request, _("已撤回。需要时可以重新申报。")):
        actions.withdraw(actor=signed_in(request), application=found)
    return redirect("applications")


@requires(Permission.APPLY, "POST")
def solved(request: HttpRequest, application_id: int) -> HttpResponse:
    """Answers 「解决了吗？」."""
    found = own_application(request, application_id)
    said = request.POST.get("solved", "")
    if said not in Solved.values:
        raise Http404
    with told(request, _("谢谢，已记下。")):
        actions.say_solved(actor=signed_in(request), application=found, solved=Solved(said))
    return redirect("application", found.pk)


@requires(Permission.APPLY, "POST")
def reopen(request: HttpRequest, application_id: int) -> HttpResponse:
    """Asks for a second look."""
    found = own_application(request, application_id)
    text = request.POST.get("text", "").strip()[:2000]
    with told(request, _("已申请复核，审核时限重新开始算。")):
        actions.reopen(actor=signed_in(request), application=found, text=text)
    return redirect("application", found.pk)
