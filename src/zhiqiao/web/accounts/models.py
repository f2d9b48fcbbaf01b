"""Organisations and the people who act for them."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, Role, may


class OrganisationKind(models.TextChoices):
    """What sort of body an organisation is."""

    ENTERPRISE = "enterprise", _("企业")
    UNIVERSITY = "university", _("高校")
    INSTITUTE = "institute", _("科研院所")
    HOSPITAL = "hospital", _("医院")
    CENTRE = "centre", _("技术转移机构")
    OTHER = "other", _("其他")


class Organisation(models.Model):
    """A body that has needs or offers. `uscc` may be blank: not everyone is registered."""

    code = models.CharField(_("编号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind.choices)
    area = models.CharField(_("地区"), max_length=60, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    intro = models.TextField(_("简介"), blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people by sign-in name."""

    def create_superuser(self, username: str, password: str | None = None, **more: Any) -> "Person":
        """The first operator, for `createsuperuser` at a terminal."""
        person = self.model(username=username, role=Role.OPERATOR, name=username, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who signs in. Acts in one role, mostly for one organisation."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission) -> bool:
        """Whether the person's role holds the permission."""
        return may(self, permission)

    @property
    def is_staff_of_centre(self) -> bool:
        """Whether the person works for the transfer centre and so sees everyone's listings."""
        return self.role in {Role.BROKER, Role.OPERATOR}
