"""What happens here when accounts and entitlements change."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.grants.signals import account_changed, approved_changed
from zhiqiao.web.payouts.following_actions import follow_account, hand_over_payouts
from zhiqiao.web.payouts.telling import tell_of_changes


@receiver(organisations_merged)
def follow_merger(*, source: Organisation, target: Organisation, **_more: Any) -> None:
    """What was paid to and by a merged organisation is the other's to read."""
    hand_over_payouts(source=source, target=target)


@receiver(approved_changed)
def follow_change(*, numbers: Collection[int], **_more: Any) -> None:
    """The finance people hear at once that an approved list cannot be paid as it is."""
    tell_of_changes(numbers)


@receiver(account_changed)
def follow_new_account(*, organisation: Organisation, account: PayeeAccount, **_more: Any) -> None:
    """Nobody pays returned money to an account that the enterprise has left."""
    follow_account(organisation=organisation, account=account)
