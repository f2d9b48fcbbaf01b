"""Long proofs that money is exact: kills, races, a database that is killed, planted faults.

    python benchmarks/prove_payouts.py [--races 1000] [--kills 1000] [--server-kills 50]
        [--no-planted] [--examples 2000] [--steps 50] [--seed 1]

Everything runs on a PostgreSQL of its own, durable as in production, beside a simulated bank in a
process of its own; planted faults and examples are tests, run for longer. Prints JSON; what breaks
is printed with the seed and ends with status 1.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).parent))

from tests.secure.paying_site import ROUGH, BrokenError, PayingSite, payer  # noqa: E402
from tests.secure.paying_trials import race  # noqa: E402
from tests.unit.bank.test_bank_process import running  # noqa: E402

from durable_postgresql import Server, durable_server  # noqa: E402 -- beside this file

if TYPE_CHECKING:
    from tests.secure.paying_site import Payer

CHECKED_EVERY = 50
EXAMPLES_A_ROUND = 100
"""As `ZHIQIAO_ROUNDS` counts in test_payouts_stateful.py."""


@contextmanager
def site_on(server: Server, folder: Path, *, seed: int) -> Iterator[tuple[Any, "list[Payer]"]]:
    """A bank and two processes that pay, on a new database of the server."""
    name = f"proof_{seed}"
    server.run("createdb", "-h", server.sockets, "-U", "postgres", "-T", "zhiqiao", name)
    more = {"ZHIQIAO_DATABASE_URL": server.address("zhiqiao_web", name)}
    today = date.today().isoformat()  # noqa: DTZ011 -- the bank lives on the site's day
    with (
        running(folder / f"bank-{seed}", "--faults", "none", "--day", today) as bank,
        ExitStack() as stack,
    ):
        data = folder / f"var-{seed}"
        payers = [stack.enter_context(payer(data, bank.url, **more)) for _ in range(2)]
        yield bank, payers


def races(server: Server, folder: Path, *, rounds: int, seed: int) -> dict[str, Any]:
    """Two processes on one list, over and over."""
    with site_on(server, folder, seed=seed) as (bank, payers):
        site, other = (PayingSite(each, bank, seed=seed) for each in payers)
        site.prepare(payees=1)
        for number in range(1, rounds + 1):
            race(site, other)
            if number % CHECKED_EVERY == 0:
                site.sent()
        site.end()
    return {"rounds": rounds, "exactly_one_winner": rounds, "broken": 0}


def kills(server: Server, folder: Path, *, wanted: int, seed: int) -> dict[str, Any]:
    """Payer, sender and importer, killed at every place and anywhere between."""
    found: Counter[str] = Counter()
    number = seed
    while sum(found.values()) < wanted:
        number += 1
        with site_on(server, folder, seed=number) as (bank, payers):
            site = PayingSite(payers[0], bank, seed=number)
            site.prepare()
            for _ in range(5):
                site.round()
                site.round(anywhere=6, rates=ROUGH)
        found += site.kills
    return {"kills": sum(found.values()), "by_place": dict(sorted(found.items())), "broken": 0}


def server_kills(server: Server, folder: Path, *, wanted: int, seed: int) -> dict[str, Any]:
    """The whole PostgreSQL is killed while a list is paid, sent and settled."""
    done = Counter[str]()
    chance = random.Random(seed)  # noqa: S311 -- a seed that can be given again
    with site_on(server, folder, seed=seed) as (bank, payers):
        site = PayingSite(payers[0], bank, seed=seed)
        site.prepare()
        while sum(done.values()) < wanted:
            site.number += 1
            site.more_payees(5)
            made = site.done("make", title=f"{site.number}")
            site.faults()
            for step in ("submit", "approve", "release", "send", "fetch", "day", "fetch"):
                if step == "day":
                    site.day()
                    continue
                given = {"number": made} if step in ("submit", "approve", "release") else {}
                done[step] += killed_during(server, site, step, chance, given)
            site.end()
    return {"kills": sum(done.values()), "while": dict(done), "broken": 0}


def killed_during(
    server: Server, site: PayingSite, step: str, chance: random.Random, given: dict[str, Any]
) -> int:
    """Has a deed stop at a statement, kills the server, starts it again and ends the deed."""
    at = chance.randint(1, site.lengths.get(step, 20))
    site.payer.ask(step, pause=at, **given)
    said = site.payer.answered()
    is_in_the_middle = "paused" in said
    if is_in_the_middle:
        server.kill()
        server.run_again()
        site.payer.go_on()
        site.payer.answered()
        site.check()
    site.done(step, **given)
    return int(is_in_the_middle)


def planted() -> dict[str, Any]:
    """Every planted fault, and what it was caught by."""
    ended = tests("test_payouts_planted.py", database="postgresql")
    told = [line for line in ended.stdout.splitlines() if " → " in line]
    return {"faults": told, "broken": ended.returncode, "said": ended.stdout[-300:]}


def stateful(examples: int, steps: int, seed: int) -> dict[str, Any]:
    """Whatever people, bank and days do in whatever order, on both databases."""
    more = {"ZHIQIAO_STEPS": str(steps), "ZHIQIAO_SEED": str(seed)}
    more["ZHIQIAO_ROUNDS"] = str(max(1, examples // EXAMPLES_A_ROUND))
    ended = {
        each: tests("test_payouts_stateful.py", database=each, **more)
        for each in ("sqlite", "postgresql")
    }
    broken = {each: told.stdout[-3000:] for each, told in ended.items() if told.returncode}
    return {"examples": examples, "steps": steps, "on": list(ended), "broken": broken}


def tests(name: str, *, database: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Runs a file of tests, the long ones too."""
    command = [sys.executable, "-m", "pytest", "-n2", "-q", "-rP", "-p", "no:randomly"]
    return subprocess.run(  # noqa: S603 -- our own tests
        [*command, str(ROOT / "tests" / "secure" / name)],
        cwd=ROOT,
        env=os.environ | more | {"ZHIQIAO_TEST_DATABASE": database},
        capture_output=True,
        text=True,
        check=False,
    )


def main(wanted: argparse.Namespace) -> int:
    """Runs what is wanted and prints it."""
    result: dict[str, Any] = {"seed": wanted.seed}
    with tempfile.TemporaryDirectory() as name, durable_server() as server:
        folder = Path(name)
        for word, prove in (
            ("races", lambda: races(server, folder, rounds=wanted.races, seed=wanted.seed)),
            ("kills", lambda: kills(server, folder, wanted=wanted.kills, seed=wanted.seed + 100)),
            ("server_kills", lambda: server_kills(
                server, folder, wanted=wanted.server_kills, seed=wanted.seed + 10_000)),
        ):  # fmt: skip
            started = time.perf_counter()
            try:
                result[word] = prove()
            except BrokenError as error:
                result[word] = {"broken": 1, "how": str(error)}
            result[word]["seconds"] = round(time.perf_counter() - started, 1)
            print(json.dumps({word: result[word]}, ensure_ascii=False), file=sys.stderr)
    if wanted.planted:
        result["planted"] = planted()
    if wanted.examples:
        result["stateful"] = stateful(wanted.examples, wanted.steps, wanted.seed)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    return int(any(isinstance(each, dict) and each["broken"] for each in result.values()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--server-kills", type=int, default=50)
    parser.add_argument("--no-planted", dest="planted", action="store_false")
    parser.add_argument("--examples", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    raise SystemExit(main(parser.parse_args()))
