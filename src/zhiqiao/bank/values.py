"""What goes to the bank and what comes back. Money is integer fen, days are the bank's."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """What the bank says of a file or of one payment, whatever its code."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    PENDING = "pending"
    SETTLED = "settled"
    REJECTED = "rejected"


class Direction(StrEnum):
    """Which way money moved on our account."""

    IN = "in"
    OUT = "out"


class StatementKind(StrEnum):
    """What a statement is."""

    STATEMENT = "statement"
    """camt.053: every line of the days, between two balances."""
    NOTIFICATION = "notification"
    """camt.054: lines as they are booked, without balances."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one payee.

    Attributes:
        end_to_end_id: ours, 1–35 characters; comes back with everything said of the payment.
        name: the payee's, as its bank knows it.
        account: the payee's account number; no IBAN.
        bank_code: CNAPS, 12 digits.
        remark: what the payee reads; cut after 140 characters.
    """

    end_to_end_id: str
    amount_fen: int
    name: str
    account: str
    bank_code: str
    bank_name: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Payments from one account on one day, sent as one file.

    Attributes:
        message_id: ours, 1–35 characters; the same id always means the same bytes.
        created_at: aware.
    """

    message_id: str
    created_at: datetime
    execution_on: date
    debtor_name: str
    debtor_account: str
    debtor_bank_code: str
    transfers: tuple[Transfer, ...]

    @property
    def total_fen(self) -> int:
        """The sum of its payments."""
        return sum(each.amount_fen for each in self.transfers)


@dataclass(frozen=True, slots=True)
class TransferStatus:
    """What the bank says of one payment.

    Attributes:
        reason_code: of ISO 20022 (AC01, AC04, AM04 …); empty where none is given.
    """

    end_to_end_id: str
    status: Status
    reason_code: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the bank says of a file of ours (pain.002).

    Attributes:
        group_status: of the whole file; None where the report is of single payments only.
        statuses: of the payments that it names; often only those that it rejects.
    """

    message_id: str
    original_message_id: str
    group_status: Status | None
    statuses: tuple[TransferStatus, ...] = ()
    reason_code: str = ""
    reason_text: str = ""

    @property
    def status_of_others(self) -> Status | None:
        """What it says of the payments it does not name; None where nothing."""
        if self.group_status is Status.PARTLY_ACCEPTED:
            return Status.ACCEPTED
        return self.group_status


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on our account.

    Attributes:
        reference: the bank's own; the same movement has it in the notification and the statement.
            Empty where the bank gives none.
        end_to_end_id: ours; empty where the bank gives none.
        is_return: a payment that came back, as the bank says with a reason or a code of returns.
        is_reversal: the bank takes back a booking of its own.
        name: of the other side.
        account: of the other side.
    """

    reference: str
    end_to_end_id: str
    amount_fen: int
    direction: Direction
    booked_on: date
    is_return: bool = False
    is_reversal: bool = False
    return_code: str = ""
    return_reason: str = ""
    remark: str = ""
    name: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Movements on one account over some days.

    Attributes:
        message_id: of the file.
        statement_id: of the statement within it.
        number: the bank's running number; None where it gives none.
        opening_fen: before the first line, below zero when overdrawn; None in a notification.
        closing_fen: after the last line; None in a notification.
    """

    kind: StatementKind
    message_id: str
    statement_id: str
    number: int | None
    account: str
    currency: str
    from_on: date | None
    to_on: date | None
    opening_fen: int | None
    closing_fen: int | None
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class IgnoredFile:
    """A file of a kind that says nothing the others do not say: pacs.004, camt.052.

    Attributes:
        kind: such as pacs.004.001.09.
    """

    kind: str
    message_id: str
