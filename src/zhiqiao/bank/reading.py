"""The front door for everything that a bank sends."""

import re
from xml.parsers import expat

from zhiqiao.bank import camt_reading, pain002
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.guarding import broken, check_before_opening
from zhiqiao.bank.values import IgnoredFile, Statement, StatementKind, StatusReport
from zhiqiao.bank.walking import LIMITS, Limits, guarded_parser
from zhiqiao.common import ErrorCode

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2})")
_MESSAGE_ID = re.compile(rb"<(?:\w+:)?MsgId>([^<]{1,35})</")
_IGNORED = {"pacs.004", "camt.052"}
_STATEMENTS = {
    "camt.053": StatementKind.STATEMENT,
    "camt.054": StatementKind.NOTIFICATION,
}


def read_any(
    content: bytes, *, currency: str = "CNY", limits: Limits = LIMITS
) -> StatusReport | tuple[Statement, ...] | IgnoredFile:
    """What the file says: a status report, or its statements.

    Raises:
        BankFileError: BANK_FILE_… where it cannot be used; then nothing of it counts.
    """
    kind = kind_of(content, limits=limits)
    message = kind[:8]
    if message == "pain.002":
        return pain002.read(content, limits=limits)
    if (statement := _STATEMENTS.get(message)) is not None:
        return camt_reading.read(content, kind=statement, currency=currency, limits=limits)
    if message in _IGNORED:
        found = _MESSAGE_ID.search(content)
        return IgnoredFile(kind, found[1].decode(errors="replace") if found else "")
    raise BankFileError(ErrorCode.BANK_FILE_UNKNOWN_KIND, kind=kind)


class _KindFoundError(Exception):
    """The root was seen; the rest need not be read."""


def kind_of(content: bytes, *, limits: Limits = LIMITS) -> str:
    """The message's name by its namespace, such as camt.053.001.08; else its root's name.

    Raises:
        BankFileError: it is no XML, or may not be opened.
    """
    check_before_opening(content, bytes_max=limits.bytes_max)
    found: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        spaces = (_NAMESPACE.fullmatch(value) for value in attributes.values())
        found.append(next((match[1] for match in spaces if match), tag[:40]))
        raise _KindFoundError

    parser = guarded_parser()
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- the last piece, says expat
    except _KindFoundError:
        return found[0]
    except expat.ExpatError as error:
        raise broken(content, error) from None
    raise BankFileError(ErrorCode.BANK_FILE_TRUNCATED, line=1)
