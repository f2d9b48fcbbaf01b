"""A browser, or a program with a token: no more than what the server needs to see of one."""

import time

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpResponseBase
from django.test.client import MULTIPART_CONTENT, ClientHandler, RequestFactory
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.grants import grant_digest
from zhiqiao.web.accounts.signing_in.listening import GRANT_IN_SESSION
from zhiqiao.web.accounts.signing_in.sessions import SIGNED_IN_AT, SessionStore

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Browser(RequestFactory):
    """Sends requests with one fixed cookie: what an answer sets is not kept."""

    def __init__(
        self,
        person: Person | None = None,
        *,
        token: str = "",
        enforce_csrf: bool = False,
        is_confirmed: bool = True,
    ) -> None:
        super().__init__()
        self._handler = ClientHandler(enforce_csrf_checks=enforce_csrf)
        if token:
            self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        elif person is not None:
            self.defaults["HTTP_COOKIE"] = (
                f"sessionid={open_session(person, is_confirmed=is_confirmed)}"
            )

    def request(self, **request: object) -> HttpResponseBase:
        """The answer to a request."""
        return self._handler(self._base_environ(**request))

    def submit(self, path: str, fields: dict[str, object], **more: object) -> HttpResponseBase:
        """A form, sent as browsers send forms with files."""
        content = self._encode_data(fields, MULTIPART_CONTENT)
        return self.generic("POST", path, content, MULTIPART_CONTENT, **more)


def open_session(person: Person, *, is_confirmed: bool = True) -> str:
    """The key of a session; `is_confirmed`: the person has just shown their password in it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = (
        [{"method": "password", "at": time.time()}] if is_confirmed else []
    )
    session["account_authentication_methods_user"] = str(person.pk)
    session[SIGNED_IN_AT] = timezone.now().isoformat()
    session[GRANT_IN_SESSION] = grant_digest(person)
    session.save()
    return str(session.session_key)
