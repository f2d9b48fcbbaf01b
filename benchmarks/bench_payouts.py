"""Prints what a click costs, on a durable PostgreSQL with its own measure R beside it.

    python benchmarks/bench_payouts.py [payees] [runs of the seed case]

R is what `pgbench -s 10 -c 2` reaches on the same server in the same run. The seed case is 7.8
million yuan to 1,000 enterprises. CPU seconds of the full loop are those of this process, which
clicks, sends and reads, and of the database; the bank is another process and not ours.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from durable_postgresql import Server, backend_cpu_s, durable_server

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person
    from zhiqiao.web.demo.rehearsing import Loop
    from zhiqiao.web.payouts.models import PayoutList
    from zhiqiao.web.payouts.release_actions import Released

PAYEES, RUNS = 100_000, 100
SEED_PAYEES, SEED_FEN = 1_000, 780_000_000
MEAN_FEN = SEED_FEN // SEED_PAYEES
PATIENCE_S = 120.0
HERE = Path(__file__)


def cpu_s() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def server_cpu_s(postmaster: int) -> float:
    """CPU seconds of the whole server, ended backends included."""
    ended = Path(f"/proc/{postmaster}/stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("utf-8").split()
    running = sum(backend_cpu_s(int(each)) for each in children)
    return (int(ended[13]) + int(ended[14])) / ticks + running


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Rehearsal:
    """A department, its bank, and the exchange between them, in this process's database."""

    def __init__(self, payees: int, url: str) -> None:
        from django.conf import settings
        from django.utils import timezone

        from zhiqiao.web.demo.rehearsal_actions import prepare
        from zhiqiao.web.reconciliation.exchange import start_exchange

        settings.ZHIQIAO_BANK = f"{url}#{os.getpid()}"
        year = timezone.localdate().year
        self.url = url
        total_fen = payees * MEAN_FEN
        self.cast = prepare(
            payees=payees, total_fen=total_fen, year=year, budget_fen=1_000 * total_fen
        )
        self.number = payees
        self.stopped = threading.Event()
        self.threads = start_exchange(self.stopped)

    def end(self) -> None:
        """Ends the exchange, before the bank goes."""
        self.stopped.set()
        for each in self.threads:
            each.join()

    def add(self, payees: int, total_fen: int) -> None:
        """More enterprises that wait to be paid."""
        from zhiqiao.web.demo.rehearsal_actions import add_payees, amounts_of

        add_payees(self.cast, amounts_of(payees, total_fen), first=self.number)
        self.number += payees

    def pay(self, meter: Callable[[], float] = cpu_s) -> "Loop":
        """All who wait, from the click to the statement."""
        from zhiqiao.cli.payout.demo import post
        from zhiqiao.web.demo.rehearsing import approved_list, pay

        ready = approved_list(self.cast, title="measured")
        return pay(
            self.cast,
            ready,
            next_day=lambda: post(f"{self.url}/advance"),
            patience_s=PATIENCE_S,
            meter=meter,
        )


def measured(kind: str, payees: int, runs: int) -> dict[str, Any]:
    """One part, in a process of its own."""
    from zhiqiao.cli.payout.demo import simulated_bank
    from zhiqiao.cli.site import set_up_site

    set_up_site()
    with tempfile.TemporaryDirectory() as folder, simulated_bank(Path(folder), "none") as url:
        return _click(url, payees) if kind == "click" else _seed_case(url, runs)


def _click(url: str, payees: int) -> dict[str, Any]:
    """The large list: the backend's CPU at the click, everybody's for the whole loop."""
    from django.db import connection

    from zhiqiao.web.payouts.release_actions import release

    rehearsal = Rehearsal(payees, url)
    postmaster = int(os.environ.get("BENCH_POSTMASTER", "0"))
    told: dict[str, Any] = {}
    with connection.cursor() as cursor:
        if postmaster:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_backend_pid()")
            told["pid"] = cursor.fetchone()[0]

    def released(*, actor: "Person | None", payout_list: "PayoutList") -> "Released":
        before = backend_cpu_s(told["pid"]) if postmaster else 0.0
        done = release(actor=actor, payout_list=payout_list)
        told["backend_cpu_s"] = backend_cpu_s(told["pid"]) - before if postmaster else 0.0
        return done

    from zhiqiao.web.demo import rehearsing

    rehearsing.release = released  # type: ignore[assignment]
    of_server: list[float] = []

    def meter() -> float:
        of_server.append(server_cpu_s(postmaster) if postmaster else 0.0)
        return cpu_s() + of_server[-1]

    loop = rehearsal.pay(meter)
    rehearsal.end()
    return {
        "payees": loop.payees,
        "counts": loop.counts,
        "click_to_queued_s": round(loop.click_to_queued_s, 3),
        "queued_per_s": round(loop.payees / loop.click_to_queued_s),
        "click_backend_cpu_s": round(told["backend_cpu_s"], 2),
        "click_to_accepted_s": round(loop.click_to_accepted_s, 2),
        "full_loop_s": round(loop.full_loop_s, 2),
        "full_loop_cpu_s": round(loop.spent, 2),
        "of_which_database_cpu_s": round(of_server[1] - of_server[0], 2),
        "ledger_ok": loop.is_sound,
    }


def _seed_case(url: str, runs: int) -> dict[str, Any]:
    rehearsal = Rehearsal(SEED_PAYEES, url)
    queued, accepted, full = [], [], []
    is_sound = True
    for run in range(runs + 1):
        if run:
            rehearsal.add(SEED_PAYEES, SEED_FEN)
        loop = rehearsal.pay()
        is_sound &= loop.is_sound and loop.counts == {"settled": SEED_PAYEES}
        if run:  # the first one warms up
            queued.append(loop.click_to_queued_s)
            accepted.append(loop.click_to_accepted_s)
            full.append(loop.full_loop_s)
    rehearsal.end()
    told: dict[str, Any] = {"runs": runs, "ledger_ok": is_sound}
    for name, values in (("queued", queued), ("accepted", accepted), ("full_loop", full)):
        told[f"click_to_{name}_s"] = {
            "p50": round(statistics.median(values), 3),
            "p99": round(percentile(values, 0.99), 3),
        }
    return told


def apart(kind: str, payees: int, runs: int, environment: dict[str, str]) -> dict[str, Any]:
    """The part, measured by a process with that environment."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 -- this file
            [sys.executable, str(HERE), kind, str(payees), str(runs)],
            env=os.environ | environment | {"ZHIQIAO_DATA": folder},
            stdout=subprocess.PIPE,
            check=True,
        )
    return dict(json.loads(done.stdout))


def main(payees: int, runs: int) -> dict[str, Any]:
    """Everything, one part after the other; the seed case where it is to be run at all."""
    result: dict[str, Any] = {"sqlite_1000": apart("click", SEED_PAYEES, 0, {})}
    if runs:
        with durable_server() as server:
            result["R"] = server.transactions_per_second()
            result["seed_case"] = apart("seed", SEED_PAYEES, runs, _environment(server))
    with durable_server() as server:
        tps = server.transactions_per_second()
        large = apart("click", payees, 0, _environment(server))
        large["R"] = round(tps, 1)
        large["queued_in_R"] = round(large["queued_per_s"] / tps, 1)
        result["large"] = large
    return result


def _environment(server: Server) -> dict[str, str]:
    return server.environment("migrator") | {"BENCH_POSTMASTER": str(server.postmaster)}


if __name__ == "__main__":
    parts = sys.argv[1:]
    if parts[:1] in (["click"], ["seed"]):
        answer = measured(parts[0], int(parts[1]), int(parts[2]))
    else:
        numbers = [int(each) for each in parts]
        answer = main(*(numbers + [PAYEES, RUNS][len(numbers) :]))
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    sys.stdout.flush()
    time.sleep(0)
    os._exit(0)
