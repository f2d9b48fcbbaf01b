"""Lists that are paid, what each pays to whom, and the files that go to the bank."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.grants.models import Entitlement, PayeeAccount
from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.vault.models import SealedRow

NAME_CHARS_MAX = 120
REASON_CHARS_MAX = 500
REFERENCE_CHARS_MAX = 35


class ListState(models.TextChoices):
    """Where a list stands."""

    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("待复核")
    APPROVED = "approved", _("已批准，待兑付")
    RELEASED = "released", _("兑付中")
    FINISHED = "finished", _("已办结")
    CANCELLED = "cancelled", _("已作废")


class PayoutListQuerySet(ScopedQuerySet["PayoutList"]):
    """Lists, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class PayoutList(models.Model):
    """A list of entitlements that are paid together, from one budget line.

    Attributes:
        organisation: the department that pays.
        digest: SHA-256 over its lines as they were submitted; the approval is bound to it.
        count, total_fen: of its lines, as submitted.
        reservation: the entry that holds the money from the approval until the click.
        returned: what the checker said when it was given back.
        voided: code words, why an approval did not hold at the click.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="payout_lists"
    )
    budget_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="lists")
    title = models.CharField(_("清单名称"), max_length=NAME_CHARS_MAX)
    state = models.CharField(
        _("状态"), max_length=10, choices=ListState.choices, default=ListState.DRAFT
    )
    revision = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(_("家数"), default=0)
    total_fen = models.BigIntegerField(_("合计"), default=0)
    maker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    checker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    returned = models.CharField(max_length=REASON_CHARS_MAX, blank=True)
    voided = models.JSONField(default=list)
    reservation = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("兑付时间"), null=True)
    created_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(PayoutListQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checker__isnull=True) | ~Q(checker=F("maker")),
                name="list_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "released", "finished"])
                | Q(checker__isnull=False, maker__isnull=False, reservation__isnull=False),
                name="approved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OfListQuerySet(ScopedQuerySet["ListLine"]):
    """Lines, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the lists that the visitor sees."""
        return Q(payout_list__in=PayoutList.objects.visible_to(actor))


class ListLine(models.Model):
    """One enterprise's place in a list; amount and account as they were when it was put there."""

    payout_list = models.ForeignKey(PayoutList, on_delete=models.PROTECT, related_name="lines")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()

    objects = ScopedManager.from_queryset(OfListQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payout_list", "entitlement"], name="one_list_line"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="line_of_something"),
        ]


class ChunkState(models.TextChoices):
    """Where a file to the bank stands."""

    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已送达银行")
    UNKNOWN = "unknown", _("是否送达不明，正在核实")
    REFUSED = "refused", _("银行未接收")


OPEN_CHUNKS = (ChunkState.QUEUED, ChunkState.UNKNOWN, ChunkState.SENDING)
"""Still to be sent, or to be asked after."""


OVERTAKEN = "overtaken"
"""The problem of a file with a payment that was decided before it was sent: it must not be."""


class ChunkQuerySet(ScopedQuerySet["Chunk"]):
    """Files, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the lists that the visitor sees."""
        return Q(payout_list__in=PayoutList.objects.visible_to(actor))


class Chunk(models.Model):
    """One file to the bank. Its bytes are kept before they are sent, and sent again unchanged.

    Attributes:
        claimed_by, claimed_until: which sender works on it, and until when nobody else does.
        sha256: of the bytes; "" before they are written.
    """

    payout_list = models.ForeignKey(PayoutList, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    message_id = models.CharField(max_length=REFERENCE_CHARS_MAX, unique=True)
    state = models.CharField(max_length=10, choices=ChunkState.choices, default=ChunkState.QUEUED)
    count = models.PositiveIntegerField()
    total_fen = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    execution_on = models.DateField()
    attempts = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(ChunkQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payout_list", "number"], name="one_chunk_number")
        ]


class ChunkContentQuerySet(ScopedQuerySet["ChunkContent"]):
    """Bytes of files, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the files that the visitor sees."""
        return Q(chunk__in=Chunk.objects.visible_to(actor))


class ChunkContent(SealedRow):
    """The bytes of a file to the bank, sealed."""

    REWRAPPED_TOGETHER = 5

    chunk = models.OneToOneField(Chunk, on_delete=models.CASCADE, related_name="content")

    objects = ScopedManager.from_queryset(ChunkContentQuerySet)()


class PaymentState(models.TextChoices):
    """Where a payment stands. Whether its file was sent, its chunk says."""

    QUEUED = "queued", _("已发起")
    ACCEPTED = "accepted", _("银行已受理")
    SETTLED = "settled", _("已到账")
    REJECTED = "rejected", _("银行退回，未付出")
    RETURNED = "returned", _("退汇")
    REISSUED = "reissued", _("已重新兑付")
    RELEASED = "given_up", _("退汇，款项已退回预算")
    CLAWED_BACK = "clawed_back", _("已追回")


LIVE = (
    PaymentState.QUEUED, PaymentState.ACCEPTED, PaymentState.SETTLED, PaymentState.RETURNED,
    PaymentState.CLAWED_BACK,
)  # fmt: skip
"""An entitlement has one payment in one of these states, at most."""


class PaymentQuerySet(ScopedQuerySet["Payment"]):
    """Payments, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own organisation's; those of one's own department."""
        if not isinstance(actor, Person) or actor.organisation_id is None:
            return Q(pk__in=[])
        found = Q(pk__in=[])
        if actor.may(Permission.PAYOUT_RECEIVE):
            found |= Q(organisation_id=actor.organisation_id)
        if actor.may(Permission.PAYOUT_READ):
            found |= Q(department_id=actor.organisation_id)
        return found


class Payment(models.Model):
    """One attempt to pay one entitlement.

    Attributes:
        end_to_end_id: what the bank calls it in every message; made from entitlement and attempt.
        reason: the bank's reason code, where it rejected or returned it.
        settled_on: the day on which a statement shows it.
        is_live: kept by the database; an index on the state itself would be renewed by each move.
        confirmed_account: where the enterprise wants it after it was returned; None until it says.
    """

    # 100,000 rows are added by one click. Of whom, of what and where to is copied by the database
    # from rows that refer for themselves; checking each copy again would cost as much as adding.
    entitlement = models.ForeignKey(
        Entitlement,
        on_delete=models.PROTECT,
        related_name="payments",
        db_constraint=False,
        db_index=False,
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="payments", db_constraint=False
    )
    department = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    payout_list = models.ForeignKey(
        PayoutList, on_delete=models.PROTECT, related_name="payments", db_constraint=False
    )
    chunk = models.ForeignKey(
        Chunk, on_delete=models.PROTECT, related_name="payments", db_constraint=False
    )
    account = models.ForeignKey(
        PayeeAccount,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    end_to_end_id = models.CharField(max_length=REFERENCE_CHARS_MAX)
    amount_fen = models.BigIntegerField()
    state = models.CharField(
        max_length=12, choices=PaymentState.choices, default=PaymentState.QUEUED
    )
    is_live = models.GeneratedField(
        expression=Q(state__in=[str(each) for each in LIVE]),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    reason = models.CharField(max_length=35, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    confirmed_account = models.ForeignKey(
        PayeeAccount, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ScopedManager.from_queryset(PaymentQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["end_to_end_id"], name="one_end_to_end_id"),
            models.UniqueConstraint(fields=["entitlement", "attempt"], name="one_attempt"),
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(is_live=True), name="one_live_payment"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payment_of_something"),
        ]


class BankAccountQuerySet(ScopedQuerySet["BankAccount"]):
    """Accounts that are paid from, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own department's."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class BankAccount(models.Model):
    """The account that a department pays from; one each. Its number is no secret of a person."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="bank_account"
    )
    name = models.CharField(_("户名"), max_length=NAME_CHARS_MAX)
    number = models.CharField(_("账号"), max_length=34, unique=True)
    bank_name = models.CharField(_("开户银行"), max_length=NAME_CHARS_MAX)
    bank_code = models.CharField(_("联行号"), max_length=12)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(BankAccountQuerySet)()


# Their models belong to this app too; they stand on a payment.
import zhiqiao.web.payouts.account_changes  # noqa: E402
import zhiqiao.web.payouts.changes  # noqa: E402, F401
