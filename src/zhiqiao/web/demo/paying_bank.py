"""The bank of the demo: the simulated one, in the same process, for the days of the demo's past."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.utils import timezone

from zhiqiao.bank.simulator import NONE, STORE, Faults, SimulatedBank, SimulatedLink
from zhiqiao.bank.simulator.days import later
from zhiqiao.web.jobs.workers import this_worker
from zhiqiao.web.payouts.files import written
from zhiqiao.web.payouts.models import Chunk, PayoutList
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.exchange import fetch_files

FOLDER = "demo-bank"
"""Within the data folder."""
LINK = "demo"
"""Under which it is kept how far this bank was read."""
SEEDS = range(1, 1_000)
TROUBLED = Faults(
    payment_rejected_bp=1_500, returned_bp=10_000, booked_wrongly_bp=1_200, booked_twice_bp=1_200
)
OF_THE_ACCOUNT = (b"AC01", b"AC04", b"AC06")
"""Why a payment comes back that another account mends."""
STRAY = Faults(alien_line_bp=10_000)


@dataclass(slots=True)
class DemoBank:
    """The bank, kept in a folder while the demo is loaded."""

    folder: Path
    bank: SimulatedBank

    def send(self) -> None:
        """Sends the files that wait, and reads what the bank says at once."""
        link = SimulatedLink(self.bank)
        send_due(link, worker=this_worker())
        fetch_files(link, link_name=LINK)

    def end_day(self) -> None:
        """Lives until today and reads the papers of each day."""
        while later(self.bank.day, 1) <= timezone.localdate():
            self.bank.advance()
            fetch_files(SimulatedLink(self.bank), link_name=LINK)

    def be_troubled(self, payout_list: PayoutList) -> None:
        """From now on errs so that one payment of the list is rejected, one comes back, and so on.

        Everything it does is drawn from its seed: the seed is the first under which a bank of
        this day would do so.
        """
        contents = [written(each) for each in Chunk.objects.unscoped().filter(
            payout_list=payout_list
        )]  # fmt: skip
        fits = (seed for seed in SEEDS if _is_telling(seed, contents, self.bank.day))
        self.bank.close()
        self.bank = SimulatedBank(self.folder / STORE, seed=next(fits, 1), faults=TROUBLED)

    def see_strays(self) -> None:
        """From now on has movements that belong to nothing, and no other fault."""
        self.bank.change_faults(STRAY.rates())


@contextmanager
def demo_bank(starts_on: date) -> Iterator[DemoBank]:
    """A new bank without faults. `zhiqiao serve --simulated-bank` goes on with it."""
    path = settings.ZHIQIAO_DATA / FOLDER
    rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    found = DemoBank(path, SimulatedBank(path / STORE, faults=NONE, starts_on=starts_on))
    yield found
    found.bank.close()


def _is_telling(seed: int, contents: list[bytes], day: date) -> bool:
    """Whether one is rejected, one booked wrongly, one twice; and one comes back the day after.

    What comes back does so for its account: another account mends that.
    """
    bank = SimulatedBank(seed=seed, faults=TROUBLED, starts_on=day)
    try:
        for each in contents:
            bank.receive(each)
        if _rejected(bank) != 1:
            return False
        bank.advance()
        return _booked_oddly(bank) == (1, 1) and _comes_back(bank)
    finally:
        bank.close()


def _rejected(bank: SimulatedBank) -> int:
    return sum(bool(each.reason_code) for each in bank.totals().payments.values())


def _booked_oddly(bank: SimulatedBank) -> tuple[int, int]:
    """How many were booked twice, and how many with another amount."""
    moved = [each for each in bank.totals().payments.values() if each.out_count]
    return (
        sum(each.out_count > 1 for each in moved),
        sum(each.out_count == 1 and each.out_fen != each.asked_fen for each in moved),
    )


def _comes_back(bank: SimulatedBank) -> bool:
    """Whether exactly one comes back on the next day, because of its account."""
    known = len(bank.names())
    bank.advance()
    moved = bank.totals().payments.values()
    back = sum(each.in_fen == each.asked_fen == each.out_fen for each in moved)
    told = b"".join(each.content for each in bank.files(after=known))
    return back == 1 and any(code in told for code in OF_THE_ACCOUNT)
