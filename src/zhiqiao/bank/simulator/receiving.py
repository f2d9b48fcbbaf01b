"""What the simulated bank does with a file of payments: take it once, and say what it thinks."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date

from zhiqiao.bank import pain001, pain002
from zhiqiao.bank.errors import BankFileError, BankRefusedError
from zhiqiao.bank.simulator.chance import Lot
from zhiqiao.bank.simulator.days import later
from zhiqiao.bank.simulator.faults import Faults
from zhiqiao.bank.simulator.posting import Post
from zhiqiao.bank.simulator.store import Store
from zhiqiao.bank.values import PaymentFile, Status, StatusReport, Transfer, TransferStatus
from zhiqiao.common import ErrorCode, describe

CONFLICT = 409
UNPROCESSABLE = 422
OPENING_FEN = 10**15
"""Ten thousand milliards of yuan: no account runs dry unless a fault says so."""
TWICE = "AM05"
REASONS = (
    ("AC01", "账号不存在"),
    ("AC04", "账户已销户"),
    ("AC06", "账户已冻结"),
    ("AM04", "余额不足"),
    ("BE01", "户名与账号不符"),
    ("RC01", "行号不存在"),
)
_REJECTED, _REASON, _SETTLED_AFTER = 0, 1, 2
_FILE, _DELAYED, _DELAY, _TWICE, _OUT_OF_ORDER = range(5)


@dataclass(frozen=True, slots=True)
class Answer:
    """The bank's word on a file it has.

    Attributes:
        is_repeat: it had the very same bytes before; nothing happened.
    """

    message_id: str
    status: Status
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Receiving:
    """A bank that takes files, within a transaction of its store."""

    store: Store
    seed: bytes
    faults: Faults
    day: date

    def receive(self, content: bytes) -> Answer:
        """Takes a file, once.

        Raises:
            BankRefusedError: it cannot be read, or its id stands for other bytes.
        """
        file = _read(content)
        digest = hashlib.sha256(content).digest()
        former = self.store.execute(
            "SELECT digest, status FROM message WHERE message_id = ?", (file.message_id,)
        ).fetchone()
        if former is None:
            return self._take(file, digest)
        if former[0] != digest:
            raise _refused(file.message_id, CONFLICT, "DU01: another file has this MsgId")
        return Answer(file.message_id, Status(former[1]), is_repeat=True)

    def _take(self, file: PaymentFile, digest: bytes) -> Answer:
        """Takes a new file and says what is thought of it."""
        lot = Lot(self.seed, f"file {file.message_id}")
        report = self._judged(file, lot)
        status = report.group_status or Status.RECEIVED
        self.store.execute(
            "INSERT INTO message VALUES (?, ?, ?)", (file.message_id, digest, status)
        )
        self._report(report, lot)
        return Answer(file.message_id, status)

    def _judged(self, file: PaymentFile, lot: Lot) -> StatusReport:
        """The status of the file; what is accepted is written down for its day."""
        report = StatusReport("-", file.message_id, Status.REJECTED)
        is_rejected = lot.happens(_FILE, self.faults.file_rejected_bp)
        if self.store.befell("file_rejected", is_rejected):
            return replace(report, reason_code="FF01", reason_text="文件未通过校验")
        ids = [each.end_to_end_id for each in file.transfers]
        if len(set(ids)) != len(ids):
            return replace(report, reason_code=TWICE, reason_text="文件内流水号重复")
        rejected = self._write_down(file, self._known(ids))
        if not rejected:
            return replace(report, group_status=Status.ACCEPTED)
        all_are = len(rejected) == len(ids)
        group = Status.REJECTED if all_are else Status.PARTLY_ACCEPTED
        return replace(report, group_status=group, statuses=tuple(rejected))

    def _known(self, ids: list[str]) -> set[str]:
        """Which of the ids were used before."""
        found = self.store.execute(
            "SELECT end_to_end_id FROM payment "
            "WHERE end_to_end_id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        return {row[0] for row in found}

    def _write_down(self, file: PaymentFile, known: set[str]) -> list[TransferStatus]:
        """Notes every new payment, and answers those that are rejected."""
        rejected: list[TransferStatus] = []
        rows = []
        head = (file.message_id, file.debtor_account)
        execution_on = file.execution_on.isoformat()
        for each in file.transfers:
            if each.end_to_end_id in known:
                status = TransferStatus(each.end_to_end_id, Status.REJECTED, TWICE, "流水号重复")
                rejected.append(status)
                continue
            code, is_open = self._verdict(each, rejected)
            payee = (each.amount_fen, each.name, each.account, each.remark)
            rows.append((each.end_to_end_id, *head, *payee, execution_on, is_open, code))
        self.store.executemany(
            "INSERT INTO payment (end_to_end_id, message_id, debtor, amount_fen, name, account,"
            " remark, execution_on, is_open, reason_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self.store.execute(
            "INSERT OR IGNORE INTO account (account, name, opening_fen, stated_fen) "
            "VALUES (?, ?, ?, ?)",
            (file.debtor_account, file.debtor_name, OPENING_FEN, OPENING_FEN),
        )
        return rejected

    def _verdict(self, each: Transfer, rejected: list[TransferStatus]) -> tuple[str, bool]:
        """The reason code and whether it will be executed, which may be a fault."""
        lot = Lot(self.seed, f"judge {each.end_to_end_id}")
        is_rejected = lot.happens(_REJECTED, self.faults.payment_rejected_bp)
        if not self.store.befell("payment_rejected", is_rejected):
            return "", True
        code, text = REASONS[lot.number(_REASON, len(REASONS))]
        rejected.append(TransferStatus(each.end_to_end_id, Status.REJECTED, code, text))
        is_open = lot.happens(_SETTLED_AFTER, self.faults.settled_after_rejected_bp)
        return code, self.store.befell("settled_after_rejected", is_open)

    def _report(self, report: StatusReport, lot: Lot) -> None:
        """Sends the status, with the faults that befall it."""
        post = Post(self.store, self.day)
        faults = self.faults
        due_on = self.day
        befell = self.store.befell
        if befell("status_delayed", lot.happens(_DELAYED, faults.status_delayed_bp)):
            due_on = later(self.day, 1 + lot.number(_DELAY, 2))
        content = self._written(report)
        is_twice = befell("status_twice", lot.happens(_TWICE, faults.status_twice_bp))
        copies = 2 if is_twice else 1
        for _ in range(copies):
            post.send("pain002", content, due_on=due_on)
        is_disorderly = lot.happens(_OUT_OF_ORDER, faults.status_out_of_order_bp)
        if befell("status_out_of_order", is_disorderly):
            older = StatusReport("-", report.original_message_id, Status.RECEIVED)
            post.send("pain002", self._written(older), due_on=later(due_on, 1))

    def _written(self, report: StatusReport) -> bytes:
        number = self.store.count("status")
        numbered = replace(report, message_id=f"ST{self.day:%Y%m%d}{number:08d}")
        return pain002.write(numbered, created_at=Post(self.store, self.day).written_at)


def _read(content: bytes) -> PaymentFile:
    """The file, or the refusal of one that cannot be read."""
    try:
        return pain001.read(content)
    except BankFileError as error:
        raise _refused("-", UNPROCESSABLE, f"FF01: {describe(error, 'en')}") from error


def _refused(name: str, status: int, detail: str) -> BankRefusedError:
    return BankRefusedError(ErrorCode.BANK_REFUSED, name=name, status=status, detail=detail)
