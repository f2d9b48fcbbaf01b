"""Runs of the engine, what they suggested, and the grades people gave."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer, Status

OVERDUE_AFTER = timedelta(minutes=10)


class RankingModelVersion(models.Model):
    """One fitted model. For each encoder at most one serves, and at most one is a shadow.

    A shadow ranks the same needs beside the one that serves; what it finds is shown to nobody.
    """

    name = models.CharField(_("模型版本"), max_length=80, unique=True)
    encoder = models.CharField(_("编码器"), max_length=40)
    content = models.TextField(help_text="the model as JSON; empty: the shipped one")
    figures = models.JSONField(default=dict)
    fitted_at = models.DateTimeField(auto_now_add=True)
    serving = models.BooleanField(default=False)
    is_shadow = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["encoder"], condition=models.Q(serving=True), name="one_serving_model"
            ),
            models.UniqueConstraint(
                fields=["encoder"], condition=models.Q(is_shadow=True), name="one_shadow_model"
            ),
            models.CheckConstraint(
                condition=models.Q(serving=False) | models.Q(is_shadow=False),
                name="a_shadow_does_not_serve",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RunState(models.TextChoices):
    """Waiting and running are not failed, and a run that found nothing is done."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("匹配中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


def _for_readers(actor: Person | AnonymousUser, of_own: Callable[[int], Q]) -> Q:
    """All rows for the centre's staff, `of_own(organisation)` for others who read matches."""
    if not isinstance(actor, Person) or not actor.may(Permission.MATCH_READ):
        return Q(pk__in=[])
    if actor.is_staff_of_centre:
        return Q()
    return Q(pk__in=[]) if actor.organisation_id is None else of_own(actor.organisation_id)


def _runs_of(own: int) -> Q:
    return Q(need__organisation_id=own) | Q(offer__organisation_id=own)


def _suggestions_of(own: int) -> Q:
    public = Q(need__status=Status.PUBLISHED, need__is_confidential=False)
    return Q(need__organisation_id=own) | Q(offer__organisation_id=own) & public


class MatchRunQuerySet(ScopedQuerySet["MatchRun"]):
    """Runs, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those for one's own organisation's listings; all for the centre's staff."""
        return _for_readers(actor, _runs_of)


class SuggestionQuerySet(ScopedQuerySet["Suggestion"]):
    """Suggestions, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those for one's own needs, and public needs for one's own offers; all for staff."""
        return _for_readers(actor, _suggestions_of)


class ReviewQuerySet(ScopedQuerySet["Review"]):
    """Grades, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own; all for those who grade."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        return Q() if actor.may(Permission.REVIEW_WRITE) else Q(person=actor)


class MatchRun(models.Model):
    """One run: for a need over the offers, or for an offer over the needs."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, null=True, related_name="runs")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, related_name="runs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="runs")
    version = models.ForeignKey(
        RankingModelVersion, on_delete=models.PROTECT, null=True, related_name="runs"
    )
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    searched = models.PositiveIntegerField(_("检索范围"), default=0)
    candidates = models.PositiveIntegerField(_("候选"), default=0)
    failure = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    words_mac = models.CharField(
        max_length=64, blank=True, help_text="keyed digest of the words that were matched"
    )
    terms_mac = models.CharField(
        max_length=64, blank=True, help_text="the same of budget, price, mode and other terms"
    )
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(MatchRunQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(need__isnull=True) ^ models.Q(offer__isnull=True),
                name="run_for_a_need_or_an_offer",
            )
        ]

    @property
    def is_stuck(self) -> bool:
        """Whether an answer is overdue, as when the background process was ended midway."""
        return self.is_under_way and timezone.now() - self.asked_at > OVERDUE_AFTER

    @property
    def is_under_way(self) -> bool:
        """Whether an answer is still to come."""
        return self.state in {RunState.WAITING, RunState.RUNNING}


class Suggestion(models.Model):
    """One ranked pair of a run, with what explains it. A suggestion, never a decision."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="suggestions")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="suggestions")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="suggestions")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    probability = models.FloatField()
    relevance = models.PositiveSmallIntegerField()
    recommended = models.BooleanField(default=False)
    technology = models.FloatField()
    scene = models.FloatField(null=True)
    maturity = models.FloatField(null=True)
    constraints = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    similarities = models.JSONField(
        default=list, help_text="the numbers it was ranked by, as matching.similarity.FEATURES"
    )

    objects = ScopedManager.from_queryset(SuggestionQuerySet)()

    class Meta:
        ordering = ["run", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["run", "need", "offer"], name="pair_once_a_run")
        ]


class ReviewSource(models.TextChoices):
    """Where a grade comes from."""

    REVIEW = "review", _("评分")
    TRANSFER = "transfer", _("项目结果")


class Review(models.Model):
    """One grade of one pair by one person. Grading again adds a row; the newest counts.

    A grade that follows from how a project ended never counts before one that the same person
    gave.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="reviews")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="reviews")
    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.SET_NULL, null=True, related_name="reviews"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    relevance = models.PositiveSmallIntegerField(_("评分"))
    note = models.CharField(_("理由"), max_length=300, blank=True)
    source = models.CharField(
        _("来源"), max_length=10, choices=ReviewSource.choices, default=ReviewSource.REVIEW
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(ReviewQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["need", "offer", "person", "-id"], name="review_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(relevance__range=(1, 4)), name="review_relevance"
            )
        ]


class ServingChangeKind(models.TextChoices):
    """Why a version began to serve."""

    REFITTED = "refitted", _("拟合后更好")
    PROMOTED = "promoted", _("由人换上")
    ROLLED_BACK = "rolled_back", _("由人退回")


def _for_statistics(actor: Person | AnonymousUser) -> Q:
    """All rows for those who read statistics, none for others."""
    if isinstance(actor, Person) and actor.may(Permission.STATISTICS_READ):
        return Q()
    return Q(pk__in=[])


class ServingChangeQuerySet(ScopedQuerySet["ServingChange"]):
    """Changes of the serving version, for someone."""

    rows_for = staticmethod(_for_statistics)


class ServingChange(models.Model):
    """One version took the place of another. Rows are only added."""

    version = models.ForeignKey(
        RankingModelVersion, on_delete=models.PROTECT, related_name="taken_up"
    )
    before = models.ForeignKey(
        RankingModelVersion, on_delete=models.PROTECT, related_name="given_up"
    )
    kind = models.CharField(max_length=12, choices=ServingChangeKind.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="serving_changes"
    )
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(ServingChangeQuerySet)()

    class Meta:
        ordering = ["-id"]


class ShadowSuggestionQuerySet(ScopedQuerySet["ShadowSuggestion"]):
    """What shadows found, for someone."""

    rows_for = staticmethod(_for_statistics)


class ShadowSuggestion(models.Model):
    """A pair among the first places of a shadow or of the version that served beside it.

    Both ranked the same offers at the same moment. Of each version and need the newest is kept.
    """

    version = models.ForeignKey(
        RankingModelVersion, on_delete=models.CASCADE, related_name="shadow_suggestions"
    )
    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="shadow_suggestions")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="shadow_suggestions")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="shadow_suggestions")
    rank = models.PositiveIntegerField(null=True)
    served_rank = models.PositiveIntegerField(null=True)
    probability = models.FloatField(null=True)
    served_probability = models.FloatField(null=True)
    recommended = models.BooleanField(default=False)
    served_recommended = models.BooleanField(default=False)
    disagreement = models.FloatField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(ShadowSuggestionQuerySet)()

    class Meta:
        ordering = ["version", "need", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "need", "offer"], name="shadow_pair_once_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(rank__isnull=False) | models.Q(served_rank__isnull=False),
                name="shadow_pair_is_placed_by_one",
            ),
        ]
