"""The demo city has a past: its actions are the product's own, with the clock set back for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone

SATURDAY = 5


def weekday_before(count: int) -> date:
    """The day so many weekdays before today; today itself for none, even on a Sunday."""
    day = timezone.localdate()
    for _ in range(count):
        day -= timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day -= timedelta(days=1)
    return day


@contextmanager
def weekdays_ago(count: int) -> Iterator[None]:
    """Has Django's clock say that it is so many weekdays ago.

    For the whole process: only the command that loads the demo, which serves nobody, may do this.
    """
    back = timezone.localdate() - weekday_before(count)

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - back

    with _clock(Then):
        yield


@contextmanager
def _clock(reading: type[datetime]) -> Iterator[None]:
    before = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = reading  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = before  # type: ignore[attr-defined]
