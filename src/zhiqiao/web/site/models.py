"""The audit rows: who did what to what, in the same transaction as the deed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRow(models.Model):
    """One action by one person. Written once, never changed, never removed."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(_("动作"), max_length=40)
    noun = models.CharField(_("对象"), max_length=40)
    object_id = models.CharField(_("对象编号"), max_length=40)
    data = models.JSONField(_("内容"), default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["noun", "object_id"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; refuses to change an existing one."""
        if self.pk is not None:
            raise TypeError("An audit row is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses."""
        raise TypeError("An audit row is never removed")
