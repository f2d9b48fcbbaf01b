"""Keeps sessions alive, renews their keys, and asks for what the profile still wants."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in import passwords, second_step
from zhiqiao.web.accounts.signing_in.grants import grant_digest
from zhiqiao.web.accounts.signing_in.listening import GRANT_IN_SESSION
from zhiqiao.web.accounts.signing_in.rules import KEY_LIFETIME, rules
from zhiqiao.web.accounts.signing_in.session_actions import renew_key, touch
from zhiqiao.web.accounts.signing_in.sessions import SessionStore

OPEN_WHILE_DUE = frozenset(
    {
        "security", "confirm", "password-change", "second-step-on", "sign-out", "sign-in",
        "language", "healthz",
    }
)  # fmt: skip
Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionKeeper:
    """Stands behind authentication and before every view."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keeps the session of whoever is signed in by one."""
        if isinstance(request.user, Person):
            _keep(request, request.user, request.session)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        """None to go on; or the page where a duty of the profile is done first."""
        match = request.resolver_match
        if not isinstance(request.user, Person) or match is None:
            return None
        if match.url_name in OPEN_WHILE_DUE:
            return None
        return _to_duty(request, request.user)


def _keep(request: HttpRequest, person: Person, session: SessionBase) -> None:
    row = session.row if isinstance(session, SessionStore) else None
    if row is None or row.replaced_by or not isinstance(session, SessionStore):
        return
    now, digest = timezone.now(), grant_digest(person)
    if session.get(GRANT_IN_SESSION) != digest:
        session[GRANT_IN_SESSION] = digest
        renew_key(session=session, grace=timedelta(0))
    elif now - row.key_made_at > KEY_LIFETIME and _is_plain_page(request):
        renew_key(session=session)
    elif now - row.seen_at > rules().touch_every:
        touch(row=row)


def _is_plain_page(request: HttpRequest) -> bool:
    """Whether the request is a visitor's own step, not one of several at once."""
    return request.method == "GET" and not request.headers.get("HX-Request")


def _to_duty(request: HttpRequest, person: Person) -> HttpResponseBase | None:
    if passwords.is_due(person):
        messages.warning(request, _("您的密码已到期，请先更换。"))
        return redirect("password-change")
    if rules().second_step_for and second_step.is_due(person):
        messages.warning(request, _("管理员账号必须开启二步验证，请先完成设置。"))
        return redirect("second-step-on")
    return None
