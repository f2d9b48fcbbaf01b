"""Lives through many days of a nasty bank, in a process and a database of its own for each seed.

    python benchmarks/prove_bank_days.py [days] [days a seed] [processes] [first seed]

Ends with status 1 where anything does not hold. A break comes again with
`zhiqiao payout simulate --days DAYS --seed SEED`. The database is SQLite.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

DAYS, DAYS_A_SEED, PROCESSES, FIRST_SEED = 10_000, 100, 2, 1
SHOWN_MAX = 3


def live(days: int, seed: int) -> dict[str, Any]:
    """The days of one seed, in this process."""
    from zhiqiao.cli.site import set_up_site

    set_up_site()
    from zhiqiao.bank.simulator import NASTY
    from zhiqiao.web.demo.bank_days.rehearsing import Wanted, rehearse

    found = asdict(rehearse(Wanted(days=days, seed=seed, faults=NASTY)))
    return found | {"last_day": str(found["last_day"])}


def one(template: Path, *, days: int, seed: int) -> dict[str, Any]:
    """The days of one seed, in a process and a copy of an empty site."""
    with tempfile.TemporaryDirectory(prefix="bank-days-") as folder:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        environment = _environment(Path(folder))
        command = [sys.executable, __file__, "--one", str(days), str(seed)]
        ended = subprocess.run(  # noqa: S603 -- this file
            command, env=environment, capture_output=True, text=True, check=False
        )
    if ended.returncode:
        error = {"what": "error", "about": ended.stderr.strip().rsplit("\n", 1)[-1]}
        return {"seed": seed, "days": 0, "breaks": [error], "faults": {}, "deeds": {}}
    return {"seed": seed, **json.loads(ended.stdout)}


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIQIAO_")}
    return kept | {"ZHIQIAO_DATA": str(folder)}


def main(days: int, days_a_seed: int, processes: int, first_seed: int) -> int:
    """Prints what each seed came to, then the sums; the exit status."""
    started = time.perf_counter()
    faults: Counter[str] = Counter()
    deeds: Counter[str] = Counter()
    payments: Counter[str] = Counter()
    lived = 0
    broken = []
    with tempfile.TemporaryDirectory(prefix="bank-days-") as folder:
        _make_site(Path(folder))
        seeds = range(first_seed, first_seed - (-days // days_a_seed))
        with ThreadPoolExecutor(processes) as pool:
            found = pool.map(lambda seed: one(Path(folder), days=days_a_seed, seed=seed), seeds)
            for each in found:
                lived += each["days"]
                faults.update(each["faults"])
                deeds.update(each["deeds"])
                payments.update(each.get("payments", {}))
                if each["breaks"]:
                    broken.append(each)
                    _say({"seed": each["seed"], "breaks": each["breaks"][:SHOWN_MAX]})
                _say({"seed": each["seed"], "days": lived, "breaks": len(broken)})
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    _say(
        {
            "days": lived,
            "seeds": len(seeds),
            "breaks": len(broken),
            "payments": dict(sorted(payments.items())),
            "faults": dict(sorted(faults.items())),
            "deeds": dict(sorted(deeds.items())),
            "cpu_s": round(used.ru_utime + used.ru_stime),
            "s": round(time.perf_counter() - started),
        }
    )
    return 1 if broken else 0


def _make_site(folder: Path) -> None:
    """An empty site that every seed begins with a copy of."""
    code = "from zhiqiao.cli.site import set_up_site; set_up_site()"
    subprocess.run([sys.executable, "-c", code], env=_environment(folder), check=True)  # noqa: S603


def _say(result: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _say(live(int(sys.argv[2]), int(sys.argv[3])))
        sys.exit(0)
    given = [int(each) for each in sys.argv[1:]]
    defaults = [DAYS, DAYS_A_SEED, PROCESSES, FIRST_SEED]
    sys.exit(main(*given, *defaults[len(given) :]))
