"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home import queries
from zhiqiao.web.home.desks import desk_of
from zhiqiao.web.home.overseeing import funnel_chart
from zhiqiao.web.inbox.templatetags.inbox import KEPT


@requires(Permission.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """For visitors what this is; for people what waits for them."""
    person = request.user
    if not isinstance(person, Person):
        return _welcome(request)
    return _desk(request, person)


def _welcome(request: HttpRequest) -> HttpResponse:
    context = {
        "counts": queries.counts(),
        "needs": queries.latest_needs(),
        "offers": queries.latest_offers(),
        "words": [],
    }
    return render(request, "home/welcome.html", context)


def _desk(request: HttpRequest, person: Person) -> HttpResponse:
    desk = desk_of(person)
    if person.organisation is None and not desk.unread:
        return redirect("my-organisations")
    setattr(request, KEPT, desk.unread)
    context = {"desk": desk, "place": _place(person), **desk.extra}
    if "funnel_steps" in desk.extra:
        context["funnel_chart"] = funnel_chart(desk.extra["funnel_steps"])
    return render(request, "home/desk.html", context)


def _place(person: Person) -> str:
    where = person.organisation.name if person.organisation else ""
    return " · ".join(part for part in (where, person.role_words) if part)
