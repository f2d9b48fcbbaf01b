"""A department with payments on their way, and files as its bank would send them."""

from datetime import UTC, date, datetime
from itertools import count

from zhiqiao.bank import camt_writing, pain002
from zhiqiao.bank.simulator import NONE, SimulatedBank
from zhiqiao.bank.simulator.link import SimulatedLink
from zhiqiao.bank.values import (
    Direction,
    Statement,
    StatementKind,
    StatementLine,
    Status,
    StatusReport,
    TransferStatus,
)
from zhiqiao.web.demo.rehearsal_actions import prepare
from zhiqiao.web.payouts.check_actions import approve
from zhiqiao.web.payouts.list_actions import make_list, submit
from zhiqiao.web.payouts.models import Payment, PayoutList
from zhiqiao.web.payouts.release_actions import release
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.actions import receive
from zhiqiao.web.reconciliation.agreement import disagreements
from zhiqiao.web.reconciliation.exchange import read_file
from zhiqiao.web.reconciliation.models import Difference
from zhiqiao.web.reconciliation.models import StatementLine as Kept

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)
ACCOUNT = "622200000000000001"
_numbers = count(1)


class Bank:
    """What the bank of one department says; `payments` are those on their way, in order."""

    def __init__(self, payees=5, total_fen=None):
        self.cast = prepare(payees=payees, total_fen=total_fen or payees * 100_000, year=2026)
        self.department = self.cast.department
        made = make_list(actor=self.cast.maker, line=self.cast.line, title="排练")
        digest = submit(actor=self.cast.maker, payout_list=made)
        approve(actor=self.cast.checker, payout_list=made, digest=digest)
        release(actor=self.cast.maker, payout_list=PayoutList.objects.unscoped().get(pk=made.pk))
        self.list_id = made.pk
        self.balance_fen = 0

    @property
    def payments(self):
        return list(Payment.objects.unscoped().order_by("pk"))

    @property
    def message_id(self):
        return Payment.objects.unscoped().select_related("chunk").first().chunk.message_id

    def take(self, content, name="x.xml", **more):
        """The file, received and read; every sum of the books is right after it."""
        file = read_file(receive(name=name, content=content, **more))
        assert_sound(self.department)
        return file

    def send(self):
        """The files are handed over, so that the bank can say something of them."""
        send_due(SimulatedLink(SimulatedBank(faults=NONE)), worker="")

    def accept(self, **more):
        self.send()
        return self.take(report(self.message_id, group=Status.ACCEPTED, **more))

    def settle(self, *payments, kind=StatementKind.NOTIFICATION, **more):
        return self.take(statement([paid(each, **more) for each in payments], kind=kind))


def assert_sound(department):
    """The ledger and everything beside it agree, and it moves with the bank."""
    assert department
    assert disagreements(with_files=False) == []


def paid(payment, **more):
    """A line that shows the payment as paid."""
    given = {"end_to_end_id": payment.end_to_end_id, "amount_fen": payment.amount_fen}
    return line(**(given | {"direction": Direction.OUT} | more))


def returned(payment, reason="AC04", **more):
    """A line by which the payment comes back."""
    given = {"end_to_end_id": payment.end_to_end_id, "amount_fen": payment.amount_fen}
    given |= {"direction": Direction.IN, "is_return": True, "return_code": reason}
    return line(**(given | more))


def line(**more):
    given = {
        "reference": f"B{next(_numbers):08d}",
        "end_to_end_id": "",
        "amount_fen": 12_300,
        "direction": Direction.IN,
        "booked_on": DAY,
        "name": "某某有限公司",
        "account": "6222999",
    }
    return StatementLine(**(given | more))


def statement(lines, *, kind=StatementKind.NOTIFICATION, opening_fen=10**12, **more):
    """The bytes of a file of one statement; its closing balance is what the lines make."""
    number = next(_numbers)
    moved = sum(x.amount_fen if x.direction == Direction.IN else -x.amount_fen for x in lines)
    has_balances = kind is StatementKind.STATEMENT
    given = {
        "message_id": f"M{number}",
        "statement_id": f"S{number}",
        "number": number,
        "account": ACCOUNT,
        "currency": "CNY",
        "from_on": DAY,
        "to_on": DAY,
        "opening_fen": opening_fen if has_balances else None,
        "closing_fen": opening_fen + moved if has_balances else None,
    } | more
    return camt_writing.write(Statement(kind=kind, lines=tuple(lines), **given), created_at=NOW)


def report(original, *, group=None, statuses=(), **more):
    """The bytes of a status report; `statuses`: (payment, status, reason)."""
    told = tuple(
        TransferStatus(getattr(each, "end_to_end_id", each), status, reason)
        for each, status, reason in statuses
    )
    number = next(_numbers)
    given = StatusReport(f"R{number}", original, group, told, **more)
    return pain002.write(given, created_at=NOW)


def states(bank):
    return [each.state for each in bank.payments]


def differences():
    return list(Difference.objects.unscoped().order_by("pk").select_related("line", "payment"))


def kept():
    return list(Kept.objects.unscoped().order_by("pk"))
