"""The background process shows that it lives: it touches a file every few seconds."""

import os
import threading
import time
from pathlib import Path

BEAT_EVERY_S = 5
LATE_AFTER_S = 30


def heartbeat_file(data: Path) -> Path:
    """The file that is touched."""
    return data / "run" / "worker-heartbeat"


def beat(data: Path) -> None:
    """Touches the file once."""
    file = heartbeat_file(data)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch()
    os.utime(file)


def keep_beating(data: Path, stopped: threading.Event) -> None:
    """Touches the file until stopped."""
    while True:
        beat(data)
        if stopped.wait(BEAT_EVERY_S):
            return


def age_s(data: Path) -> float | None:
    """Seconds since the last beat; None where there was none."""
    try:
        return max(0.0, time.time() - heartbeat_file(data).stat().st_mtime)
    except FileNotFoundError:
        return None
