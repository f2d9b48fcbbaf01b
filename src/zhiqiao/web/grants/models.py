"""Who is entitled to what, and the way from being found to having confirmed."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.applications.models import Application
from zhiqiao.web.vault.models import SealedRow

NAME_CHARS_MAX = 120
TEXT_CHARS_MAX = 2_000
OF_DEPARTMENT = (Permission.GRANT_WRITE, Permission.PAYOUT_READ)


class Route(models.TextChoices):
    """How an enterprise came to be entitled."""

    AUTOMATIC = "automatic", _("免申即享")
    APPLICATION = "application", pgettext_lazy("route", "申报审核")


class EntitlementState(models.TextChoices):
    """Where an entitlement stands. What the payment itself does, its `Payment` says."""

    FOUND = "found", _("待信用核查")
    HELD = "held", _("信用核查未过")
    CHECKED = "checked", _("待公示")
    NOTICED = "noticed", _("公示中")
    OBJECTED = "objected", _("有异议，处理中")
    CLEARED = "cleared", _("待企业确认")
    CONFIRMED = "confirmed", _("已确认，待列入清单")
    LISTED = "listed", _("已列入清单")
    APPROVED = "approved", _("已批准，待兑付")
    PAID = "paid", _("已发起兑付")
    DECLINED = "declined", _("企业不领")
    WITHDRAWN = "withdrawn", _("已取消")


ENDED = (EntitlementState.DECLINED, EntitlementState.WITHDRAWN)


class EntitlementQuerySet(ScopedQuerySet["Entitlement"]):
    """Entitlements, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own organisation's; those that one's own department grants."""
        if not isinstance(actor, Person) or actor.organisation_id is None:
            return Q(pk__in=[])
        found = Q(pk__in=[])
        if actor.may(Permission.PAYOUT_RECEIVE):
            found |= Q(organisation_id=actor.organisation_id)
        if any(actor.may(each) for each in OF_DEPARTMENT):
            found |= Q(department_id=actor.organisation_id)
        return found


class PayeeAccountQuerySet(ScopedQuerySet["PayeeAccount"]):
    """Accounts to be paid to, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own organisation's. A department sees the last digits with the entitlement."""
        if not isinstance(actor, Person) or not actor.may(Permission.PAYOUT_RECEIVE):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class PayeeAccount(models.Model):
    """An account of an enterprise. Never edited: another number is another row.

    Attributes:
        tail: the last four digits, all that pages show.
        bank_code: the twelve digits of the bank in the clearing system (联行号).
        number_mac: a keyed digest of the number, so that two enterprises with the same one are
            noticed without opening any.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="payee_accounts"
    )
    tail = models.CharField(max_length=4)
    number_mac = models.CharField(max_length=64, blank=True, db_index=True)
    bank_name = models.CharField(_("开户银行"), max_length=NAME_CHARS_MAX)
    bank_code = models.CharField(_("联行号"), max_length=12)
    is_current = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(PayeeAccountQuerySet)()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_current=True), name="one_current_account"
            )
        ]


class AccountNumberQuerySet(ScopedQuerySet["AccountNumber"]):
    """Sealed numbers, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the accounts that the visitor sees."""
        return Q(account__in=PayeeAccount.objects.visible_to(actor))


class AccountNumber(SealedRow):
    """The number of an account and the name it is under, sealed as JSON."""

    account = models.OneToOneField(PayeeAccount, on_delete=models.CASCADE, related_name="number")

    objects = ScopedManager.from_queryset(AccountNumberQuerySet)()


class NoticeState(models.TextChoices):
    """Where a public notice stands."""

    OPEN = "open", _("公示中")
    ENDED = "ended", _("公示结束")
    WITHDRAWN = "withdrawn", _("已撤下")


class PublicNotice(models.Model):
    """A list of who is to be paid what, shown to everyone for some working days.

    Attributes:
        content: frozen: name, credit code, clause and amount_fen of each line.
        until_on: the last day on which objections are taken.
    """

    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    programme_id = models.CharField(max_length=60)
    programme_name = models.CharField(_("政策"), max_length=NAME_CHARS_MAX)
    period = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.OPEN)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    from_on = models.DateField(_("公示开始"))
    until_on = models.DateField(_("公示截止"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]


class Entitlement(models.Model):
    """The right of one enterprise to what one programme pays for one period.

    Attributes:
        organisation: the enterprise.
        department: who grants it.
        period: the year, or what else the rule pays by: "2026".
        event_on: the day whose facts and rule decided.
        content: frozen: verdict, clauses with facts and sources, worked lines of the amount.
        held: a code word, why the credit check holds it.
        account: where it is to be paid, once confirmed.
        is_sound: what the check after payment found; None until there was one.
        revision: grows with every step.
    """

    # Both begin an index below. Neither state nor what else a step writes is in an index: so
    # PostgreSQL renews none when it moves 100,000 rows (see storage.py).
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="entitlements", db_index=False
    )
    department = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    programme_id = models.CharField(max_length=60)
    programme_name = models.CharField(_("政策"), max_length=NAME_CHARS_MAX)
    version_label = models.CharField(max_length=80)
    period = models.CharField(_("期间"), max_length=10)
    event_on = models.DateField()
    route = models.CharField(max_length=15, choices=Route.choices)
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="entitlement"
    )
    amount_fen = models.BigIntegerField(_("金额"))
    state = models.CharField(
        _("状态"),
        max_length=15,
        choices=EntitlementState.choices,
        default=EntitlementState.FOUND,
    )
    revision = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    held = models.CharField(max_length=40, blank=True)
    notice = models.ForeignKey(
        PublicNotice, on_delete=models.PROTECT, null=True, related_name="entitlements"
    )
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)
    is_sound = models.BooleanField(null=True)
    found_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager.from_queryset(EntitlementQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["department", "programme_id", "period"], name="entitlement_of")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_id", "period"], name="one_entitlement"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="entitled_to_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "listed", "approved", "paid"])
                | Q(account__isnull=False),
                name="confirmed_with_an_account",
            ),
        ]

    def __str__(self) -> str:
        return self.programme_name


class StepKind(models.TextChoices):
    """What happened to an entitlement."""

    FOUND = "found", _("数据比对，列入名单")
    GRANTED = "granted", _("申报通过，列入名单")
    CHECKED = "checked", _("信用核查通过")
    HELD = "held", _("信用核查未过")
    NOTICED = "noticed", _("开始公示")
    TAKEN_DOWN = "taken_down", _("公示撤下")
    OBJECTED = "objected", _("收到异议")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")
    CLEARED = "cleared", _("公示结束")
    CONFIRMED = "confirmed", _("企业确认意愿和账户")
    DECLINED = "declined", _("企业不领")
    LISTED = "listed", _("列入兑付清单")
    UNLISTED = "unlisted", _("移出兑付清单")
    APPROVED = "approved", _("兑付清单获批")
    PAID = "paid", _("发起兑付")
    WITHDRAWN = "withdrawn", _("取消")
    ACCOUNT = "account", _("企业更换收款账户")
    REJECTED = "rejected", _("银行没有付出，重新办理")
    POST_CHECKED = "post_checked", _("事后核查")


class EntitlementStepQuerySet(ScopedQuerySet["EntitlementStep"]):
    """Steps, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the entitlements that the visitor sees."""
        return Q(entitlement__in=Entitlement.objects.visible_to(actor))


class EntitlementStep(models.Model):
    """One step of an entitlement, never rewritten."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=15, choices=StepKind.choices)
    text = models.CharField(max_length=TEXT_CHARS_MAX, blank=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(EntitlementStepQuerySet)()

    class Meta:
        ordering = ["id"]


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    OPEN = "open", _("待处理")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")


class ObjectionQuerySet(ScopedQuerySet["Objection"]):
    """Objections, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those to the notices of one's own department; and one's own."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        found = Q(by=actor)
        if actor.may(Permission.GRANT_WRITE) and actor.organisation_id is not None:
            found |= Q(notice__department_id=actor.organisation_id)
        return found


class Objection(models.Model):
    """What someone says against a line of a public notice, while it is open.

    Attributes:
        contact: how whoever wrote it can be reached; erased with personal data.
    """

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="objections"
    )
    text = models.CharField(_("异议"), max_length=TEXT_CHARS_MAX)
    contact = models.CharField(_("联系方式"), max_length=NAME_CHARS_MAX)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = models.CharField(_("处理意见"), max_length=TEXT_CHARS_MAX, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(ObjectionQuerySet)()

    class Meta:
        ordering = ["-id"]


class OfDepartmentQuerySet(ScopedQuerySet["Comparison"]):
    """What was compared, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own department."""
        if not isinstance(actor, Person) or not actor.may(Permission.GRANT_WRITE):
            return Q(pk__in=[])
        return Q(department_id=actor.organisation_id)


class Comparison(models.Model):
    """The latest comparison of one programme with the facts of all enterprises for one period.

    Attributes:
        counts: by verdict how many enterprises, and under "found", "passed_over", "withdrawn".
        text: of the rule as it was; entitlements keep its digest.
    """

    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme_id = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    event_on = models.DateField()
    text = models.TextField()
    counts = models.JSONField(default=dict)
    is_finished = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(OfDepartmentQuerySet)()

    class Meta:
        ordering = ["-id"]


class PassedOverQuerySet(ScopedQuerySet["PassedOver"]):
    """Whom comparisons passed over, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the comparisons that the visitor sees."""
        return Q(comparison__in=Comparison.objects.visible_to(actor))


class PassedOver(models.Model):
    """An enterprise that meets a programme and is not granted it automatically, and why.

    Attributes:
        why: code words of the conditions that do not hold.
        amount_fen: what the rule comes to, where it does.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="passed_over")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(null=True)
    why = models.JSONField()

    objects = ScopedManager.from_queryset(PassedOverQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "organisation"], name="passed_over_once")
        ]
