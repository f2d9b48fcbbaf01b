"""What the database refuses, as an outcome of the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from zhiqiao.ledger import LedgerRefusedError, Outcome
from zhiqiao.web.ledger.models import FLOOR, SUMS

# Each by the names that PostgreSQL and SQLite give it.
_OUTCOMES = {
    FLOOR: Outcome.FLOOR_REACHED,
    **{f"ledger_account_{each}": Outcome.TOO_MUCH for each in SUMS},
    "ledger_entry_amount_max": Outcome.TOO_MUCH,
    "ledger_entry_amount": Outcome.AMOUNT_NOT_POSITIVE,
    "ledger_entry_two_accounts": Outcome.SAME_ACCOUNT,
    "one_entry_a_key": Outcome.KEY_TAKEN,
    "ledger_entry.key": Outcome.KEY_TAKEN,
    "one_resolution_a_pending": Outcome.ALREADY_RESOLVED,
    "ledger_entry.of_id": Outcome.ALREADY_RESOLVED,
    "one_reversal": Outcome.ALREADY_REVERSED,
    "ledger_entry.reverses_id": Outcome.ALREADY_REVERSED,
    # A resolution takes all it says from its pending entry.
    "null value in column": Outcome.NOT_PENDING,
    "NOT NULL constraint failed: ledger_entry": Outcome.NOT_PENDING,
}


@contextmanager
def refusing(key: str) -> Iterator[None]:
    """Turns a constraint of the ledger that was hit into a refusal, which ends the action.

    Raises:
        LedgerRefusedError: nothing of the action is kept.
    """
    try:
        yield
    except IntegrityError as error:
        outcome = _outcome_of(error)
        if outcome is None:
            raise
        raise LedgerRefusedError(outcome, key=key) from error


def _outcome_of(error: IntegrityError) -> Outcome | None:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name in _OUTCOMES:
        return _OUTCOMES[name]
    text = str(error)
    return next((outcome for word, outcome in _OUTCOMES.items() if word in text), None)
