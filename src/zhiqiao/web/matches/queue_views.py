"""The broker's queue: one pair at a time, or as a list; and a question to the seeker."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.access import needs_visible_to, offers_visible_to
from zhiqiao.web.matches.asking_actions import ask_questions
from zhiqiao.web.matches.cards import cards_of, grades
from zhiqiao.web.matches.choosing import why_of
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.queue import (
    ORDERS,
    order_in,
    pairs_to_grade,
    queue_address,
    skipped_in,
)
from zhiqiao.web.matches.workbench import COMMON_NOTES, RELATED

PAGE_SIZE = 20


@requires(Permission.REVIEW_WRITE)
def queue(request: HttpRequest) -> HttpResponse:
    """The next pair to grade with both texts, or all that wait as a list."""
    person = signed_in(request)
    order, skipped = order_in(request.GET), skipped_in(request.GET)
    waiting = pairs_to_grade(person, order=order)
    context: dict[str, Any] = {
        "order": order,
        "orders": [
            {
                "word": word,
                "count": "",
                "url": queue_address(request.GET, order=key, skip=None),
                "is_current": key == order,
            }
            for key, word in ORDERS.items()
        ],
        "waiting": waiting.count(),
        "skipped": ",".join(map(str, skipped)),
        "restart_url": queue_address(request.GET, skip=None),
    }
    if request.GET.get("view") == "list":
        pages: Paginator[Suggestion] = Paginator(waiting, PAGE_SIZE)
        context["page"] = pages.get_page(request.GET.get("page", 1))
        is_told = order == "worth"
        context["rows"] = [(row, why_of(row) if is_told else []) for row in context["page"]]
        return render(request, "matches/queue_list.html", context)
    return render(request, "matches/queue.html", context | _one(request, person, waiting, skipped))


def _one(request: HttpRequest, person: Person, waiting: Any, skipped: list[int]) -> dict[str, Any]:
    """The pair asked for, else the next one that was not put aside."""
    wanted = request.GET.get("pair", "")
    found = _seen(person, wanted) or waiting.exclude(pk__in=skipped).first()
    if found is None:
        return {"card": None}
    return {
        "card": cards_of([found], person, open_id=found.pk)[0],
        "grades": grades(),
        "common_notes": COMMON_NOTES,
        "may_review": True,
        "is_queue": True,
        "why": why_of(found) if hasattr(found, "worth") else [],
        "graded_before": _seen(person, request.GET.get("graded", "")),
        "skip_url": queue_address(request.GET, skip=",".join(map(str, [*skipped, found.pk]))),
        "list_url": queue_address(request.GET, view="list"),
    }


def _seen(person: Person, wanted: str) -> Suggestion | None:
    """A pair of a need that is no secret, by its number in the address."""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < len("9" * 19)):
        return None
    rows = Suggestion.objects.visible_to(person).filter(
        pk=wanted,
        need__is_confidential=False,
        need__in=needs_visible_to(person).order_by(),
        offer__in=offers_visible_to(person).order_by(),
    )
    return rows.select_related(*RELATED).first()


@requires(Permission.REVIEW_WRITE, "POST")
def ask_seeker(request: HttpRequest, need_id: int) -> HttpResponse:
    """Asks the need's people to answer what its diagnosis leaves open."""
    need = get_object_or_404(needs_visible_to(request.user), pk=need_id)
    told = ask_questions(actor=signed_in(request), need=need)
    if told:
        messages.success(request, _("已请需求方补充，他们会收到一条消息。"))
    else:
        messages.info(request, _("今天已经请需求方补充过，或没有能收到消息的人。"))
    return redirect("need", need.pk)
