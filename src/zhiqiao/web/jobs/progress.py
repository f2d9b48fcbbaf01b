"""What a running job holds: where it stands, and how it says so."""

import time
from typing import Any

from zhiqiao.web.jobs import actions
from zhiqiao.web.jobs.errors import JobCancelledError, JobPausedError
from zhiqiao.web.jobs.models import Job

WRITE_EVERY_S = 0.5


class Progress:
    """A running job, for the function that does its work.

    Work in chunks: in the transaction of each chunk's effects call `keep`, after it `go_on`.
    Where a step stores nothing, call `report`.

    Args:
        job: the job, taken up.
        slice_s: after how long the job lets others go first; None: never.
        told: called with what is done and the total, as for a progress bar.
    """

    def __init__(self, job: Job, *, slice_s: float | None = None, told: Any = None) -> None:
        self.job = job
        self._until = time.monotonic() + slice_s if slice_s else None
        self._told = told
        self._written_at = 0.0

    @property
    def cursor(self) -> dict[str, Any]:
        """Where the work stands."""
        cursor: dict[str, Any] = self.job.cursor
        return cursor

    def keep(self, cursor: dict[str, Any], *, done: int, total: int | None) -> None:
        """Stores where the work stands, inside the transaction of its effects.

        Raises:
            JobLostError: someone else took the job up; the transaction must not stand.
        """
        actions.keep_cursor(job=self.job, cursor=cursor, done=done, total=total)

    def report(self, done: int, total: int | None = None) -> None:
        """Says how much is done; written twice a second at most.

        Raises:
            JobCancelledError: someone asked to cancel.
            JobLostError: someone else took the job up.
        """
        now = time.monotonic()
        self._tell(done, total)
        if now - self._written_at >= WRITE_EVERY_S:
            self._written_at = now
            actions.keep_count(job=self.job, done=done, total=total)
            if actions.is_cancel_asked(job=self.job):
                raise JobCancelledError

    def go_on(self) -> None:
        """Returns where the work may go on with its next chunk.

        Raises:
            JobCancelledError: someone asked to cancel.
            JobPausedError: the job has had its share of time; it goes on at its cursor later.
        """
        self._tell(self.job.done, self.job.total)
        if actions.is_cancel_asked(job=self.job):
            raise JobCancelledError
        if self._until is not None and time.monotonic() > self._until:
            raise JobPausedError

    def _tell(self, done: int, total: int | None) -> None:
        if self._told is not None and total:
            self._told(done, total)
