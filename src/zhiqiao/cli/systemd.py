"""Telling systemd how the service is (`Type=notify`), where it asks."""

import os
import socket

MICROSECONDS = 1_000_000


def tell_systemd(state: str) -> None:
    """Sends a state such as `READY=1`; nothing where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    # An address that starts with @ is in Linux's own name space of sockets.
    place = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as messenger:
        messenger.connect(place)
        messenger.sendall(state.encode())


def watchdog_s() -> float | None:
    """How often systemd wants to hear that the service lives, halved; None where it does not."""
    given = os.environ.get("WATCHDOG_USEC", "")
    return int(given) / MICROSECONDS / 2 if given.isdecimal() else None
