"""The department's queue of objections."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants import queries
from zhiqiao.web.grants.forms import ReasonForm
from zhiqiao.web.grants.models import ObjectionState
from zhiqiao.web.grants.objection_actions import dismiss, uphold
from zhiqiao.web.grants.views import refused

A_PAGE = 20


@requires(Permission.GRANT_WRITE)
def objections(request: HttpRequest) -> HttpResponse:
    """What was said against lines of the department's notices; what waits for an answer first."""
    rows = queries.objections_to(signed_in(request))
    chosen = request.GET.get("basket", ObjectionState.OPEN)
    chosen = chosen if chosen in ObjectionState.values else ObjectionState.OPEN
    words = request.GET.get("q", "").strip()[:60]
    found = rows.filter(state=chosen)
    for word in words.split():
        found = found.filter(entitlement__organisation__name__icontains=word)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "baskets": [
            {
                "word": state.label,
                "count": rows.filter(state=state).count(),
                "url": f"?basket={state}",
                "is_current": state == chosen,
            }
            for state in ObjectionState
        ],
        "form": ReasonForm(),
        "words": words,
    }
    return render(request, "grants/objections.html", context)


@requires(Permission.GRANT_WRITE, "POST")
def decide(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Upholds or dismisses one, with an answer."""
    person = signed_in(request)
    found = get_object_or_404(queries.objections_to(person), pk=objection_id)
    form = ReasonForm(request.POST)
    do = {"uphold": uphold, "dismiss": dismiss}.get(request.POST.get("decision", ""))
    if not form.is_valid() or do is None:
        refused(request)
        return redirect("grant-objections")
    with told(request, _("已答复。")):
        do(actor=person, objection=found, answer=form.cleaned_data["text"])
    return redirect("grant-objections")
