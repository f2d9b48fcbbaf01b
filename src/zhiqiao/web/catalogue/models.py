"""Needs, offers and the files they came from."""

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.vault.models import SealedText


class Status(models.TextChoices):
    """Who sees a listing: its own people, everyone, or its own people again."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


class Side(models.TextChoices):
    """Needs or offers."""

    NEED = "need", _("需求")
    OFFER = "offer", _("成果")


def listings_for(actor: Person | AnonymousUser) -> Q:
    """Published listings, one's own organisation's, and for the centre's staff all."""
    published = Q(status=Status.PUBLISHED)
    if not isinstance(actor, Person):
        return published
    if actor.is_staff_of_centre:
        return Q()
    if actor.organisation_id is None:
        return published
    return published | Q(organisation_id=actor.organisation_id)


OPAQUE_TITLE_START = "保密需求 "


class NeedQuerySet(ScopedQuerySet["Need"]):
    """Needs, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """As other listings; of the confidential ones only those of one's own."""
        if isinstance(actor, Person) and actor.is_staff_of_centre:
            return Q()
        own = Q(organisation_id=getattr(actor, "organisation_id", None) or 0)
        return listings_for(actor) & (own | Q(is_confidential=False))


class OfferQuerySet(ScopedQuerySet["Offer"]):
    """Offers, for someone."""

    rows_for = staticmethod(listings_for)


class Listing(models.Model):
    """What needs and offers share. An absent text is "", an absent number NULL, never 0."""

    code = models.CharField(_("编号"), max_length=60, unique=True)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("内容"), blank=True)
    field = models.CharField(_("领域"), max_length=60, blank=True)
    mode = models.CharField(_("合作方式"), max_length=60, blank=True)
    area = models.CharField(_("地区"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        """Whether everyone sees it and it is matched."""
        return self.status == Status.PUBLISHED

    @property
    def is_for_all(self) -> bool:
        """Whether everyone may read what it says: what lists, the board and the index hold."""
        return self.is_published


class Need(Listing):
    """A technology need of a seeker. `quality` is the diagnosis at the last change, 0 to 1."""

    stage = models.CharField(_("所处阶段"), max_length=60, blank=True)
    budget_fen = models.BigIntegerField(_("预算"), null=True, blank=True)
    deadline_on = models.DateField(_("截止日期"), null=True, blank=True)
    quality = models.FloatField(null=True, blank=True)
    quality_level = models.CharField(max_length=10, blank=True)
    is_confidential = models.BooleanField(
        _("保密"), default=False, help_text="title and text lie sealed, not in this row"
    )
    sealed = models.OneToOneField(
        SealedText, on_delete=models.PROTECT, null=True, blank=True, related_name="need"
    )
    intake_key = models.UUIDField(
        null=True, editable=False, unique=True, help_text="the first form it was written in"
    )

    objects = ScopedManager.from_queryset(NeedQuerySet)()

    class Meta:
        ordering = ["-published_on", "-id"]
        indexes = [
            models.Index(fields=["status", "-published_on"], name="need_status_on"),
            models.Index(fields=["updated_at"], name="need_updated"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_confidential=False, sealed__isnull=True)
                | Q(
                    is_confidential=True,
                    sealed__isnull=False,
                    text="",
                    title__startswith=OPAQUE_TITLE_START,
                ),
                name="confidential_needs_say_nothing",
            )
        ]

    @property
    def is_for_all(self) -> bool:
        """As of every listing; what a confidential need says is for its own people."""
        return self.is_published and not self.is_confidential


class Offer(Listing):
    """A research result of a provider. `trl` is 1 to 9, or NULL when unknown."""

    kind = models.CharField(_("成果类型"), max_length=20, blank=True)
    trl = models.PositiveSmallIntegerField(
        _("技术成熟度"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    price_fen = models.BigIntegerField(_("价格"), null=True, blank=True)
    problem = models.TextField(_("解决的问题"), blank=True)
    advantage = models.TextField(_("与同类的差异"), blank=True)
    economics = models.TextField(_("经济性比较"), blank=True)

    objects = ScopedManager.from_queryset(OfferQuerySet)()

    class Meta:
        ordering = ["-published_on", "-id"]
        indexes = [
            models.Index(fields=["status", "-published_on"], name="offer_status_on"),
            models.Index(fields=["updated_at"], name="offer_updated"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(trl__isnull=True) | models.Q(trl__range=(1, 9)), name="offer_trl"
            )
        ]


def model_of(side: Side) -> type[Need] | type[Offer]:
    """Need or Offer."""
    return Need if side == Side.NEED else Offer
