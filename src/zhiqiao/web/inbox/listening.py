"""What happens here when people lose access."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.signals import access_ended
from zhiqiao.web.inbox.actions import forget_messages


@receiver(access_ended)
def follow_access(*, people: Sequence[int], organisation_id: int | None, **_more: Any) -> None:
    """What someone was told for an organisation goes with their access to it."""
    forget_messages(people=people, organisation_id=organisation_id)
