"""Imports whose process is killed, whose disk fails, and whose files are broken.

ZHIQIAO_ROUNDS multiplies the rounds for the long proof.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("ZHIQIAO_ROUNDS", "1"))
ROWS, CHUNK_ROWS = 600, 40
RSS_MIB_MAX = 300


def fire(how, folder, *rest):
    """What the harness found, run in a process of its own without the tests' settings."""
    environment = {name: value for name, value in os.environ.items() if "ZHIQIAO" not in name}
    environment |= {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.secure.intake_fire", how, str(folder), *map(str, rest)],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3_000:]
    return json.loads(done.stdout.decode().splitlines()[-1])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, new_site):
    """A site whose one file waits to be written."""
    folder = new_site(tmp_path_factory.mktemp("fire") / "site")
    fire("make", folder)
    return folder


@pytest.fixture
def site(prepared, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(prepared, folder)
    return folder


def assert_sound(found):
    """Nothing lost, nothing twice: rows, counts, cursor and audit rows say the same."""
    assert found["integrity"] == "ok"
    assert found["offers"] == found["codes"] == found["created"] == found["cursor"] == found["told"]


def assert_whole(end):
    assert_sound(end)
    assert (end["state"], end["offers"]) == ("confirmed", ROWS)


def test_a_killed_writer_loses_no_acknowledged_row_and_writes_none_twice(site):
    found = fire("kills", site, 10 * ROUNDS)
    assert sum(each["killed"] for each in found["rounds"]) == 10 * ROUNDS
    for each in found["rounds"]:
        assert_sound(each)
        assert each["offers"] >= each["acknowledged"]
    assert_whole(found["end"])


@pytest.mark.proof
def test_a_failing_disk_loses_no_acknowledged_row_and_the_import_goes_on(site):
    found = fire("faults", site, 6 * ROUNDS)
    if not found["possible"]:
        pytest.skip("this Python's SQLite cannot be reached from outside")
    for each in found["samples"]:
        assert_sound(each)
        assert each["offers"] >= each["acknowledged"]
        assert_whole(each["end"])
    assert any(each["offers"] < ROWS for each in found["samples"]), "no fault was met"
    assert found["staging"] == {
        "state": "checking",
        "job": "failed",
        "has_rows": False,
        "then": "previewed",
        "rows": 4_000,
    }


@pytest.mark.proof
def test_broken_files_are_told_or_taken_but_never_crash(site):
    found = fire("malformed", site, 200 * ROUNDS)
    assert found["crashes"] == []
    assert sum(found["outcomes"].values()) == 200 * ROUNDS
    assert {"told", "refused", "previewed"} <= found["outcomes"].keys()
    assert found["rss_peak_mib"] <= RSS_MIB_MAX


@pytest.mark.proof
def test_the_background_process_goes_on_where_a_killed_one_stopped(site):
    """The real process, told of chunks by the database itself."""
    for _ in range(1 + ROUNDS):
        found = fire("worker", site, "kill")
        assert_sound(found)
    assert_whole(fire("worker", site, "finish"))
