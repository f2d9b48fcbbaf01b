"""Jobs: work that takes longer than a request, with what has been done of it so far."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person


class JobState(models.TextChoices):
    """Waiting and running are under way; the other three are ends."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own; all for who looks after the system."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        return Q() if actor.may(Permission.JOB_ALL) else Q(person=actor)


class Job(models.Model):
    """One piece of background work.

    `cursor` says where the work stands: it is stored in the transaction of the work's own effects,
    so that whoever takes the job up again goes on exactly there. `attempt` grows each time someone
    takes the job up, and only the latest may store anything. `worker` is who that is.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(_("对象"), max_length=200)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    data = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    failure = models.CharField(max_length=80, blank=True, help_text="a code, never text")
    failure_data = models.JSONField(default=dict)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="jobs")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    language = models.CharField(max_length=10, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    attempts_in_vain = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(JobQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="job_of_person")]

    @property
    def is_under_way(self) -> bool:
        """Whether an end is still to come."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1; None while the whole is not known."""
        if self.state == JobState.DONE:
            return 1.0
        return min(1.0, self.done / self.total) if self.total else None


class TickState(models.TextChoices):
    """Waiting and running are under way; the other two are ends."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


class Tick(models.Model):
    """One day's turn of work that is done once a day. Nobody's: names and numbers only."""

    name = models.CharField(max_length=60)
    day = models.DateField()
    state = models.CharField(max_length=10, choices=TickState.choices, default=TickState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(null=True)
    failure = models.CharField(max_length=80, blank=True, help_text="a code, never text")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "day"], name="one_tick_a_day"),
        ]
