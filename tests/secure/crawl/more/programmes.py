"""A calendar feed in each world; its secret is kept nowhere, so its digest carries the canary."""

from typing import Any

from zhiqiao.web.programmes.models import CalendarFeed

SEEN_BY_OTHERS = {"feed": lambda _person: False}
FIXED = {"secret": ["no-such-feed"]}
SEARCHED = ("programmes",)
FORMS = {
    "profile/programmes/answers/<str:code>/": {"value": "7", "as_of": "2026-01-02"},
}


def add(made: Any) -> None:
    """One feed of the owner."""
    feed = CalendarFeed.objects.create(
        person=made.owner, organisation=made.organisation, digest=made.canary("feed")
    )
    made.ids["feed_id"] = [feed.pk]
