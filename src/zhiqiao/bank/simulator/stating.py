"""The papers of a day: notifications of what moved, and each account's statement."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhiqiao.bank import camt_writing
from zhiqiao.bank.simulator.chance import Lot
from zhiqiao.bank.simulator.days import later
from zhiqiao.bank.simulator.faults import Faults
from zhiqiao.bank.simulator.posting import Post
from zhiqiao.bank.simulator.store import Store
from zhiqiao.bank.values import Direction, Statement, StatementKind, StatementLine

CURRENCY = "CNY"
CUT_AT_MIN, CUT_AT_MAX = 3, 9
_TWICE, _TRUNCATED, _CUT_AT, _WRONG, _WHICH = range(5)
_ALL = (
    "SELECT id, end_to_end_id, amount_fen, direction, booked_on, is_return, is_reversal, "
    "return_code, return_reason, remark, name, account FROM booking "
)
_LINES = f"{_ALL}WHERE debtor = ? AND "


@dataclass(frozen=True, slots=True)
class Stating:
    """One day's papers, within a transaction of the store."""

    store: Store
    seed: bytes
    faults: Faults
    day: date

    def state(self) -> None:
        """Sends every account's papers of the day."""
        accounts = self.store.execute(
            "SELECT account, stated_fen, statements FROM account ORDER BY account"
        ).fetchall()
        for account, opening_fen, number in accounts:
            booked = self._lines(account, "booked_on = ?")
            for direction in Direction:
                self._notify(account, [line for line in booked if line.direction is direction])
            stated = self._lines(account, "stated_on = ?")
            self._state(account, opening_fen, number + 1, stated)

    def _lines(self, account: str, which: str) -> list[StatementLine]:
        """The bookings of an account, of the day."""
        rows = self.store.execute(f"{_LINES}{which} ORDER BY id", (account, self.day.isoformat()))
        return [_line(row) for row in rows]

    def _notify(self, account: str, lines: list[StatementLine]) -> None:
        """Sends a notification, if there is anything to notify of."""
        if not lines:
            return
        name = f"NT{self.day:%Y%m%d}{self.store.count('notification'):08d}"
        notification = Statement(
            kind=StatementKind.NOTIFICATION,
            message_id=name,
            statement_id=name,
            number=None,
            account=account,
            currency=CURRENCY,
            from_on=self.day,
            to_on=self.day,
            opening_fen=None,
            closing_fen=None,
            lines=tuple(lines),
        )
        self._send("camt054", notification)

    def _state(
        self, account: str, opening_fen: int, number: int, lines: list[StatementLine]
    ) -> None:
        """Sends the statement of the day, also of a day on which nothing moved."""
        closing_fen = opening_fen + sum(
            each.amount_fen if each.direction is Direction.IN else -each.amount_fen
            for each in lines
        )
        name = f"SM{self.day:%Y%m%d}{self.store.count('statement'):08d}"
        statement = Statement(
            kind=StatementKind.STATEMENT,
            message_id=name,
            statement_id=name,
            number=number,
            account=account,
            currency=CURRENCY,
            from_on=self.day,
            to_on=self.day,
            opening_fen=opening_fen,
            closing_fen=closing_fen,
            lines=tuple(lines),
        )
        self.store.execute(
            "UPDATE account SET stated_fen = ?, statements = ? WHERE account = ?",
            (closing_fen, number, account),
        )
        self._send("camt053", statement)

    def _send(self, kind: str, statement: Statement) -> None:
        """Sends the paper, with the faults that befall it."""
        post = Post(self.store, self.day)
        faults = self.faults
        lot = Lot(self.seed, f"{kind} {statement.account} {self.day} {statement.statement_id}")
        content = camt_writing.write(statement, created_at=post.written_at)
        befell = self.store.befell
        is_cut = lot.happens(_TRUNCATED, faults.statement_truncated_bp)
        if befell("statement_truncated", is_cut):
            cut_at = len(content) * (CUT_AT_MIN + lot.number(_CUT_AT, 7)) // 10
            post.send(kind, content[:cut_at])
            post.send(kind, content, due_on=later(self.day, 1))
            return
        if statement.closing_fen is not None and self._is_wrong(statement, lot):
            lines = list(statement.lines)
            del lines[lot.number(_WHICH, len(lines))]
            wrong = replace(statement, lines=tuple(lines))
            post.send(kind, camt_writing.write(wrong, created_at=post.written_at))
            post.send(kind, content, due_on=later(self.day, 1))
            return
        is_twice = befell("statement_twice", lot.happens(_TWICE, faults.statement_twice_bp))
        for _ in range(2 if is_twice else 1):
            post.send(kind, content)

    def _is_wrong(self, statement: Statement, lot: Lot) -> bool:
        is_wrong = bool(statement.lines) and lot.happens(_WRONG, self.faults.statement_wrong_bp)
        return self.store.befell("statement_wrong", is_wrong)


def booked_after(store: Store, number: int) -> list[tuple[int, StatementLine]]:
    """Every booking behind a number, whoever's, with its number."""
    rows = store.execute(f"{_ALL}WHERE id > ? ORDER BY id", (number,))
    return [(row[0], _line(row)) for row in rows]


def _line(row: tuple[Any, ...]) -> StatementLine:
    """A booking as a line; its number is the bank's reference."""
    number, end_to_end_id, amount_fen, direction, booked_on, *more = row
    is_return, is_reversal, code, reason, remark, name, account = more
    return StatementLine(
        reference=f"SB{number:012d}",
        end_to_end_id=end_to_end_id,
        amount_fen=amount_fen,
        direction=Direction(direction),
        booked_on=date.fromisoformat(booked_on),
        is_return=bool(is_return),
        is_reversal=bool(is_reversal),
        return_code=code,
        return_reason=reason,
        remark=remark,
        name=name,
        account=account,
    )
