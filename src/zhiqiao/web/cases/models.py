"""Questions that a person answers: who asked, who answers, by when, and what was said."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person

QUESTION_MAX = 2_000
REOPENED_MAX = 2


class CaseState(models.TextChoices):
    """Where a case stands; whether it is overdue is a matter of the day."""

    WAITING = "waiting", _("待响应")
    HANDLING = "handling", _("处理中")
    RESOLVED = "resolved", _("已办结")


class PauseReason(models.TextChoices):
    """Why the clock stands."""

    ASKER = "asker", _("等提问者补充")
    OTHERS = "others", _("等其他部门答复")
    RULE = "rule", _("等新规则发布")


class Ending(models.TextChoices):
    """How it ended, honest ones too."""

    HELPED = "helped", _("已帮助")
    NOT_HELPED = "not_helped", _("联系上但未帮助")
    NOT_REACHED = "not_reached", _("联系不上")
    NOT_OURS = "not_ours", _("不归我管")


class EntryKind(models.TextChoices):
    """What was said or done in a case."""

    ANSWER = "answer", _("答复")
    ADDED = "added", _("补充")
    NOTE = "note", _("内部备注")
    TRANSFER = "transfer", _("转出")
    PAUSE = "pause", _("暂停计时")
    RESUME = "resume", _("恢复计时")
    RESOLVE = "resolve", _("办结")
    REOPEN = "reopen", _("重新打开")


SHOWN_TO_ASKER = frozenset(set(EntryKind) - {EntryKind.NOTE})


def handled_by(actor: Person) -> Q:
    """The cases that the person answers: their department's; for the centre's staff the rest."""
    if not actor.may(Permission.CASE_HANDLE):
        return Q(pk__in=[])
    if actor.is_staff_of_centre:
        return Q(department=None)
    return Q(department_id=actor.organisation_id or 0)


def handed_on_by(actor: Person) -> Q:
    """The cases that the person's department, or the centre, was the last to hand on."""
    if not actor.may(Permission.CASE_HANDLE):
        return Q(pk__in=[])
    if actor.is_staff_of_centre:
        return Q(is_from_centre=True)
    return Q(handed_on_by_id=actor.organisation_id or 0)


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own questions; those that one answers or has handed on."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        return Q(person=actor) | handled_by(actor) | handed_on_by(actor)


class Case(models.Model):
    """One question. Without `department` the centre answers it."""

    question = models.TextField(_("问题"))
    contact = models.CharField(_("联系方式"), max_length=120, blank=True)
    token_digest = models.CharField(  # noqa: DJ001 -- unique where there is one
        max_length=64, unique=True, null=True
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="cases")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    department = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handed_on_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_from_centre = models.BooleanField(default=False)
    programme_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.WAITING)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    pause_reason = models.CharField(max_length=10, choices=PauseReason.choices, blank=True)
    pauses = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    clock_from_on = models.DateField()
    answer_due_on = models.DateField()
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    is_solved = models.BooleanField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(CaseQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["department", "state"], name="case_of_department")]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state != CaseState.RESOLVED

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands."""
        return bool(self.pause_reason)

    @property
    def deadline_on(self) -> date | None:
        """By when the next thing is due: the first answer, then the end; None while paused."""
        if not self.is_open or self.is_paused:
            return None
        return self.answer_due_on if self.state == CaseState.WAITING else self.due_on

    @property
    def is_overdue(self) -> bool:
        """Whether that day is past."""
        return self.deadline_on is not None and self.deadline_on < timezone.localdate()

    @property
    def may_reopen(self) -> bool:
        """Whether the asker can have it looked at again."""
        return not self.is_open and self.reopened < REOPENED_MAX


class EntryQuerySet(ScopedQuerySet["CaseEntry"]):
    """What was said in cases, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Of one's own questions all but notes; of those one answers everything."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        cases = Case.objects.unscoped()
        answered = Q(case__in=cases.filter(handled_by(actor) | handed_on_by(actor)))
        own = Q(case__in=cases.filter(person=actor)) & ~Q(kind=EntryKind.NOTE)
        return answered | own


class CaseEntry(models.Model):
    """One thing said or done. `passages` are quotations with their citation, as shown then."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    is_by_asker = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    code = models.CharField(max_length=20, blank=True)
    passages = models.JSONField(default=list)
    from_department = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_department = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(EntryQuerySet)()

    class Meta:
        ordering = ["id"]


class PublishedAnswer(models.Model):
    """A question and its answer that everybody may find; nothing in it tells who asked."""

    question = models.CharField(_("问题"), max_length=300)
    text = models.TextField(_("答复"))
    passages = models.JSONField(default=list)
    programme_id = models.CharField(max_length=80, blank=True)
    department = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.question
