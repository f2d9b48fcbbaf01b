"""An organisation's programmes: entitled, possible, and what is missing."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from zhiqiao.policy import Verdict
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.profiles.access import may_write
from zhiqiao.web.profiles.views import own_organisation
from zhiqiao.web.programmes.queries import assess_organisation
from zhiqiao.web.programmes.values import ProgrammeAssessment

Group = dict[str, object]
FOLDED = {Verdict.UNMET, Verdict.NOT_APPLICABLE}
"""What there is nothing to do about: shown when asked for."""


def _groups(found: Iterable[ProgrammeAssessment]) -> list[Group]:
    """By verdict, the most useful first; within, by money."""
    items = list(found)
    return [
        {
            "verdict": str(verdict),
            "title": title,
            "note": note,
            "items": _of(items, verdict),
            "is_open": verdict not in FOLDED,
        }
        for verdict, title, note in (
            (Verdict.MET, _("符合"), _("现有的事实已满足全部条件。")),
            (Verdict.MANUAL, _("待人工核验"), _("数据没有发现不符合之处，还有条件要由人来看。")),
            (Verdict.UNKNOWN, _("待补充"), _("补上缺的事实就能知道。")),
            (Verdict.UNMET, _("不符合"), _("至少有一项条件不满足。")),
            (Verdict.NOT_APPLICABLE, _("不适用"), _("不在适用范围内。")),
        )
    ]


def _of(items: Iterable[ProgrammeAssessment], verdict: Verdict) -> list[ProgrammeAssessment]:
    mine = [each for each in items if each.verdict == verdict]
    return sorted(mine, key=_by_worth)


def _by_worth(found: ProgrammeAssessment) -> tuple[int, int, str]:
    worth = found.amount_fen or found.potential_fen or found.bound_fen or 0
    return len(found.missing), -worth, found.id


def _page(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    found = assess_organisation(actor=request.user, organisation=organisation)
    met = [each for each in found.programmes if each.verdict == Verdict.MET]
    context = {
        "organisation": organisation,
        "found": found,
        "groups": _groups(found.programmes),
        "met": len(met),
        "due_fen": sum(each.amount_fen or 0 for each in met),
        "may_write": may_write(request.user, organisation),
    }
    return render(request, "programmes/organisation.html", context)


@requires(Permission.ASSESS)
def my_programmes(request: HttpRequest) -> HttpResponse:
    """How every programme stands for one's own organisation."""
    return _page(request, own_organisation(request))


@requires(Permission.ASSESS_ALL)
def organisation_programmes(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """How every programme stands for an organisation, on the facts that the visitor sees."""
    return _page(request, get_object_or_404(Organisation, pk=organisation_id))
