"""How often the simulated bank errs, and how. Rates are in basis points of the occasions."""

from dataclasses import dataclass, fields, replace

from zhiqiao.bank.errors import BankError
from zhiqiao.common import ErrorCode

ALWAYS_BP = 10_000


@dataclass(frozen=True, slots=True)
class Faults:
    """The rate of each fault.

    The first four are drawn for each attempt to send a file, the next four for each file, then
    come those of payments, and the last ones are drawn for each account and day.

    Attributes:
        timeout_before_bp: no answer, and the file was not taken.
        timeout_after_bp: no answer, but the file was taken.
        error_before_bp: HTTP 500, and the file was not taken.
        error_after_bp: HTTP 500, but the file was taken.
        file_rejected_bp: the whole file is rejected by its status.
        status_delayed_bp: the status comes one or two days later.
        status_twice_bp: it comes twice.
        status_out_of_order_bp: after the right one comes an older one, "received".
        payment_rejected_bp: one payment is rejected (AC01, AC04, AM04 …).
        settled_after_rejected_bp: of the rejected payments; executed all the same.
        returned_bp: comes back 1–5 days after it settled.
        booked_wrongly_bp: booked with another amount; reversed and booked rightly 2 days later.
        booked_twice_bp: booked twice; one of them is reversed 2 days later.
        stated_late_bp: is missing from the day's statement and on that of the next day.
        alien_line_bp: a movement that belongs to nothing of ours, out or in.
        statement_twice_bp: a statement or notification comes twice.
        statement_truncated_bp: it is cut off; the whole one comes the next day.
        statement_wrong_bp: a line is missing but its balances are right; the whole one comes the
            next day.
    """

    timeout_before_bp: int = 0
    timeout_after_bp: int = 0
    error_before_bp: int = 0
    error_after_bp: int = 0
    file_rejected_bp: int = 0
    status_delayed_bp: int = 0
    status_twice_bp: int = 0
    status_out_of_order_bp: int = 0
    payment_rejected_bp: int = 0
    settled_after_rejected_bp: int = 0
    returned_bp: int = 0
    booked_wrongly_bp: int = 0
    booked_twice_bp: int = 0
    stated_late_bp: int = 0
    alien_line_bp: int = 0
    statement_twice_bp: int = 0
    statement_truncated_bp: int = 0
    statement_wrong_bp: int = 0

    def changed(self, rates: dict[str, int]) -> "Faults":
        """These faults with other rates.

        Raises:
            BankError: BANK_FAULTS_UNKNOWN.
        """
        known = {each.name for each in fields(self)}
        for name, rate in rates.items():
            if name not in known or not isinstance(rate, int) or not 0 <= rate <= ALWAYS_BP:
                raise _unknown(name, sorted(known))
        return replace(self, **rates)

    def rates(self) -> dict[str, int]:
        """The rate of each fault."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


NONE = Faults()
NORMAL = Faults(payment_rejected_bp=50, returned_bp=100, status_delayed_bp=100)
NASTY = Faults(
    timeout_before_bp=800,
    timeout_after_bp=1_200,
    error_before_bp=400,
    error_after_bp=400,
    file_rejected_bp=300,
    status_delayed_bp=1_500,
    status_twice_bp=1_500,
    status_out_of_order_bp=1_000,
    payment_rejected_bp=400,
    settled_after_rejected_bp=1_000,
    returned_bp=500,
    booked_wrongly_bp=150,
    booked_twice_bp=150,
    stated_late_bp=200,
    alien_line_bp=800,
    statement_twice_bp=800,
    statement_truncated_bp=500,
    statement_wrong_bp=500,
)
PRESETS = {"none": NONE, "normal": NORMAL, "nasty": NASTY}


def faults_named(name: str) -> Faults:
    """The faults of a preset.

    Raises:
        BankError: BANK_FAULTS_UNKNOWN.
    """
    if name not in PRESETS:
        raise _unknown(name, list(PRESETS))
    return PRESETS[name]


def _unknown(name: str, known: list[str]) -> BankError:
    return BankError(ErrorCode.BANK_FAULTS_UNKNOWN, name=name[:40], known=", ".join(known))
