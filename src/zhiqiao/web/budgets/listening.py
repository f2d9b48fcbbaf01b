"""What happens here when accounts change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.budgets.following_actions import hand_over_lines


@receiver(organisations_merged)
def follow_merger(*, source: Organisation, target: Organisation, **_more: Any) -> None:
    """A department with an open budget is not merged; closed lines are the other's to read."""
    hand_over_lines(source=source, target=target)
