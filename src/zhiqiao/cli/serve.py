"""`zhiqiao serve`: the site in front, its background work beside it, ended together."""

import errno
import os
import shutil
import signal
import socket
import threading
import time
from pathlib import Path
from types import FrameType

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.probing import answers, unready_parts
from zhiqiao.cli.site import set_up_site
from zhiqiao.cli.supervision import Child, Supervisor
from zhiqiao.cli.systemd import tell_systemd, watchdog_s
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.databases import DatabaseRole, databases, environment_of
from zhiqiao.web.operation.data_folder import data_folder, held, run_folder
from zhiqiao.web.operation.heartbeat import heartbeat_file

READY_WITHIN_S = 120
SETTLED_WITHIN_S = 30
PROBE_EVERY_S = 0.1
WATCH_EVERY_S = 0.5
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def perform(*, host: str, port: int, workers: int, has_simulated_bank: bool, as_json: bool) -> None:
    """Serves until Ctrl-C or SIGTERM.

    Raises:
        ZhiqiaoError: the address cannot be listened on, the data folder is in use, a setting or
            the database is not as it must be, or the web process ended by itself.
        KeyboardInterrupt: Ctrl-C, once everything has ended.
    """
    check_address(host, port)
    data = data_folder()
    with held(data):
        with working(tr("检查数据库 ……", "Checking the database …")):
            set_up_site()
        stop = _StopSignals()
        bank = simulated_bank(data, port) if has_simulated_bank else []
        if bank and not as_json:
            note(_about_bank_days())
        _serve(
            _children(data, host, port, workers, bank), stop, host=host, port=port, as_json=as_json
        )
    if stop.by_keyboard:
        raise KeyboardInterrupt


def _about_bank_days() -> str:
    from zhiqiao.cli.children import DAY_S

    return tr(
        f"模拟银行的一天是 {DAY_S} 秒，没有夜晚：到账日、对账单的日期会走到今天前面。",
        f"A day of the simulated bank takes {DAY_S} seconds: the dates of its statements run "
        "ahead of today.",
    )


def simulated_bank(data: Path, port: int) -> list[Child]:
    """A bank for the demo, which the site sends to and fetches from.

    Raises:
        ZhiqiaoError: BANK_SIMULATED_NOT_HERE; the site has another bank, or an account of a
            department that is not the demo's, whose payments it would call paid.
    """
    from django.conf import settings

    from zhiqiao.web.demo.paying_bank import FOLDER
    from zhiqiao.web.payouts.models import BankAccount

    real = BankAccount.objects.unscoped().exclude(organisation__is_demo=True)
    if settings.ZHIQIAO_BANK or real.exists():
        raise ZhiqiaoError(ErrorCode.BANK_SIMULATED_NOT_HERE)
    free = _free_port(port)
    os.environ["ZHIQIAO_BANK"] = f"http://127.0.0.1:{free}"
    return [Child("bank", [str(data / FOLDER), str(free)], os.environ)]


def _children(data: Path, host: str, port: int, workers: int, others: list[Child]) -> Supervisor:
    """The site and its background process, each with its own role in the database."""
    # One thread a process: the work is spread over processes.
    common = os.environ | {
        "OMP_NUM_THREADS": "1",
        "ZHIQIAO_WORKERS": str(workers),
        "PROMETHEUS_MULTIPROC_DIR": str(_fresh(run_folder(data) / "figures")),
    }
    heartbeat_file(data).unlink(missing_ok=True)
    environments = {
        role: environment_of(role, common) for role in (DatabaseRole.WEB, DatabaseRole.MATCHER)
    }
    for environment in environments.values():
        databases(environment, data)
    web = Child("web", [host, str(port), str(workers)], environments[DatabaseRole.WEB])
    return Supervisor(web, [Child("tasks", [], environments[DatabaseRole.MATCHER]), *others])


def _fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _serve(
    supervisor: Supervisor, stop: "_StopSignals", *, host: str, port: int, as_json: bool
) -> None:
    """Runs everything until stopping is asked for."""
    try:
        supervisor.start()
        _wait_until_ready(supervisor, stop, host=host, port=port)
        if not stop.asked.is_set():
            _announce(host, port, as_json=as_json)
            tell_systemd("READY=1")
        every_s, told_at = watchdog_s(), time.monotonic()
        while not stop.asked.wait(WATCH_EVERY_S):
            supervisor.watch()
            if every_s and time.monotonic() - told_at >= every_s and answers(host, port):
                tell_systemd("WATCHDOG=1")
                told_at = time.monotonic()
    finally:
        tell_systemd("STOPPING=1")
        supervisor.stop()


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
    """Returns once the site is ready, or answers but stays unready, or stopping is asked for."""
    started_at = time.monotonic()
    with working(tr("启动网站 ……", "Starting the site …")):
        while not stop.asked.wait(PROBE_EVERY_S):
            waited_s = time.monotonic() - started_at
            unready = unready_parts(host, port)
            if unready is not None and (not unready or waited_s > SETTLED_WITHIN_S):
                _tell_unready(unready)
                return
            supervisor.watch()
            if waited_s > READY_WITHIN_S:
                raise ZhiqiaoError(ErrorCode.SERVER_STOPPED, why=f"> {READY_WITHIN_S} s")


def _tell_unready(parts: dict[str, str]) -> None:
    """Says what cannot work yet, though the site answers."""
    if parts:
        named = ", ".join(f"{name} ({word})" for name, word in parts.items())
        note(
            tr(
                f"网站已应答，但还有不正常的部分：{named}。见 /readyz 和日志。",
                f"The site answers, but not all of it is well: {named}. See /readyz and the log.",
            )
        )


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
