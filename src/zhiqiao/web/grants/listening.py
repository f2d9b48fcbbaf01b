"""What happens here when accounts change and applications are approved."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.applications.models import Application
from zhiqiao.web.applications.signals import application_approved
from zhiqiao.web.applications.snapshot import Content
from zhiqiao.web.grants.application_actions import add_approved
from zhiqiao.web.grants.merging_actions import move_entitlements


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """The entitlements of a merged organisation are the other's."""
    move_entitlements(source=source, target=target, actor=actor)


@receiver(application_approved)
def follow_approval(
    *, application: Application, content: Content, actor: Person | None, **_more: Any
) -> None:
    """What was approved with an amount joins the way to a payout."""
    add_approved(actor=actor, application=application, content=content)
