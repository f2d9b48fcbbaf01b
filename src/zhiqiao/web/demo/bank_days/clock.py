"""A clock that the whole site goes by while days are rehearsed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.utils import timezone

MORNING = time(9)


class RehearsedClock:
    """The time that the site believes it is; it moves only when told to, forward or back."""

    def __init__(self, day: date) -> None:
        self.at = datetime.combine(day, MORNING, timezone.get_default_timezone())

    def begin(self, day: date) -> None:
        """Moves to the morning of a day."""
        self.at = datetime.combine(day, MORNING, timezone.get_default_timezone())

    def move(self, by: timedelta) -> None:
        """Moves on, or back."""
        self.at += by

    @contextmanager
    def rules(self) -> Iterator[None]:
        """Has Django's own clock, and so the site's, show this time; within this process."""
        # `timezone.now` is kept by many a field as its default; the clock behind it is not.
        real = vars(timezone)["datetime"]
        setattr(timezone, "datetime", _shown_by(self))  # noqa: B010 -- not in Django's stubs
        try:
            yield
        finally:
            setattr(timezone, "datetime", real)  # noqa: B010


class _AnyDatetime(type):
    """Every datetime is an instance, as of the class that stands aside."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


def _shown_by(clock: RehearsedClock) -> type:
    def now(tz: tzinfo | None = None) -> datetime:
        return clock.at.astimezone(tz)

    namespace: dict[str, Any] = {"now": staticmethod(now)}
    return _AnyDatetime("datetime", (datetime,), namespace)
