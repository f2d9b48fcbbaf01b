"""Introductions, what happened to them, and what was disclosed when they opened."""

import secrets

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.moves import Answer, Party, Position, State
from zhiqiao.web.introductions.wording import Band, DeclineReason
from zhiqiao.web.vault.models import SealedText

CODE_BYTES = 16


def new_code() -> str:
    """An address that tells nothing of how many introductions there are, nor when it was made."""
    return secrets.token_hex(CODE_BYTES)


class ProposedBy(models.TextChoices):
    """Who brought the pair up."""

    BROKER = "broker", _("技术经理人")
    SEEKER = "seeker", _("需求方")
    PROVIDER = "provider", _("供给方")


def own_needs(actor: Person) -> Q:
    """Introductions of needs of the person's organisation that the person may know of."""
    needs = Need.objects.unscoped().filter(organisation_id=actor.organisation_id or 0)
    if actor.may(Permission.CONFIDENTIAL_READ):
        return Q(need__in=needs)
    return Q(need__in=needs.filter(is_confidential=False), is_confidential=False)


def own_offers(actor: Person) -> Q:
    """Introductions of offers of the person's organisation."""
    offers = Offer.objects.unscoped().filter(organisation_id=actor.organisation_id or 0)
    return Q(offer__in=offers)


def _is_staff(actor: Person) -> bool:
    return actor.may(Permission.INTRODUCE_ALL)


class IntroductionQuerySet(ScopedQuerySet["Introduction"]):
    """Introductions, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's organisation's needs and offers; all for the centre's brokers."""
        if not isinstance(actor, Person) or not actor.may(Permission.INTRODUCE):
            return Q(pk__in=[])
        return Q() if _is_staff(actor) else own_needs(actor) | own_offers(actor)


class Introduction(models.Model):
    """One need and one offer whose organisations may get to know each other.

    The row says nothing of a confidential need but its number. What the provider is shown of it
    (field, band, reasons) was fixed when the introduction was proposed.
    """

    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="introductions")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="introductions")
    is_confidential = models.BooleanField(default=False)
    field = models.CharField(_("领域"), max_length=60, blank=True)
    band = models.PositiveSmallIntegerField(choices=Band.choices)
    reasons = models.JSONField(default=list)
    proposed_by = models.CharField(max_length=10, choices=ProposedBy.choices)
    state = models.CharField(
        _("状态"), max_length=10, choices=State.choices, default=State.PROPOSED
    )
    seeker_answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    provider_answer = models.CharField(
        max_length=10, choices=Answer.choices, default=Answer.WAITING
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("答复期限"))
    ended_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(IntroductionQuerySet)()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="introduction_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(state=State.PROPOSED),
                name="one_open_introduction_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OPENED)
                | Q(seeker_answer=Answer.CONSENTED, provider_answer=Answer.CONSENTED),
                name="opened_by_two_consents",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PROPOSED) ^ Q(ended_at__isnull=False),
                name="introduction_end_has_a_time",
            ),
        ]

    @property
    def position(self) -> Position:
        """Where it stands, for the state machine."""
        return Position(State(self.state), Answer(self.seeker_answer), Answer(self.provider_answer))

    @property
    def is_open_to_answers(self) -> bool:
        """Whether it still waits for someone."""
        return self.state == State.PROPOSED

    @property
    def number(self) -> str:
        """What people call it: the first letters of its address."""
        return self.code[:8].upper()


class StepKind(models.TextChoices):
    """What happened."""

    PROPOSED = "proposed", _("发起引荐")
    CONSENTED = "consented", _("同意引荐")
    VOID = "void", _("同意失效：内容有改动")
    DECLINED = "declined", _("婉拒")
    OPENED = "opened", _("双方同意，建立联系")
    EXPIRED = "expired", _("到期，没有等到双方同意")
    WITHDRAWN = "withdrawn", _("撤回")


class StepQuerySet(ScopedQuerySet["Step"]):
    """Steps, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """What one's own side did; all for the centre's brokers."""
        if not isinstance(actor, Person) or not actor.may(Permission.INTRODUCE):
            return Q(pk__in=[])
        if _is_staff(actor):
            return Q()
        about = Introduction.objects.unscoped()
        seeking, offering = about.filter(own_needs(actor)), about.filter(own_offers(actor))
        return Q(party=Party.SEEKER, introduction__in=seeking) | Q(
            party=Party.PROVIDER, introduction__in=offering
        )


class Step(models.Model):
    """One thing that happened to an introduction; never changed afterwards.

    `party` is "" where neither side did it. A consent's `digest` is that of the text it was given
    for. `note` is for the centre's eyes.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    party = models.CharField(max_length=10, choices=Party.choices, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("原因"), max_length=20, choices=DeclineReason.choices, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(StepQuerySet)()

    class Meta:
        ordering = ["id"]


class DisclosureQuerySet(ScopedQuerySet["Disclosure"]):
    """Disclosures, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own introductions: both sides', and nobody else's."""
        if not isinstance(actor, Person) or not actor.may(Permission.INTRODUCE):
            return Q(pk__in=[])
        rows = Introduction.objects.unscoped().filter(own_needs(actor) | own_offers(actor))
        return Q(introduction__in=rows)


class Disclosure(models.Model):
    """What one party gave the other when the introduction opened, sealed under a key of its own.

    `person` is whom the other side may turn to.
    """

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="disclosures"
    )
    party = models.CharField(max_length=10, choices=Party.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed = models.OneToOneField(SealedText, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager.from_queryset(DisclosureQuerySet)()

    class Meta:
        ordering = ["party"]
        constraints = [
            models.UniqueConstraint(fields=["introduction", "party"], name="disclosed_once")
        ]
