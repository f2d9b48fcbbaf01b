"""What happens here when accounts change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.rulebook.actions import move_department


@receiver(organisations_merged)
def follow_merger(*, source: Organisation, target: Organisation, **_more: Any) -> None:
    """Departments of a merged organisation are the other one."""
    move_department(source=source, target=target)
