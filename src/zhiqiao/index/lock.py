"""One writer at a time, across processes."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index.claim import usable

LOOK_AGAIN_S = 0.02


@contextmanager
def locked(folder: Path, *, wait_s: float) -> Iterator[None]:
    """Holds the folder's write lock.

    The system frees the lock when its holder ends, however it ends.

    Raises:
        ZhiqiaoError: INDEX_BUSY when another writer keeps the lock for `wait_s` seconds;
            INDEX_UNUSABLE when the system refuses to write.
    """
    with usable(folder):
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            _acquire(descriptor, folder, time.monotonic() + wait_s)
            yield
        finally:
            os.close(descriptor)


def _acquire(descriptor: int, folder: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise ZhiqiaoError(ErrorCode.INDEX_BUSY, path=str(folder)) from None
            time.sleep(LOOK_AGAIN_S)
        else:
            return
