"""What happens here when accounts and payments change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.reconciliation.following_actions import hand_over


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """What the bank said of a merged department is the other's to read."""
    hand_over(source=source, target=target, actor=actor)
