"""OpenID Connect with any provider, a little stricter than django-allauth's own."""

from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.tokens import TokenRefusedError, verified_claims

NONCE_IN_SESSION = "oidc_nonce"
NONCE_LENGTH = 32


class IdentityLogin(SocialLogin):  # type: ignore[misc]
    """An outside identity that asks to be let in. Looking it up writes nothing."""

    account: SocialAccount
    verified_email: str = ""

    def lookup(self) -> None:
        """Finds the person to whom the identity is linked."""
        self._did_authenticate_by_email = None
        found = (
            SocialAccount.objects.filter(provider=self.account.provider, uid=self.account.uid)
            .select_related("user")
            .first()
        )
        if found is not None:
            self.account, self.user = found, found.user


class OidcClientAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the signature of every token, its nonce, and that all data are of one identity."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002
        """The address that is registered with the provider."""
        return request.build_absolute_uri(reverse("oidc-callback"))

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **more: Any
    ) -> IdentityLogin:
        """The identity that the provider vouches for."""
        claims = self._claims(app, more["response"].get("id_token") or "")
        nonce = request.session.pop(NONCE_IN_SESSION, "")
        if not nonce or not constant_time_compare(str(claims.get("nonce")), nonce):
            raise OAuth2Error("The token was not made for this request")
        if "userinfo_endpoint" in self.openid_config:
            said = self._fetch_user_info(token.token)
            if said.get("sub") != claims["sub"]:
                raise OAuth2Error("Token and user info are of different identities")
            claims = {**claims, **said}
        login: IdentityLogin = self.get_provider().sociallogin_from_response(request, claims)
        return login

    def _claims(self, app: Any, id_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return verified_claims(
            id_token, answer.json(), issuer=self.openid_config["issuer"], client_id=app.client_id
        )

    @property
    def basic_auth(self) -> bool:
        """How the secret is shown: as the standard has it where the provider does not say."""
        ways = self.openid_config.get("token_endpoint_auth_methods_supported")
        return "client_secret_basic" in (ways or ["client_secret_basic"])

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; of no other issuer than the configured one."""
        config: dict[str, Any] = super().openid_config
        wanted = self.get_provider().app.settings["server_url"].rstrip("/")
        if str(config.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error("The provider gives another issuer than the configured one")
        return config


class OidcProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Keeps of an identity no more than its subject and its e-mail address."""

    oauth2_adapter_class = OidcClientAdapter

    def get_oauth2_adapter(self, request: HttpRequest) -> OidcClientAdapter:
        """The adapter for this provider."""
        return OidcClientAdapter(request, self.app.provider_id)

    def get_callback_url(self) -> str:
        """The address that is registered with the provider."""
        return reverse("oidc-callback")

    def auth_params(self, request: HttpRequest) -> dict[str, str]:
        """What is sent along: a nonce that ties the token to this browser."""
        request.session[NONCE_IN_SESSION] = get_random_string(NONCE_LENGTH)
        return {"nonce": request.session[NONCE_IN_SESSION]}

    def sociallogin_from_response(
        self, request: HttpRequest, response: dict[str, Any]
    ) -> IdentityLogin:
        """The identity, not yet looked up."""
        del request
        email = str(response.get("email") or "")
        account = SocialAccount(
            provider=self.sub_id, uid=str(response["sub"]), extra_data={"email": email}
        )
        login = IdentityLogin(user=Person(), account=account, provider=self)
        login.verified_email = email if response.get("email_verified") is True else ""
        return login


CANNOT_BE_REACHED = (requests.RequestException, OAuth2Error, TokenRefusedError)
provider_classes = [OidcProvider]
