"""That someone took rows away is a row itself."""

from typing import TYPE_CHECKING

from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.audit.models import AuditRow

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person


@action
def note_export(*, actor: "Person | None", rows: int) -> None:
    """Tells who exported how many rows of the chain; None: the operator at a terminal."""
    audit(actor=actor, action="export", what=AuditRow, data={"rows": rows})
