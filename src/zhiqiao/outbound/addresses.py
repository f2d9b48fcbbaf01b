"""Which addresses of the internet are public.

Written out in full rather than asked of `ipaddress.is_global`, whose answer differs between
versions of Python. Sources: the IANA special-purpose address registries (RFC 6890) of IPv4 and
IPv6, and the addresses at which clouds serve their machines' metadata.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def _block(start: str, bits: int) -> IPv4Network:
    """A block of IPv4, its first bytes given."""
    missing = 4 - len(start.split("."))
    return IPv4Network(f"{start}{'.0' * missing}/{bits}")


NOT_PUBLIC_V4 = (
    _block("0", 8),  # this network
    _block("10", 8),  # private
    _block("100.64", 10),  # behind a carrier's NAT; also a cloud's metadata
    _block("127", 8),  # this machine
    _block("169.254", 16),  # link-local; most clouds' metadata
    _block("172.16", 12),  # private
    _block("192.0.0", 24),  # protocol assignments; a cloud's metadata
    _block("192.0.2", 24),  # documentation
    _block("192.88.99", 24),  # relays of 6to4
    _block("192.168", 16),  # private
    _block("198.18", 15),  # measurements
    _block("198.51.100", 24),  # documentation
    _block("203.0.113", 24),  # documentation
    _block("224", 4),  # multicast
    _block("240", 4),  # reserved, broadcast
    IPv4Network((168 << 24 | 63 << 16 | 129 << 8 | 16, 32)),  # a cloud's metadata, in public space
)
PUBLIC_V6 = IPv6Network("2000::/3")
"""The one block of global unicast. Mapped and translated forms of IPv4 lie outside it."""
NOT_PUBLIC_V6 = (
    IPv6Network("2001::/23"),  # protocol assignments: Teredo, ORCHID, benchmarks
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address in disguise
    IPv6Network("3fff::/20"),  # documentation
)


def is_public(address: Address) -> bool:
    """Whether everyone on the internet reaches the same server at the address.

    >>> is_public(IPv4Address("127.0.0.1")), is_public(IPv6Address("2606:4700::1111"))
    (False, True)
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_V4)
    return address in PUBLIC_V6 and not any(address in network for network in NOT_PUBLIC_V6)


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks such as `127.0.0.0/8`, as an operator writes them.

    Raises:
        ValueError: a text is no network.
    """
    return tuple(ip_network(text) for text in texts)


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks, of the same version, holds the address."""
    return any(address.version == each.version and address in each for each in networks)
