"""What happens here when introductions, organisations, people or needs change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import access_ended, organisations_merged
from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.catalogue.signals import listings_changed
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.signals import introduction_opened


@receiver(introduction_opened)
def follow_introduction(
    *, introduction: Introduction, actor: Person | None = None, **_more: Any
) -> None:
    """Both sides agreed to meet: a project begins."""
    from zhiqiao.web.transfers.actions import start_transfer

    start_transfer(actor=actor, introduction=introduction)


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """The projects go along."""
    from zhiqiao.web.transfers.organisation_actions import move_transfers

    move_transfers(source=source, target=target, actor=actor)


@receiver(access_ended)
def follow_access(*, people: Iterable[int], actor: Person | None, **_more: Any) -> None:
    """Nobody owns a project that they may not open any more."""
    from zhiqiao.web.transfers.organisation_actions import leave_transfers

    leave_transfers(people=people, actor=actor)


@receiver(listings_changed)
def follow_needs(*, side: Side, ids: Sequence[int], **_more: Any) -> None:
    """A need that became confidential is not named by its projects either."""
    from zhiqiao.web.transfers.organisation_actions import hide_titles

    if side == Side.NEED:
        hide_titles(need_ids=ids)
