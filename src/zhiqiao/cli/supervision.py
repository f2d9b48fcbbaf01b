"""Child processes that start together, are watched, and end together."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import note
from zhiqiao.common import ErrorCode, ZhiqiaoError

END_WITHIN_S = 10
PAUSE_MAX_S = 30
STEADY_AFTER_S = 60


class Child:
    """One process of our own, started by the name of its job in `children`.

    It holds the reading end of a pipe from us, and ends when that closes: so it never outlives
    us, however we end. It has its own session, so that Ctrl-C reaches us alone.
    """

    def __init__(self, job: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.job = job
        self._command = [sys.executable, "-m", "zhiqiao.cli.children", job, *arguments]
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause_s = 1.0
        self._again_at: float | None = None

    def start(self) -> None:
        """Starts the process. Its output goes to standard error."""
        self._again_at = None
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 -- our own module, no shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=sys.stderr,
            env=self._environment,
            start_new_session=True,
        )

    def ended(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self._process.poll() if self._process else None

    def restart_when_due(self) -> None:
        """Starts an ended process again, after a pause that doubles while it keeps ending."""
        now = time.monotonic()
        if self._again_at is None:
            if now - self._started_at > STEADY_AFTER_S:
                self._pause_s = 1.0
            self._again_at = now + self._pause_s
            seconds = round(self._pause_s)
            note(
                tr(
                    f"后台任务进程意外停止，{seconds} 秒后重新启动。",
                    f"The background process ended unexpectedly; it starts again in {seconds} s.",
                )
            )
            self._pause_s = min(self._pause_s * 2, PAUSE_MAX_S)
        elif now >= self._again_at:
            self.start()

    def ask_to_end(self) -> None:
        """Asks it to end in order."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def end_by(self, deadline: float) -> None:
        """Waits until it has ended, and makes it at the deadline."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()


class Supervisor:
    """The site, which must run, and helpers, which are started again when they end."""

    def __init__(self, site: Child, helpers: Sequence[Child]) -> None:
        self._site = site
        self._helpers = helpers

    def start(self) -> None:
        """Starts everything."""
        for child in (self._site, *self._helpers):
            child.start()

    def watch(self) -> None:
        """Starts ended helpers again.

        Raises:
            ZhiqiaoError: the site itself ended.
        """
        status = self._site.ended()
        if status is not None:
            raise ZhiqiaoError(ErrorCode.SERVER_STOPPED, why=status)
        for helper in self._helpers:
            if helper.ended() is not None:
                helper.restart_when_due()

    def stop(self) -> None:
        """Ends everything, in order where it can, within seconds."""
        deadline = time.monotonic() + END_WITHIN_S
        children = (self._site, *self._helpers)
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end_by(deadline)
