"""Who is asking, and organisations."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from zhiqiao.web.access import Permission, permissions_of
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.api.endpoint import allow
from zhiqiao.web.api.paging import LIMIT, paged
from zhiqiao.web.api.routes import listings
from zhiqiao.web.api.schemas import Cursor, Limit, MeOut, OrganisationOut, OrganisationPage, Sought

router = Router(tags=["account"])


@router.get("/me", response=MeOut, summary=gettext_noop("我是谁"), url_name="api-me")
@allow(Permission.ORGANISATION_READ)
def me(request: HttpRequest) -> dict[str, Any]:
    """The person and organisation acted for, and what this token or session may do."""
    person = signed_in(request)
    return {
        "username": person.username,
        "name": person.name,
        "organisation": person.organisation,
        "roles": sorted(person.roles),
        "permissions": sorted(permissions_of(person)),
        "token": getattr(request, "api_token", None),
    }


def organisations_for(person: Person) -> Any:
    """The organisation acted for; all of them for the centre's staff."""
    if person.may(Permission.LISTING_ALL) or person.may(Permission.ORGANISATION_ALL):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk=person.organisation_id or 0)


@router.get(
    "/organisations",
    response=OrganisationPage,
    summary=gettext_noop("机构列表"),
    url_name="api-organisations",
)
@allow(Permission.ORGANISATION_READ)
def list_organisations(
    request: HttpRequest, q: Sought = "", limit: Limit = LIMIT, cursor: Cursor | None = None
) -> dict[str, object]:
    """One's own organisation; for the centre's staff those whose name or code holds `q`."""
    rows = organisations_for(signed_in(request))
    for word in q.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return listings.told(paged(rows, cursor=cursor, limit=limit))


@router.get(
    "/organisations/{int:organisation_id}",
    response=OrganisationOut,
    summary=gettext_noop("一家机构"),
    url_name="api-organisation",
)
@allow(Permission.ORGANISATION_READ)
def get_organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    """An organisation that one acts for, or any for the centre's staff."""
    found: Organisation = get_object_or_404(
        organisations_for(signed_in(request)), pk=organisation_id
    )
    return found
