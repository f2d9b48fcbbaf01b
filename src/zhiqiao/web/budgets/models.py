"""What a programme may pay in a year, and every change of it, which takes two people."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.ledger.models import Account

NAME_CHARS_MAX = 120
REASON_CHARS_MAX = 500


class LineState(models.TextChoices):
    """Whether a budget line still pays."""

    OPEN = "open", _("执行中")
    CLOSED = "closed", _("已结转")


class RevisionState(models.TextChoices):
    """Where a change of a budget line stands."""

    PROPOSED = "proposed", _("待复核")
    APPROVED = "approved", _("已生效")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("经办已撤回")


class RevisionKind(models.TextChoices):
    """What a change does."""

    APPROPRIATE = "appropriate", _("下达指标")
    RAISE = "raise", _("追加")
    LOWER = "lower", _("核减")
    CLOSE = "close", _("年终结转")


class BudgetLineQuerySet(ScopedQuerySet["BudgetLine"]):
    """Budget lines, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department; those whose money it got by a merger."""
        if not isinstance(actor, Person) or not actor.may(Permission.BUDGET_READ):
            return Q(pk__in=[])
        number = actor.organisation_id
        return Q(organisation_id=number) | Q(account__organisation_id=number)


class BudgetLine(models.Model):
    """What one programme may pay in one year. How much, its ledger account says.

    Attributes:
        organisation: the department whose money it is.
        account: of kind BUDGET, with a floor that the database keeps.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="budget_lines"
    )
    programme_id = models.CharField(max_length=60)
    programme_name = models.CharField(_("政策"), max_length=NAME_CHARS_MAX)
    year = models.PositiveSmallIntegerField(_("年度"))
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="budget_line")
    state = models.CharField(
        _("状态"), max_length=10, choices=LineState.choices, default=LineState.OPEN
    )
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(BudgetLineQuerySet)()

    class Meta:
        ordering = ["-year", "programme_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_id", "year"], name="one_budget_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_name} {self.year}"


class RevisionQuerySet(ScopedQuerySet["Revision"]):
    """Changes of budget lines, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the lines that the visitor sees."""
        return Q(line__in=BudgetLine.objects.visible_to(actor))


class Revision(models.Model):
    """One change of a budget line: proposed by one person, approved by another.

    Attributes:
        amount_fen: how much more or less, always positive; `kind` says which. For CLOSE what was
            left when it was approved, None until then.
    """

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="revisions")
    kind = models.CharField(max_length=15, choices=RevisionKind.choices)
    amount_fen = models.BigIntegerField(_("金额"), null=True)
    reason = models.CharField(_("依据"), max_length=REASON_CHARS_MAX)
    state = models.CharField(
        max_length=10, choices=RevisionState.choices, default=RevisionState.PROPOSED
    )
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    remark = models.CharField(_("复核意见"), max_length=REASON_CHARS_MAX, blank=True)

    objects = ScopedManager.from_queryset(RevisionQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("made_by")),
                name="revision_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) | Q(kind="close"), name="revision_of_something"
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="proposed"), name="one_proposed_revision"
            ),
        ]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses: history stays."""
        raise TypeError("A change of a budget is never removed")
