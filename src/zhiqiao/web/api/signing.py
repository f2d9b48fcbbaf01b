"""Signatures of Standard Webhooks (https://www.standardwebhooks.com), version v1."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret as it is shown to its holder."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(secret: str, *, message_id: str, at_s: int, body: str) -> dict[str, str]:
    """The headers by which the receiver knows that the body is ours, and when it was sent."""
    signature = signature_of(secret, message_id=message_id, at_s=at_s, body=body)
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": signature,
    }


def signature_of(secret: str, *, message_id: str, at_s: int, body: str) -> str:
    """HMAC-SHA256 over id, time and body.

    >>> signature_of("whsec_c2VjcmV0", message_id="msg_1", at_s=1700000000, body="{}")
    'v1,Y2GSC2P1Nxo+WbAwv0vE9vvkmpoYoW+wr+QFrCgtR3A='
    """
    key = b64decode(secret.removeprefix(PREFIX))
    content = f"{message_id}.{at_s}.{body}".encode()
    return "v1," + b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
