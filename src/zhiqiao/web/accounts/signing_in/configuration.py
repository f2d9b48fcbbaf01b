"""What an operator says of proxies and of the outside provider, as the settings need it."""

import hashlib
import ipaddress
from typing import Any

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web import environment

ID_LENGTH = 12


def proxies() -> list[str]:
    """The networks whose X-Forwarded-For is trusted.

    Raises:
        ZhiqiaoError: one is neither an address nor a network.
    """
    given = environment.names("ZHIQIAO_PROXIES")
    try:
        return [str(ipaddress.ip_network(each, strict=False)) for each in given]
    except ValueError:
        shown, wanted = ", ".join(given), "127.0.0.1, 2001:db8::/32, …"
        raise ZhiqiaoError(
            ErrorCode.SETTING_BAD, name="ZHIQIAO_PROXIES", value=shown, expected=wanted
        ) from None


def oidc_apps() -> list[dict[str, Any]]:
    """The outside provider, as django-allauth wants it; none where no issuer is set.

    Its id comes from the issuer, so that identities linked at one provider never count for
    another that is configured later.
    """
    issuer = environment.value_of("ZHIQIAO_OIDC_ISSUER").rstrip("/")
    if not issuer:
        return []
    return [
        {
            "provider_id": f"oidc-{hashlib.sha256(issuer.encode()).hexdigest()[:ID_LENGTH]}",
            "name": environment.value_of("ZHIQIAO_OIDC_NAME"),
            "client_id": environment.value_of("ZHIQIAO_OIDC_CLIENT_ID"),
            "secret": environment.value_of("ZHIQIAO_OIDC_CLIENT_SECRET"),
            "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
        }
    ]
