"""What two people together do to a payment that went wrong, and money that is demanded back."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.payouts.models import (
    NAME_CHARS_MAX,
    REASON_CHARS_MAX,
    REFERENCE_CHARS_MAX,
    Payment,
)


class ChangeKind(models.TextChoices):
    """What two people together can do to a payment that went wrong."""

    REISSUE = "reissue", pgettext_lazy("choice", "重新兑付")
    RELEASE = "release", _("不再兑付，款项退回预算")
    CLAW_BACK = "claw_back", _("追回")
    REPAID = "repaid", _("凭证登记已还款")
    GIVE_UP = "give_up", _("不再追回")


class ChangeState(models.TextChoices):
    """Where a proposed change of a payment stands."""

    PROPOSED = "proposed", _("待复核")
    APPROVED = "approved", _("已办理")
    REFUSED = "refused", _("未同意")


class PaymentChangeQuerySet(ScopedQuerySet["PaymentChange"]):
    """Changes of payments, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(payment__department_id=actor.organisation_id)


class PaymentChange(models.Model):
    """One change of a payment's money: proposed by one person, approved by another.

    Attributes:
        account: where it is paid next; of a reissue alone.
        evidence: number of the voucher; of a repayment that no statement shows alone.
        remark: what who decided said.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    state = models.CharField(
        max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED
    )
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("依据"), max_length=REASON_CHARS_MAX)
    evidence = models.CharField(_("凭证号"), max_length=NAME_CHARS_MAX, blank=True)
    maker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    checker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=REASON_CHARS_MAX, blank=True)

    objects = ScopedManager.from_queryset(PaymentChangeQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checker__isnull=True) | ~Q(checker=F("maker")),
                name="change_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state="proposed"), name="one_proposed_change"
            ),
        ]


class ClawbackState(models.TextChoices):
    """Where money that is demanded back stands."""

    DEMANDED = "demanded", _("等企业还款")
    REPAID = "repaid", _("已还清")
    GIVEN_UP = "given_up", _("不再追回")


class ClawbackQuerySet(ScopedQuerySet["Clawback"]):
    """Claw-backs, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the payments that the visitor sees."""
        return Q(payment__in=Payment.objects.visible_to(actor))


class Clawback(models.Model):
    """A settled payment that is demanded back.

    Attributes:
        reference: what the enterprise writes into the remark, so that the line is recognised.
        reason: as the enterprise reads it.
    """

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="clawback")
    reference = models.CharField(max_length=REFERENCE_CHARS_MAX, unique=True)
    reason = models.CharField(max_length=REASON_CHARS_MAX)
    state = models.CharField(
        max_length=10, choices=ClawbackState.choices, default=ClawbackState.DEMANDED
    )
    demanded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(ClawbackQuerySet)()
