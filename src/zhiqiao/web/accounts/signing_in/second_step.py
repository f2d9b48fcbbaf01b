"""The second step of signing in: a code from an app, or a recovery code."""

import secrets
from functools import cache
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import constant_time_compare

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.rules import rules
from zhiqiao.web.keys import read_or_make_key

__all__ = ["generate_totp_secret", "has_second_step", "is_due", "matching_counter"]

NONCE_BYTES = 12
KEY_BYTES = 32


@cache
def _cipher(folder: Path) -> AESGCM:
    return AESGCM(read_or_make_key(folder / "second-step", KEY_BYTES))


def sealed(secret: str) -> str:
    """The secret as it is stored: useless without the key beside the database."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return (nonce + _cipher(settings.ZHIQIAO_KEYS).encrypt(nonce, secret.encode(), None)).hex()


def opened(stored: str) -> str:
    """The secret that was sealed."""
    raw = bytes.fromhex(stored)
    nonce, content = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    return _cipher(settings.ZHIQIAO_KEYS).decrypt(nonce, content, None).decode()


def matching_counter(secret: str, code: str) -> int | None:
    """The time step, of those around now, whose code this is."""
    typed = "".join(code.split())
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(typed, format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None


def has_second_step(person: Person) -> bool:
    """Whether signing in asks the person for a code."""
    rows = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP)
    return bool(rows.exists())


def is_due(person: Person) -> bool:
    """Whether the profile asks the person for a second step that they have not set up."""
    return bool(rules().second_step_for & person.roles) and not has_second_step(person)
