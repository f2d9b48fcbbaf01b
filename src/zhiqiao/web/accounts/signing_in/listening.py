"""What follows from a sign-in, and from the end of somebody's access."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signals import access_ended
from zhiqiao.web.accounts.signing_in.addresses import client_address
from zhiqiao.web.accounts.signing_in.grants import grant_digest
from zhiqiao.web.accounts.signing_in.session_actions import end_sessions
from zhiqiao.web.accounts.signing_in.sessions import ADDRESS, DEVICE, SIGNED_IN_AT

DEVICE_LENGTH_MAX = 200
GRANT_IN_SESSION = "grant"


def listen() -> None:
    """Connects both."""
    user_logged_in.connect(_describe_session, dispatch_uid="describe_session")
    access_ended.connect(_end_sessions, dispatch_uid="end_sessions")


def _describe_session(request: HttpRequest, user: Person, **_: Any) -> None:
    """Notes when, from where and with what the session was opened."""
    request.session[SIGNED_IN_AT] = timezone.now().isoformat()
    request.session[ADDRESS] = client_address(request)
    request.session[DEVICE] = request.META.get("HTTP_USER_AGENT", "")[:DEVICE_LENGTH_MAX]
    request.session[GRANT_IN_SESSION] = grant_digest(user)


def _end_sessions(people: list[int], organisation_id: int | None, **_: Any) -> None:
    """Who may not act anywhere any more is signed out at once."""
    if organisation_id is None:
        for person in Person.objects.filter(pk__in=people):
            end_sessions(person=person)
