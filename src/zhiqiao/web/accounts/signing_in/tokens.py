"""Checking an ID token: who signed it, for whom, by whom, until when."""

from typing import Any

import jwt

# Signatures by the provider's private key. Nothing that a shared secret, or no key, could make.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
CLOCKS_DIFFER_S = 60


class TokenRefusedError(Exception):
    """An ID token that does not prove anything to us."""


def verified_claims(
    token: str, keys: dict[str, Any], *, issuer: str, client_id: str
) -> dict[str, Any]:
    """What the token says, once it is known to be the issuer's, for us, and of now.

    Raises:
        TokenRefusedError: it is not.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token, jwt.PyJWKSet.from_dict(keys)),
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=client_id,
            leeway=CLOCKS_DIFFER_S,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise TokenRefusedError(type(error).__name__) from error
    if claims.get("azp", client_id) != client_id:
        raise TokenRefusedError("azp")
    return claims


def _key_of(token: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """The key that the token names; where it names none, the only one there is."""
    name = jwt.get_unverified_header(token).get("kid")
    found = [key for key in keys.keys if name is None or key.key_id == name]
    if len(found) != 1:
        raise TokenRefusedError("kid")
    return found[0]
