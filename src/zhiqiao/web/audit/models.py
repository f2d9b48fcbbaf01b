"""The audit rows: who did what to what, each bound to the one before it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRow(models.Model):
    """One action. Appended by `audit()` alone, never changed, never removed.

    `number` is the position in the chain, from 1 without a gap. Persons and organisations are
    plain numbers, so that the row keeps no name and outlives the erasure of what it names.
    """

    number = models.BigAutoField(_("编号"), primary_key=True)
    at_us = models.BigIntegerField(help_text="microseconds since 1970, UTC; never runs back")
    actor_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    action = models.CharField(_("动作"), max_length=40)
    noun = models.CharField(_("对象"), max_length=40)
    object_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    data = models.TextField(_("内容"), help_text="canonical JSON")
    mac = models.BinaryField(max_length=32, help_text="HMAC-SHA256 of the row and the mac before")

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["at_us", "number"], name="audit_at"),
            models.Index(fields=["actor_id", "number"], name="audit_actor"),
            models.Index(fields=["organisation_id", "number"], name="audit_organisation"),
            models.Index(fields=["action", "number"], name="audit_action"),
            models.Index(fields=["noun", "object_id", "number"], name="audit_object"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Refuses."""
        raise TypeError("An audit row is appended by audit() and never changed")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses."""
        raise TypeError("An audit row is never removed")
