"""The department's pages: its programmes, and what is on the way under each."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants import queries
from zhiqiao.web.grants.baskets import BASKETS
from zhiqiao.web.grants.conditions import AUTOMATIC
from zhiqiao.web.grants.credit_actions import HELD_WORDS
from zhiqiao.web.grants.forms import FindForm
from zhiqiao.web.grants.models import Comparison, PassedOver
from zhiqiao.web.grants.parts import paid_words
from zhiqiao.web.grants.passing import passed_rows, why_words
from zhiqiao.web.grants.start_actions import KIND
from zhiqiao.web.grants.stated import rests_on_statements
from zhiqiao.web.jobs.actions import UNDER_WAY
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import is_led_by

A_PAGE = 30
YEAR_DIGITS = 4


@requires(Permission.GRANT_WRITE)
def grants(request: HttpRequest) -> HttpResponse:
    """The department's programmes for a year: what was found, what waits, how much it is."""
    person, today = signed_in(request), timezone.localdate()
    periods = queries.periods_of(person, today)
    period = request.GET.get("period", "")
    period = period if period in periods else periods[0]
    words = request.GET.get("q", "").strip()[:60]
    boards = queries.boards_of(person, period, on=today)
    shown = [each for each in boards if words in each.name or words == each.programme_id]
    context = {
        "boards": [(each, _waits(each)) for each in shown],
        "has_any": bool(boards),
        "period": period,
        "periods": periods,
        "words": words,
        "objections": queries.open_objections(person),
        "total": sum(each.all.total_fen for each in boards),
        "waiting": sum(each.all.count for each in boards),
    }
    return render(request, "grants/grants.html", context)


def _waits(board: queries.Board) -> list[tuple[Any, queries.Heap]]:
    """The baskets of a programme that hold something, in order of the way."""
    return [(each, board.heaps[each.code]) for each in BASKETS if each.code in board.heaps]


def programme_name(person: Person, programme_id: str, period: str) -> str:
    """What the programme is called; 404 where the department neither leads it nor grants it."""
    if len(period) != YEAR_DIGITS or not (period.isascii() and period.isdecimal()):
        raise Http404
    programme = rulebook().programme(programme_id)
    if programme and person.organisation and is_led_by(programme, person.organisation):
        return programme.name
    rows = queries.granted_by(person).filter(programme_id=programme_id, period=period)
    name = rows.values_list("programme_name", flat=True).first()
    if name is None:
        raise Http404
    return name


@requires(Permission.GRANT_WRITE)
def grants_of(request: HttpRequest, programme_id: str, period: str) -> HttpResponse:
    """One programme: baskets by state, the steps to take, the enterprises."""
    person = signed_in(request)
    name = programme_name(person, programme_id, period)
    rows = queries.granted_by(person).filter(programme_id=programme_id, period=period)
    heaps = queries.heaps_of(rows)
    chosen = request.GET.get("basket") or next(
        (each.code for each in BASKETS if heaps[each.code].count), BASKETS[0].code
    )
    basket = next((each for each in BASKETS if each.code == chosen), BASKETS[0])
    words = request.GET.get("q", "").strip()[:60]
    found = queries.found_by(rows.filter(basket.rows), words).select_related("organisation")
    page = Paginator(found.order_by("-amount_fen", "pk"), A_PAGE).get_page(request.GET.get("page"))
    paid = paid_words(page)
    context = {
        "name": name,
        "programme_id": programme_id,
        "period": period,
        "page": page,
        "rows": [(each, paid.get(each.pk)) for each in page],
        "stated": {each.pk for each in page if rests_on_statements(each)},
        "baskets": _links(request, heaps, basket.code),
        "basket": basket,
        "heap": heaps[basket.code],
        "heaps": heaps,
        "words": words,
        "held_words": HELD_WORDS,
        "export": reverse("grants-export", args=[programme_id, period, "x"])[:-2],
        **_comparing(person, programme_id, period),
    }
    return render(request, "grants/programme.html", context)


def _links(request: HttpRequest, heaps: Any, chosen: str) -> list[dict[str, object]]:
    query = request.GET.copy()
    query.pop("page", None)
    links = []
    for each in BASKETS:
        query["basket"] = each.code
        is_current = each.code == chosen
        url, count = f"?{query.urlencode()}", heaps[each.code].count
        links.append({"word": each.word, "count": count, "url": url, "is_current": is_current})
    return links


def _comparing(person: Person, programme_id: str, period: str) -> dict[str, Any]:
    """What the last comparison found, and whether one is under way."""
    rows = Comparison.objects.visible_to(person)
    rows = rows.filter(programme_id=programme_id, period=period).select_related("by")
    compared = rows.filter(is_finished=True).first()
    running = rows.filter(is_finished=False).first()
    jobs = Job.objects.unscoped().filter(kind=KIND, state__in=UNDER_WAY)
    job = jobs.filter(data__comparison=running.pk).first() if running else None
    programme, today = rulebook().programme(programme_id), timezone.localdate()
    version = programme.version_on(today) if programme else None
    is_led = bool(programme and person.organisation and is_led_by(programme, person.organisation))
    day = today if period == str(today.year) else today.replace(year=int(period), month=12, day=31)
    return {
        "compared": compared,
        "passed_count": PassedOver.objects.unscoped().filter(comparison=compared).count()
        if compared
        else 0,
        "job": job,
        "is_led": is_led,
        "is_automatic": bool(version and version.mode == AUTOMATIC),
        "find_form": FindForm(initial={"on": min(day, today).isoformat()}),
    }


@requires(Permission.GRANT_WRITE)
def passed_over(request: HttpRequest, programme_id: str, period: str) -> HttpResponse:
    """Who meets the rule and was not found, with the reasons."""
    person = signed_in(request)
    name = programme_name(person, programme_id, period)
    words, why = request.GET.get("q", "").strip()[:60], request.GET.get("why", "")
    rows, reasons = passed_rows(person, programme_id, period, words=words, why=why)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "name": name,
        "programme_id": programme_id,
        "period": period,
        "page": page,
        "rows": [(each, why_words(each.why)) for each in page],
        "reasons": reasons,
        "words": words,
        "why": why,
        "export": reverse("grants-passed-over-export", args=[programme_id, period, "x"])[:-2],
    }
    return render(request, "grants/passed_over.html", context)


def back_to(request: HttpRequest, programme_id: str, period: str, basket: str) -> HttpResponse:
    """The programme's page, at the basket where what was done shows."""
    del request
    return redirect(f"{reverse('grants-of', args=[programme_id, period])}?basket={basket}")


def refused(request: HttpRequest) -> None:
    """Says that a form was not filled in."""
    messages.error(request, _("请把表填完整。"))
