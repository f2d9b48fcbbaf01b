"""The same pages twice: an administrator's for their own organisation, the centre's for any."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.requests import signed_in

View = Callable[..., HttpResponse]


def for_own(view: View, *methods: str, permission: Permission = Permission.MEMBER_WRITE) -> View:
    """The view for the organisation that the visitor acts for; 404 for one who acts for none."""

    @requires(permission, *methods)
    def own(request: HttpRequest, **ids: Any) -> HttpResponse:
        person = signed_in(request)
        organisation = person.organisation
        if organisation is None:
            raise Http404
        base = reverse("organisation")
        if person.may(Permission.ORGANISATION_ALL) and not person.may(Permission.MEMBER_WRITE):
            base = reverse("organisation-any", args=[organisation.pk])
        return view(request, organisation, base=base, **ids)

    return own


def for_any(view: View, *methods: str) -> View:
    """The view for the organisation that the address names."""

    @requires(Permission.ORGANISATION_ALL, *methods)
    def any_one(request: HttpRequest, organisation_id: int, **ids: Any) -> HttpResponse:
        organisation = get_object_or_404(Organisation, pk=organisation_id)
        base = reverse("organisation-any", args=[organisation_id])
        return view(request, organisation, base=base, **ids)

    return any_one
