"""Calendar feeds of each world: one with a secret, and one whose digest carries the canary."""

from typing import Any

from zhiqiao.web.programmes.actions import digest_of
from zhiqiao.web.programmes.models import CalendarFeed

SEEN_BY_OTHERS = {"feed": lambda _person: False}
SECRET = {"secret": "no-such-feed"}
SEARCHED = ("programmes",)
FORMS = {
    "profile/programmes/answers/<str:code>/": {"value": "7", "as_of": "2026-01-02"},
}


def add(made: Any) -> None:
    """Two feeds of the owner."""
    secret = f"feed-{made.tag}"
    CalendarFeed.objects.create(
        person=made.owner, organisation=made.organisation, digest=digest_of(secret)
    )
    feed = CalendarFeed.objects.create(
        person=made.owner, organisation=made.organisation, digest=made.canary("feed")
    )
    made.ids |= {"feed_id": [feed.pk], "secret": [secret]}
