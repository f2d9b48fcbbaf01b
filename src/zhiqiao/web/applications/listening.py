"""What happens here when accounts change."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import access_ended, organisations_merged
from zhiqiao.web.applications.following_actions import give_back, move_applications


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """The applications of a merged organisation are the other's."""
    move_applications(source=source, target=target, actor=actor)


@receiver(access_ended)
def follow_end_of_access(
    *, people: Iterable[int], organisation_id: int | None, actor: Person | None, **_more: Any
) -> None:
    """What someone handled in a department waits for a colleague again."""
    give_back(people=list(people), organisation_id=organisation_id, actor=actor)
