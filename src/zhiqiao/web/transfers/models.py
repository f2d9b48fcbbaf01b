"""Projects that introductions become, and what happened in each."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.matches.models import Review
from zhiqiao.web.transfers.stages import ORDER, ContractKind, End, Stage

NOBODY = Q(pk__in=[])
SIGNED_STAGES = (Stage.SIGNED, Stage.PAID)


def _of_own_sides(actor: Person) -> Q:
    """The projects of the organisation; of its confidential needs for those trusted with them."""
    own = actor.organisation_id
    if own is None:
        return NOBODY
    seeking = Q(seeker_id=own)
    if not actor.may(Permission.CONFIDENTIAL_READ):
        seeking &= Q(is_confidential=False)
    return seeking | Q(provider_id=own)


class TransferQuerySet(ScopedQuerySet["Transfer"]):
    """Projects, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own organisation's; all for the centre's staff and for those who count them."""
        if not isinstance(actor, Person) or not actor.may(Permission.TRANSFER_READ):
            return NOBODY
        if actor.may(Permission.TRANSFER_ALL) or actor.may(Permission.STATISTICS_READ):
            return Q()
        return _of_own_sides(actor)

    def worked_on_by(self, actor: Person) -> "TransferQuerySet":
        """Those that the person may change: not the ones that they only count."""
        if not actor.may(Permission.TRANSFER_WRITE):
            return self.visible_to(actor).none()
        if actor.may(Permission.TRANSFER_ALL):
            return self.visible_to(actor)
        return self.visible_to(actor).filter(_of_own_sides(actor))

    def open(self) -> "TransferQuerySet":
        """Those that are not closed."""
        return self.filter(end="")

    def overdue(self, on: date) -> "TransferQuerySet":
        """Open ones whose next action was due before the day."""
        return self.open().filter(due_on__lt=on)


class TransferEventQuerySet(ScopedQuerySet["TransferEvent"]):
    """What happened, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """What both sides see, one's own side's, and for the centre what is meant for it."""
        if not isinstance(actor, Person) or not actor.may(Permission.TRANSFER_WRITE):
            return NOBODY
        own = actor.organisation_id or 0
        seen = Q(visibility=Visibility.BOTH) | Q(organisation_id=own)
        if actor.may(Permission.TRANSFER_ALL):
            return seen | Q(visibility=Visibility.CENTRE)
        projects = Transfer.objects.unscoped().filter(_of_own_sides(actor))
        return seen & Q(transfer__in=projects)


class Transfer(models.Model):
    """One pair after both sides agreed to meet. Amounts are integer fen.

    Titles and field are those of the day it began: the need may be confidential or withdrawn.
    """

    introduction = models.OneToOneField(
        "introductions.Introduction", on_delete=models.PROTECT, related_name="transfer"
    )
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="transfers")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="transfers")
    seeker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    need_title = models.CharField(_("需求"), max_length=200)
    offer_title = models.CharField(_("成果"), max_length=200)
    field = models.CharField(_("领域"), max_length=60, blank=True)
    is_confidential = models.BooleanField(_("保密需求"), default=False)
    stage = models.CharField(
        _("阶段"), max_length=12, choices=Stage.choices, default=Stage.INTRODUCED
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    next_action = models.CharField(_("下一步"), max_length=200, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    amount_fen = models.BigIntegerField(_("合同金额"), null=True, blank=True)
    contract_kind = models.CharField(
        _("合同类型"), max_length=12, choices=ContractKind.choices, blank=True
    )
    end = models.CharField(_("结果"), max_length=16, choices=End.choices, blank=True)
    was_solved = models.BooleanField(_("解决了吗"), null=True, blank=True)
    grade = models.OneToOneField(
        Review, on_delete=models.SET_NULL, null=True, blank=True, related_name="transfer"
    )
    introduced_at = models.DateTimeField(default=timezone.now)
    negotiating_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(TransferQuerySet)()

    class Meta:
        ordering = ["due_on", "-id"]
        indexes = [
            models.Index(fields=["end", "due_on"], name="transfer_due"),
            models.Index(fields=["introduced_at"], name="transfer_introduced"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0),
                name="transfer_amount_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(end="") ^ Q(closed_at__isnull=False), name="transfer_end_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=SIGNED_STAGES)
                | Q(amount_fen__isnull=False) & ~Q(contract_kind=""),
                name="transfer_signed_has_a_contract",
            ),
        ]

    def __str__(self) -> str:
        return self.need_title

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return not self.end

    @property
    def is_overdue(self) -> bool:
        """Whether the next action should have been done before today."""
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def days_left(self) -> int | None:
        """Days to the due date, negative when it is past; None without one."""
        return None if self.due_on is None else (self.due_on - timezone.localdate()).days

    @property
    def end_word(self) -> str:
        """How it ended, as people read it; "" while it is open."""
        return str(End(self.end).label) if self.end else ""

    def has_reached(self, stage: str) -> bool:
        """Whether it has come at least so far."""
        return ORDER.index(self.stage) >= ORDER.index(stage)


class Visibility(models.TextChoices):
    """Who reads a note."""

    BOTH = "both", _("双方和中心")
    CENTRE = "centre", _("本方和中心")
    OWN = "own", _("仅本机构")


class EventKind(models.TextChoices):
    """What happened."""

    START = "start", _("建立了项目")
    MOVE = "move", _("推进到")
    BACK = "back", _("退回到")
    CLOSE = "close", _("关闭了项目")
    REOPEN = "reopen", _("重新打开了项目")
    CHANGE = "change", _("修改了")
    NOTE = "note", _("写了备注")
    ANSWER = "answer", _("回答了“解决了吗”")
    LEAVE = "leave", _("负责人已离开")


class TransferEvent(models.Model):
    """One entry of a project's timeline; never changed.

    `organisation` is whose side wrote it. `data` holds stages, ends and new values by name.
    """

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    data = models.JSONField(default=dict)
    text = models.TextField(_("备注"), blank=True)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.BOTH
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(TransferEventQuerySet)()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["transfer", "-at"], name="transferevent_newest")]
