"""Where a request comes from, as far as it can be trusted."""

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
UNKNOWN = ""
SUBSCRIBER_PREFIX = 64
"""An IPv6 subscriber has at least this network, and may use any address of it."""


def client_address(request: HttpRequest) -> str:
    """The address of the visitor; "" where it is not known.

    X-Forwarded-For is read from its right end, and only as far as each hop is one of
    ZHIQIAO_PROXIES: whatever stands further left was written by the visitor.
    """
    hop = _parsed(request.META.get("REMOTE_ADDR", ""))
    if hop is None:
        return UNKNOWN
    for text in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        forwarded = _parsed(text)
        if forwarded is None or not _is_proxy(hop, settings.ZHIQIAO_PROXIES):
            break
        hop = forwarded
    return str(hop)


def subscriber(address: str) -> str:
    """The address as counted for limits: an IPv6 one stands for its network."""
    parsed = _parsed(address)
    if not isinstance(parsed, ipaddress.IPv6Address):
        return address
    return str(ipaddress.ip_network((parsed, SUBSCRIBER_PREFIX), strict=False))


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_proxy(address: Address, proxies: Sequence[str]) -> bool:
    networks = (ipaddress.ip_network(each, strict=False) for each in proxies)
    return any(address in network for network in networks)
