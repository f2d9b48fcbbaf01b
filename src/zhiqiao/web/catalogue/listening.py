"""What happens here when organisations change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisation_deactivated, organisations_merged


@receiver(organisations_merged)
def follow_merge(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """The listings go along."""
    from zhiqiao.web.catalogue.organisation_actions import move_listings

    move_listings(source=source, target=target, actor=actor)


@receiver(organisation_deactivated)
def follow_deactivation(*, organisation: Organisation, actor: Person | None, **_more: Any) -> None:
    """What was published is withdrawn."""
    from zhiqiao.web.catalogue.organisation_actions import withdraw_listings

    withdraw_listings(organisation=organisation, actor=actor)
