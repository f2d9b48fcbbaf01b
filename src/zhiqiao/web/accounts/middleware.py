"""For which organisation a person acts in this request, and that answers to people are private."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from zhiqiao.web.access.row_actor import show_rows_to
from zhiqiao.web.accounts.models import Person

Answer = Callable[[HttpRequest], HttpResponseBase]
ORGANISATION_IN_SESSION = "organisation_id"


def acting_organisation(get_response: Answer) -> Answer:
    """Has the signed-in person act for the organisation they chose, or for their first.

    From here on the database shows the visitor's rows only.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Person):
            request.user.act_for(request.session.get(ORGANISATION_IN_SESSION))
        show_rows_to(request.user)
        return get_response(request)

    return middleware


def keeps_answers_private(get_response: Answer) -> Answer:
    """What a signed-in person is answered is stored nowhere on its way, unless the view says so."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
