"""Named places at which tests let a process fail: by an error, or as if killed."""

import os
import signal
from itertools import count

from django.conf import settings

PLACES = (
    "submit-before-commit", "approve-before-commit", "release-after-payments",
    "release-after-entries", "release-before-commit", "release-after-commit",
    "claim-after-bytes", "claim-after-commit", "send-before-call", "send-after-call",
    "sent-before-commit", "sent-after-commit", "enquire-after-call", "arrive-before-commit",
    "arrive-after-commit", "read-after-lines", "read-after-payments", "read-before-commit",
    "read-after-commit", "reissue-before-commit",
)  # fmt: skip
_passes = count(1)


class FailpointError(RuntimeError):
    """A test wanted this place to fail."""


def fail_at(place: str) -> None:
    """Fails here, where `ZHIQIAO_FAILPOINT` of a test names the place.

    It says "place", or "place@3" for the third time that this process comes by, and ":error".

    Raises:
        FailpointError: with ":error"; without it the process is gone, as by kill -9.
    """
    if not settings.ZHIQIAO_FAILPOINT:
        return
    wanted, _, how = settings.ZHIQIAO_FAILPOINT.partition(":")
    wanted, _, time = wanted.partition("@")
    if wanted != place or (time and next(_passes) < int(time)):
        return
    if how == "error":
        raise FailpointError(place)
    os.kill(os.getpid(), signal.SIGKILL)
