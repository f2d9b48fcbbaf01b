"""The bank's days: Monday to Friday. Holidays do not matter to what is simulated."""

from datetime import date, timedelta

SATURDAY = 5


def bank_day(day: date) -> date:
    """The day, or the Monday after it."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def later(day: date, count: int) -> date:
    """The bank day that comes `count` bank days after one.

    >>> later(date(2026, 1, 2), 1)
    datetime.date(2026, 1, 5)
    """
    for _ in range(count):
        day = bank_day(day + timedelta(days=1))
    return day
