"""Writing audit rows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models, transaction

from zhiqiao.web.site.models import AuditRow

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person


def audit(
    *,
    actor: "Person | None",
    action: str,
    what: models.Model,
    data: Mapping[str, object] | None = None,
) -> AuditRow:
    """Appends one audit row inside the caller's transaction; refuses to run outside one."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit row belongs inside its action")
    row = AuditRow(
        actor=actor,
        action=action,
        noun=type(what).__name__.lower(),
        object_id=str(what.pk),
        data=dict(data or {}),
    )
    row.save()
    return row
