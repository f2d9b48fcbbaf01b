"""Dates as ordinals: moved by months and days, and the age since one."""

import calendar as months_of_years
from datetime import date
from fractions import Fraction

import numpy as np

from zhiqiao.policy.language.units import plain
from zhiqiao.policy.values import Number
from zhiqiao.policy.vectors import Array

DAYS_OF_A_MONTH_MAX = 31
EPOCH_ORDINAL = 719_163  # 1970-01-01
LAST = date.max.toordinal()


def shifted(ordinal: int, *, months: int, days: int) -> int | None:
    """The day moved by whole months, then days; None beyond the calendar.

    A day that the month lacks becomes the month's last day.

    >>> date.fromordinal(shifted(date(2024, 2, 29).toordinal(), months=12, days=0)).isoformat()
    '2025-02-28'
    """
    day = date.fromordinal(ordinal)
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    last = months_of_years.monthrange(year, month + 1)[1]
    moved = date(year, month + 1, min(day.day, last)).toordinal() + days
    return moved if 1 <= moved <= LAST else None


def age_months(since: int, on: int) -> Number:
    """Months from one ordinal to another: whole months, plus left-over days / 31.

    Whole exactly on the monthly days, and growing with every day between them; negative before
    the start.

    >>> age_months(date(2021, 3, 15).toordinal(), date(2026, 3, 15).toordinal())
    60
    """
    if on < since:
        return -age_months(on, since)
    start, end = date.fromordinal(since), date.fromordinal(on)
    months = (end.year - start.year) * 12 + end.month - start.month
    reached = shifted(since, months=months, days=0)
    if reached is None or reached > on:
        months -= 1
        reached = shifted(since, months=months, days=0)
    return plain(months + Fraction(on - (reached or since), DAYS_OF_A_MONTH_MAX))


def ages_in_parts(since: Array, on: int) -> Array:
    """As `age_months` for many ordinals, in parts of a month: 1 / `DAYS_OF_A_MONTH_MAX` each."""
    event = np.int64(on)
    first, last = np.minimum(since, event), np.maximum(since, event)
    start, end = _months_and_days(first), _months_and_days(last)
    months = end[0] - start[0]
    reached = _in_month(end[0], start[1])
    is_early = reached > last
    months = months - is_early
    reached = np.where(is_early, _in_month(end[0] - 1, start[1]), reached)
    parts = months * DAYS_OF_A_MONTH_MAX + (last - reached)
    found: Array = np.where(since > event, -parts, parts)
    return found


def _months_and_days(ordinals: Array) -> tuple[Array, Array]:
    """Months since 1970 and the day of the month, from 0."""
    days = (ordinals - EPOCH_ORDINAL).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return months.astype(np.int64), (days - months.astype("datetime64[D]")).astype(np.int64)


def _in_month(months: Array, days: Array) -> Array:
    """The ordinal of a day (from 0) of a month, or of the month's last day."""
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.minimum(start + days, following - 1) + EPOCH_ORDINAL
