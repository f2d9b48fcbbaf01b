"""Accounts and the entries between them. Money is fen."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.ledger import AccountKind, Movement
from zhiqiao.ledger.values import ACCOUNT_FEN_MAX, ENTRY_FEN_MAX, Balance
from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person

FLOOR = "ledger_account_floor"
"""The constraint that keeps an account from going below 0."""
SUMS = ("debit_fen", "credit_fen", "debit_pending_fen", "credit_pending_fen")


def _is_readers(actor: Person | AnonymousUser) -> bool:
    return (
        isinstance(actor, Person)
        and actor.organisation_id is not None
        and actor.may(Permission.LEDGER_READ)
    )


class AccountQuerySet(ScopedQuerySet["Account"]):
    """Accounts, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        if not _is_readers(actor):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)  # type: ignore[union-attr]


class Account(models.Model):
    """One place where a department's money is. The sums change with entries alone.

    Attributes:
        code: as "budget/12"; its first part is the kind.
        has_floor: the database refuses what would take it below 0.
    """

    code = models.CharField(_("账户"), max_length=100)
    kind = models.CharField(_("种类"), max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    has_floor = models.BooleanField()
    debit_fen = models.BigIntegerField(_("借方（分）"), default=0)
    credit_fen = models.BigIntegerField(_("贷方（分）"), default=0)
    debit_pending_fen = models.BigIntegerField(_("借方在途（分）"), default=0)
    credit_pending_fen = models.BigIntegerField(_("贷方在途（分）"), default=0)

    objects = ScopedManager.from_queryset(AccountQuerySet)()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="one_account_a_code"),
            models.CheckConstraint(
                condition=Q(has_floor=False)
                | Q(credit_fen__gte=F("debit_fen") + F("debit_pending_fen")),
                name=FLOOR,
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{sum_}__gte": 0, f"{sum_}__lte": ACCOUNT_FEN_MAX}),
                    name=f"ledger_account_{sum_}",
                )
                for sum_ in SUMS
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in AccountKind]),
                name="ledger_account_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def balance(self) -> Balance:
        """The four sums as they were read."""
        return Balance(*(getattr(self, name) for name in SUMS))


class LedgerEntryQuerySet(ScopedQuerySet["Entry"]):
    """Entries, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department's accounts: money never moves between departments."""
        if not _is_readers(actor):
            return Q(pk__in=[])
        return Q(debit__organisation_id=actor.organisation_id)  # type: ignore[union-attr]


class Entry(models.Model):
    """One movement of money, as `zhiqiao.ledger.Entry` means it. Never changed, never removed.

    Attributes:
        of, reverses: what it resolves or undoes. `triggers` sees to these and to the accounts:
            foreign keys cost more than all else of adding an entry.
        booked_on: the day that it counts for.
        source: what caused it, as a code word, and `source_id` which one.
    """

    key = models.CharField(_("唯一键"), max_length=80)
    movement = models.CharField(_("事由"), max_length=16)
    phase = models.CharField(_("状态"), max_length=8)
    debit = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    credit = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    amount_fen = models.BigIntegerField(_("金额（分）"))
    of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    booked_on = models.DateField(_("记账日"))
    made_at = models.DateTimeField(_("写入时间"))
    source = models.CharField(_("来源"), max_length=16)
    source_id = models.BigIntegerField(_("来源编号"))

    objects = ScopedManager.from_queryset(LedgerEntryQuerySet)()

    class Meta:
        ordering = ["-id"]
        # 100,000 entries are added at a time: nothing is indexed that no page needs.
        indexes = [
            models.Index(fields=["debit", "id"], name="ledger_entry_debit"),
            models.Index(fields=["credit", "id"], name="ledger_entry_credit"),
        ]
        constraints = [
            # Not `unique=True`: that makes a second index on PostgreSQL, for LIKE.
            models.UniqueConstraint(fields=["key"], name="one_entry_a_key"),
            models.UniqueConstraint(
                fields=["of"], condition=Q(of__isnull=False), name="one_resolution_a_pending"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="one_reversal"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ledger_entry_amount"),
            models.CheckConstraint(
                condition=Q(amount_fen__lte=ENTRY_FEN_MAX), name="ledger_entry_amount_max"
            ),
            models.CheckConstraint(
                condition=~Q(debit=F("credit")), name="ledger_entry_two_accounts"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["post", "void"], of__isnull=False, reverses=None)
                | Q(phase="pending", of=None, reverses=None)
                | Q(phase="posted", of=None),
                name="ledger_entry_phase",
            ),
            models.CheckConstraint(
                condition=Q(movement__in=[each.value for each in Movement]),
                name="ledger_entry_movement",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; refuses to rewrite one."""
        if self.pk is not None:
            raise TypeError("An entry is never rewritten; reverse it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses."""
        raise TypeError("An entry is never removed; reverse it")
