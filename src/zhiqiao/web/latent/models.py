"""What was inferred for an enterprise, each likely need of it, and what was answered."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.matching.latent import Answer as Said
from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.models import Need

TITLE_CHARS_MAX = 200
TEXT_CHARS_MAX = 4_000
NOTE_CHARS_MAX = 200
REF_CHARS_MAX = 80


class Audience(models.TextChoices):
    """For whom it was inferred: from what these may see of the enterprise, and nothing else."""

    OWN = "own", _("本企业")
    CENTRE = "centre", _("转移中心")


class Reason(models.TextChoices):
    """Why an inferred need is none."""

    SOLVED = "solved", _("已经解决了")
    NOT_OURS = "not_ours", _("不是我们的业务")
    NOT_NOW = "not_now", _("现在不打算做")
    WRONG = "wrong", _("推断得不对")
    OTHER = "other", _("其他")


def own_rows(actor: Person | AnonymousUser) -> Q:
    """Those of the organisation that the person acts for, if they read its profile."""
    if not isinstance(actor, Person) or actor.organisation_id is None:
        return Q(pk__in=[])
    if not actor.may(Permission.PROFILE_READ):
        return Q(pk__in=[])
    return Q(organisation_id=actor.organisation_id)


def _by_audience(actor: Person | AnonymousUser) -> Q:
    """One's own of what was inferred for oneself; for the centre's staff what is for them."""
    found = own_rows(actor) & Q(audience=Audience.OWN)
    if isinstance(actor, Person) and actor.is_staff_of_centre:
        return found | Q(audience=Audience.CENTRE)
    return found


class InferenceQuerySet(ScopedQuerySet["Inference"]):
    """Inferences, for someone."""

    rows_for = staticmethod(_by_audience)


class LikelyNeedQuerySet(ScopedQuerySet["LikelyNeed"]):
    """Likely needs, for someone."""

    rows_for = staticmethod(_by_audience)


class AnswerQuerySet(ScopedQuerySet["Answer"]):
    """Answers, for someone: the organisation's own people alone."""

    rows_for = staticmethod(own_rows)


class Inference(models.Model):
    """The newest inference for one enterprise and one audience.

    Attributes:
        facts: how many facts of the enterprise it was made from.
        peers: how many others it was compared with.
        expected: how many of the first three needs are expected to be right.
        model: the name of the engine's model.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="inferences"
    )
    audience = models.CharField(max_length=10, choices=Audience.choices)
    facts = models.PositiveIntegerField(default=0)
    peers = models.PositiveIntegerField(default=0)
    expected = models.FloatField(default=0.0)
    model = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(InferenceQuerySet)()

    class Meta:
        ordering = ["organisation", "audience"]
        indexes = [models.Index(fields=["audience", "made_at"], name="inference_made")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "audience"], name="one_inference_an_audience"
            )
        ]


class LikelyNeed(models.Model):
    """A draft that nobody wrote: 推断, until someone of the enterprise answers.

    Attributes:
        key: of the enterprise and the fact that led to it; the same in every inference.
        fact: the peer's fact, as `facts.Reference` spells it.
        peer: whose fact it is.
        quote: the peer's sentence, verbatim.
        targets: names of figures to fill in.
        confidence: the chance that exactly this comes next, 0 to 1.
        grounds: for each `own` (fact, text), `theirs` (fact, text), `source` and `strength`.
        shares: how much each source of evidence speaks for it.
        quoted: every fact that it quotes, between bars.
    """

    inference = models.ForeignKey(Inference, on_delete=models.CASCADE, related_name="needs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    key = models.UUIDField()
    rank = models.PositiveSmallIntegerField()
    fact = models.CharField(max_length=REF_CHARS_MAX)
    peer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=TITLE_CHARS_MAX)
    quote = models.TextField(blank=True)
    targets = models.JSONField(default=list)
    confidence = models.FloatField()
    is_tied = models.BooleanField(default=False)
    grounds = models.JSONField(default=list)
    shares = models.JSONField(default=dict)
    quoted = models.TextField(blank=True)

    objects = ScopedManager.from_queryset(LikelyNeedQuerySet)()

    class Meta:
        ordering = ["inference", "rank"]
        indexes = [models.Index(fields=["fact"], name="likely_need_fact")]
        constraints = [
            models.UniqueConstraint(fields=["inference", "fact"], name="fact_once_an_inference"),
            models.UniqueConstraint(fields=["inference", "rank"], name="rank_once_an_inference"),
        ]


class Answer(models.Model):
    """What an enterprise said to a likely need. Shown to its own people alone; it is learnt.

    Attributes:
        key, fact, shares: as they stood at the likely need.
        said: confirmed, edited or rejected.
        title, text: the draft as it stood, or as it was edited; empty once the need that came of
            it is confidential, or once the peer's words in it are no longer public.
        need: what came of it.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="latent_answers"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.UUIDField()
    fact = models.CharField(max_length=REF_CHARS_MAX)
    shares = models.JSONField(default=dict)
    said = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Said])
    reason = models.CharField(_("原因"), max_length=10, choices=Reason.choices, blank=True)
    note = models.CharField(_("补充说明"), max_length=NOTE_CHARS_MAX, blank=True)
    title = models.CharField(_("标题"), max_length=TITLE_CHARS_MAX, blank=True)
    text = models.TextField(_("内容"), blank=True)
    need = models.ForeignKey(
        Need, on_delete=models.SET_NULL, null=True, related_name="latent_answers"
    )
    answered_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(AnswerQuerySet)()

    class Meta:
        ordering = ["-answered_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "fact"], name="one_answer_a_fact"),
            models.CheckConstraint(
                condition=Q(said="rejected") ^ Q(reason=""), name="a_refusal_has_a_reason"
            ),
        ]
