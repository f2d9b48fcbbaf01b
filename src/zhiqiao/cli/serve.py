"""`zhiqiao serve`: the site in front, its background work beside it, ended together."""

import errno
import http.client
import os
import signal
import socket
import threading
import time
from types import FrameType

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import set_up_site
from zhiqiao.cli.supervision import Child, Supervisor
from zhiqiao.common import ErrorCode, ZhiqiaoError

READY_WITHIN_S = 120
PROBE_EVERY_S = 0.1
WATCH_EVERY_S = 0.5
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def perform(*, host: str, port: int, workers: int, as_json: bool) -> None:
    """Serves until Ctrl-C or SIGTERM.

    Raises:
        ZhiqiaoError: the address cannot be listened on, or the web process ended by itself.
        KeyboardInterrupt: Ctrl-C, once everything has ended.
    """
    check_address(host, port)
    with working(tr("检查数据库 ……", "Checking the database …")):
        set_up_site()
    stop = _StopSignals()
    # One thread a process: the work is spread over processes.
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    web = Child("web", [host, str(port), str(workers)], environment)
    supervisor = Supervisor(web, [Child("tasks", [], environment)])
    try:
        supervisor.start()
        _wait_until_ready(supervisor, stop, host=host, port=port)
        if not stop.asked.is_set():
            _announce(host, port, as_json=as_json)
        while not stop.asked.wait(WATCH_EVERY_S):
            supervisor.watch()
    finally:
        supervisor.stop()
    if stop.by_keyboard:
        raise KeyboardInterrupt


class _StopSignals:
    """Set once the person or the system asks to stop."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.by_keyboard = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        """Notes the wish; what is under way is ended in order."""
        del frame
        self.by_keyboard = number == signal.SIGINT
        self.asked.set()


def check_address(host: str, port: int) -> None:
    """Nothing, if the address can be listened on.

    Raises:
        ZhiqiaoError: another program listens there, or the address cannot be used.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ZhiqiaoError(
                ErrorCode.ADDRESS_BUSY, host=host, port=port, free=_free_port(port)
            ) from None
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.ADDRESS_UNUSABLE, host=host, port=port, why=why) from None


def _free_port(port: int) -> int:
    """A port near by that is not in use here now."""
    for candidate in range(port + 1, min(port + 100, 65_536)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", candidate)) != 0:
                return candidate
    return port + 1


def _wait_until_ready(supervisor: Supervisor, stop: _StopSignals, *, host: str, port: int) -> None:
    """Returns once the site answers, or stopping is asked for."""
    deadline = time.monotonic() + READY_WITHIN_S
    with working(tr("启动网站 ……", "Starting the site …")):
        while not stop.asked.wait(PROBE_EVERY_S) and not _answers(host, port):
            supervisor.watch()
            if time.monotonic() > deadline:
                raise ZhiqiaoError(ErrorCode.SERVER_STOPPED, why=f"> {READY_WITHIN_S} s")


def _answers(host: str, port: int) -> bool:
    """Whether the site answers a request."""
    near = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 -- compared only
    connection = http.client.HTTPConnection(near, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(host: str, port: int, *, as_json: bool) -> None:
    """Says where the site is."""
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    if as_json:
        emit({"address": address, "pid": os.getpid()})
    else:
        stdout().print(tr(f"智桥已启动：{address}", f"Zhiqiao is ready: {address}"), soft_wrap=True)
        note(tr("按 Ctrl-C 停止。", "Press Ctrl-C to stop."))
    if host not in LOOPBACK and "ZHIQIAO_HOSTS" not in os.environ:
        note(
            tr(
                "其他电脑要访问，请设置 ZHIQIAO_HOSTS=网址里的主机名。",
                "For other computers set ZHIQIAO_HOSTS to the host name in their address bar.",
            )
        )
