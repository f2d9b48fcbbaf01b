"""What the people of a rehearsal share: who they are, their bank, the time and their luck."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhiqiao.bank import BankLink
from zhiqiao.bank.simulator import SimulatedBank
from zhiqiao.bank.simulator.chance import WHOLE_BP, Lot
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.demo.bank_days.clock import RehearsedClock
from zhiqiao.web.demo.rehearsal_actions import Cast

LINK_NAME = "rehearsal"
OFTEN_BP = 4_000
"""No haste makes anything happen more often than that."""
WORKER = "rehearsal/0/0"


class Luck:
    """Decisions drawn one after the other from a seed."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._drawn = 0

    def number(self, below: int) -> int:
        """A number from 0 on."""
        self._drawn += 1
        return Lot(self._seed, f"people {self._drawn}").number(0, below)

    def happens(self, rate_bp: int) -> bool:
        """Whether it happens, in so many of 10,000 cases."""
        return self.number(WHOLE_BP) < rate_bp


@dataclass(slots=True)
class Scene:
    """One rehearsal.

    Attributes:
        payees: how many enterprises there are so far.
        payees_a_day: how many are added on a day, at most.
        haste: how many times as often people do what upsets things.
        calm_days: since when nothing new begins and nobody puts anything off; 0 before.
        met: how often people did what is worth counting, by name.
        asked_back: payments that enterprises were asked to give back, by end-to-end id.
    """

    cast: Cast
    bank: SimulatedBank
    link: BankLink
    clock: RehearsedClock
    luck: Luck
    payees_a_day: int
    haste: int = 1
    payees: int = 0
    calm_days: int = 0
    met: Counter[str] = field(default_factory=Counter)
    asked_back: set[str] = field(default_factory=set)

    @property
    def is_calm(self) -> bool:
        """Whether nothing new begins any more."""
        return self.calm_days > 0

    @property
    def day(self) -> date:
        """The bank's day."""
        return self.bank.day

    def befalls(self, name: str, rate_bp: int) -> bool:
        """Whether something happens that is counted; never once all is calm."""
        often_bp = min(rate_bp * self.haste, max(rate_bp, OFTEN_BP))
        happens = not self.is_calm and self.luck.happens(often_bp)
        if happens:
            self.met[name] += 1
        return happens

    def is_refused(self, name: str, call: Callable[[], object]) -> bool:
        """Whether the site refuses it, in words; counted."""
        try:
            call()
        except RefusedError:
            self.met[name] += 1
            return True
        return False

    def wait(self, minutes: int) -> None:
        """Time goes by."""
        self.clock.move(timedelta(minutes=minutes))
