"""Searches that people keep."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Person

NAME_MAX = 80


class Of(models.TextChoices):
    """Which list is searched."""

    NEEDS = "needs", _("技术需求")
    OFFERS = "offers", _("技术成果")
    PROGRAMMES = "programmes", _("政策")


class Frequency(models.TextChoices):
    """How often a person is told what is new."""

    DAILY = "daily", _("每天")
    WEEKLY = "weekly", _("每周")
    NEVER = "never", _("不提醒")


class SavedSearchQuerySet(ScopedQuerySet["SavedSearch"]):
    """Saved searches, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own."""
        return Q(person=actor) if isinstance(actor, Person) else Q(pk__in=[])


class SavedSearch(models.Model):
    """What someone seeks again and again, and up to where they have seen it.

    `seen` is how far they have looked themselves, `told` how far the digests have told them: what
    a mark holds, the subject that made it knows.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_searches")
    of = models.CharField(max_length=12, choices=Of.choices)
    name = models.CharField(_("名称"), max_length=NAME_MAX)
    query = models.TextField(blank=True, help_text="as in an address, in one fixed order")
    frequency = models.CharField(
        _("提醒"), max_length=8, choices=Frequency.choices, default=Frequency.DAILY
    )
    seen: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    told: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    told_on = models.DateField(
        default=timezone.localdate, help_text="the last day it was looked through"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(SavedSearchQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "of", "query"], name="search_once_a_person")
        ]

    def __str__(self) -> str:
        return self.name
