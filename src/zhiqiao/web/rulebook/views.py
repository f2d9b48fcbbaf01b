"""The operator's page about the rules: who answers for them, and what cannot be used."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiqiao.policy.wording import describe_problem
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Organisation, OrganisationKind
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.rulebook.actions import assign_department
from zhiqiao.web.rulebook.current import policies_folder
from zhiqiao.web.rulebook.laying import Unusable, rules
from zhiqiao.web.rulebook.models import PublishedText
from zhiqiao.web.rulebook.queries import department_organisations, named_departments

PUBLICATIONS_SHOWN = 20


@requires(Permission.ORGANISATION_ALL, "GET", "POST")
def departments(request: HttpRequest) -> HttpResponse:
    """Which organisation each department in the rules is; one is assigned by POST."""
    if request.method == "POST":
        return _assign(request)
    rows = PublishedText.objects.select_related("department", "drafted_by", "published_by")
    words = request.GET.get("q", "").strip()[:120]
    named = [each for each in named_departments() if words in each.name]
    context = {
        "named": named,
        "words": words,
        "missing": sum(each.organisation is None for each in named),
        "organisations": department_organisations(),
        "unusable": [_told(each) for each in rules.unusable(policies_folder())],
        "publications": rows.defer("text")[:PUBLICATIONS_SHOWN],
    }
    return render(request, "rulebook/departments.html", context)


def _told(unusable: Unusable) -> dict[str, object]:
    problem = unusable.error.problems[0]
    is_english = (get_language() or "").startswith("en")
    words = describe_problem(problem, "en" if is_english else "zh")
    return {"programme_id": unusable.programme_id, "number": unusable.number, "words": words}


def _assign(request: HttpRequest) -> HttpResponse:
    name = request.POST.get("name", "")
    if name not in {each.name for each in named_departments()}:
        raise Http404
    chosen = request.POST.get("organisation", "")
    organisation = None
    if chosen:
        rows = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT)
        number = int(chosen) if chosen.isdecimal() else 0
        organisation = get_object_or_404(rows, pk=number)
    assign_department(actor=signed_in(request), name=name, organisation=organisation)
    messages.success(request, _("已记下%(name)s由哪家机构负责。") % {"name": name})
    return redirect("rule-departments")
