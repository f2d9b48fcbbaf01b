"""Working days against the State Council's published arrangements, and their laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.common.working_days import (
    Calendar,
    add_working_days,
    due_on,
    is_announced,
    is_working_day,
    working_days_between,
)

# Year, then the periods off and the weekend days worked in exchange, as published each autumn:
# 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
PUBLISHED = """
2024 off  01-01 01-01
2024 off  02-10 02-17
2024 off  04-04 04-06
2024 off  05-01 05-05
2024 off  06-10 06-10
2024 off  09-15 09-17
2024 off  10-01 10-07
2024 work 02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12
2025 off  01-01 01-01
2025 off  01-28 02-04
2025 off  04-04 04-06
2025 off  05-01 05-05
2025 off  05-31 06-02
2025 off  10-01 10-08
2025 work 01-26 02-08 04-27 09-28 10-11
2026 off  01-01 01-03
2026 off  02-15 02-23
2026 off  04-04 04-06
2026 off  05-01 05-05
2026 off  06-19 06-21
2026 off  09-25 09-27
2026 off  10-01 10-07
2026 work 01-04 02-14 02-28 05-09 09-20 10-10
"""
DAY = timedelta(days=1)


def day(text):
    return date.fromisoformat(text)


def published(year):
    """What the arrangement says of a year: the days off, and the days worked in exchange."""
    off, work = set(), set()
    for line in PUBLISHED.strip().splitlines():
        of_year, kind, *days = line.split()
        if int(of_year) != year:
            continue
        found = [day(f"{year}-{each}") for each in days]
        if kind == "work":
            work.update(found)
        else:
            off.update(found[0] + n * DAY for n in range((found[1] - found[0]).days + 1))
    return off, work


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_year_is_as_the_state_council_arranged_it(year):
    off, work = published(year)
    every = [date(year, 1, 1) + n * DAY for n in range(366)]
    expected = {
        each: each in work or (each.weekday() < 5 and each not in off)
        for each in every
        if each.year == year
    }
    assert {each: is_working_day(each) for each in expected} == expected
    assert is_announced(year)


@pytest.mark.parametrize(
    ("start", "count", "result"),
    [
        ("2026-09-30", 0, "2026-09-30"),
        ("2026-10-01", 0, "2026-10-08"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday worked
        ("2026-09-30", 4, "2026-10-12"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-12", -1, "2026-10-10"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2025-12-31", 1, "2026-01-04"),  # over the end of a year
    ],
)
def test_days_are_added(start, count, result):
    assert add_working_days(day(start), count) == day(result)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-09-30", "2026-09-30", 0),
        ("2026-09-30", "2026-10-07", 0),
        ("2026-09-30", "2026-10-08", 1),
        ("2026-10-09", "2026-10-11", 1),
        ("2026-10-08", "2026-09-30", -1),
    ],
)
def test_days_between(start, end, count):
    assert working_days_between(day(start), day(end)) == count


@pytest.mark.parametrize(
    ("asked", "count", "pauses", "due"),
    [
        ("2026-11-23", 5, [], "2026-11-30"),
        ("2026-11-23", 0, [], "2026-11-23"),
        ("2026-11-28", 0, [], "2026-11-30"),
        # asked for a paper on Wednesday, had it the next Monday: Thursday to Monday do not count
        ("2026-11-23", 5, [("2026-11-25", "2026-11-30")], "2026-12-03"),
        # a pause of no day changes nothing
        ("2026-11-23", 5, [("2026-11-25", "2026-11-25")], "2026-11-30"),
        # two that overlap count once
        ("2026-11-23", 2, [("2026-11-23", "2026-11-25"), ("2026-11-24", "2026-11-26")],
         "2026-11-30"),
        # one that begins once the time is up
        ("2026-11-23", 5, [("2026-11-30", None)], "2026-11-30"),
        # one that has not ended
        ("2026-11-23", 5, [("2026-11-25", None)], None),
    ],
)  # fmt: skip
def test_a_pause_stops_the_clock(asked, count, pauses, due):
    given_pauses = [(day(start), end and day(end)) for start, end in pauses]
    assert due_on(day(asked), count, given_pauses) == (due and day(due))


def test_a_year_that_is_not_announced_is_weekdays_less_statutory_days_off():
    assert not is_announced(2099)
    assert not is_working_day(day("2099-10-01"))
    assert is_working_day(day("2099-10-12"))  # a Monday
    assert not is_working_day(day("2099-10-10"))  # a Saturday: nobody said it is worked


def test_what_the_operator_adds_goes_before_the_library():
    added = Calendar(frozenset({day("2099-10-12")}), frozenset({day("2099-10-10")}))
    assert is_announced(2099, calendar=added)
    assert not is_working_day(day("2099-10-12"), calendar=added)
    assert is_working_day(day("2099-10-10"), calendar=added)
    assert add_working_days(day("2099-10-09"), 2, calendar=added) == day("2099-10-13")


days = st.dates(date(2007, 1, 1), date(2035, 12, 31))
counts = st.integers(0, 60)


@given(days, counts)
def test_what_is_added_is_between(start, count):
    end = add_working_days(start, count)
    assert is_working_day(end)
    if count or end == start:
        assert working_days_between(start, end) == count


@given(days, days, days)
def test_days_between_add_up(first, second, third):
    whole = working_days_between(first, third)
    assert whole == working_days_between(first, second) + working_days_between(second, third)


@given(days, counts, days, st.integers(0, 40))
def test_a_pause_never_makes_it_due_earlier(asked, count, paused, length):
    pause = (paused, paused + length * DAY)
    assert due_on(asked, count, [pause]) >= due_on(asked, count)


@given(days, counts, st.integers(0, 30))
def test_a_pause_from_the_start_counts_from_its_end(asked, count, length):
    end = asked + length * DAY
    assert due_on(asked, count + 1, [(asked, end)]) == due_on(end, count + 1)
