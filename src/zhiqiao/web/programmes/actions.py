"""Making and revoking calendar feeds; reminding of deadlines."""

import hashlib
import secrets
from collections.abc import Sequence

from django.utils import timezone

from zhiqiao.policy.showing import Language
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.programmes.models import CalendarFeed

FEEDS_MAX = 5


class TooManyFeedsError(RuntimeError):
    """The person has as many feeds as one may have."""


def digest_of(secret: str) -> str:
    """What is kept of a feed's secret. No salt: its own bits are beyond guessing."""
    return hashlib.sha256(secret.encode()).hexdigest()


@action
def make_feed(*, actor: Person, language: Language) -> tuple[CalendarFeed, str]:
    """A feed for the organisation that the person acts for, and its secret, told only now.

    Raises:
        ValueError: the person acts for none, or may not see what it is entitled to.
        TooManyFeedsError: they have five already.
    """
    if actor.organisation is None or not actor.may(Permission.ASSESS):
        raise ValueError("a feed is of an organisation, for who may assess it")
    open_ones = CalendarFeed.objects.unscoped().filter(person=actor, revoked_at=None)
    if open_ones.count() >= FEEDS_MAX:
        raise TooManyFeedsError
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        person=actor,
        organisation=actor.organisation,
        digest=digest_of(secret),
        language=language,
    )
    audit(actor=actor, action="make_feed", what=feed)
    return feed, secret


@action
def revoke_feed(*, actor: Person, feed: CalendarFeed) -> None:
    """Its address answers nobody from now on."""
    end_feeds(actor=actor, feeds=[feed])


def end_feeds(*, actor: Person | None, feeds: Sequence[CalendarFeed]) -> None:
    """As `revoke_feed`, inside another action's transaction."""
    for feed in feeds:
        if feed.revoked_at is None:
            feed.revoked_at = timezone.now()
            feed.save(update_fields=["revoked_at"])
            audit(actor=actor, action="revoke_feed", what=feed)


@action
def remind_of_deadline(
    *, organisation: Organisation, people: Sequence[Person], data: dict[str, str | int], once: str
) -> int:
    """Tells who may apply that a window closes soon, once for each step; how many were told.

    Args:
        organisation: which may still apply.
        people: those of it who may.
        data: `programme`, `id` (the programme's), `until`, `days` (working days left).
        once: the key of this reminder.
    """
    from django.urls import reverse

    path = reverse("programme", args=[data["id"]])
    told = tell(kind="programme-deadline", people=people, data=data, path=path, once=once)
    audit(
        actor=None,
        action="remind_of_deadline",
        what=organisation,
        data={"people": told, "days": data["days"]},
    )
    return told
