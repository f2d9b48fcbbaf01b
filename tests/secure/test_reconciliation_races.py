"""Several processes with the same files: everything counts once; killed midway, nothing is lost."""

import json
import signal
import subprocess
import sys

import pytest
from django.db import connection
from tests.secure.bank_talk import Bank, assert_sound, line, paid, statement, states
from tests.secure.operating import environment, python
from tests.secure.test_introductions_races import at_once

from zhiqiao.bank.values import StatementKind
from zhiqiao.web.access.row_actor import show_every_row
from zhiqiao.web.payouts.failpoints import FailpointError
from zhiqiao.web.reconciliation.actions import receive
from zhiqiao.web.reconciliation.exchange import read_arrived, read_file
from zhiqiao.web.reconciliation.models import BankFile, StatementLine

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN_AT = ("read-after-lines", "read-after-payments", "read-before-commit")


@pytest.fixture
def bank():
    return Bank()


def everything(bank):
    return [paid(each) for each in bank.payments] + [line()]


def reading(file):
    def work():
        show_every_row()
        return read_file(BankFile.objects.unscoped().get(pk=file.pk)).state

    return work


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer")
@pytest.mark.parametrize("_round", range(5))
def test_one_file_read_by_two_at_once(bank, _round):
    file = receive(name="x.xml", content=statement(everything(bank)))
    assert at_once(reading(file), reading(file)) == ["read", "read"]
    assert states(bank) == ["settled"] * 5
    assert StatementLine.objects.unscoped().count() == 6
    assert_sound(bank.department)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer")
@pytest.mark.parametrize("_round", range(5))
def test_notification_and_statement_read_at_once(bank, _round):
    lines = everything(bank)
    files = [receive(name="x.xml", content=statement(lines, kind=kind)) for kind in StatementKind]
    at_once(*map(reading, files))
    read_arrived()
    assert {each.state for each in BankFile.objects.unscoped()} == {"read"}
    assert states(bank) == ["settled"] * 5
    assert StatementLine.objects.unscoped().count() == 6
    assert_sound(bank.department)


@pytest.mark.parametrize("place", BROKEN_AT)
def test_a_reading_that_ends_midway_is_done_again(bank, settings, place):
    file = receive(name="x.xml", content=statement(everything(bank)))
    settings.ZHIQIAO_FAILPOINT = f"{place}:error"
    with pytest.raises(FailpointError):
        read_file(file)
    assert_sound(bank.department)
    assert states(bank) == ["queued"] * 5
    settings.ZHIQIAO_FAILPOINT = ""
    assert read_arrived() == 1
    assert states(bank) == ["settled"] * 5
    assert_sound(bank.department)
    assert read_arrived() == 0


def test_one_that_cannot_be_read_holds_up_no_other(bank, settings):
    receive(name="x.xml", content=statement(everything(bank)))
    settings.ZHIQIAO_FAILPOINT = "read-before-commit:error"
    assert read_arrived() == 0
    settings.ZHIQIAO_FAILPOINT = ""
    assert read_arrived() == 1


READER = """
import json, sys
from zhiqiao.cli.site import set_up_django
set_up_django()
from zhiqiao.web.access.row_actor import show_every_row
show_every_row()
from zhiqiao.web.reconciliation.actions import receive
from zhiqiao.web.reconciliation.exchange import read_file
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
content = open(sys.argv[1], "rb").read()
file = read_file(receive(name="x.xml", content=content))
sys.stdout.write(json.dumps({"state": file.state, "matched": file.matched}) + "\\n")
"""
PREPARE = """
from zhiqiao.web.access.row_actor import show_every_row
show_every_row()
from tests.secure.bank_talk import Bank, paid, statement, line
content = statement([paid(each) for each in Bank().payments] + [line()])
open({path!r}, "wb").write(content)
"""
LOOK = """
import json
from zhiqiao.web.access.row_actor import show_every_row
show_every_row()
from zhiqiao.web.ledger.queries import verify_rows
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.reconciliation.models import BankFile, StatementLine
print(json.dumps({
    "states": list(Payment.objects.unscoped().values_list("state", flat=True)),
    "files": list(BankFile.objects.unscoped().values_list("state", flat=True)),
    "lines": StatementLine.objects.unscoped().count(), "is_sound": verify_rows().is_sound,
}))
"""
AFTER = {"states": ["settled"] * 5, "files": ["read"], "lines": 6, "is_sound": True}
ON_SQLITE = pytest.mark.skipif(connection.vendor == "postgresql", reason="done in threads there")


@pytest.fixture
def site(new_site, tmp_path):
    """A site of its own with payments on their way, and the file of its bank."""
    data, path = new_site(tmp_path / "var"), tmp_path / "x.xml"
    python(PREPARE.format(path=str(path)), data=data)
    return data, path


def reader(data, path, **more):
    return subprocess.Popen(  # noqa: S603 -- our own code
        [sys.executable, "-c", READER, str(path)],
        env=environment(data, **more),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@ON_SQLITE
@pytest.mark.proof
def test_two_processes_on_sqlite_take_the_same_file_once(site):
    both = [reader(*site) for _ in range(2)]
    assert [each.stdout.readline() for each in both] == ["ready\n"] * 2
    for each in both:
        each.stdin.write("\n")
        each.stdin.flush()
    told = [json.loads(each.communicate(timeout=60)[0]) for each in both]
    assert told == [{"state": "read", "matched": 5}] * 2
    assert json.loads(python(LOOK, data=site[0])) == AFTER


@ON_SQLITE
@pytest.mark.proof
@pytest.mark.parametrize("place", ["arrive-after-commit", "read-after-payments"])
def test_a_reader_that_is_killed_loses_nothing(site, place):
    killed = reader(*site, ZHIQIAO_FAILPOINT=place)
    killed.stdout.readline()
    killed.communicate("\n", timeout=60)
    assert killed.returncode == -signal.SIGKILL
    again = "from zhiqiao.web.reconciliation.exchange import read_arrived; read_arrived()\n"
    assert json.loads(python(again + LOOK, data=site[0])) == AFTER
