"""When a programme can be applied for, seen from a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhiqiao.policy.programme import Version

SOON_DAYS = 60
"""A window that opens within so many days opens soon."""


class Opening(StrEnum):
    """How the windows of a rule stand on a day."""

    OPEN = "open"
    SOON = "soon"
    LATER = "later"
    ENDED = "ended"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Span:
    """Days in which one may apply, the last included; None is open."""

    opens_on: date | None
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class OpeningOn:
    """How the windows of a rule stand on a day.

    Attributes:
        span: the window that is open, or the next, or the last that was; None where undated.
        days: calendar days until it closes (OPEN) or opens (SOON, LATER); None otherwise.
        notes: what the rule says of times that are no dates.
    """

    opening: Opening
    span: Span | None = None
    days: int | None = None
    notes: tuple[str, ...] = ()


def spans_of(version: Version) -> Iterator[Span]:
    """The dated windows of a rule, in order of writing."""
    for window in version.windows:
        days = window.days
        if days.start_on or days.end_on:
            last = days.end_on - timedelta(days=1) if days.end_on else None
            yield Span(days.start_on, last)


def opening_on(version: Version | None, on: date) -> OpeningOn:
    """How the rule's windows stand on the day; one without a rule has ended."""
    if version is None:
        return OpeningOn(Opening.ENDED)
    notes = tuple(each.note for each in version.windows if each.note)
    spans = list(spans_of(version))
    now = [span for span in spans if _holds(span, on)]
    if now:
        span = max(now, key=lambda each: each.closes_on or date.max)
        left = (span.closes_on - on).days if span.closes_on else None
        return OpeningOn(Opening.OPEN, span, left, notes)
    coming = [span for span in spans if span.opens_on and span.opens_on > on]
    if coming:
        span = min(coming, key=lambda each: each.opens_on or date.max)
        wait = ((span.opens_on or on) - on).days
        return OpeningOn(Opening.SOON if wait <= SOON_DAYS else Opening.LATER, span, wait, notes)
    if notes or not spans:
        return OpeningOn(Opening.UNDATED, None, None, notes)
    return OpeningOn(Opening.ENDED, max(spans, key=lambda each: each.closes_on or date.max))


def _holds(span: Span, on: date) -> bool:
    return (span.opens_on is None or span.opens_on <= on) and (
        span.closes_on is None or on <= span.closes_on
    )
