"""The calendar of windows, for everyone; one's own marked."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes.calendar_dates import Month, ProgrammeDate, dates_of, weeks_of
from zhiqiao.web.programmes.cards import cards_on
from zhiqiao.web.programmes.list_views import own_entitlements
from zhiqiao.web.programmes.models import CalendarFeed
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.site.downloads import download

HEADER = ("日期", "事由", "事项", "部门", "与本机构")
COMING_MAX = 30


def _dates(request: HttpRequest) -> list[ProgrammeDate]:
    book = rulebook()
    cards = cards_on(book, timezone.localdate(), page_language())
    found = dates_of(book, cards, own_entitlements(request))
    return [each for each in found if each.is_own] if request.GET.get("own") else found


def calendar_context(request: HttpRequest) -> dict[str, Any]:
    """What the calendar page shows."""
    today = timezone.localdate()
    month = Month.read(request.GET.get("month", ""), today=today)
    dates = _dates(request)
    person = request.user
    may_follow = (
        isinstance(person, Person)
        and person.may(Permission.ASSESS)
        and person.organisation_id is not None
    )
    in_month = [each for each in dates if month.holds(each.on)]
    return {
        "today": today,
        "month": month,
        "before": month.moved(-1),
        "after": month.moved(1),
        "weeks": list(weeks_of(month, in_month)),
        "in_month": in_month,
        "coming": [each for each in dates if each.on >= today and not month.holds(each.on)][
            :COMING_MAX
        ],
        "is_own": bool(request.GET.get("own")),
        "may_follow": may_follow,
        "feeds": list(_feeds(person)) if may_follow and isinstance(person, Person) else [],
    }


def _feeds(person: Person) -> Any:
    rows = CalendarFeed.objects.visible_to(person).filter(revoked_at=None)
    return rows.select_related("organisation")


@requires(Permission.PROGRAMME_READ)
def calendar(request: HttpRequest) -> HttpResponse:
    """The windows of a month as a grid and as a list, and what comes next."""
    return render(request, "programmes/calendar.html", calendar_context(request))


@requires(Permission.PROGRAMME_READ)
def export_calendar(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every date from today on, as CSV or XLSX."""
    today = timezone.localdate()
    rows = [_cells(each) for each in _dates(request) if each.on >= today]
    return download(HEADER, rows, stem=_("申报日历"), kind=kind)


def _cells(event: ProgrammeDate) -> list[Cell]:
    return [
        event.on, _("申报截止") if event.is_closing else _("申报开始"), event.card.title,
        "、".join(event.card.departments), _("与本机构有关") if event.is_own else "",
    ]  # fmt: skip
