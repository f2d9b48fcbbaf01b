"""How many requests a caller may make. Counted in this process's memory, never in the database.

Each process grants its share: the limit divided by the number of processes. A caller whose
requests all reach one process is therefore slowed earlier, none later.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

CALLERS_MAX = 20_000


class Meter:
    """A bucket for each caller that fills evenly and holds one minute's worth.

    Args:
        a_minute: requests a minute.
        clock: seconds that never run back.
    """

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = max(1.0, a_minute)
        self._a_second = self._most / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, caller: str) -> int:
        """0 and one request less in the bucket; or the seconds until there is one again."""
        now = self._clock()
        with self._lock:
            level, at = self._buckets.pop(caller, (self._most, now))
            level = min(self._most, level + (now - at) * self._a_second)
            is_granted = level >= 1
            self._buckets[caller] = (level - 1 if is_granted else level, now)
            while len(self._buckets) > CALLERS_MAX:
                self._buckets.popitem(last=False)
        return 0 if is_granted else math.ceil((1 - level) / self._a_second)
