"""What happens here when accounts change."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import access_ended, organisations_merged, password_renewed
from zhiqiao.web.programmes.actions import end_feeds
from zhiqiao.web.programmes.models import CalendarFeed


@receiver(access_ended)
def end_with_access(
    *, people: Sequence[int], organisation_id: int | None, actor: Person | None, **_more: Any
) -> None:
    """Feeds end with the access they were made from."""
    with every_row_for("feeds of people who lost access"):
        feeds = CalendarFeed.objects.unscoped().filter(person__in=people, revoked_at=None)
        if organisation_id is not None:
            feeds = feeds.filter(organisation_id=organisation_id)
        end_feeds(actor=actor, feeds=list(feeds))


@receiver(password_renewed)
def end_with_password(*, person: Person, actor: Person | None, **_more: Any) -> None:
    """Whoever knew the old password may have made feeds with it: all of them end."""
    with every_row_for("feeds of a person with a new password"):
        feeds = CalendarFeed.objects.unscoped().filter(person=person, revoked_at=None)
        end_feeds(actor=actor, feeds=list(feeds))


@receiver(organisations_merged)
def end_with_merger(
    *,
    source: Organisation,
    target: Organisation,  # noqa: ARG001 -- part of the signal
    actor: Person | None,
    **_more: Any,
) -> None:
    """A merged organisation has no dates of its own any more."""
    with every_row_for("feeds of a merged organisation"):
        feeds = CalendarFeed.objects.unscoped().filter(organisation=source, revoked_at=None)
        end_feeds(actor=actor, feeds=list(feeds))
