"""One request to another server, and its answer."""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from zhiqiao.common import ErrorCode
from zhiqiao.outbound.errors import OutboundError
from zhiqiao.outbound.naming import addresses_of
from zhiqiao.outbound.pinning import Deadline, PinnedBackend
from zhiqiao.outbound.rules import Rules
from zhiqiao.outbound.targets import Target, read_target

OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that the request's own shape decides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. A redirect is an answer like any other: it is not followed.

    Attributes:
        status: the HTTP status.
        headers: their names in small letters; of repeated ones the last.
        content: the bytes as sent, not unpacked.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 200 to 299."""
        return self.status // 100 == 2  # noqa: PLR2004 -- the class of statuses


def fetch(
    method: str,
    url: str,
    *,
    content: bytes = b"",
    headers: Mapping[str, str] | None = None,
    rules: Rules | None = None,
) -> Answer:
    """The answer of the server at `url`, within the rules.

    Proxies of the environment are not used, cookies are not kept, nothing is tried again.

    Raises:
        OutboundError: the address is refused (OUTBOUND_URL_BAD, OUTBOUND_ADDRESS_REFUSED,
            OUTBOUND_NAME_UNKNOWN) or the server fails (OUTBOUND_TIMEOUT, OUTBOUND_TOO_LARGE,
            OUTBOUND_FAILED).
    """
    rules = rules or Rules()
    target = read_target(url, rules)
    deadline = Deadline(rules.seconds)
    addresses = addresses_of(target, rules, seconds=rules.seconds)
    try:
        with httpcore.ConnectionPool(
            ssl_context=rules.trust or trusted(),
            max_connections=1,
            network_backend=PinnedBackend(addresses, deadline),
        ) as pool:
            request = _request(method, target, content, headers or {})
            return _exchange(pool, request, target, rules)
    except httpcore.TimeoutException:
        raise OutboundError(ErrorCode.OUTBOUND_TIMEOUT, host=target.host) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        why = type(error).__name__
        raise OutboundError(ErrorCode.OUTBOUND_FAILED, host=target.host, why=why) from error


def trusted() -> ssl.SSLContext:
    """Certificates of the authorities that the system, and those that certifi trusts."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def _request(
    method: str, target: Target, content: bytes, headers: Mapping[str, str]
) -> httpcore.Request:
    sent = {"Accept": "*/*", "User-Agent": "Zhiqiao", **headers}
    kept = [(name, value) for name, value in sent.items() if name.lower() not in OURS]
    own = [("Host", target.authority), ("Accept-Encoding", "identity"), ("Connection", "close")]
    if content or method in {"POST", "PUT", "PATCH"}:
        own.append(("Content-Length", str(len(content))))
    return httpcore.Request(
        method=method,
        url=httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        ),
        headers=[*own, *kept],
        content=content,
    )


def _exchange(
    pool: httpcore.ConnectionPool, request: httpcore.Request, target: Target, rules: Rules
) -> Answer:
    response = pool.handle_request(request)
    try:
        parts, size = [], 0
        for part in response.iter_stream():
            size += len(part)
            if size > rules.answer_bytes_max:
                raise OutboundError(ErrorCode.OUTBOUND_TOO_LARGE, host=target.host)
            parts.append(part)
    finally:
        response.close()
    return Answer(response.status, _read_headers(response.headers), b"".join(parts))


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
