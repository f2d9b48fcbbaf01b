"""What befalls a machine that pays: its clock is set back, its disks are full."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from tests.secure.bank_talk import Bank, assert_sound, states

from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.simulator import NONE, Faults, SimulatedBank, SimulatedLink
from zhiqiao.cli.running import run
from zhiqiao.web.demo.bank_days.clock import RehearsedClock
from zhiqiao.web.payouts.models import Chunk, ChunkContent, PayoutList
from zhiqiao.web.payouts.progress import files_of, progress_of
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.actions import receive
from zhiqiao.web.reconciliation.exchange import fetch_files, read_arrived
from zhiqiao.web.reconciliation.models import BankFile

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
HOUR = timedelta(hours=1)
WORKER = "test/0/0"


def listed(bank):
    return PayoutList.objects.unscoped().get(pk=bank.list_id)


def chunk():
    return Chunk.objects.unscoped().get()


def word():
    return files_of(chunk().payout_list).rows[0][1]


class TestClockBack:
    @pytest.fixture
    def simulated(self):
        made = SimulatedBank(faults=NONE)
        yield made
        made.close()

    @pytest.fixture
    def clock(self, simulated):
        clock = RehearsedClock(simulated.day)
        with clock.rules():
            yield clock

    def test_between_click_and_reading(self, simulated, clock):
        bank, link = Bank(payees=3), SimulatedLink(simulated)
        clock.move(-HOUR)
        assert send_due(link, worker=WORKER) == 1
        fetch_files(link, link_name="test")
        assert states(bank) == ["accepted"] * 3
        clock.move(-HOUR)
        simulated.advance()
        fetch_files(link, link_name="test")
        assert states(bank) == ["settled"] * 3
        assert progress_of(listed(bank)).seconds_to_answered == 0
        assert read_arrived() == 0
        assert_sound(bank.department)

    def test_no_file_waits_for_the_clock_to_catch_up(self, simulated, clock):
        bank, link = Bank(payees=3), SimulatedLink(simulated)
        simulated.change_faults(Faults(timeout_after_bp=10_000).rates())
        assert send_due(link, worker=WORKER) == 0
        assert chunk().state == "unknown"
        clock.move(-HOUR)
        simulated.change_faults(NONE.rates())
        assert send_due(link, worker=WORKER) == 1
        simulated.advance()
        fetch_files(link, link_name="test")
        assert states(bank) == ["settled"] * 3
        assert {each.out_count for each in simulated.totals().payments.values()} == {1}


class TestFullFolder:
    """`/dev/full` is a device on which there is never room: the kernel's own answer."""

    def test_the_file_is_sent_once_there_is_room(self, tmp_path):
        bank, link = Bank(payees=3), FolderLink(tmp_path)
        link.fetch()
        beside = link.outgoing / f"{chunk().message_id}.xml{link.unfinished}"
        beside.symlink_to("/dev/full")
        assert send_due(link, worker=WORKER) == 0
        assert (chunk().state, chunk().problem) == ("queued", "disk_full")
        assert "磁盘满了" in word()
        assert [each.name for each in link.outgoing.iterdir()] == [beside.name]
        digest = chunk().sha256
        beside.unlink()
        Chunk.objects.unscoped().update(claimed_until=None)
        assert send_due(link, worker=WORKER) == 1
        assert (chunk().state, chunk().sha256) == ("sent", digest)
        assert states(bank) == ["queued"] * 3

    def test_a_note_of_what_was_sent_that_does_not_fit_sends_nothing_twice(self, tmp_path):
        Bank(payees=3)
        link = FolderLink(tmp_path)
        link.fetch()
        beside = link.sent / f"{chunk().message_id}.xml{link.unfinished}"
        beside.symlink_to("/dev/full")
        assert send_due(link, worker=WORKER) == 0
        assert chunk().state == "unknown"
        beside.unlink()
        Chunk.objects.unscoped().update(claimed_until=None)
        assert send_due(link, worker=WORKER) == 1
        assert chunk().state == "sent"
        assert len([each for each in link.outgoing.iterdir() if each.suffix == ".xml"]) == 1


@pytest.fixture
def no_room():
    """Has the database be as large as it may get, until it is told that there is room."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        (before,) = cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {int(pages)}")

        def make_room():
            cursor.execute(f"PRAGMA max_page_count = {int(before)}")

        yield make_room
        make_room()


@pytest.mark.one_database
class TestFullDatabase:
    @pytest.fixture
    def bank(self):
        return Bank(payees=1_000)

    def test_no_file_is_sent_that_cannot_be_kept(self, bank, tmp_path, no_room):
        link = FolderLink(tmp_path)
        link.fetch()
        with pytest.raises(OperationalError, match="disk is full"):
            send_due(link, worker=WORKER)
        assert (chunk().state, chunk().sha256) == ("queued", "")
        assert not ChunkContent.objects.unscoped().exists()
        assert list(link.outgoing.iterdir()) == []
        no_room()
        assert send_due(link, worker=WORKER) == 1
        assert_sound(bank.department)

    def test_what_arrives_stays_at_the_bank_until_it_can_be_kept(self, bank, tmp_path, no_room):
        link = FolderLink(tmp_path)
        link.fetch()
        (link.incoming / "s.xml").write_bytes(_noise())
        with pytest.raises(OperationalError, match="disk is full"):
            fetch_files(link, link_name="test")
        assert (link.incoming / "s.xml").exists()
        assert not BankFile.objects.unscoped().exists()
        no_room()
        assert fetch_files(link, link_name="test") == 1
        assert BankFile.objects.unscoped().get().state == "refused"
        assert_sound(bank.department)

    def test_the_command_says_so(self, bank, tmp_path, no_room, capsys):
        path = Path(tmp_path, f"{bank.list_id}.xml")
        path.write_bytes(_noise())
        assert run(["bank", "import", str(path)]) == 1
        assert "磁盘满了" in capsys.readouterr().err
        no_room()
        assert receive(name="s.xml", content=path.read_bytes()).state == "arrived"


def _noise():
    """A message of a bank, as it begins, that no compression makes smaller: always the same."""
    return HEAD + random.Random(1).randbytes(600_000)  # noqa: S311 -- the same in every run
