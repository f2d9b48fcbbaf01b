"""Browsers from which a person has signed in before: their owner is not locked out by others.

Whoever knows a name could otherwise keep its owner out by guessing from many addresses. A browser
that once gave the right password carries a signed cookie, and its guesses are counted apart.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from zhiqiao.web.accounts.models import Person

COOKIE = "known_device"
SALT = "zhiqiao.web.accounts.signing_in.known_devices"
LIFETIME = timedelta(days=180)
ID_LENGTH = 16


def known_device(request: HttpRequest, username: str) -> str:
    """The id of the browser if the person of that name has signed in from it, else ""."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return ""
    person = Person.objects.filter(username=username).values_list("pk", flat=True).first()
    return str(said["device"]) if person is not None and said["person"] == person else ""


def remember_device(response: HttpResponseBase, person: Person) -> None:
    """Lets the browser show later that the person has signed in from it."""
    said = {"person": person.pk, "device": get_random_string(ID_LENGTH)}
    response.set_cookie(
        COOKIE,
        signing.dumps(said, salt=SALT),
        max_age=LIFETIME,
        path="/sign-in/",
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )
