"""The front page, and the list of what people did."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home import queries
from zhiqiao.web.site.models import AuditRow

AUDIT_ROWS_A_PAGE = 50


@requires(Permission.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """For visitors what this is; for people what waits for them."""
    person = request.user
    if not isinstance(person, Person):
        return _welcome(request)
    if person.role == Role.ANALYST:
        return redirect("rates")
    if person.is_staff_of_centre:
        return _staff_desk(request, person)
    return _own_desk(request, person)


def _welcome(request: HttpRequest) -> HttpResponse:
    context = {
        "counts": queries.counts(),
        "needs": queries.latest_needs(),
        "offers": queries.latest_offers(),
        "words": [],
    }
    return render(request, "home/welcome.html", context)


def _staff_desk(request: HttpRequest, person: Person) -> HttpResponse:
    to_grade = queries.runs_to_grade()
    poor = queries.poor_needs(person)
    due = queries.due_needs(person)
    context = {
        "to_grade": to_grade[: queries.SHOWN],
        "to_grade_count": to_grade.count(),
        "poor": poor[: queries.SHOWN],
        "poor_count": poor.count(),
        "due": due[: queries.SHOWN],
        "due_count": due.count(),
        "failed_count": queries.failed_runs(),
        "imports": queries.recent_imports(),
    }
    return render(request, "home/staff_desk.html", context)


def _own_desk(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "needs": queries.own_needs(person) if person.role == Role.SEEKER else [],
        "offers": queries.own_offers(person) if person.role == Role.PROVIDER else [],
        "poor": queries.poor_needs(person)[: queries.SHOWN],
        "latest_needs": queries.latest_needs(),
        "latest_offers": queries.latest_offers(),
        "words": [],
    }
    return render(request, "home/own_desk.html", context)


@requires(Permission.AUDIT_READ)
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first."""
    rows = Paginator(AuditRow.objects.select_related("actor"), AUDIT_ROWS_A_PAGE)
    return render(request, "home/audit.html", {"page": rows.get_page(request.GET.get("page"))})
