"""What happens here when accounts change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.drafts.moving_actions import move_drafts


@receiver(organisations_merged)
def follow_merger(*, source: Organisation, target: Organisation, **_more: Any) -> None:
    """Drafts of a merged department are the other's."""
    move_drafts(source=source, target=target)
