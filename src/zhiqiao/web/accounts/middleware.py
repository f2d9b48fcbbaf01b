"""For which of their organisations a person acts in this request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from zhiqiao.web.access.row_actor import show_rows_to
from zhiqiao.web.accounts.models import Person

ORGANISATION_IN_SESSION = "organisation_id"


def acting_organisation(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Has the signed-in person act for the organisation they chose, or for their first.

    From here on the database shows the visitor's rows only.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Person):
            request.user.act_for(request.session.get(ORGANISATION_IN_SESSION))
        show_rows_to(request.user)
        return get_response(request)

    return middleware
