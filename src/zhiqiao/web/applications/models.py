"""Applications for programmes, what was handed in with them, and every step they took."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.attachments.models import Attachment

NAME_CHARS_MAX = 120
TEXT_CHARS_MAX = 2_000
MATERIAL_CHARS_MAX = 200


class State(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待受理")
    UNDER_REVIEW = "under_review", _("审核中")
    ASKED = "asked", _("待补正")
    APPROVED = "approved", _("已通过")
    REJECTED = "rejected", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.ASKED)
"""The states from which it goes on; there is one such for an organisation and a version."""
WITH_DEPARTMENT = (State.SUBMITTED, State.UNDER_REVIEW)
"""The states in which the department's clock runs."""
DECIDED = (State.APPROVED, State.REJECTED)


class Solved(models.TextChoices):
    """What the applicants say to 「解决了吗？」."""

    YES = "yes", _("解决了")
    NO = "no", _("没有解决")


class ApplicationQuerySet(ScopedQuerySet["Application"]):
    """Applications, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own organisation's; those handed in to one's own department."""
        if not isinstance(actor, Person) or actor.organisation_id is None:
            return Q(pk__in=[])
        found = Q(pk__in=[])
        if actor.may(Permission.APPLY):
            found |= Q(organisation_id=actor.organisation_id)
        if actor.may(Permission.APPLICATION_REVIEW):
            found |= Q(department_id=actor.organisation_id) & ~Q(submitted_at=None)
        return found


class Application(models.Model):
    """An organisation's application for one programme, under the rule of one version.

    Attributes:
        programme_id: a programme of the rulebook; its name is kept as it was.
        department: who receives it; decided when it is begun and again when it is handed in.
        unknown: facts that the applicants say they do not know.
        asked: what the department asks for: kind ("fact" or "material"), name and words.
        answer_by: until when the applicants should answer what was asked.
        clock_from: the day from which the department's working days count.
        clock_days: how many it has for the step at hand.
        pauses: days on which the clock stood, as pairs of ISO dates; the last may be open.
        due_on: the last day of the step; None while the clock stands, and once it is over.
        amount_fen: what was granted.
        clauses: why it was rejected: id, citation, words in both languages.
        revision: grows with every step, so that two people never decide on each other.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications"
    )
    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme_id = models.CharField(max_length=60)
    programme_name = models.CharField(_("政策"), max_length=NAME_CHARS_MAX)
    version_label = models.CharField(max_length=80)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    note = models.CharField(_("给审核部门的话"), max_length=TEXT_CHARS_MAX, blank=True)
    unknown = models.JSONField(default=list)
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked = models.JSONField(default=list)
    answer_by = models.DateField(null=True)
    clock_from = models.DateField(null=True)
    clock_days = models.PositiveSmallIntegerField(default=0)
    pauses = models.JSONField(default=list)
    due_on = models.DateField(_("办理期限"), null=True)
    bound_fen = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField(_("核定金额"), null=True)
    clauses = models.JSONField(default=list)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    solved = models.CharField(max_length=5, choices=Solved.choices, blank=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(ApplicationQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["department", "state", "due_on"], name="application_queue"),
            models.Index(fields=["organisation", "programme_id"], name="application_of"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_id", "version_label"],
                condition=Q(state__in=[str(each) for each in OPEN]),
                name="one_open_application",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("department")), name="nobody_reviews_their_own"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(submitted_at__isnull=False)
                # A draft may be given up before it was ever handed in.
                | Q(state="withdrawn"),
                name="handed_in_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True)
                | Q(bound_fen__isnull=True)
                | Q(amount_fen__lte=F("bound_fen")),
                name="granted_within_the_bound",
            ),
        ]

    def __str__(self) -> str:
        return self.programme_name

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state in OPEN

    @property
    def is_editable(self) -> bool:
        """Whether its applicants may change what they hand in."""
        return self.state in (State.DRAFT, State.ASKED)

    @property
    def asked_remark(self) -> str:
        """What the department wrote above the things that it asked for last; one query."""
        asked = self.steps.unscoped().filter(kind=StepKind.ASKED).order_by("-pk")
        return asked.values_list("text", flat=True).first() or ""

    @property
    def is_paused(self) -> bool:
        """Whether the department's clock stands because it waits for the applicants."""
        return self.state == State.ASKED

    def may_be_decided_on(self, day: date) -> bool:
        """Whether it is under review, or the time to answer what was asked is over."""
        if self.state == State.ASKED:
            return self.answer_by is not None and self.answer_by < day
        return self.state == State.UNDER_REVIEW

    def is_late_on(self, day: date) -> bool:
        """Whether the department's time is over."""
        return self.due_on is not None and self.state in WITH_DEPARTMENT and self.due_on < day


class OfApplicationQuerySet(ScopedQuerySet[Any]):
    """Rows of applications, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the applications that the visitor sees."""
        return Q(application__in=Application.objects.visible_to(actor))


class Material(models.Model):
    """A file that goes with an application, for one of the documents that the rule asks for.

    Attributes:
        name: the document; "" for what was added beyond the list.
        given_in: the number of the submission with which it was handed in; None before that.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="materials")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("材料"), max_length=MATERIAL_CHARS_MAX, blank=True)
    given_in = models.PositiveSmallIntegerField(null=True)

    objects = ScopedManager.from_queryset(OfApplicationQuerySet)()

    class Meta:
        ordering = ["id"]


class Submission(models.Model):
    """What was handed in at one moment, frozen: facts, rule, verdict, amount, files.

    The first is the application; each answer to a question of the department is another one.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(OfApplicationQuerySet)()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; refuses to rewrite one."""
        if self.pk is not None:
            raise TypeError("What was handed in is never rewritten; another is handed in")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses: what was handed in stays."""
        raise TypeError("What was handed in is never removed")


class StepKind(models.TextChoices):
    """What happened."""

    SUBMITTED = "submitted", _("提交申报")
    ACCEPTED = "accepted", _("已受理")
    ASSIGNED = "assigned", _("分给承办人")
    ASKED = "asked", _("请求补正")
    ANSWERED = "answered", _("提交补正")
    APPROVED = "approved", _("审核通过")
    REJECTED = "rejected", _("审核未通过")
    WITHDRAWN = "withdrawn", _("撤回")
    REOPENED = "reopened", _("申请复核")
    NOTED = "noted", _("内部记录")
    SOLVED = "solved", _("回答“解决了吗”")


class ApplicationStepQuerySet(ScopedQuerySet["Step"]):
    """Steps, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the applications that the visitor sees; internal ones for the department."""
        found = Q(application__in=Application.objects.visible_to(actor))
        if isinstance(actor, Person) and actor.may(Permission.APPLICATION_REVIEW):
            inside = Q(application__department_id=actor.organisation_id)
            return found & (Q(is_internal=False) | inside)
        return found & Q(is_internal=False)


class Step(models.Model):
    """One step, never rewritten. Internal ones are the department's alone.

    Attributes:
        items: what was asked for, as in `Application.asked`; or the clauses of a rejection.
        to: the colleague to whom it was given.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    text = models.CharField(max_length=TEXT_CHARS_MAX, blank=True)
    items = models.JSONField(default=list)
    amount_fen = models.BigIntegerField(null=True)
    is_internal = models.BooleanField(default=False)
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(ApplicationStepQuerySet)()

    class Meta:
        ordering = ["id"]


class DepartmentClock(models.Model):
    """How many working days a department gives itself."""

    department = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="application_clock"
    )
    acceptance_days = models.PositiveSmallIntegerField(_("受理（工作日）"))
    review_days = models.PositiveSmallIntegerField(_("审核（工作日）"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acceptance_days__range=(1, 60), review_days__range=(1, 120)),
                name="clock_days_in_range",
            )
        ]
