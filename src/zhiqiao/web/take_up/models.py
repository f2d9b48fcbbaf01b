"""When which enterprise was reminded of which programme."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those that one's own department sent."""
        if not isinstance(actor, Person) or actor.organisation_id is None:
            return Q(pk__in=[])
        if not actor.may(Permission.TAKE_UP_READ):
            return Q(pk__in=[])
        return Q(department_id=actor.organisation_id)


class Reminder(models.Model):
    """One enterprise was told that it may be entitled to a programme; at most once in a while."""

    programme_id = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reminded_on = models.DateField()
    people_told = models.PositiveIntegerField(default=0)

    objects = ScopedManager.from_queryset(ReminderQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["programme_id", "organisation", "-reminded_on"], name="reminder_of"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_id", "organisation", "reminded_on"], name="one_reminder_a_day"
            )
        ]
