"""Two real processes on one ledger: a key is posted once, and no floor is broken."""

# ruff: noqa: S603 -- the processes are our own

import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from tests.secure.operating import environment

pytestmark = pytest.mark.django_db(transaction=True)
IS_POSTGRESQL = os.environ.get("ZHIQIAO_TEST_DATABASE") == "postgresql"
if not IS_POSTGRESQL:  # one writer at a time: less can go wrong
    pytestmark = [pytestmark, pytest.mark.proof]
POSTER = Path(__file__).with_name("poster.py")
ROOT = POSTER.parents[2]


@pytest.fixture
def start(tmp_path, new_site):
    """Starts posters on one database; a server's, or a file's."""
    more = {}
    if connection.vendor == "postgresql":
        from tests.postgresql import server

        data = tmp_path
        more["ZHIQIAO_DATABASE_URL"] = server.address(
            "zhiqiao_web", connection.settings_dict["NAME"]
        )
    else:
        data = new_site(tmp_path)
    around = environment(data, **more)
    around["PYTHONPATH"] = f"{ROOT}:{around['PYTHONPATH']}"
    with ExitStack() as stack:
        yield lambda: stack.enter_context(_poster(around))


@contextmanager
def _poster(around):
    process = subprocess.Popen(
        [sys.executable, POSTER],
        env=around,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert answered(process) == "ready"
        yield process
    finally:
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


def ask(process, do, **more):
    process.stdin.write(json.dumps({"do": do, **more}) + "\n")
    process.stdin.flush()


def answered(process):
    return json.loads(process.stdout.readline())


def test_the_same_keys_at_once_are_posted_once(start):
    one, other = start(), start()
    ask(one, "open", budget_fen=1_000)
    answered(one)
    keys = [f"k{number}" for number in range(40)]
    for each in (one, other):
        ask(each, "pay", fen=7, keys=keys)
    assert answered(one) == answered(other)
    ask(one, "look")
    assert answered(one) == {"line": [0, 1_000, 280, 0], "pays": 40, "is_sound": True}


def test_the_floor_holds_whoever_is_first(start):
    one, other = start(), start()
    ask(one, "open", budget_fen=205)
    answered(one)
    for number, each in enumerate((one, other)):
        ask(each, "pay", fen=7, keys=[f"{number}/{place}" for place in range(25)])
    outcomes = [*answered(one).values(), *answered(other).values()]
    assert outcomes.count("floor_reached") == 50 - 29
    ask(one, "look")
    assert answered(one) == {"line": [0, 205, 203, 0], "pays": 29, "is_sound": True}
