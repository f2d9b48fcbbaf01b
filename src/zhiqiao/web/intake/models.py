"""The files that people brought."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.intake.kinds import kind_named, kinds_for
from zhiqiao.web.jobs.models import Job, JobState

if TYPE_CHECKING:
    from zhiqiao.web.intake.kinds import ImportKind


class ImportState(models.TextChoices):
    """A file is checked, looked at by a person, then written whole."""

    CHECKING = "checking", _("正在检查")
    REFUSED = "refused", _("有错误，未写入")
    PREVIEWED = "previewed", _("待确认")
    WRITING = "writing", _("正在写入")
    CONFIRMED = "confirmed", _("已导入")
    DISCARDED = "discarded", _("已放弃")


class ImportQuerySet(ScopedQuerySet["Import"]):
    """Imports, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the kinds that the person may bring themselves."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        return Q(kind__in=[kind.name for kind in kinds_for(actor)])


class Import(models.Model):
    """A file that someone brought. Its rows lie in the staging folder, never here.

    `expected` is what the check said writing would do; `created`, `updated` and `unchanged` are
    what has been written. `shown` are the first rows, `errors` the first of what is wrong.
    """

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="imports")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="imports"
    )
    state = models.CharField(
        max_length=20, choices=ImportState.choices, default=ImportState.CHECKING
    )
    options = models.JSONField(default=dict)
    staging = models.CharField(max_length=40, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    expected = models.JSONField(default=dict)
    shown = models.JSONField(default=list)
    ignored_columns = models.JSONField(default=list)
    failure = models.CharField(max_length=80, blank=True)
    failure_data = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    error_count = models.PositiveIntegerField(default=0)
    error_rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(ImportQuerySet)()

    class Meta:
        ordering = ["-id"]

    @property
    def import_kind(self) -> "ImportKind":
        """What sort of rows it brings.

        Raises:
            LookupError: no app registers the kind any more.
        """
        kind = kind_named(self.kind)
        if kind is None:
            raise LookupError(self.kind)
        return kind

    @property
    def kind_label(self) -> str:
        """The word for what it brings."""
        kind = kind_named(self.kind)
        return str(kind.label) if kind else self.kind

    @property
    def written(self) -> int:
        """How many rows have been written."""
        return self.created + self.updated + self.unchanged

    @property
    def is_stopped(self) -> bool:
        """Whether checking or writing ended before its end, and may be continued."""
        is_open = self.state in {ImportState.CHECKING, ImportState.WRITING}
        ends = {JobState.FAILED, JobState.CANCELLED}
        return is_open and self.job is not None and self.job.state in ends

    @property
    def is_under_way(self) -> bool:
        """Whether something is still being done to it."""
        return self.state in {ImportState.CHECKING, ImportState.WRITING} and not self.is_stopped

    @property
    def may_be_discarded(self) -> bool:
        """Whether it may be put aside now."""
        return self.state in {ImportState.PREVIEWED, ImportState.CHECKING} or self.is_stopped
