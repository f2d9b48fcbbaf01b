"""What moved on our account: camt.053 and camt.054 in any version from 02 on.

A statement is refused as a whole unless its sums hold: a wrong file must not half count.
"""

import hashlib
from dataclasses import dataclass, replace

from zhiqiao.bank.amounts import MOVED_FEN_MAX, to_yuan
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.records import Record
from zhiqiao.bank.shapes import CAMT_053, CAMT_054
from zhiqiao.bank.texts import ACCOUNT_MAX, ID_MAX, NAME_MAX
from zhiqiao.bank.values import Direction, Statement, StatementKind, StatementLine
from zhiqiao.bank.walking import LIMITS, Limits, walk
from zhiqiao.common import ErrorCode

REMARK_MAX = 500
NUMBER_DIGITS_MAX = 18
RETURNED = "RRTN"
NOT_PROVIDED = "NOTPROVIDED"
BOOKED = "BOOK"
_DIRECTIONS = {"CRDT": Direction.IN, "DBIT": Direction.OUT}
_SHAPES = {StatementKind.STATEMENT: CAMT_053, StatementKind.NOTIFICATION: CAMT_054}


def read(
    content: bytes, *, kind: StatementKind, currency: str = "CNY", limits: Limits = LIMITS
) -> tuple[Statement, ...]:
    """The statements of a file, in its order.

    Raises:
        BankFileError: BANK_FILE_… of any kind; nothing of the file counts then.
    """
    reading = _Reading(kind, currency)
    walk(content, _SHAPES[kind], reading.close, limits=limits)
    return tuple(reading.statements)


@dataclass(slots=True)
class _Sums:
    """What the entries of a statement come to, by direction; all of them, and those booked."""

    count_in: int = 0
    count_out: int = 0
    in_fen: int = 0
    out_fen: int = 0
    booked_fen: int = 0

    def add(self, direction: Direction, amount_fen: int, *, is_booked: bool) -> None:
        """Counts an entry."""
        if direction is Direction.IN:
            self.count_in += 1
            self.in_fen += amount_fen
        else:
            self.count_out += 1
            self.out_fen += amount_fen
            amount_fen = -amount_fen
        if is_booked:
            self.booked_fen += amount_fen


class _Reading:
    """What was read so far."""

    def __init__(self, kind: StatementKind, currency: str) -> None:
        self.kind = kind
        self.currency = currency
        self.statements: list[Statement] = []
        self._start()

    def _start(self) -> None:
        self.details: list[Record] = []
        self.lines: list[StatementLine] = []
        self.balances: dict[str, int] = {}
        self.sums = _Sums()

    def close(self, kind: str, record: Record) -> None:
        """Takes a record that is complete."""
        if kind == "detail":
            self.details.append(record)
        elif kind == "entry":
            self._take_entry(record)
        elif kind == "balance":
            self._take_balance(record)
        elif kind == "statement":
            self.statements.append(self._statement(record))
            self._start()
        else:
            message_id = record.need("message_id", "MsgId", limit=ID_MAX)
            self.statements = [replace(each, message_id=message_id) for each in self.statements]

    def _take_entry(self, entry: Record) -> None:
        """Makes lines of an entry; what is not booked yet is no line."""
        entry.in_currency("amount", self.currency)
        amount_fen = entry.fen("amount", "Ntry/Amt", at_most=MOVED_FEN_MAX)
        direction = _direction(entry)
        is_booked = entry.get("status", BOOKED) == BOOKED
        self.sums.add(direction, amount_fen, is_booked=is_booked)
        if is_booked:
            self.lines.extend(_lines(entry, self.details, amount_fen, direction, self.currency))
        self.details = []

    def _take_balance(self, balance: Record) -> None:
        """Notes a balance, below zero where the account is overdrawn."""
        balance.in_currency("amount", self.currency)
        amount_fen = balance.fen("amount", "Bal/Amt", may_be_zero=True)
        sign = 1 if _direction(balance) is Direction.IN else -1
        self.balances.setdefault(balance.get("kind", ""), sign * amount_fen)

    def _statement(self, record: Record) -> Statement:
        """The statement, its sums checked."""
        opening_fen = self.balances.get("OPBD", self.balances.get("PRCD"))
        closing_fen = self.balances.get("CLBD")
        if self.kind is StatementKind.STATEMENT:
            self._check_balances(record, opening_fen, closing_fen)
        self._check_sums(record)
        return Statement(
            kind=self.kind,
            message_id="",
            statement_id=record.need("statement_id", "Id", limit=ID_MAX),
            number=_number(record),
            account=record.need("account", "Acct", limit=ACCOUNT_MAX),
            currency=self.currency,
            from_on=record.day("from_on", "FrToDt") if "from_on" in record else None,
            to_on=record.day("to_on", "FrToDt") if "to_on" in record else None,
            opening_fen=opening_fen,
            closing_fen=closing_fen,
            lines=tuple(self.lines),
        )

    def _check_balances(self, record: Record, opening: int | None, closing: int | None) -> None:
        """Refuses a statement whose lines do not lead from one balance to the other."""
        for found, name in ((opening, "Bal OPBD"), (closing, "Bal CLBD")):
            if found is None:
                raise BankFileError(ErrorCode.BANK_FILE_MISSING, line=record.line, element=name)
        if opening is not None and closing is not None:
            record["closing"] = to_yuan(closing)
            counted = to_yuan(opening + self.sums.booked_fen)
            record.agree("closing", "Bal CLBD", counted=counted)

    def _check_sums(self, record: Record) -> None:
        """Refuses a statement that announces other counts or sums than it has."""
        sums = self.sums
        if record.get("currency", self.currency) != self.currency:
            record["currency@"] = record["currency"]
            record.in_currency("currency", self.currency)
        record.agree("count", "TtlNtries", counted=str(sums.count_in + sums.count_out))
        record.agree("count_in", "TtlCdtNtries", counted=str(sums.count_in))
        record.agree("count_out", "TtlDbtNtries", counted=str(sums.count_out))
        for key, counted_fen in (("total_in", sums.in_fen), ("total_out", sums.out_fen)):
            if key in record:
                record[key] = to_yuan(record.fen(key, "TxsSummry/Sum", may_be_zero=True))
                record.agree(key, "TxsSummry/Sum", counted=to_yuan(counted_fen))


def _number(record: Record) -> int | None:
    """The running number, where the bank gives one."""
    text = record.get("number", "")
    if len(text) > NUMBER_DIGITS_MAX:
        raise record.bad("ElctrncSeqNb", text)
    return int(text) if text.isascii() and text.isdigit() else None


def _direction(record: Record) -> Direction:
    """Which way the money went."""
    code = record.need("direction", "CdtDbtInd", limit=ID_MAX)
    found = _DIRECTIONS.get(code)
    if found is None:
        raise record.bad("CdtDbtInd", code)
    return found


def _lines(
    entry: Record, details: list[Record], amount_fen: int, direction: Direction, currency: str
) -> list[StatementLine]:
    """The entry as lines: one each where it books several payments together.

    Raises:
        BankFileError: BANK_FILE_SUM_DIFFERS where they do not make up the entry.
    """
    if len(details) <= 1:
        detail = details[0] if details else Record(entry.content, entry.offset)
        reference = entry.get("reference") or detail.get("reference", "")
        return [_line(entry, detail, amount_fen, direction, reference)]
    lines = []
    total_fen = 0
    for position, detail in enumerate(details, start=1):
        part_fen = _part_fen(detail, currency)
        way = _direction(detail) if "direction" in detail else direction
        total_fen += part_fen if way is direction else -part_fen
        reference = detail.get("reference") or _numbered(entry.get("reference", ""), position)
        lines.append(_line(entry, detail, part_fen, way, reference))
    entry["amount"] = to_yuan(amount_fen)
    entry.agree("amount", "Ntry/Amt", counted=to_yuan(total_fen))
    return lines


def _part_fen(detail: Record, currency: str) -> int:
    """The amount of one of several payments of an entry."""
    key = "amount" if "amount" in detail else "transaction_amount"
    detail.in_currency(key, currency)
    return detail.fen(key, "TxDtls/Amt", at_most=MOVED_FEN_MAX)


def _numbered(reference: str, position: int) -> str:
    """The reference of one of several payments of an entry, no longer than the bank's may be."""
    if not reference:
        return ""
    numbered = f"{reference}/{position}"
    if len(numbered) <= ID_MAX:
        return numbered
    return f"{hashlib.sha256(reference.encode()).hexdigest()[:24]}/{position}"


def _line(
    entry: Record, detail: Record, amount_fen: int, direction: Direction, reference: str
) -> StatementLine:
    """One line."""
    if len(reference) > ID_MAX:
        raise entry.bad("AcctSvcrRef", reference)
    end_to_end_id = detail.get("end_to_end_id", "")
    if len(end_to_end_id) > ID_MAX:
        raise detail.bad("EndToEndId", end_to_end_id)
    sides = ("debtor", "creditor") if direction is Direction.IN else ("creditor", "debtor")
    role = next((side for side in sides if side in detail), sides[0])
    return StatementLine(
        reference=reference,
        end_to_end_id="" if end_to_end_id == NOT_PROVIDED else end_to_end_id,
        amount_fen=amount_fen,
        direction=direction,
        booked_on=entry.day("booked_on" if "booked_on" in entry else "value_on", "BookgDt"),
        is_return="return_code" in detail or RETURNED in (entry.get("code"), detail.get("code")),
        is_reversal=entry.get("reversal") in ("true", "1"),
        return_code=detail.get("return_code", "")[:ID_MAX],
        return_reason=detail.get("return_reason", "")[:REMARK_MAX],
        remark=(detail.get("remark") or detail.get("note") or entry.get("note", ""))[:REMARK_MAX],
        name=detail.get(role, "")[:NAME_MAX],
        account=detail.get(f"{role}_account", "")[:ACCOUNT_MAX],
    )
