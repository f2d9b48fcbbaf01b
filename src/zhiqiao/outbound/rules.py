"""What an outbound request may do, and how long and how much."""

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zhiqiao.outbound.addresses import Network

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that the system knows for the name, as text.

    Raises:
        OSError: the name is not known, or no resolver answers.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_kind, address in found]


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of one kind of request; as they stand, the strictest.

    Attributes:
        is_http_allowed: whether a request may go out unencrypted.
        ports: the ports that may be named, beside 443 and, where http is allowed, 80.
        networks: networks that are not public and may be reached all the same, on any port.
        seconds: the time for everything together, from the name to the last byte.
        answer_bytes_max: the longest answer that is read.
        resolve: how a name becomes addresses.
        trust: which certificates are believed; None: those of the system and of certifi.
    """

    is_http_allowed: bool = False
    ports: frozenset[int] = field(default_factory=frozenset)
    networks: tuple[Network, ...] = ()
    seconds: float = 10.0
    answer_bytes_max: int = 1_000_000
    resolve: Resolve = resolve
    trust: ssl.SSLContext | None = None
