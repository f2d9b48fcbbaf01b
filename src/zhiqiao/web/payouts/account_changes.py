"""A new account to pay from, proposed by one person and confirmed by another."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.payouts.models import NAME_CHARS_MAX


class AccountChangeState(models.TextChoices):
    """Where a proposed account stands."""

    PROPOSED = "proposed", _("待复核")
    CONFIRMED = "confirmed", _("已启用")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class AccountChangeQuerySet(ScopedQuerySet["AccountChange"]):
    """Proposed accounts, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class AccountChange(models.Model):
    """An account that a department is to pay from; once confirmed it is its `BankAccount`."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="account_changes"
    )
    name = models.CharField(_("户名"), max_length=NAME_CHARS_MAX)
    number = models.CharField(_("账号"), max_length=34)
    bank_name = models.CharField(_("开户银行"), max_length=NAME_CHARS_MAX)
    bank_code = models.CharField(_("联行号"), max_length=12)
    state = models.CharField(
        max_length=10, choices=AccountChangeState.choices, default=AccountChangeState.PROPOSED
    )
    maker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    checker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(AccountChangeQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checker__isnull=True) | ~Q(checker=F("maker")),
                name="account_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state="proposed"),
                name="one_proposed_account",
            ),
        ]
