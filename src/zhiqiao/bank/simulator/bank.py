"""A bank that can be relied on to be unreliable, and knows the truth about every fen."""

import json
import re
import threading
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from zhiqiao.bank.links import Arrived
from zhiqiao.bank.simulator.chance import Lot, seed_bytes
from zhiqiao.bank.simulator.days import bank_day, later
from zhiqiao.bank.simulator.executing import IN, NO_RETURN, PLAN, Executing
from zhiqiao.bank.simulator.faults import ALWAYS_BP, NORMAL, Faults
from zhiqiao.bank.simulator.posting import Post
from zhiqiao.bank.simulator.receiving import Answer, Receiving
from zhiqiao.bank.simulator.stating import Stating, booked_after
from zhiqiao.bank.simulator.store import Store
from zhiqiao.bank.values import StatementLine

STARTS_ON = date(2026, 1, 5)
HEAD_BYTES = 4_000
_MESSAGE_ID = re.compile(rb"<(?:\w+:)?MsgId>([^<]{1,200})</")


class Outcome(StrEnum):
    """How an attempt to send ends, as the sender sees it."""

    ANSWERED = "answered"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    """HTTP 500."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The truth about one payment, or about an alien line.

    Attributes:
        asked_fen: 0 for an alien line.
        reason_code: why the bank said that it rejects it; empty where it accepted.
        out_count: how many times it left, with faults.
    """

    asked_fen: int
    out_fen: int
    in_fen: int
    out_count: int
    reason_code: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The truth about everything, for proofs.

    Attributes:
        balances_fen: of each account, now; openings_fen: when it began.
        payments: by end-to-end id.
    """

    day: date
    openings_fen: dict[str, int]
    balances_fen: dict[str, int]
    payments: dict[str, Moved]


class SimulatedBank:
    """A bank with its own store. Safe to use from several threads.

    Args:
        path: of its SQLite file; None keeps everything in memory.
        seed: with the ids of files and payments decides every fault, whatever the order.
        faults: how often it errs; None is as it was, in a new store NORMAL.
        starts_on: its first day, where the store is new.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        seed: int = 1,
        faults: Faults | None = None,
        starts_on: date = STARTS_ON,
    ) -> None:
        self.store = Store(path)
        self.seed = seed_bytes(seed)
        self._lock = threading.RLock()
        kept = json.loads(self.store.setting("faults", json.dumps(NORMAL.rates())))
        self.faults = Faults(**kept)
        if faults is not None:
            self.change_faults(faults.rates())
        self._day = date.fromisoformat(self.store.setting("day", bank_day(starts_on).isoformat()))

    def close(self) -> None:
        """Ends it; its store stays."""
        with self._lock:
            self.store.close()

    @property
    def day(self) -> date:
        """Its day."""
        return self._day

    def receive(self, content: bytes) -> Answer:
        """Takes a file of payments, once, without faults of the way.

        Raises:
            BankRefusedError: it cannot be read, or its id stands for other bytes.
        """
        with self._lock, self.store.transaction():
            return Receiving(self.store, self.seed, self.faults, self._day).receive(content)

    def attempt(self, content: bytes) -> tuple[Outcome, Answer | None]:
        """Takes a file as over a line that may fail. The answer is None where nobody hears it.

        Raises:
            BankRefusedError: as in `receive`.
        """
        faults = self.faults
        before = faults.timeout_before_bp
        after = before + faults.timeout_after_bp
        failed_before = after + faults.error_before_bp
        failed_after = failed_before + faults.error_after_bp
        drawn = self._drawn(content) if failed_after else ALWAYS_BP
        if drawn < before:
            return self._unheard("timeout_before", Outcome.TIMED_OUT)
        if after <= drawn < failed_before:
            return self._unheard("error_before", Outcome.FAILED)
        answer = self.receive(content)
        if drawn < after:
            return self._unheard("timeout_after", Outcome.TIMED_OUT)
        if drawn < failed_after:
            return self._unheard("error_after", Outcome.FAILED)
        return Outcome.ANSWERED, answer

    def _unheard(self, fault: str, outcome: Outcome) -> tuple[Outcome, None]:
        with self._lock, self.store.transaction():
            self.store.befell(fault, happened=True)
        return outcome, None

    def _drawn(self, content: bytes) -> int:
        """A number below ALWAYS_BP for this attempt to send this file."""
        found = _MESSAGE_ID.search(content[:HEAD_BYTES])
        name = found[1].decode(errors="replace") if found else "-"
        with self._lock, self.store.transaction():
            attempt = self.store.count(f"attempt {name}")
        return Lot(self.seed, f"attempt {attempt} {name}").number(0, ALWAYS_BP)

    def knows(self, message_id: str) -> bool:
        """Whether it has the file."""
        with self._lock:
            found = self.store.execute(
                "SELECT 1 FROM message WHERE message_id = ?", (message_id,)
            ).fetchone()
        return found is not None

    def names(self, *, after: int = 0, at_most: int = 100) -> list[tuple[int, str]]:
        """The numbers and names of the files behind a number."""
        with self._lock:
            return self.store.execute(
                "SELECT number, name FROM file WHERE number > ? ORDER BY number LIMIT ?",
                (after, at_most),
            ).fetchall()

    def file(self, number: int) -> Arrived | None:
        """The file of a number."""
        with self._lock:
            found = self.store.execute(
                "SELECT name, content FROM file WHERE number = ?", (number,)
            ).fetchone()
        return Arrived(found[0], found[1], cursor=str(number)) if found else None

    def files(self, *, after: int = 0, at_most: int = 100) -> list[Arrived]:
        """The files behind a number."""
        found = [self.file(number) for number, _ in self.names(after=after, at_most=at_most)]
        return [each for each in found if each is not None]

    def advance(self, days: int = 1) -> date:
        """Lives through bank days, each all or nothing, and answers the day that is then."""
        for _ in range(days):
            with self._lock, self.store.transaction():
                day = later(self._day, 1)
                Post(self.store, day).send_held()
                Executing(self.store, self.seed, self.faults, day).execute()
                Stating(self.store, self.seed, self.faults, day).state()
                self.store.remember("day", day.isoformat())
            self._day = day
        return self._day

    def pay_in(self, account: str, *, amount_fen: int, end_to_end_id: str, remark: str) -> None:
        """Somebody pays into an account: it is booked on the next bank day."""
        payer = ("某某单位", "9999000011112222")
        row = (account, end_to_end_id, amount_fen, IN, False, False, *NO_RETURN, remark, *payer)
        with self._lock, self.store.transaction():
            self.store.execute(PLAN, (*row, later(self._day, 1).isoformat()))

    def booked(self, *, after: int = 0) -> list[tuple[int, StatementLine]]:
        """Every movement behind a number, told on paper or not yet, as its line will say."""
        with self._lock:
            return booked_after(self.store, after)

    def befell(self, fault: str, *, happened: bool) -> bool:
        """Passes on whether a fault of a door or of the way happened, and counts it."""
        with self._lock:
            return self.store.befell(fault, happened)

    def faults_met(self) -> dict[str, int]:
        """How often each fault happened so far, by its name without "_bp"."""
        with self._lock:
            return self.store.faults_met()

    def remembered(self, name: str, default: str) -> str:
        """What its doors remember."""
        with self._lock:
            return self.store.setting(name, default)

    def remember(self, name: str, value: str) -> None:
        """Remembers something for a door."""
        with self._lock:
            self.store.remember(name, value)

    @property
    def is_waiting(self) -> bool:
        """Whether payments wait for the next day."""
        with self._lock:
            return bool(self.store.execute(_IS_OPEN).fetchone()[0])

    def totals(self) -> Totals:
        """The truth."""
        with self._lock:
            payments = {row[0]: Moved(*row[1:]) for row in self.store.execute(_MOVED)}
            accounts = self.store.execute(_BALANCES).fetchall()
        return Totals(
            day=self._day,
            openings_fen={row[0]: row[1] for row in accounts},
            balances_fen={row[0]: row[2] for row in accounts},
            payments=payments,
        )

    def change_faults(self, rates: dict[str, int]) -> None:
        """Changes how often it errs from now on.

        Raises:
            BankError: BANK_FAULTS_UNKNOWN.
        """
        self.faults = self.faults.changed(rates)
        with self._lock:
            self.store.remember("faults", json.dumps(self.faults.rates()))


_IS_OPEN = "SELECT EXISTS (SELECT 1 FROM payment WHERE is_open)"
_MOVED = """
WITH moved AS (
    SELECT end_to_end_id,
        SUM(CASE direction WHEN 'out' THEN amount_fen ELSE 0 END) AS out_fen,
        SUM(CASE direction WHEN 'in' THEN amount_fen ELSE 0 END) AS in_fen,
        SUM(direction = 'out') AS out_count
    FROM booking GROUP BY end_to_end_id)
SELECT end_to_end_id, amount_fen, COALESCE(out_fen, 0), COALESCE(in_fen, 0),
    COALESCE(out_count, 0), reason_code
FROM payment LEFT JOIN moved USING (end_to_end_id)
UNION ALL
SELECT end_to_end_id, 0, out_fen, in_fen, out_count, '' FROM moved
WHERE end_to_end_id NOT IN (SELECT end_to_end_id FROM payment)
"""
_BALANCES = """
SELECT account.account, opening_fen, opening_fen + COALESCE(
    SUM(CASE direction WHEN 'in' THEN amount_fen ELSE -amount_fen END), 0)
FROM account LEFT JOIN booking ON debtor = account.account GROUP BY account.account
"""
