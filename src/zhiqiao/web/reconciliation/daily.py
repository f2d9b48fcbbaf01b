"""What is done once a day about the bank: payments that no statement shows in time."""

from datetime import date

from zhiqiao.web.jobs.schedule import every_day
from zhiqiao.web.reconciliation.exchange import read_arrived
from zhiqiao.web.reconciliation.missing_actions import note_missing


@every_day("bank-missing", at="09:00")
def look_for_missing(on: date) -> int:
    """Reads what still waits, then notes what is missing; how many payments."""
    read_arrived()
    return note_missing(on)
