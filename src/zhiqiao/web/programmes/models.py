"""Addresses under which calendar programs read a person's dates."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person


class CalendarFeedQuerySet(ScopedQuerySet["CalendarFeed"]):
    """Feeds, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own."""
        return Q(person=actor) if isinstance(actor, Person) else Q(pk__in=[])


class CalendarFeed(models.Model):
    """Lets a calendar program read the dates that matter to an organisation, as a person sees them.

    Only a digest of its secret is kept. It shows nothing once the person may not look any more.

    Attributes:
        language: of the texts: "zh" or "en".
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calendar_feeds")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, default="zh")
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(CalendarFeedQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=["zh", "en"]), name="feed_language_known"
            )
        ]
