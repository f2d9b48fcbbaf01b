"""Organisations, people, and which people act for which organisations."""

from dataclasses import dataclass
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, Role, ScopedManager, ScopedQuerySet, granted
from zhiqiao.web.access.permissions import SIGNED_IN
from zhiqiao.web.access.row_actor import rows_for_a_grant
from zhiqiao.web.accounts.password_field import PasswordField


class OrganisationKind(models.TextChoices):
    """What sort of body an organisation is."""

    ENTERPRISE = "enterprise", _("企业")
    UNIVERSITY = "university", _("高校")
    INSTITUTE = "institute", _("科研院所")
    HOSPITAL = "hospital", _("医院")
    DEPARTMENT = "department", _("政府部门")
    PARK = "park", _("园区")
    CENTRE = "centre", _("技术转移机构")
    BANK = "bank", _("银行")
    PARTNER = "partner", _("合作伙伴")
    OTHER = "other", _("其他")


class Registration(models.TextChoices):
    """Whether the organisation exists in law, or its founders are still on the way."""

    REGISTERED = "registered", _("已注册")
    FOUNDING = "founding", _("尚未注册")


class OrganisationState(models.TextChoices):
    """Whether people may act for the organisation."""

    ACTIVE = "active", _("正常")
    MERGED = "merged", _("已并入其他机构")
    DEACTIVATED = "deactivated", _("已停用")


class Organisation(models.Model):
    """A body that has needs or offers. `uscc` is blank where it is not known or not yet given."""

    code = models.CharField(_("编号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind.choices)
    area = models.CharField(_("地区"), max_length=60, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    registration = models.CharField(
        _("注册情况"),
        max_length=20,
        choices=Registration.choices,
        default=Registration.REGISTERED,
    )
    state = models.CharField(
        _("状态"),
        max_length=20,
        choices=OrganisationState.choices,
        default=OrganisationState.ACTIVE,
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    intro = models.TextField(_("简介"), blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"], condition=~Q(uscc=""), name="one_organisation_a_code"
            ),
            models.CheckConstraint(
                condition=Q(state="merged") ^ Q(merged_into__isnull=True), name="merged_into_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person may do now: for which organisation, in which roles, with which permissions."""

    organisation: Organisation | None
    roles: frozenset[str]
    permissions: frozenset[Permission]


class PersonManager(BaseUserManager["Person"]):
    """Finds people by sign-in name."""


class Person(AbstractBaseUser):
    """Someone who signs in. What they may do comes from their memberships alone."""

    password = PasswordField("password", max_length=128)
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def act_for(
        self, organisation_id: int | None, *, limited_to: frozenset[Permission] | None = None
    ) -> Grant:
        """Chooses the organisation to act for and reads what that allows; one query.

        Args:
            organisation_id: one of the person's organisations; for any other, or None, the first
                they joined.
            limited_to: the most that is allowed, as for a token.
        """
        with rows_for_a_grant():
            held = self.memberships.unscoped().filter(OPEN_AND_ACTIVE)
            rows = list(held.select_related("organisation"))
        return self.take_grant(rows, organisation_id, limited_to=limited_to)

    def take_grant(
        self,
        rows: "list[Membership]",
        organisation_id: int | None,
        *,
        limited_to: frozenset[Permission] | None = None,
    ) -> Grant:
        """As `act_for`, from memberships already read."""
        chosen = [row for row in rows if row.organisation_id == organisation_id] or rows[:1]
        organisation = chosen[0].organisation if chosen else None
        roles = frozenset(row.role for row in rows if row.organisation == organisation)
        permissions = SIGNED_IN.union(*(granted(role) for role in roles))
        if limited_to is not None:
            permissions &= limited_to
        self._organisations = list({row.organisation_id: row.organisation for row in rows}.values())
        self._grant = Grant(organisation, roles, permissions)
        return self._grant

    @property
    def grant(self) -> Grant:
        """What the person may do now; read once for each request."""
        found: Grant | None = getattr(self, "_grant", None)
        return found or self.act_for(None)

    @property
    def organisations(self) -> list[Organisation]:
        """Those that the person may act for, in the order they joined."""
        return self._organisations if self.grant else []

    @property
    def organisation(self) -> Organisation | None:
        """The organisation that the person acts for."""
        return self.grant.organisation

    @property
    def organisation_id(self) -> int | None:
        """The number of the organisation that the person acts for."""
        return self.grant.organisation.pk if self.grant.organisation else None

    @property
    def roles(self) -> frozenset[str]:
        """The person's roles in the organisation that they act for."""
        return self.grant.roles

    @property
    def role_words(self) -> str:
        """The roles as people read them."""
        return str(_("、")).join(str(role.label) for role in Role if role in self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether one of the person's roles holds the permission."""
        return permission in self.grant.permissions

    @property
    def is_staff_of_centre(self) -> bool:
        """Whether the person works for the transfer centre and so sees everyone's listings."""
        return self.may(Permission.LISTING_ALL)


class MembershipState(models.TextChoices):
    """A membership gives rights only while it is active."""

    PENDING = "pending", _("待审核")
    ACTIVE = "active", _("有效")
    ENDED = "ended", _("已结束")


OPEN_AND_ACTIVE = Q(
    state=MembershipState.ACTIVE,
    organisation__state=OrganisationState.ACTIVE,
    person__is_active=True,
)
"""The memberships that give rights."""


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    """Memberships, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own; those of the organisation for its administrator; all for the centre's."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        if actor.may(Permission.ORGANISATION_ALL) or actor.may(Permission.PERSON_WRITE):
            return Q()
        if actor.may(Permission.MEMBER_WRITE):
            return Q(person=actor) | Q(organisation_id=actor.organisation_id)
        return Q(person=actor)


class Membership(models.Model):
    """One role of one person in one organisation. Ended rows stay as history."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=MembershipState.choices,
        default=MembershipState.ACTIVE,
    )
    granted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(MembershipQuerySet)()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "state"], name="membership_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=~Q(state="ended"),
                name="one_open_membership_a_role",
            ),
            models.CheckConstraint(
                condition=Q(state="ended") ^ Q(ended_at__isnull=True), name="ended_has_a_time"
            ),
        ]


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    """Invitations, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those into the organisation for its administrator; all for the centre's."""
        if not isinstance(actor, Person):
            return Q(pk__in=[])
        if actor.may(Permission.ORGANISATION_ALL):
            return Q()
        if actor.may(Permission.MEMBER_WRITE):
            return Q(organisation_id=actor.organisation_id)
        return Q(pk__in=[])


class Invitation(models.Model):
    """A link that lets its holder join in one role, once, until it expires or is revoked."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(InvitationQuerySet)()

    class Meta:
        ordering = ["-id"]

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return not (self.accepted_at or self.revoked_at) and self.expires_at > timezone.now()


class Proposal(models.Model):
    """How an applicant describes the organisation; changes nothing by itself."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="proposal")
    is_new = models.BooleanField(default=False, help_text="the registration made the organisation")
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind.choices)
    area = models.CharField(_("地区"), max_length=60, blank=True)

    @property
    def differs(self) -> bool:
        """Whether the applicant corrects what is known of the organisation."""
        known = self.membership.organisation
        return (self.name, self.kind, self.area) != (known.name, known.kind, known.area)


class MergeRequestState(models.TextChoices):
    """A request waits until the centre merges or refuses."""

    OPEN = "open", _("待处理")
    MERGED = "merged", _("已合并")
    REFUSED = "refused", _("未同意")


class MergeRequest(models.Model):
    """A founding organisation turned out to be one that is known: the centre may merge them."""

    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=MergeRequestState.choices, default=MergeRequestState.OPEN
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state="open"),
                name="one_open_merge_request",
            )
        ]
