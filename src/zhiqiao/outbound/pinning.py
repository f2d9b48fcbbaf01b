"""Connecting to the addresses that were checked, whatever the name may mean by now."""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from zhiqiao.outbound.addresses import Address


class Deadline:
    """The moment at which everything must be done."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            httpcore.TimeoutException: none are.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        return left


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to the given addresses only; the name is kept for TLS and `Host`."""

    def __init__(self, addresses: Sequence[Address], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 -- the name is not asked again
        port: int,
        timeout: float | None = None,  # noqa: ARG002 -- the deadline holds
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers."""
        options = list(socket_options or ())
        for place, address in enumerate(self._addresses, start=1):
            try:
                stream = self._sockets.connect_tcp(
                    str(address), port, self._deadline.left(), local_address, options
                )
            except httpcore.ConnectError:
                if place == len(self._addresses):
                    raise
            else:
                return _TimedStream(stream, self._deadline)
        raise httpcore.ConnectError


class _TimedStream(httpcore.NetworkStream):
    """A connection each of whose steps gets only the time that is left of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 -- as httpcore says
        return self._stream.get_extra_info(info)
