"""The department's pages: the queue by clock, one application, its steps, the clock itself."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications import queries, review_actions
from zhiqiao.web.applications.changed import changed_since
from zhiqiao.web.applications.clock import clock_of, days_left
from zhiqiao.web.applications.forms import (
    ApproveForm,
    AskForm,
    AssignForm,
    ClockForm,
    RejectForm,
    RemarkForm,
)
from zhiqiao.web.applications.grants import earlier_grants
from zhiqiao.web.applications.models import Application, State, Submission
from zhiqiao.web.applications.showing import basket_links, in_language, timeline
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.profiles.views import own_organisation

A_PAGE = 25


@requires(Permission.APPLICATION_REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """What was handed in to the department, in baskets, the most urgent first."""
    person, today = signed_in(request), timezone.localdate()
    own_organisation(request)
    words = request.GET.get("q", "").strip()[:60]
    is_mine = request.GET.get("mine") == "1"
    rows = queries.found_by(queries.handed_in(person), words)
    rows = rows.filter(assignee=person) if is_mine else rows
    baskets = queries.review_baskets(today)
    chosen, links = basket_links(request, baskets, queries.counted(rows, baskets))
    found = rows.filter(chosen.rows) if chosen else rows
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, days_left(row, today), row.is_late_on(today)) for row in page],
        "baskets": links,
        "words": words,
        "is_mine": is_mine,
        "is_filtered": bool(words or is_mine or (chosen and chosen.code)),
        "export": reverse("application-reviews-export", args=["xlsx"]).removesuffix("xlsx/"),
    }
    return render(request, "applications/queue.html", context)


def received(request: HttpRequest, application_id: int) -> Application:
    """An application that was handed in to the visitor's department; else 404."""
    return get_object_or_404(queries.handed_in(signed_in(request)), pk=application_id)


def _last(found: Application) -> Submission:
    submission = queries.last_submission(found)
    if submission is None:
        raise Http404
    return submission


@requires(Permission.APPLICATION_REVIEW)
def review(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application: what was handed in, what has changed since, the steps, the decisions."""
    return page(request, received(request, application_id))


def page(request: HttpRequest, found: Application, **wrong: forms.Form) -> HttpResponse:
    """The reviewer's page, with what was wrong in a form."""
    person, today = signed_in(request), timezone.localdate()
    submission = _last(found)
    content = in_language(submission.content)
    may_decide = found.may_be_decided_on(today)
    context: dict[str, Any] = {
        "application": found,
        "handed_in": content,
        "submission": submission,
        "earlier": queries.earlier_submissions(submission),
        "grants": earlier_grants(found),
        "changed": changed_since(person, found.organisation, submission.content),
        "events": timeline(queries.steps_for(person, found)),
        "days_left": days_left(found, today),
        "is_late": found.is_late_on(today),
        "may_decide": may_decide,
        "may_ask": found.state in (State.SUBMITTED, State.UNDER_REVIEW),
        "may_assign": found.state in (State.SUBMITTED, State.UNDER_REVIEW, State.ASKED),
        "remark_form": RemarkForm(),
        **_forms(found, submission),
    }
    return render(request, "applications/review.html", context | wrong)


def _forms(found: Application, submission: Submission) -> dict[str, Any]:
    content = submission.content
    amount_fen = content["amount_fen"]
    people = people_who(found.department_id, Permission.APPLICATION_REVIEW)
    return {
        "assign_form": AssignForm(colleagues=people, initial={"to": found.assignee_id}),
        "ask_form": AskForm(names=_askable(content)),
        "approve_form": ApproveForm(
            initial={"yuan": None if amount_fen is None else f"{amount_fen / FEN_PER_YUAN:.2f}"}
        ),
        "reject_form": RejectForm(clauses=_clauses(content)),
    }


def _askable(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts and documents that more may be asked about: kind and name."""
    facts = [each["name"] for each in content["facts"]] + content["missing"]
    names = [each["name"] for each in content["materials"] if each["name"]]
    return [("fact", name) for name in facts] + [
        ("material", name) for name in [*names, _("其他材料")]
    ]


def _clauses(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The clauses to choose from, those that speak against the applicants first."""
    clauses = sorted(content["clauses"], key=lambda each: not each["is_against"])
    return [(each["id"], in_language(each["sentence"])) for each in clauses]


def _as_seen(request: HttpRequest, application_id: int) -> Application:
    """The application, at the revision that the reviewer's page showed."""
    found = received(request, application_id)
    seen = request.POST.get("revision", "")
    if not seen.isascii() or not seen.isdecimal():
        raise Http404
    found.revision = min(int(seen), 2**31 - 1)
    return found


def _done(
    request: HttpRequest, found: Application, words: str, do: Callable[[], object]
) -> HttpResponse:
    with told(request, words):
        do()
    return redirect("application-review", found.pk)


@requires(Permission.APPLICATION_REVIEW, "POST")
def accept(request: HttpRequest, application_id: int) -> HttpResponse:
    """Takes the application on."""
    found, person = _as_seen(request, application_id), signed_in(request)
    words = _("已受理，审核时限开始算。")
    return _done(
        request, found, words, lambda: review_actions.accept(actor=person, application=found)
    )


@requires(Permission.APPLICATION_REVIEW, "POST")
def assign(request: HttpRequest, application_id: int) -> HttpResponse:
    """Gives it to a colleague."""
    found, person = _as_seen(request, application_id), signed_in(request)
    people = people_who(found.department_id, Permission.APPLICATION_REVIEW)
    form = AssignForm(request.POST, colleagues=people)
    if not form.is_valid():
        return page(request, found, assign_form=form)
    words = _("已分给%(name)s。") % {"name": form.chosen.name}
    return _done(
        request,
        found,
        words,
        lambda: review_actions.assign(actor=person, application=found, to=form.chosen),
    )


@requires(Permission.APPLICATION_REVIEW, "POST")
def ask(request: HttpRequest, application_id: int) -> HttpResponse:
    """Asks for more; the clock stands."""
    found, person = _as_seen(request, application_id), signed_in(request)
    form = AskForm(request.POST, names=_askable(_last(found).content))
    if not form.is_valid():
        return page(request, found, ask_form=form)
    said = form.cleaned_data
    words = _("已请企业补正，审核时限暂停。")
    return _done(
        request,
        found,
        words,
        lambda: review_actions.ask(
            actor=person,
            application=found,
            items=form.items(),
            text=said["text"],
            days=said["days"],
        ),
    )


@requires(Permission.APPLICATION_REVIEW, "POST")
def approve(request: HttpRequest, application_id: int) -> HttpResponse:
    """Grants it."""
    found, person = _as_seen(request, application_id), signed_in(request)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return page(request, found, approve_form=form)
    return _done(
        request,
        found,
        _("已通过，企业会收到消息。"),
        lambda: review_actions.approve(
            actor=person,
            application=found,
            amount_fen=form.amount_fen,
            text=form.cleaned_data["text"],
        ),
    )


@requires(Permission.APPLICATION_REVIEW, "POST")
def reject(request: HttpRequest, application_id: int) -> HttpResponse:
    """Turns it down, with the clauses."""
    found, person = _as_seen(request, application_id), signed_in(request)
    form = RejectForm(request.POST, clauses=_clauses(_last(found).content))
    if not form.is_valid():
        return page(request, found, reject_form=form)
    said = form.cleaned_data
    return _done(
        request,
        found,
        _("已告知企业没有通过和没有满足的条款。"),
        lambda: review_actions.reject(
            actor=person, application=found, clause_ids=said["clauses"], text=said["text"]
        ),
    )


@requires(Permission.APPLICATION_REVIEW, "POST")
def note(request: HttpRequest, application_id: int) -> HttpResponse:
    """Keeps a remark for colleagues."""
    found, person = received(request, application_id), signed_in(request)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return page(request, found, remark_form=form)
    words = form.cleaned_data["text"]
    return _done(
        request,
        found,
        _("已记下，只有本部门能看到。"),
        lambda: review_actions.note(actor=person, application=found, text=words),
    )


@requires(Permission.APPLICATION_REVIEW, "GET", "POST")
def clock(request: HttpRequest) -> HttpResponse:
    """The department's own working days."""
    department = own_organisation(request)
    now = clock_of(department)
    initial = {"acceptance_days": now.acceptance_days, "review_days": now.review_days}
    form = ClockForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        review_actions.set_clock(
            actor=signed_in(request), department=department, **form.cleaned_data
        )
        messages.success(request, _("已保存，从新的步骤起生效。"))
        return redirect("application-reviews")
    return render(request, "applications/clock.html", {"form": form, "department": department})
