"""Working days in China: weekends, statutory days off, and weekends worked in exchange (调休).

The arrangements that the General Office of the State Council publishes each autumn for the next
year come with the `holidays` library. A year that it does not know yet counts as weekdays less
statutory days off; a `Calendar` adds what has been published since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import overload

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known beyond the library, and goes before it.

    Attributes:
        days_off: days that are no working days although the library takes them for some.
        days_of_work: days that are worked although the library takes them for days off.
    """

    days_off: frozenset[date] = frozenset()
    days_of_work: frozenset[date] = frozenset()

    def tells_of(self, year: int) -> bool:
        """Whether the calendar holds the arrangement of the year, or part of it."""
        return any(day.year == year for day in self.days_off | self.days_of_work)


PUBLISHED = Calendar()
"""The library's arrangements alone."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The days of one year that differ from the week."""

    days_off: frozenset[date]
    days_of_work: frozenset[date]
    is_announced: bool


@cache
def _year(year: int) -> _Year:
    from holidays.countries.china import China  # the package brings every country

    # A weekend at the end of a year may be worked under the arrangement of the next.
    found = China(years=(year, year + 1))  # type: ignore[no-untyped-call]
    return _Year(
        frozenset(day for day in found if day.year == year),
        frozenset(day for day in found.weekend_workdays if day.year == year),
        is_announced=year in found.special_public_holidays,
    )


def is_announced(year: int, *, calendar: Calendar = PUBLISHED) -> bool:
    """Whether the exchange of days in that year is known.

    >>> is_announced(2026), is_announced(2099)
    (True, False)
    """
    return _year(year).is_announced or calendar.tells_of(year)


def is_working_day(day: date, *, calendar: Calendar = PUBLISHED) -> bool:
    """Whether offices work that day.

    >>> is_working_day(date(2026, 10, 10))  # a Saturday, worked for 7 October
    True
    """
    if day in calendar.days_off or day in calendar.days_of_work:
        return day in calendar.days_of_work
    year = _year(day.year)
    if day in year.days_of_work:
        return True
    return day.weekday() < SATURDAY and day not in year.days_off


def add_working_days(start: date, count: int, *, calendar: Calendar = PUBLISHED) -> date:
    """The working day that comes `count` working days after the start, before it where negative.

    Zero is the start itself, or the next working day where it is none.

    >>> add_working_days(date(2026, 9, 30), 1)
    datetime.date(2026, 10, 8)
    """
    day, step = start, DAY if count >= 0 else -DAY
    if count == 0:
        while not is_working_day(day, calendar=calendar):
            day += step
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, calendar=calendar):
            day += step
    return day


def working_days_between(start: date, end: date, *, calendar: Calendar = PUBLISHED) -> int:
    """How many working days come after the start, up to and with the end; negative when it is past.

    >>> working_days_between(date(2026, 9, 30), date(2026, 10, 9))
    2
    """
    if end < start:
        return -working_days_between(end, start, calendar=calendar)
    days = (start + number * DAY for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, calendar=calendar) for day in days)


@overload
def due_on(
    asked_on: date,
    count: int,
    pauses: Iterable[tuple[date, date]] = ...,
    *,
    calendar: Calendar = ...,
) -> date: ...


@overload
def due_on(
    asked_on: date,
    count: int,
    pauses: Iterable[tuple[date, date | None]],
    *,
    calendar: Calendar = ...,
) -> date | None: ...


def due_on(
    asked_on: date,
    count: int,
    pauses: Iterable[tuple[date, date | None]] = (),
    *,
    calendar: Calendar = PUBLISHED,
) -> date | None:
    """The last day to answer what was asked, `count` working days after that day.

    A pause (from, to) stops the clock: the days after `from`, up to and with `to`, do not count.
    None where a pause that has not ended yet (to is None) begins before the time is up: the clock
    stands, and nobody can know the day.
    """
    stops = sorted(pauses, key=lambda pause: pause[0])
    day = add_working_days(asked_on, 0, calendar=calendar) if count == 0 else asked_on
    left = count
    while left > 0:
        day = add_working_days(day, 1, calendar=calendar)
        held = [end for start, end in stops if start < day and (end is None or day <= end)]
        if None in held:
            return None
        left -= not held
    return day
