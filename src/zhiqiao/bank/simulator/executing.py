"""A day of the simulated bank: money leaves, some of it comes back, and some of it goes wrong."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiqiao.bank.simulator.chance import Lot
from zhiqiao.bank.simulator.days import later
from zhiqiao.bank.simulator.faults import Faults
from zhiqiao.bank.simulator.store import Store

CORRECTED_AFTER_DAYS = 2
RETURN_DAYS_MAX = 5
WRONG_BY_FEN_MAX = 10_000
ALIEN_FEN_MAX = 5_000_000
RETURNS = (
    ("AC01", "账号户名不符，退汇"),
    ("AC04", "收款账户已销户，退汇"),
    ("AC06", "收款账户被冻结，退汇"),
    ("BE04", "收款人信息不全，退汇"),
    ("MD07", "收款单位已注销，退汇"),
)
_WRONG, _WRONG_BY, _TWICE, _RETURNED, _RETURN_DAYS, _RETURN_REASON, _LATE = range(7)
_ALIEN, _ALIEN_FEN, _ALIEN_WAY = range(3)
IN, OUT = "in", "out"
NO_RETURN = ("", "")

Row = tuple[Any, ...]
"""Of booking or planned, without its last days and its first column."""

_COLUMNS = (
    "debtor, end_to_end_id, amount_fen, direction, is_return, is_reversal, return_code, "
    "return_reason, remark, name, account"
)
_MARKS = ", ".join("?" * 11)
BOOK = f"INSERT INTO booking ({_COLUMNS}, booked_on, stated_on) VALUES ({_MARKS}, ?, ?)"  # noqa: S608 -- constants
PLAN = f"INSERT INTO planned ({_COLUMNS}, due_on) VALUES ({_MARKS}, ?)"  # noqa: S608 -- constants
DUE = f"SELECT {_COLUMNS} FROM planned WHERE due_on <= ? ORDER BY id"  # noqa: S608 -- constants


@dataclass(frozen=True, slots=True)
class Executing:
    """One day's work, within a transaction of the store."""

    store: Store
    seed: bytes
    faults: Faults
    day: date

    def execute(self) -> None:
        """Books what is due today."""
        today = self.day.isoformat()
        booked: list[Row] = []
        planned: list[Row] = []
        due = self.store.execute(DUE, (today,)).fetchall()
        booked.extend((*row, today, today) for row in due)
        self.store.execute("DELETE FROM planned WHERE due_on <= ?", (today,))
        for payment in self._open(today):
            self._settle(payment, booked, planned)
        self.store.execute(
            "UPDATE payment SET is_open = 0 WHERE is_open AND execution_on <= ?", (today,)
        )
        booked.extend(self._aliens())
        self.store.executemany(BOOK, booked)
        self.store.executemany(PLAN, planned)

    def _open(self, today: str) -> list[Row]:
        """The payments that are due, in the order in which they came."""
        return self.store.execute(
            "SELECT debtor, end_to_end_id, amount_fen, remark, name, account FROM payment "
            "WHERE is_open AND execution_on <= ? ORDER BY id",
            (today,),
        ).fetchall()

    def _settle(self, payment: Row, booked: list[Row], planned: list[Row]) -> None:
        """Books a payment, and plans what will come of it."""
        debtor, end_to_end_id, amount_fen, *payee = payment
        faults = self.faults
        lot = Lot(self.seed, end_to_end_id)
        today = self.day.isoformat()
        stated_on = today
        befell = self.store.befell
        if befell("stated_late", lot.happens(_LATE, faults.stated_late_bp)):
            stated_on = later(self.day, 1).isoformat()
        left_fen = amount_fen
        is_wrong = befell("booked_wrongly", lot.happens(_WRONG, faults.booked_wrongly_bp))
        if is_wrong:
            left_fen += 1 + lot.number(_WRONG_BY, WRONG_BY_FEN_MAX)
        row = (debtor, end_to_end_id, left_fen, OUT, False, False, *NO_RETURN, *payee)
        booked.append((*row, today, stated_on))
        corrected_on = later(self.day, CORRECTED_AFTER_DAYS).isoformat()
        undone = (debtor, end_to_end_id, left_fen, IN, False, True, *NO_RETURN, *payee)
        if is_wrong:
            right = (debtor, end_to_end_id, amount_fen, OUT, False, False, *NO_RETURN, *payee)
            planned.extend([(*undone, corrected_on), (*right, corrected_on)])
        elif befell("booked_twice", lot.happens(_TWICE, faults.booked_twice_bp)):
            booked.append((*row, today, today))
            planned.append((*undone, corrected_on))
        elif befell("returned", lot.happens(_RETURNED, faults.returned_bp)):
            due_on = later(self.day, 1 + lot.number(_RETURN_DAYS, RETURN_DAYS_MAX)).isoformat()
            reason = RETURNS[lot.number(_RETURN_REASON, len(RETURNS))]
            back = (debtor, end_to_end_id, amount_fen, IN, True, False, *reason, *payee)
            planned.append((*back, due_on))

    def _aliens(self) -> list[Row]:
        """Movements that belong to nothing anybody asked for."""
        today = self.day.isoformat()
        rows: list[Row] = []
        accounts = self.store.execute("SELECT account FROM account ORDER BY account").fetchall()
        for (account,) in accounts:
            lot = Lot(self.seed, f"alien {account} {today}")
            if self.store.befell("alien_line", lot.happens(_ALIEN, self.faults.alien_line_bp)):
                name = f"UNKNOWN-{self.day:%Y%m%d}"
                amount_fen = 1 + lot.number(_ALIEN_FEN, ALIEN_FEN_MAX)
                way = OUT if lot.happens(_ALIEN_WAY, 5_000) else IN
                other = ("来源不明的款项", "某某单位", "9999000011112222")
                rows.append(
                    (account, name, amount_fen, way, False, False, *NO_RETURN, *other, today, today)
                )
        return rows
