"""Tokens, answers kept for repeated requests, webhooks and what they are to be sent."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import EVERYONE, Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person

TOKEN_DAYS_MAX = 365


class ApiTokenQuerySet(ScopedQuerySet["ApiToken"]):
    """Tokens, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """One's own."""
        return Q(person=actor) if isinstance(actor, Person) else Q(pk__in=[])


class ApiToken(models.Model):
    """Lets a program act as a person for one organisation, at most as far as `permissions`.

    Only a digest of the token is kept. `prefix` is its beginning, by which people know it again.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="api_tokens"
    )
    name = models.CharField(_("用途"), max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("到期"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(ApiTokenQuerySet)()

    class Meta:
        ordering = ["-id"]

    @property
    def is_valid(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def limit(self) -> frozenset[Permission]:
        """The most that its holder may do; permissions that are gone from the code are left out."""
        known = {each.value for each in Permission}
        return EVERYONE | {Permission(each) for each in self.permissions if each in known}


class KeyState(models.TextChoices):
    """How far the request with a key has come."""

    CLAIMED = "claimed"
    DONE = "done"
    ANSWERED = "answered"


class IdempotencyKey(models.Model):
    """One request that must not take effect twice, and the answer that its repetition gets.

    `claim` names the process at work; it is compared when the effect is committed, so that a
    process believed dead cannot take effect beside its successor.
    """

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    claim = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=KeyState.choices, default=KeyState.CLAIMED)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    claimed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_request_a_key")]
        indexes = [models.Index(fields=["claimed_at"], name="key_claimed_at")]


class WebhookQuerySet(ScopedQuerySet["Webhook"]):
    """Webhooks, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the organisation, for who may change them."""
        if not isinstance(actor, Person) or not actor.may(Permission.WEBHOOK_WRITE):
            return Q(pk__in=[])
        return Q(organisation_id=actor.organisation_id)


class WebhookState(models.TextChoices):
    """Whether events are sent."""

    ENABLED = "enabled", _("已启用")
    DISABLED = "disabled", _("已停用")


class Webhook(models.Model):
    """An address that is told of events, as far as the one who made it sees them.

    `secret` is sealed; its holder checks with it that an event came from here.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="webhooks"
    )
    url = models.CharField(_("接收地址"), max_length=500)
    events = models.JSONField(_("事件"), default=list)
    secret = models.TextField()
    state = models.CharField(
        max_length=10, choices=WebhookState.choices, default=WebhookState.ENABLED
    )
    why_disabled = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager.from_queryset(WebhookQuerySet)()

    class Meta:
        ordering = ["-id"]


class DeliveryState(models.TextChoices):
    """Waiting deliveries are sent until one succeeds or their tries are used up."""

    WAITING = "waiting", _("等待发送")
    DELIVERED = "delivered", _("已送达")
    FAILED = "failed", _("未送达")


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    """Deliveries, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the webhooks that they see."""
        if not isinstance(actor, Person) or not actor.may(Permission.WEBHOOK_WRITE):
            return Q(pk__in=[])
        return Q(webhook__organisation_id=actor.organisation_id)


class Delivery(models.Model):
    """One event for one webhook: written with the event itself, sent afterwards."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=60, unique=True)
    event = models.CharField(_("事件"), max_length=40)
    body = models.TextField()
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_problem = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(DeliveryQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["webhook", "state", "next_at"], name="delivery_due")]

    @property
    def age(self) -> timedelta:
        """How long ago the event was."""
        return timezone.now() - self.created_at
