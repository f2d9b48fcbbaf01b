"""What happens here when accounts of organisations change."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.ledger.actions import move_accounts


@receiver(organisations_merged)
def follow_merger(*, source: Organisation, target: Organisation, **_more: Any) -> None:
    """The money of a merged organisation is the other's."""
    move_accounts(source=source, target=target)
