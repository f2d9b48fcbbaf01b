"""The operator's page: whether a model is asked, what is spent today, and what went wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.language_model import budget
from zhiqiao.web.language_model.configuration import endpoint, is_matching_on
from zhiqiao.web.language_model.queries import failures
from zhiqiao.web.language_model.wording import outcome_words


@requires(Permission.SYSTEM_READ)
def language_model(request: HttpRequest) -> HttpResponse:
    """Counts and code words; the pages never show what was sent."""
    where = endpoint()
    spent, limits = budget.spent_today(), budget.site_limits()
    context = {
        "model": where.model if where else "",
        "is_matching_on": is_matching_on(),
        "spent": spent,
        "limits": limits,
        "share": budget.organisation_limits(),
        "is_spent": spent.requests >= limits.requests or spent.tokens >= limits.tokens,
        "keep_days": settings.ZHIQIAO_LLM_KEEP_DAYS,
        "failures": [(call, outcome_words(call.outcome)) for call in failures(signed_in(request))],
    }
    return render(request, "language_model/language_model.html", context)
