"""Signing in with, and linking, an identity at an outside provider."""

import logging
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signing_in import actions
from zhiqiao.web.accounts.signing_in.confirming import confirmed
from zhiqiao.web.accounts.signing_in.leading_back import next_page
from zhiqiao.web.accounts.signing_in.provider import CANNOT_BE_REACHED, OidcClientAdapter
from zhiqiao.web.accounts.signing_in.queries import outside_provider

log = logging.getLogger(__name__)
MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
"""What the library raises where a provider's answer is not what the standard says."""


@requires(Permission.PUBLIC, "POST")
@never_cache
def start(request: HttpRequest) -> HttpResponseBase:
    """On to the provider, to sign in."""
    return _leave(request, AuthProcess.LOGIN, next_page(request))


@requires(Permission.ACCOUNT, "POST")
@confirmed
@never_cache
def link_identity(request: HttpRequest) -> HttpResponseBase:
    """On to the provider, to link an identity to the signed-in person."""
    return _leave(request, AuthProcess.CONNECT, "")


def _leave(request: HttpRequest, process: str, next_url: str) -> HttpResponseBase:
    """A page that leads on to the provider.

    A redirect would be stopped by the browser: forms of this site may lead to this site only.
    """
    provider = _provider(request)
    try:
        parameters = provider.auth_params(request)
        away = provider.redirect(request, process, next_url or None, auth_params=parameters)
    except (*CANNOT_BE_REACHED, *MALFORMED) as error:
        return problem(request, provider, cause=error)
    shown = {"address": away["Location"], "provider": provider.app}
    return render(request, "accounts/account/leaving.html", shown)


@requires(Permission.PUBLIC)
@never_cache
def callback(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider."""
    provider = _provider(request)
    view = OAuth2CallbackView.adapter_view(OidcClientAdapter(request, provider.app.provider_id))
    try:
        response: HttpResponseBase = view(request)
    except ImmediateHttpResponse as answer:
        response = answer.response
    except (*CANNOT_BE_REACHED, *MALFORMED) as error:
        response = problem(request, provider, cause=error)
    return response


def _provider(request: HttpRequest) -> Any:
    configured = outside_provider()
    if configured is None:
        raise Http404
    return get_adapter().get_provider(request, configured["provider_id"])


def settle(request: HttpRequest, sociallogin: Any) -> HttpResponse | None:
    """Decides about an identity that the provider vouched for; None: go on and sign in."""
    sociallogin.token = None
    if sociallogin.state.get("process") == AuthProcess.CONNECT:
        return _linked(request, sociallogin)
    if sociallogin.is_existing:
        return None
    actions.note_failure(person=None, means="identity")
    return unknown_identity(request, sociallogin.account.extra_data.get("email", ""))


def _linked(request: HttpRequest, sociallogin: Any) -> HttpResponse:
    if not isinstance(request.user, Person):
        return redirect("sign-in")
    if sociallogin.is_existing and sociallogin.user == request.user:
        messages.info(request, _("这个身份本来就已关联到您的账号。"))
        return redirect("security")
    try:
        actions.link_identity(person=request.user, account=sociallogin.account, by="person")
    except RefusedError:
        messages.error(request, _("没有关联：这个身份已属于另一个账号，或您已关联了别的身份。"))
    else:
        messages.success(request, _("已关联。以后可以用它登录。"))
    return redirect("security")


def unknown_identity(request: HttpRequest, email: str = "") -> HttpResponse:
    """The page for an identity that is linked to nobody."""
    shown = {"provider": outside_provider(), "email": email}
    page = "accounts/account/unknown_identity.html"
    return render(request, page, shown, status=HTTPStatus.FORBIDDEN)


def problem(
    request: HttpRequest,
    provider: Any,
    *,
    error: str | None = None,
    cause: Exception | None = None,
) -> HttpResponse:
    """The page for a provider that did not answer as it should, or a visitor who turned back."""
    if cause is not None:
        log.warning("The identity provider's answer was not used", exc_info=cause)
    shown = {"provider": provider.app, "is_cancelled": error == AuthError.CANCELLED}
    shown["try_again"] = reverse("security" if request.user.is_authenticated else "sign-in")
    status = HTTPStatus.OK if shown["is_cancelled"] else HTTPStatus.BAD_GATEWAY
    return render(request, "accounts/account/identity_problem.html", shown, status=status)
