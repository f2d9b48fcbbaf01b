"""ID tokens that prove nothing are refused, whatever is wrong with them."""

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from zhiqiao.web.accounts.signing_in.tokens import TokenRefusedError, verified_claims

pytestmark = pytest.mark.one_database

ISSUER, CLIENT = "https://login.example", "zhiqiao"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, OTHER_KEY = new_key(), new_key()


def published(key, **more):
    plain = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {"keys": [plain | {"use": "sig", "alg": "RS256"} | more]}


def claims(**changes):
    now = datetime.now(UTC)
    said = {"iss": ISSUER, "aud": CLIENT, "sub": "lin", "exp": now + timedelta(minutes=5)}
    return {name: value for name, value in (said | changes).items() if value is not None}


def read(token, keys=None):
    return verified_claims(token, keys or published(KEY), issuer=ISSUER, client_id=CLIENT)


def test_a_good_token_is_read():
    assert read(jwt.encode(claims(), KEY, "RS256"))["sub"] == "lin"
    named = jwt.encode(claims(aud=[CLIENT, "other"], azp=CLIENT), KEY, "RS256", {"kid": "a"})
    assert read(named, published(KEY, kid="a"))["sub"] == "lin"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"sub": None},
        {"exp": None},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"nbf": datetime(2100, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_token_that_says_something_else_is_refused(changes):
    with pytest.raises(TokenRefusedError):
        read(jwt.encode(claims(**changes), KEY, "RS256"))


def test_a_token_that_somebody_else_signed_is_refused():
    with pytest.raises(TokenRefusedError):
        read(jwt.encode(claims(), OTHER_KEY, "RS256"))
    with pytest.raises(TokenRefusedError):
        read(jwt.encode(claims(), KEY, "RS256", {"kid": "unknown"}), published(KEY, kid="a"))


def test_a_token_that_nobody_signed_is_refused():
    with pytest.raises(TokenRefusedError):
        read(jwt.encode(claims(), None, "none"))


def test_the_public_key_does_not_serve_as_a_shared_secret():
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import hashlib
    import hmac

    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    body = json.dumps(claims() | {"exp": 4_000_000_000}).encode()
    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(body)
    mark = part(hmac.new(public, signed, hashlib.sha256).digest())
    with pytest.raises(TokenRefusedError):
        read((signed + b"." + mark).decode())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(TokenRefusedError):
        read(token)
