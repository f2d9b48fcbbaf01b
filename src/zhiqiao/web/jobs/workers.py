"""Who works on a job, and whether they are still there."""

import os
import socket
from functools import cache
from pathlib import Path

PARTS = 3


@cache
def _host() -> str:
    return socket.gethostname()[:30].replace("/", "-")


def this_worker() -> str:
    """This process, as `host/pid/start`: a number given to a later process does not look alike."""
    return f"{_host()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(worker: str) -> bool | None:
    """Whether the worker has ended; None where that cannot be known from here."""
    host, _, rest = worker.partition("/")
    if worker.count("/") != PARTS - 1 or not host:
        return True
    if host != _host():
        return None
    number, _, started = rest.partition("/")
    if not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _started(int(number)) != started


def _started(process: int) -> str:
    """When the process started, in ticks since the machine did; "" where that is not told.

    A process that has ended but is still listed counts as ended.
    """
    try:
        text = Path(f"/proc/{process}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    after_name = text.rpartition(")")[2].split()
    return "" if after_name[0] in "ZX" else after_name[19]
