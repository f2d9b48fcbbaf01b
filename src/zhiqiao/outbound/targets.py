"""Reading an address strictly: one reading only, so that nobody reads it otherwise later.

What the many lenient readers disagree on is refused: other ways to write a number, user names,
backslashes, characters beyond ASCII, names that end in a number.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from zhiqiao.common import ErrorCode
from zhiqiao.outbound.errors import OutboundError
from zhiqiao.outbound.rules import Rules

URL_LENGTH_MAX = 2000
HOST_LENGTH_MAX = 253
PORT_MAX = 65_535
URL = re.compile(
    r"(?P<scheme>[A-Za-z]+)://"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>/[!$-;=?-\[\]_a-z~]*)?"
)
NAME = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was read: where to go and what to ask for there."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the `Host` header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str, rules: Rules) -> Target:
    """The address's parts.

    Raises:
        OutboundError: OUTBOUND_URL_BAD where it is not plainly an address that the rules allow.
    """
    found = URL.fullmatch(url) if len(url) <= URL_LENGTH_MAX else None
    if found is None:
        raise _bad("form")
    scheme = found["scheme"].lower()
    if scheme not in DEFAULT_PORTS or (scheme == "http" and not rules.is_http_allowed):
        raise _bad("scheme")
    port = int(found["port"] or DEFAULT_PORTS[scheme])
    if not _may_name(port, rules):
        raise _bad("port")
    return Target(scheme, _read_host(found["host"]), port, found["target"] or "/")


def _may_name(port: int, rules: Rules) -> bool:
    allowed = {443, *rules.ports} | ({80} if rules.is_http_allowed else set())
    return 0 < port <= PORT_MAX and (port in allowed or bool(rules.networks))


def _read_host(text: str) -> str:
    """A name in small letters, or an address in its one usual form."""
    host = text.lower()
    try:
        if host.startswith("["):
            return str(IPv6Address(host.strip("[]")))
        if host.rpartition(".")[2].isdigit():
            return str(IPv4Address(host))
    except ValueError:
        raise _bad("host") from None
    if len(host) > HOST_LENGTH_MAX or not NAME.fullmatch(host):
        raise _bad("host")
    return host


def _bad(part: str) -> OutboundError:
    return OutboundError(ErrorCode.OUTBOUND_URL_BAD, part=part)
