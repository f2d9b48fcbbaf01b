"""Sealing: every text gets a key of its own, and that key is wrapped by a master key.

A sealed text opens only as the record it was sealed for and for the same purpose: both are part
of what the cipher checks. So a text moved to another record, or a value of one purpose put where
another is expected, does not open.
"""

import secrets
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.conf import settings

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.vault.ciphers import CIPHERS, ChangedError
from zhiqiao.web.vault.keys import KeyFolder, KeyProvider

SEPARATOR = "$"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text as it may be stored anywhere.

    Attributes:
        record: made when sealing; a sealed text under another record does not open.
        algorithm: of both the text and its wrapped key.
        key_id: the master key that wrapped this text's own key.
        wrapped_key: this text's own key, sealed.
        content: the text, sealed; the nonce comes first.
    """

    record: uuid.UUID
    algorithm: str
    key_id: str
    wrapped_key: bytes
    content: bytes

    def to_text(self) -> str:
        """One line for a text column."""
        binary = (urlsafe_b64encode(each).decode() for each in (self.wrapped_key, self.content))
        return SEPARATOR.join([self.record.hex, self.algorithm, self.key_id, *binary])

    @classmethod
    def from_text(cls, line: str) -> "Sealed":
        """Reads what `to_text` wrote.

        Raises:
            ZhiqiaoError: it is no such line.
        """
        parts = line.split(SEPARATOR)
        try:
            record, algorithm, key_id, wrapped_key, content = parts
            return cls(
                uuid.UUID(record),
                algorithm,
                key_id,
                urlsafe_b64decode(wrapped_key),
                urlsafe_b64decode(content),
            )
        except ValueError as error:
            raise ZhiqiaoError(ErrorCode.SEALED_TEXT_DAMAGED, record=parts[0][:32]) from error


def seal(text: bytes, *, purpose: str) -> Sealed:
    """The text under a fresh key, wrapped by the newest master key."""
    algorithm = settings.ZHIQIAO_CIPHER
    cipher = CIPHERS[algorithm]
    record, data_key = uuid.uuid4(), secrets.token_bytes(cipher.key_bytes)
    about = _about(purpose, record)
    key_id = provider().newest()
    return Sealed(
        record=record,
        algorithm=algorithm,
        key_id=key_id,
        wrapped_key=provider().wrap(data_key, key_id=key_id, algorithm=algorithm, about=about),
        content=cipher.encrypt(data_key, text, about=about),
    )


def open_sealed(sealed: Sealed, *, purpose: str) -> bytes:
    """The text again.

    Raises:
        ZhiqiaoError: it was changed, moved, or sealed for another purpose; or its master key is
            missing.
    """
    about = _about(purpose, sealed.record)
    try:
        return CIPHERS[sealed.algorithm].decrypt(
            _data_key(sealed, about), sealed.content, about=about
        )
    except (ChangedError, KeyError) as error:
        raise _damaged(sealed) from error


def rewrap(sealed: Sealed, *, purpose: str) -> Sealed:
    """The same text with its key wrapped by the newest master key; the text stays sealed.

    Raises:
        ZhiqiaoError: as `open_sealed`.
    """
    about = _about(purpose, sealed.record)
    try:
        data_key = _data_key(sealed, about)
    except (ChangedError, KeyError) as error:
        raise _damaged(sealed) from error
    key_id, algorithm = provider().newest(), sealed.algorithm
    wrapped = provider().wrap(data_key, key_id=key_id, algorithm=algorithm, about=about)
    return replace(sealed, key_id=key_id, wrapped_key=wrapped)


def provider() -> KeyProvider:
    """The master keys of this installation."""
    return _folder(settings.ZHIQIAO_KEYS)


@cache
def _folder(folder: str | Path) -> KeyFolder:
    return KeyFolder(Path(folder))


def _data_key(sealed: Sealed, about: bytes) -> bytes:
    return provider().unwrap(
        sealed.wrapped_key, key_id=sealed.key_id, algorithm=sealed.algorithm, about=about
    )


def _about(purpose: str, record: uuid.UUID) -> bytes:
    return f"{purpose}\0{record.hex}".encode()


def _damaged(sealed: Sealed) -> ZhiqiaoError:
    return ZhiqiaoError(ErrorCode.SEALED_TEXT_DAMAGED, record=sealed.record)
