"""django-allauth, bound to the house's rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in import actions, second_step
from zhiqiao.web.accounts.signing_in.addresses import client_address
from zhiqiao.web.accounts.signing_in.leading_back import is_ours


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; a sign-in is an action with its audit row."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: organisations register, people are invited."""
        return False

    def get_login_stages(self) -> list[str]:
        """After the password or the outside identity: the second step."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere in the house."""
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Whether a visitor may be sent there."""
        return is_ours(self.request, url)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """A deactivated person is answered like a stranger."""
        from zhiqiao.web.accounts.signing_in.identity_views import unknown_identity

        del user
        return unknown_identity(request)

    def login(self, request: HttpRequest, user: Person) -> None:
        """Opens the session."""
        if not user.is_active:
            raise ImmediateHttpResponse(redirect("sign-in"))
        actions.sign_in(request=request, person=user, means=_means(request, user))

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        """Leads to where the visitor was going."""
        del request, user
        return redirect(more.get("redirect_url") or "home")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: our views have messages of their own."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: no mail is assumed."""


def _means(request: HttpRequest, user: Person) -> str:
    """What came before the second step: the password, or the outside identity."""
    methods = [each["method"] for each in get_authentication_records(request, user)]
    first_steps = [each for each in methods if each != "mfa"]
    return "identity" if first_steps[-1:] == ["socialaccount"] else "password"


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are stored sealed; apps show them under the site's name and the sign-in name."""

    def encrypt(self, text: str) -> str:
        """The secret, sealed."""
        return second_step.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret that was sealed."""
        return second_step.opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name of the site."""
        return _("智桥")

    def get_totp_label(self, user: Person) -> str:
        """The sign-in name."""
        return f"{self.get_totp_issuer()}:{user.username}"


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An outside identity signs in whom it is linked to, and never makes a new person."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Links where that was asked for or is allowed; turns away who is not known."""
        from zhiqiao.web.accounts.signing_in import identity_views

        response = identity_views.settle(request, sociallogin)
        if response is not None:
            raise ImmediateHttpResponse(response)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        """Says on a page of ours what went wrong."""
        from zhiqiao.web.accounts.signing_in import identity_views

        page = identity_views.problem(
            request, provider, error=more.get("error"), cause=more.get("exception")
        )
        raise ImmediateHttpResponse(page)
