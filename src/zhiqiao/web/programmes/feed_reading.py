"""From the secret of a feed to whose it is, and from their dates to a calendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import ARRIVING, shown
from zhiqiao.web.programmes.actions import digest_of
from zhiqiao.web.programmes.calendar_dates import ProgrammeDate
from zhiqiao.web.programmes.models import CalendarFeed

SECRET_CHARS_MAX = 100
A_MINUTE = 20
ALARM_DAYS = (14, 3)
ALARM_HOUR = 9
PAST_DAYS = 31
HOST = "zhiqiao"


def is_too_often(caller: str, *, a_minute: int = A_MINUTE) -> bool:
    """Whether the caller asked more often than allowed in this minute. Counted by each process."""
    key = f"feed:{digest_of(caller)}:{timezone.now():%Y%m%d%H%M}"
    cache.add(key, 0, 120)
    return cache.incr(key) > a_minute


@shown(ARRIVING)
def feed_of(secret: str) -> CalendarFeed | None:
    """The feed, its person acting for its organisation; None where it is void or rights ended."""
    if not secret or len(secret) > SECRET_CHARS_MAX:
        return None
    rows = CalendarFeed.objects.unscoped().filter(digest=digest_of(secret), revoked_at=None)
    feed = rows.select_related("person").first()
    if feed is None or not feed.person.is_active:
        return None
    grant = feed.person.act_for(feed.organisation_id)
    is_member = grant.organisation is not None and grant.organisation.pk == feed.organisation_id
    return feed if is_member and Permission.ASSESS in grant.permissions else None


def calendar_of(
    dates: Iterable[ProgrammeDate], *, name: str, address: str, on: date, at: datetime
) -> bytes:
    """The organisation's own dates from a month ago on, as a calendar.

    Each is a whole day in China. Closing days ring at nine, fourteen and three days before.

    Args:
        dates: of which only the organisation's own are told.
        name: of the calendar.
        address: of the site, before the paths of programmes.
        on: today.
        at: when it is made.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//zhiqiao//programmes//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for each in dates:
        if each.is_own and each.on >= on - timedelta(days=PAST_DAYS):
            calendar.add_component(_event(each, address, at))
    return bytes(calendar.to_ical())


def _event(each: ProgrammeDate, address: str, at: datetime) -> Event:
    event = Event()
    words = _("申报截止：%(title)s") if each.is_closing else _("申报开始：%(title)s")
    event.add("uid", f"{each.uid}@{HOST}")
    event.add("dtstamp", at)
    event.add("dtstart", each.on)
    event.add("dtend", each.on + timedelta(days=1))
    summary = words % {"title": each.card.title}
    event.add("summary", summary)
    event.add("description", _description(each))
    event.add("url", f"{address}/programmes/{each.card.id}/")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if each.is_closing:
        for days in ALARM_DAYS:
            event.add_component(_alarm(days, summary))
    return event


def _description(each: ProgrammeDate) -> str:
    parts = ["、".join(each.card.departments), each.card.amount, each.card.document]
    if each.card.is_demo:
        parts.append(_("演示数据"))
    return "\n".join(part for part in parts if part)


def _alarm(days: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    # From the midnight at which the day begins.
    alarm.add("trigger", timedelta(hours=ALARM_HOUR) - timedelta(days=days))
    return alarm
