"""The data folder, and the lock that lets one server, restore or upgrade have it at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.environment import value_of

LOCK_BYTES = 40


def data_folder() -> Path:
    """The data folder that the environment names."""
    return Path(value_of("ZHIQIAO_DATA")).resolve()


def run_folder(data: Path) -> Path:
    """The folder of what is worth something only while the site runs; made if missing."""
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Holds the data folder for as long as the block lasts, or until this process ends.

    Raises:
        ZhiqiaoError: another process holds it.
    """
    descriptor = os.open(run_folder(data) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, data)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, LOCK_BYTES, 0).decode("ascii", "replace") or "?"
        raise ZhiqiaoError(ErrorCode.DATA_FOLDER_BUSY, path=data, pid=holder) from None
