"""Requests to a server: the token, keys against doing twice, trying again."""

import time
import uuid
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any

import httpx

from zhiqiao.client.errors import ClientError, refused
from zhiqiao.common import ErrorCode

PAUSES_S = (0.5, 1.0, 2.0)
WAIT_MAX_S = 60.0
PASSING = frozenset({429, 502, 503, 504})
REFUSED = 400
NO_CONTENT = 204
PROBLEM = "application/problem+json"
JSON = "application/json"


class Connection:
    """One server, one token.

    Every call may be made again when it fails in passing: reads change nothing, and writes carry
    a key under which the server does them once.

    Raises:
        ClientError: the token would travel unencrypted.
    """

    def __init__(
        self,
        server: str,
        token: str | None,
        *,
        language: str = "zh",
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server = server.rstrip("/")
        if token and not _is_private_way(self.server):
            raise ClientError(ErrorCode.SERVER_UNENCRYPTED, server=self.server)
        headers = {"Accept": f"{JSON}, {PROBLEM}", "Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=f"{self.server}/api/v1",
            headers=headers,
            timeout=timeout_s,
            transport=transport,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Lets the server go."""
        self._http.close()

    def read(self, path: str, **query: object) -> Any:  # noqa: ANN401 -- JSON
        """What is at the path; queries that are None are left out."""
        return self.send("GET", path, query=query)[0]

    def write(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
        """What the write answers."""
        sent = {"Idempotency-Key": str(uuid.uuid4())} | headers
        return self.send(method, path, body=body, headers=sent)[0]

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Any, Mapping[str, str]]:
        """The answer's value and headers.

        Raises:
            ClientError: the server refuses, cannot be reached, or is no Zhiqiao server.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        request = self._http.build_request(
            method, path, params=_as_text(given), json=body, headers=headers
        )
        answer = self._persistently(request)
        if answer.status_code == NO_CONTENT:
            return None, answer.headers
        return self._value(answer), answer.headers

    def _persistently(self, request: httpx.Request) -> httpx.Response:
        for pause_s in (*PAUSES_S, None):
            try:
                answer = self._http.send(request)
            except httpx.HTTPError as error:
                if pause_s is None or isinstance(error, httpx.UnsupportedProtocol):
                    why = str(error) or type(error).__name__
                    raise ClientError(
                        ErrorCode.SERVER_UNREACHABLE, server=self.server, why=why
                    ) from error
                self._sleep(pause_s)
                continue
            if pause_s is None or not _is_passing(answer):
                return answer
            self._sleep(max(pause_s, _wait_s(answer)))
        raise AssertionError  # the last round returns or raises

    def _value(self, answer: httpx.Response) -> Any:  # noqa: ANN401
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        try:
            value = answer.json() if kind in {JSON, PROBLEM} else None
        except ValueError:
            value = None
        if kind == PROBLEM and isinstance(value, dict):
            raise refused(answer.status_code, value)
        if value is None or answer.status_code >= REFUSED:
            status = answer.status_code
            raise ClientError(ErrorCode.SERVER_ANSWER_BAD, server=self.server, status=status)
        return value


def _is_private_way(server: str) -> bool:
    """Whether nobody on the way reads along: encrypted, or on this machine."""
    url = httpx.URL(server)
    if url.scheme == "https" or url.host == "localhost":
        return True
    try:
        return ip_address(url.host).is_loopback
    except ValueError:
        return False


def _as_text(query: Mapping[str, object]) -> dict[str, str]:
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in query.items()
    }


def _is_passing(answer: httpx.Response) -> bool:
    """Whether the same request may well succeed a little later."""
    if answer.status_code in PASSING:
        return _wait_s(answer) <= WAIT_MAX_S
    return b"urn:zhiqiao:problem:key-in-use" in answer.content


def _wait_s(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "0")
    return float(text) if text.isdecimal() else 0.0
