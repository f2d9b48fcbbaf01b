"""When letters go out: by day, on working days."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zhiqiao.common.working_days import Calendar, add_working_days, is_working_day
from zhiqiao.web.inbox.models import Mailing

OPENS, CLOSES = time(8, 0), time(20, 0)
DIGEST_AT = time(8, 30)
COLLECTED_FOR = timedelta(minutes=2)
"""A letter that goes at once still waits for what follows within moments."""
WEEK = 7


def is_quiet(at: datetime, *, calendar: Calendar) -> bool:
    """Whether no letter may go out: from 20:00 to 08:00, and on days off."""
    local = timezone.localtime(at)
    is_day = OPENS <= local.time() < CLOSES
    return not (is_day and is_working_day(local.date(), calendar=calendar))


def next_hour(at: datetime, *, calendar: Calendar) -> datetime:
    """The instant itself, or the end of the quiet hours that it falls into."""
    if not is_quiet(at, calendar=calendar):
        return at
    local = timezone.localtime(at)
    start = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return _at(add_working_days(start, 0, calendar=calendar), OPENS)


def due_at(mailing: Mailing, at: datetime, *, calendar: Calendar) -> datetime:
    """When a letter goes that collects from that instant on.

    A daily one at 08:30 of the next working day, this one while it is earlier; a weekly one on the
    first working day from Monday on.
    """
    if mailing == Mailing.AT_ONCE:
        return next_hour(at + COLLECTED_FOR, calendar=calendar)
    local = timezone.localtime(at)
    start = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    if mailing == Mailing.WEEKLY:
        start += timedelta(days=-start.weekday() % WEEK)
    return _at(add_working_days(start, 0, calendar=calendar), DIGEST_AT)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
