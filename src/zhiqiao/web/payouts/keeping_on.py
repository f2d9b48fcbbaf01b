"""Work with the bank that goes on for as long as a process lives."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from zhiqiao.bank.errors import BankUnreachableError

PAUSE_S = 0.2
UNREACHABLE_PAUSE_S = 5.0

log = logging.getLogger(__name__)


def keep_on(work: Callable[[], object], *, stopped: threading.Event) -> None:
    """Does it again and again until told to stop; a fault of one round does not end it.

    While the bank does not answer it is asked less often, and the log says so once.
    """
    is_reachable = True
    while not stopped.is_set():
        pause_s = PAUSE_S
        try:
            close_old_connections()
            work()
            is_reachable = True
        except BankUnreachableError as error:
            if is_reachable:
                log.warning("The bank does not answer: %s", error.code)
            is_reachable, pause_s = False, UNREACHABLE_PAUSE_S
        except Exception:
            log.exception("The exchange with the bank failed; it goes on")
            pause_s = UNREACHABLE_PAUSE_S
        stopped.wait(pause_s)
