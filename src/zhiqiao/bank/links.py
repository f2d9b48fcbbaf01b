"""The way to the bank: one protocol, several carriers.

A name is the message id and ".xml", so that the bank and we mean the same file by it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from zhiqiao.bank.errors import BankLinkError
from zhiqiao.common import ErrorCode, ZhiqiaoError

Sign = Callable[[bytes], bytes]
"""The detached signature of a content."""
Verify = Callable[[bytes, bytes], bool]
"""Whether a content and its signature belong together."""

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The bank has the file.

    Attributes:
        is_repeat: it had the very same file before; nothing happened.
    """

    name: str
    is_repeat: bool = False


class Enquiry(StrEnum):
    """Whether the bank has a file of ours."""

    KNOWN = "known"
    NOT_KNOWN = "not_known"
    UNREACHABLE = "unreachable"
    """It did not say; ask again later."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that the bank sent.

    Attributes:
        cursor: its place; `fetch(after=cursor)` goes on behind it.
        refusal: why it may not be used, such as a wrong signature; it is still handed over, so
            that it is noted and does not hold up the others.
    """

    name: str
    content: bytes
    cursor: str
    refusal: ZhiqiaoError | None = None


class BankLink(Protocol):
    """A way to the bank and back."""

    def send(self, name: str, *, content: bytes) -> Receipt:
        """Hands over a file. The same name with the same content twice is no error.

        Raises:
            BankTimeoutError: it may have been received or not: enquire.
            BankUnreachableError: it surely was not received.
            BankRefusedError: the bank does not take it.
        """

    def enquire(self, message_id: str) -> Enquiry:
        """Whether the bank has the file of that message id. Never raises for want of an answer."""

    def fetch(self, *, after: str = "", at_most: int = 100) -> list[Arrived]:
        """Files of the bank behind a cursor, in its order; the same ones until acknowledged.

        Raises:
            BankUnreachableError: nothing could be fetched.
        """

    def acknowledge(self, arrived: Arrived) -> None:
        """Says that a file is safely ours. Doing so twice is no error."""


def checked_name(name: str) -> str:
    """The name, where it can be a file's.

    Raises:
        BankLinkError: BANK_NAME_BAD.
    """
    if _NAME.fullmatch(name) is None:
        raise BankLinkError(ErrorCode.BANK_NAME_BAD, name=name[:100])
    return name


def name_of(message_id: str) -> str:
    """The name of the file of a message id."""
    return checked_name(f"{message_id}.xml")


def refusal_of(
    name: str, *, content: bytes, signature: bytes | None, verify: Verify | None
) -> ZhiqiaoError | None:
    """Why a file that arrived may not be used, or None."""
    if verify is None:
        return None
    if signature is None:
        return BankLinkError(ErrorCode.BANK_SIGNATURE_MISSING, name=name)
    if not verify(content, signature):
        return BankLinkError(ErrorCode.BANK_SIGNATURE_WRONG, name=name)
    return None
