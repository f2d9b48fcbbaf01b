"""Sending the reminders of a day."""

from collections.abc import Sequence
from datetime import date

from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.reminding import Reminder, path_of_mine


@action
def send_reminders(*, on: date, reminders: Sequence[Reminder]) -> int:
    """Tells each owner once for the day; how many were told."""
    told = sum(
        tell(
            kind="transfers-due",
            people=[each.owner],
            data={"soon": each.soon, "late": each.late},
            path=path_of_mine(),
            once=f"transfers-due:{on.isoformat()}",
        )
        for each in reminders
    )
    audit(actor=None, action="remind_owners", what=Transfer, data={"people": told})
    return told
