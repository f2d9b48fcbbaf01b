"""What happens here when accounts change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.attachments.actions import move_attachments


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """The files of a merged organisation are the other's."""
    move_attachments(source=source, target=target, actor=actor)
