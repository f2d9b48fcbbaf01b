"""What happens here when accounts change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.cases import upkeep_actions


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """The cases of a merged organisation, and those it answers, go to the other."""
    upkeep_actions.follow_merger(source=source, target=target, actor=actor)
