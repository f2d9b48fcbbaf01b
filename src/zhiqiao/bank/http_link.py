"""A bank behind HTTP, as the simulator is.

What counts is when a call fails. Before the connection stands, the bank surely has nothing; from
the first byte on nobody knows, until the bank answers.
"""

import base64
import binascii
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import cast
from urllib.parse import quote, urlsplit

from zhiqiao.bank.errors import (
    BankLinkError,
    BankRefusedError,
    BankTimeoutError,
    BankUnreachableError,
)
from zhiqiao.bank.links import Arrived, Enquiry, Receipt, Sign, Verify, checked_name, refusal_of
from zhiqiao.common import ErrorCode

TIMEOUT_S = 30.0
ANSWER_BYTES_MAX = 256 * 1024 * 1024
SIGNATURE_HEADER = "X-Signature-Ed25519"
OK = 200
NOT_FOUND = 404
CLIENT_ERRORS = range(400, 500)
SUCCESSES = range(200, 300)
SAYS_NOTHING = frozenset({408, 429})
"""Client errors which a gateway gives too, whatever the bank behind it has got."""


class HttpBankLink:
    """A bank at an address.

    Args:
        url: such as http://127.0.0.1:8700.
        timeout_s: for connecting, and for each wait for the bank.
        sign: signs what is sent; its signature travels in a header.
        verify: checks what arrives; a file without a right signature is handed over as refused.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = TIMEOUT_S,
        sign: Sign | None = None,
        verify: Verify | None = None,
    ) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.port = parts.port
        self.path = parts.path.rstrip("/")
        self.is_encrypted = parts.scheme == "https"
        self.timeout_s = timeout_s
        self.sign = sign
        self.verify = verify

    def send(self, name: str, *, content: bytes) -> Receipt:
        """See `BankLink.send`."""
        checked_name(name)
        headers = {"Content-Type": "application/xml; charset=utf-8"}
        if self.sign is not None:
            headers[SIGNATURE_HEADER] = base64.b64encode(self.sign(content)).decode()
        status, answer, _ = self._call(
            "POST", "/payments", name=name, content=content, headers=headers
        )
        if status in SUCCESSES:
            return Receipt(name, is_repeat=_said(answer, "is_repeat") is True)
        if status in CLIENT_ERRORS and status not in SAYS_NOTHING:
            detail = str(_said(answer, "detail") or _said(answer, "error") or "")[:200]
            raise BankRefusedError(ErrorCode.BANK_REFUSED, name=name, status=status, detail=detail)
        raise BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why=f"HTTP {status}")

    def enquire(self, message_id: str) -> Enquiry:
        """See `BankLink.enquire`. Only the bank's own word counts, not that of a proxy."""
        try:
            path = f"/messages/{quote(message_id, safe='')}"
            status, answer, _ = self._call("GET", path, name=message_id)
        except BankLinkError:
            return Enquiry.UNREACHABLE
        is_known = _said(answer, "is_known")
        if status == OK and is_known is True:
            return Enquiry.KNOWN
        if status == NOT_FOUND and is_known is False:
            return Enquiry.NOT_KNOWN
        return Enquiry.UNREACHABLE

    def fetch(self, *, after: str = "", at_most: int = 100) -> list[Arrived]:
        """See `BankLink.fetch`. The cursor is the bank's number of the file."""
        answer, _ = self._get(f"/files?after={after or '0'}&at_most={at_most}")
        try:
            listed = json.loads(answer)["files"]
            places = [(str(each["number"]), str(each["name"])) for each in listed]
        except (ValueError, KeyError, TypeError) as error:
            why = "no list of files"
            raise BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name="-", why=why) from error
        return [self._arrived(number, checked_name(name)) for number, name in places]

    def _arrived(self, number: str, name: str) -> Arrived:
        content, headers = self._get(f"/files/{quote(number, safe='')}")
        signature = _decoded(headers.get(SIGNATURE_HEADER.lower()))
        refusal = refusal_of(name, content=content, signature=signature, verify=self.verify)
        return Arrived(name, content, cursor=number, refusal=refusal)

    def acknowledge(self, arrived: Arrived) -> None:
        """Nothing: the bank keeps its files, and the cursor is the place."""

    def _get(self, path: str) -> tuple[bytes, dict[str, str]]:
        """The body and headers; without an answer nothing was lost, so it is not reachable."""
        try:
            status, answer, headers = self._call("GET", path, name="-")
        except BankTimeoutError as error:
            why = error.data["why"]
            raise BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name="-", why=why) from error
        if status != OK:
            why = f"HTTP {status}"
            raise BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name="-", why=why)
        return answer, headers

    def _call(
        self,
        method: str,
        path: str,
        *,
        name: str,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes, dict[str, str]]:
        """The status, body and headers of an answer.

        Raises:
            BankUnreachableError: no connection came about.
            BankTimeoutError: one did, and then no whole answer.
        """
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            why = _why(error)
            raise BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name=name, why=why) from error
        try:
            connection.request(method, self.path + path, body=content, headers=headers or {})
            answer = connection.getresponse()
            body = answer.read(ANSWER_BYTES_MAX + 1)
            told = {key.lower(): value for key, value in answer.getheaders()}
        except (OSError, HTTPException) as error:
            why = _why(error)
            raise BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why=why) from error
        finally:
            connection.close()
        if len(body) > ANSWER_BYTES_MAX:
            raise BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why="too long")
        return answer.status, body, told

    def _connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self.is_encrypted else HTTPConnection
        return kind(self.host, self.port, timeout=self.timeout_s)


def _said(answer: bytes, name: str) -> object:
    """What an answer in JSON says under a name, or None."""
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return cast("dict[str, object]", found).get(name) if isinstance(found, dict) else None


def _decoded(text: str | None) -> bytes | None:
    """A signature from a header; one that cannot be read is a wrong one, not none."""
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)[:80] or type(error).__name__
