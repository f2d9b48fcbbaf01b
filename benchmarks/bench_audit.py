"""Prints what appending to the audit chain and verifying it cost.

    python benchmarks/bench_audit.py [number of rows]

Everything lies in a folder of its own that is removed at the end. CPU seconds are of this process.
"""

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROWS = 1_000_000
ROWS_AN_ACTION = 10_000
ACTIONS = 500
PAGES = 50
TRIALS = 3


def cpu_s() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mib() -> float:
    """Peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(call: Callable[[], Any]) -> tuple[Any, float, float]:
    """What a call returns, its seconds and its CPU seconds."""
    wall, cpu = time.perf_counter(), cpu_s()
    result = call()
    return result, time.perf_counter() - wall, cpu_s() - cpu


def fill(rows: int) -> dict[str, float]:
    """A chain of so many rows, written by real actions."""
    from zhiqiao.web.audit.actions import action, audit
    from zhiqiao.web.catalogue.models import Need

    @action
    def tell(start: int, count: int) -> None:
        for number in range(start, start + count):
            data = {"status": "published", "fields": ["title", "text"], "number": number}
            audit(actor=None, action="publish", what=Need, data=data)

    def all_rows() -> None:
        for start in range(0, rows, ROWS_AN_ACTION):
            tell(start, min(ROWS_AN_ACTION, rows - start))

    _none, wall, cpu = timed(all_rows)
    return {"rows_a_second": round(rows / wall), "cpu_s": round(cpu, 2)}


def append_cost() -> dict[str, float]:
    """Milliseconds of an action with one row, against the same action's bare transaction."""
    from django.db import transaction

    from zhiqiao.web.audit.actions import action, audit
    from zhiqiao.web.audit.guard import without_guard
    from zhiqiao.web.demo.models import DemoLoad

    @action
    def audited() -> None:
        load = DemoLoad.objects.create(digest="x")
        audit(actor=None, action="finish_demo", what=load)

    @transaction.atomic(durable=True)
    def bare() -> None:
        DemoLoad.objects.create(digest="x")

    def many(call: Callable[[], None]) -> list[float]:
        return [timed(call)[1] * 1_000 for _ in range(ACTIONS)]

    with without_guard():
        without = statistics.median(many(bare))
    cpu = cpu_s()
    taken = many(audited)
    cpu = (cpu_s() - cpu) / ACTIONS * 1_000
    return {
        "action_ms_median": round(statistics.median(taken), 3),
        "action_ms_p99": round(statistics.quantiles(taken, n=100)[98], 3),
        "action_cpu_ms": round(cpu, 3),
        "bare_transaction_ms_median": round(without, 3),
    }


def verification() -> dict[str, float]:
    """The best of a few verifications of the whole chain."""
    from zhiqiao.web.audit.verifying import verify

    before = peak_mib()
    runs = [timed(verify) for _ in range(TRIALS)]
    assert all(verdict.is_sound for verdict, _wall, _cpu in runs)
    verdict, wall, cpu = min(runs, key=lambda run: run[1])
    return {
        "rows": verdict.rows,
        "rows_a_second": round(verdict.rows / wall),
        "rows_a_cpu_second": round(verdict.rows / cpu),
        "cpu_s": round(cpu, 2),
        "peak_mib_more": round(peak_mib() - before, 1),
    }


def pages(rows: int) -> dict[str, float]:
    """Milliseconds of pages of the auditor's list, at the end, in the middle and searched."""
    from datetime import date

    from zhiqiao.web.audit.queries import find_rows, page_of_rows

    searches = {
        "newest": ({}, None),
        "middle": ({}, rows // 2),
        "action": ({"action": "publish"}, None),
        "rare_action": ({"action": "finish_demo"}, None),
        "days": ({"start_on": date(2020, 1, 1), "end_on": date(2099, 1, 1)}, None),
        "nothing": ({"action": "publish", "noun": "need", "object_id": "none"}, None),
    }
    taken = {}
    for name, (search, before) in searches.items():
        found = [
            timed(lambda s=search, b=before: page_of_rows(find_rows(s), before=b))[1]
            for _ in range(PAGES)
        ]
        taken[f"{name}_ms"] = round(statistics.median(found) * 1_000, 2)
    return taken


def main(rows: int) -> None:
    """Fills, verifies, appends, and prints one JSON document."""
    with tempfile.TemporaryDirectory(prefix="zhiqiao-audit-") as folder:
        os.environ["ZHIQIAO_DATA"] = folder
        os.environ.pop("ZHIQIAO_KEYS", None)
        from zhiqiao.cli.site import set_up_site

        set_up_site()
        result = {
            "fill": fill(rows),
            "verify": verification(),
            "append": append_cost(),
            "page": pages(rows),
        }
        print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
