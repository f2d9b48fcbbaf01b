"""The pages of one need and one offer: for everyone, and as a workbench."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.access import may_change, needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.confidential import Words, may_read_words, words_of
from zhiqiao.web.catalogue.confidential_actions import read_words
from zhiqiao.web.catalogue.diagnosing import diagnosis_of
from zhiqiao.web.catalogue.engine import need_value, offer_value
from zhiqiao.web.catalogue.models import Need, Offer, Side
from zhiqiao.web.matches import actions
from zhiqiao.web.matches.access import sees_matches_of
from zhiqiao.web.matches.beside import beside
from zhiqiao.web.matches.cards import Card, grades
from zhiqiao.web.matches.forms import ReviewForm
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.queries import reviews_of
from zhiqiao.web.matches.queue import queue_after
from zhiqiao.web.matches.workbench import (
    RELATED,
    context_of,
    is_newer,
    newer_offers,
    suggestions_of,
)


@requires(Permission.PUBLIC)
def need(request: HttpRequest, need_id: int) -> HttpResponse:
    """A need: its text for everyone; diagnosis and candidates for those who work with it."""
    found = get_object_or_404(needs_visible_to(request.user), pk=need_id)
    words = _words(request, found)
    context: dict[str, Any] = {
        "need": found,
        "words": words,
        "may_change": may_change(request.user, found),
    }
    if words is None or not sees_matches_of(request.user, found):
        return _private(render(request, "matches/need_public.html", context), found)
    context |= context_of(request, found)
    context |= beside(request, need_value(found, words), context["run"], context["cards"])
    context["diagnosis"] = diagnosis_of(found, words)
    context["newer_offers"] = newer_offers(context["run"])
    context["need_is_newer"] = is_newer(found, context["run"])
    return _private(render(request, "matches/need.html", context), found)


def _words(request: HttpRequest, need: Need) -> Words | None:
    """What the need says; None where it is confidential and not for this visitor."""
    if not may_read_words(request.user, need):
        return None
    if need.is_confidential:
        return read_words(actor=signed_in(request), need=need)
    return words_of(need)


def _private(response: HttpResponse, need: Need) -> HttpResponse:
    """The page, which no cache keeps where the need is confidential."""
    if need.is_confidential:
        response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.PUBLIC)
def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """An offer: its card for everyone; needs it may fit for those who work with it."""
    found = get_object_or_404(offers_visible_to(request.user), pk=offer_id)
    context: dict[str, Any] = {"offer": found, "may_change": may_change(request.user, found)}
    if not sees_matches_of(request.user, found):
        return render(request, "matches/offer_public.html", context)
    context |= context_of(request, found)
    context |= beside(request, offer_value(found), context["run"], context["cards"])
    return render(request, "matches/offer.html", context)


def _rerun(request: HttpRequest, listing: Need | Offer) -> HttpResponse:
    if not sees_matches_of(request.user, listing) or not listing.is_published:
        raise Http404
    asked = actions.ask_runs(actor=signed_in(request), listings=[listing])
    if not asked:
        messages.info(request, _("已有一次匹配在排队。"))
    side = Side.NEED if isinstance(listing, Need) else Side.OFFER
    return redirect(side.value, listing.pk)


@requires(Permission.MATCH_RUN, "POST")
def rerun_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Asks for a new run over the offers."""
    return _rerun(request, get_object_or_404(needs_visible_to(request.user), pk=need_id))


@requires(Permission.MATCH_RUN, "POST")
def rerun_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Asks for a run over the needs."""
    return _rerun(request, get_object_or_404(offers_visible_to(request.user), pk=offer_id))


@requires(Permission.REVIEW_WRITE, "POST")
def review(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Grades a pair; answers with the card's grading part, or goes back to the page."""
    person = signed_in(request)
    visible = Suggestion.objects.visible_to(person).select_related(*RELATED)
    found = get_object_or_404(visible, pk=suggestion_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        actions.review(actor=person, suggestion=found, **form.cleaned_data)
    elif not request.headers.get("HX-Request"):
        messages.error(request, _("请选择四个等级之一；理由最多 300 字。没有写入。"))
    if request.headers.get("HX-Request"):
        return _graded(request, person, found, form)
    return redirect(_page_of(request, found))


def _graded(
    request: HttpRequest, person: Person, found: Suggestion, form: ReviewForm
) -> HttpResponse:
    siblings = _beside(request, person, found)
    reviews = reviews_of([*siblings, found])
    pairs = [(each.need_id, each.offer_id) for each in siblings]
    own = [pair for pair in pairs if any(r.person_id == person.pk for r in reviews[pair])]
    context = {
        "card": Card(found, reviews[(found.need_id, found.offer_id)], person, is_open=True),
        "grades": grades(),
        "form": form,
        "graded": len(own),
        "total": len(siblings),
        "is_swap": True,
        "other": request.POST.get("other", ""),
    }
    return render(request, "matches/grade_swap.html", context)


def _is_on_offer_page(request: HttpRequest) -> bool:
    """Whether the graded card stands on an offer's page, where the other side is a need."""
    return request.POST.get("other") == Side.NEED


def _beside(request: HttpRequest, person: Person, found: Suggestion) -> list[Suggestion]:
    """The suggestions on the page of the graded one."""
    if _is_on_offer_page(request) and found.run.offer_id is None:
        return suggestions_of(person, found.offer, None)
    return list(found.run.suggestions.all())


def _page_of(request: HttpRequest, found: Suggestion) -> str:
    if "queue" in request.POST:
        return queue_after(request.POST, graded=found)
    if _is_on_offer_page(request):
        page = reverse("offer", args=[found.offer_id])
    else:
        page = reverse("need", args=[found.need_id])
    return f"{page}?run={found.run_id}&candidate={found.pk}#card-{found.pk}"
