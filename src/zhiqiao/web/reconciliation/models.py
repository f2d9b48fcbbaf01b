"""What the bank says, line by line, and where it differs from what was paid."""

from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.payouts.models import REFERENCE_CHARS_MAX, Payment
from zhiqiao.web.vault.models import SealedRow

NOTE_CHARS_MAX = 500
WORDS_CHARS_MAX = 140


class BankFileState(models.TextChoices):
    """What became of a file of the bank."""

    WAITING = "waiting", _("等另一位同事确认")
    ARRIVED = "arrived", _("待读取")
    READ = "read", _("已读取")
    REFUSED = "refused", _("读不了，等人处理")
    SET_ASIDE = "set_aside", _("已搁置，不用处理")


class BankFileQuerySet(ScopedQuerySet["BankFile"]):
    """Files, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department's account; those of which nobody knows whose they are."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id) | Q(organisation=None)


FILE_KINDS: Mapping[str, Promise] = {
    "pain.002": _("付款回执"),
    "camt.053": _("对账单"),
    "camt.054": _("收付通知"),
}


class BankFile(models.Model):
    """A file that the bank sent. The same bytes a second time are the same file.

    Attributes:
        organisation: whose account it is about; None while that is not known.
        kind: "pain.002", "camt.053", "camt.054"; "" while that is not known.
        problem: code of the error that refused it; `detail` its data, for the message, and who set
            it aside, when and why.
        brought_by: who uploaded it; None for the link to the bank.
        released_by: who, another person, said that what was uploaded may be read.
        count: of the statuses or lines in it; of these `matched` and `different` were news, the
            others were known already.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, blank=True)
    state = models.CharField(
        max_length=10, choices=BankFileState.choices, default=BankFileState.ARRIVED
    )
    problem = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    different = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(BankFileQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_by=None)
                | Q(released_by=None)
                | ~Q(released_by=F("brought_by")),
                name="bank_file_takes_two_people",
            )
        ]

    @property
    def kind_words(self) -> str:
        """What the kind is called by people; "" for one that is not used."""
        return str(FILE_KINDS.get(self.kind, ""))

    @property
    def known(self) -> int:
        """How many of its lines or statuses another file had told before."""
        return max(0, self.count - self.matched - self.different)


class BankFileContentQuerySet(ScopedQuerySet["BankFileContent"]):
    """Bytes of files, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department's account; not of files that may be another's."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(file__organisation_id=actor.organisation_id)


class BankFileContent(SealedRow):
    """The bytes of a file of the bank, compressed by zlib and sealed."""

    REWRAPPED_TOGETHER = 5

    file = models.OneToOneField(BankFile, on_delete=models.CASCADE, related_name="content")

    objects = ScopedManager.from_queryset(BankFileContentQuerySet)()


class BankCursor(models.Model):
    """How far the files of one link were fetched, as the bank counts."""

    link = models.CharField(max_length=200, unique=True)
    position = models.CharField(max_length=400, blank=True)
    fetched_at = models.DateTimeField(default=timezone.now)


class BankStatementQuerySet(ScopedQuerySet["BankStatement"]):
    """Statements, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department's account."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class BankStatement(models.Model):
    """One statement with its two balances: each opens where the one before it closed.

    Attributes:
        number: the bank's running number; None where it gives none.
        opening_fen, closing_fen: below zero when overdrawn.
        content: digest of its balances and lines.
        unnamed: how many movements without a reference it told of, by their content.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="statements")
    statement_id = models.CharField(max_length=REFERENCE_CHARS_MAX)
    number = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    opening_fen = models.BigIntegerField()
    closing_fen = models.BigIntegerField()
    content = models.CharField(max_length=64)
    unnamed = models.JSONField(default=dict)

    objects = ScopedManager.from_queryset(BankStatementQuerySet)()

    class Meta:
        ordering = ["to_on", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "statement_id"], name="one_bank_statement"
            )
        ]


class Direction(models.TextChoices):
    """Whether money left or came."""

    OUT = "out", _("付出")
    IN = "in", _("收入")


class LineState(models.TextChoices):
    """What a line of a statement turned out to be."""

    MATCHED = "matched", _("已对上")
    DIFFERENT = "different", _("有差异")
    RESOLVED = "resolved", _("差异已处理")


class StatementLineQuerySet(ScopedQuerySet["StatementLine"]):
    """Lines, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department's account."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class StatementLine(models.Model):
    """One movement on a department's account, once, however many statements tell of it.

    Attributes:
        reference: the bank's own reference of the movement.
        end_to_end_id: what the payment was called; "" where the line does not say.
        is_return: whether the bank says that it returns a payment.
        counterparty, remark: as the bank wrote them.
    """

    # 100,000 rows are added by one statement, all of one file; whom and what they are about is
    # copied by the database from rows that refer for themselves. Checking each copy again would
    # cost as much as adding. The constraint below has an index that begins with the organisation.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    file = models.ForeignKey(
        BankFile, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    reference = models.CharField(max_length=REFERENCE_CHARS_MAX)
    end_to_end_id = models.CharField(max_length=REFERENCE_CHARS_MAX, blank=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    amount_fen = models.BigIntegerField()
    booked_on = models.DateField()
    is_return = models.BooleanField(default=False)
    reason = models.CharField(max_length=35, blank=True)
    counterparty = models.CharField(max_length=WORDS_CHARS_MAX, blank=True)
    remark = models.CharField(max_length=WORDS_CHARS_MAX, blank=True)
    state = models.CharField(max_length=10, choices=LineState.choices)
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        related_name="statement_lines",
        db_constraint=False,
    )

    objects = ScopedManager.from_queryset(StatementLineQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "reference", "direction"], name="one_movement"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="movement_of_something"),
        ]


class DifferenceKind(models.TextChoices):
    """The five classes of what does not agree."""

    UNKNOWN_REFERENCE = "unknown_reference", _("银行有，我们没有")
    WRONG_AMOUNT = "wrong_amount", _("金额不一致")
    TWICE = "twice", _("同一笔付了两次")
    AGAINST_STATE = "against_state", _("和办理状态矛盾")
    MISSING = "missing", _("我们有，银行逾期没有")


class DifferenceState(models.TextChoices):
    """Where a difference stands."""

    OPEN = "open", _("待处理")
    PROPOSED = "proposed", _("待复核")
    RESOLVED = "resolved", _("已处理")


class Remedy(models.TextChoices):
    """What can be done about a difference."""

    SETTLE = "settle", _("就是这笔兑付，记为已到账")
    RETURN = "return", _("是这笔兑付的退汇")
    REPAY = "repay", _("是企业还来的追回款")
    OFFSET = "offset", _("和另一笔收付互相冲抵")
    EXPLAIN = "explain", _("不是兑付，或暂时对不上：留在待核清款项")
    NOT_PAID = "not_paid", _("银行确认没有付出，款项退回预算")
    STANDS = "stands", _("以账上的为准")
    ARRIVED = "arrived", _("后来对上了")


class DifferenceQuerySet(ScopedQuerySet["Difference"]):
    """Differences, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department's account."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_READ):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class Difference(models.Model):
    """Something that does not agree, with who looks after it and what was done.

    Attributes:
        owner: the role that has to act: "finance_maker", "finance_checker" or "reviewer".
        statement: which opens elsewhere than the one before it closed: one is missing between.
        done: the remedy that is proposed or was applied; "" for none yet.
        target, other: the payment or the other line that the remedy is about.
        maker: who proposed it; who resolves it is another person.
        asked_at: when the bank was asked.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DifferenceKind.choices)
    line = models.OneToOneField(
        StatementLine, on_delete=models.PROTECT, null=True, related_name="difference"
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="differences"
    )
    statement = models.OneToOneField(
        BankStatement, on_delete=models.PROTECT, null=True, related_name="difference"
    )
    owner = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    done = models.CharField(max_length=10, choices=Remedy.choices, blank=True)
    target = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(StatementLine, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_CHARS_MAX, blank=True)
    maker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(DifferenceQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "state", "kind"], name="difference_of"),
            models.Index(
                fields=["payment"], condition=~Q(state="resolved"), name="difference_unresolved"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(kind="missing") & ~Q(state="resolved"),
                name="missing_once",
            ),
            # A bank that rejects a settled payment says so once, however often it repeats it.
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(kind="against_state", line=None),
                name="against_state_once",
            ),
            models.CheckConstraint(
                condition=Q(maker=None) | Q(resolved_by=None) | ~Q(resolved_by=F("maker")),
                name="difference_takes_two_people",
            ),
        ]


# Django finds the tables of an app by its module `models`.
import zhiqiao.web.reconciliation.being_read  # noqa: E402, F401
