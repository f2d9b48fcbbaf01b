"""The chain under several writers at once and under kill -9, on a database file."""

# ruff: noqa: S603 -- the processes are our own

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from zhiqiao.web.audit.canonical import BODY_SQL
from zhiqiao.web.audit.chain import GENESIS, linker

pytestmark = pytest.mark.one_database

WRITER = Path(__file__).with_name("audit_writer.py")
HIDDEN = ("ZHIQIAO_DATABASE_URL", "ZHIQIAO_MATCHER_DATABASE_URL", "ZHIQIAO_MIGRATOR_DATABASE_URL")


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory, new_site):
    """A data folder with a database that has every table and no row."""
    return new_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(empty_site, tmp_path):
    """The same again, for one test."""
    with sqlite3.connect(empty_site / "db.sqlite3") as old:
        with sqlite3.connect(tmp_path / "db.sqlite3") as new:
            old.backup(new)
        new.close()
    old.close()
    return tmp_path


def environment(folder):
    kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    more = {"ZHIQIAO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings"}
    return kept | more


def writer(folder, count, *dies_at):
    """A process that is ready to write."""
    process = subprocess.Popen(
        [sys.executable, WRITER, str(count), *dies_at],
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def start(process):
    process.stdin.write("\n")
    process.stdin.flush()


def end(process):
    process.stdin.close()
    process.stdout.close()
    return process.wait()


def counted(folder):
    """Rows of the table, rows of the chain."""
    with sqlite3.connect(folder / "db.sqlite3") as database:
        tables = ("demo_demoload", "audit_auditrow")
        found = [database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]  # noqa: S608
    database.close()
    return found


def holds(folder):
    """Whether every row of the chain is bound to the one before it."""
    link = linker((folder / "keys" / "audit-key").read_bytes())
    statement = f"SELECT mac, {BODY_SQL['sqlite']} FROM audit_auditrow ORDER BY number"  # noqa: S608
    with sqlite3.connect(folder / "db.sqlite3") as database:
        rows = database.execute(statement).fetchall()
    database.close()
    before = [GENESIS, *(mac for mac, _body in rows)]
    numbers = [int(body.partition(b"\n")[0]) for _mac, body in rows]
    return numbers == list(range(1, len(rows) + 1)) and all(
        link(previous, body) == mac for previous, (mac, body) in zip(before, rows, strict=False)
    )


def test_writers_at_once_make_one_chain(site):
    writers = [writer(site, 25) for _ in range(3)]
    for each in writers:
        start(each)
    for each in writers:
        assert each.stdout.read().splitlines()[-1] == "25"
        assert end(each) == 0
    assert counted(site) == [75, 75]
    assert holds(site)


def test_what_was_told_survives_a_kill_and_nothing_is_half_there(site):
    seen = 7
    process = writer(site, 10_000)
    start(process)
    for _ in range(seen):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    end(process)
    rows, links = counted(site)
    assert rows == links >= seen
    assert holds(site)


@pytest.mark.parametrize(("dies_at", "kept"), [("before-append", 2), ("after-commit", 3)])
def test_dying_in_between_leaves_change_and_row_or_neither(site, dies_at, kept):
    process = writer(site, 3, dies_at)
    start(process)
    process.stdout.read()
    assert end(process) == 9
    assert counted(site) == [kept, kept]
    assert holds(site)
