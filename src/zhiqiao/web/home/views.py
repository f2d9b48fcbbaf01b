"""The front page, and the list of what people did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home import queries


@requires(Permission.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """For visitors what this is; for people what waits for them."""
    person = request.user
    if not isinstance(person, Person):
        return _welcome(request)
    if person.roles == {Role.ANALYST}:
        return redirect("rates")
    if person.is_staff_of_centre:
        return _staff_desk(request, person)
    if person.may(Permission.NEED_WRITE) or person.may(Permission.OFFER_WRITE):
        return _own_desk(request, person)
    return redirect("organisation" if person.organisation else "my-organisations")


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
        "imports": queries.recent_imports(person),
    }
    return render(request, "home/staff_desk.html", context)


def _own_desk(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "is_seeker": person.may(Permission.NEED_WRITE),
        "needs": queries.own_needs(person) if person.may(Permission.NEED_WRITE) else [],
        "offers": queries.own_offers(person) if person.may(Permission.OFFER_WRITE) else [],
        "poor": queries.poor_needs(person)[: queries.SHOWN],
        "latest_needs": queries.latest_needs(),
        "latest_offers": queries.latest_offers(),
        "words": [],
    }
    return render(request, "home/own_desk.html", context)
