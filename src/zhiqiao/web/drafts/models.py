"""Drafts of rules with all their versions, what they would change, and who asked to publish."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.rulebook.models import PublishedText

ID_CHARS_MAX = 60
TITLE_CHARS_MAX = 120
COMMENT_CHARS_MAX = 2_000
TEXT_CHARS_MAX, TEXT_LINES_MAX = 200_000, 3_000
NOTE_CHARS_MAX = 500


def _of_department(actor: Person | AnonymousUser, path: str) -> Q:
    if not isinstance(actor, Person) or actor.organisation_id is None:
        return Q(pk__in=[])
    if not actor.may(Permission.RULE_DRAFT):
        return Q(pk__in=[])
    return Q(**{path: actor.organisation_id})


class DraftState(models.TextChoices):
    """Where a draft stands; the last two are ends."""

    OPEN = "open", _("起草中")
    ASKED = "asked", _("等第二人")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已放弃")


UNDER_WAY = (DraftState.OPEN, DraftState.ASKED)


class DraftQuerySet(ScopedQuerySet["Draft"]):
    """Drafts, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        return _of_department(actor, "organisation_id")


class Draft(models.Model):
    """A rule that a department is writing.

    Attributes:
        programme_id: what it will be published as; one of the rules in force where it changes one.
        version: the number of its newest version.
        base_digest: how the programme stood when it was begun, as `standing_of` says; "" for a new
            one.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="rule_drafts"
    )
    programme_id = models.CharField(_("事项编号"), max_length=ID_CHARS_MAX)
    title = models.CharField(_("事项"), max_length=TITLE_CHARS_MAX)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    version = models.PositiveIntegerField(default=1)
    base_digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(DraftQuerySet)()

    class Meta:
        ordering = ["-updated_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        """Whether it can still be changed or published."""
        return self.state in UNDER_WAY


class OfDraftQuerySet(ScopedQuerySet[Any]):
    """What belongs to drafts, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """That of the drafts of one's own department."""
        return _of_department(actor, "draft__organisation_id")


class DraftVersion(models.Model):
    """The text of a draft as someone saved it. Rows are only ever added."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("规则原文"))
    digest = models.CharField(max_length=64)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(OfDraftQuerySet)()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_draft_version_a_number")
        ]


class DraftComment(models.Model):
    """What someone of the department says to a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    version = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("意见"), max_length=COMMENT_CHARS_MAX)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(OfDraftQuerySet)()

    class Meta:
        ordering = ["id"]


class RequestKind(models.TextChoices):
    """What is asked for."""

    PUBLISH = "publish", _("发布")
    REPEAL = "repeal", _("废止")


class RequestState(models.TextChoices):
    """How a request stands; all but the first are ends."""

    OPEN = "open", _("等第二人")
    DONE = "done", _("已同意")
    SENT_BACK = "sent_back", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")
    VOID = "void", _("草稿已改，作废")


DECIDED = (str(RequestState.DONE), str(RequestState.SENT_BACK))


class PublicationRequestQuerySet(ScopedQuerySet["PublicationRequest"]):
    """Requests, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        return _of_department(actor, "organisation_id")


class PublicationRequest(models.Model):
    """One person asks that a text be published, or a programme repealed; another one decides.

    Attributes:
        digest: of the very text that may be published, or that is repealed.
        effective_on: the first day on which something is judged otherwise than before.
        written_by: who wrote the text last.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    programme_id = models.CharField(max_length=ID_CHARS_MAX)
    title = models.CharField(max_length=TITLE_CHARS_MAX)
    version = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    effective_on = models.DateField(_("生效日"))
    note = models.CharField(_("说明"), max_length=NOTE_CHARS_MAX)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("答复"), max_length=NOTE_CHARS_MAX, blank=True)
    published = models.ForeignKey(
        PublishedText, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ScopedManager.from_queryset(PublicationRequestQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_id"],
                condition=Q(state="open"),
                name="one_open_request_a_programme",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | (
                    Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                    & (Q(written_by__isnull=True) | ~Q(decided_by=F("written_by")))
                ),
                name="decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="repeal") | Q(draft__isnull=False, version__isnull=False),
                name="published_from_a_draft",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it waits for the second person."""
        return self.state == RequestState.OPEN


class WhatIfState(models.TextChoices):
    """Waiting is not failed."""

    WAITING = "waiting", _("计算中")
    DONE = "done", _("已算出")
    FAILED = "failed", _("没有算成")


class WhatIf(models.Model):
    """What a version of a draft would change for whom, as it was worked out once.

    Attributes:
        on: the day of the event.
        result: counts and sums, as `what_if.Outcome` has them.
        pairs: the enterprises for which something changes, as a compressed Arrow file; on facts
            that the department may see.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="what_ifs")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=WhatIfState.choices, default="waiting")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    result = models.JSONField(default=dict)
    pairs = models.BinaryField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    facts_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(OfDraftQuerySet)()

    class Meta:
        ordering = ["-id"]
