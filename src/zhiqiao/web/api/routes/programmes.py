"""Programmes, and how they stand for an organisation."""

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import Field

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.api.endpoint import allow
from zhiqiao.web.api.paging import LIMIT, decoded, encoded
from zhiqiao.web.api.problems import Fault, ProblemError
from zhiqiao.web.api.profile_schemas import AssessmentOut, ProgrammeDetailOut, ProgrammePage
from zhiqiao.web.api.routes.profiles import own_organisation
from zhiqiao.web.api.schemas import Cursor, Limit
from zhiqiao.web.programmes import queries
from zhiqiao.web.programmes.values import OrganisationAssessment, ProgrammeDetail

router = Router(tags=["programmes"])
On = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]


@router.get(
    "/programmes",
    response=ProgrammePage,
    summary=gettext_noop("政策事项列表"),
    url_name="api-programmes",
)
@allow(Permission.PROGRAMME_READ)
def list_programmes(
    request: HttpRequest,  # noqa: ARG001 -- everyone sees the same
    on: On | None = None,
    limit: Limit = LIMIT,
    cursor: Cursor | None = None,
) -> dict[str, object]:
    """Programmes in order of their ids, as they stand on a day (today unless told)."""
    after = _after(cursor)
    found = [each for each in queries.list_programmes(on=on) if each.id > after]
    more = len(found) > limit
    following = encoded(["programme", found[limit - 1].id]) if more else None
    return {"items": found[:limit], "next_cursor": following}


def _after(cursor: str | None) -> str:
    if not cursor:
        return ""
    match decoded(cursor):
        case ["programme", str(last)]:
            return last
    raise ProblemError(Fault.BAD_CURSOR)


@router.get(
    "/programmes/{programme_id}",
    response=ProgrammeDetailOut,
    summary=gettext_noop("一个政策事项"),
    url_name="api-programme",
)
@allow(Permission.PROGRAMME_READ)
def get_programme(
    request: HttpRequest,  # noqa: ARG001 -- everyone sees the same
    programme_id: str,
    on: On | None = None,
) -> ProgrammeDetail:
    """A programme with its conditions and clauses."""
    found = queries.programme(programme_id, on=on)
    if found is None:
        raise Http404
    return found


def _assessed(
    request: HttpRequest, organisation: Organisation, on: date | None
) -> OrganisationAssessment:
    return queries.assess_organisation(actor=request.user, organisation=organisation, on=on)


@router.get(
    "/assessment",
    response=AssessmentOut,
    summary=gettext_noop("本机构可申报的事项"),
    url_name="api-assessment",
)
@allow(Permission.ASSESS)
def own_assessment(request: HttpRequest, on: On | None = None) -> OrganisationAssessment:
    """How every programme stands for the organisation acted for. A hint, never a decision."""
    return _assessed(request, own_organisation(request), on)


@router.get(
    "/organisations/{int:organisation_id}/assessment",
    response=AssessmentOut,
    summary=gettext_noop("一家机构可申报的事项"),
    url_name="api-organisation-assessment",
)
@allow(Permission.ASSESS_ALL)
def assessment_of(
    request: HttpRequest, organisation_id: int, on: On | None = None
) -> OrganisationAssessment:
    """How every programme stands for an organisation, on the facts that the caller may see."""
    return _assessed(request, get_object_or_404(Organisation, pk=organisation_id), on)
