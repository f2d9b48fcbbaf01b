"""What becomes of lists, payments and accounts when organisations merge; in the merger's action."""

from django.utils.translation import gettext as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.payouts.account_changes import AccountChange, AccountChangeState
from zhiqiao.web.payouts.models import (
    BankAccount,
    ListState,
    Payment,
    PaymentState,
    PayoutList,
)

OVER = (ListState.FINISHED, ListState.CANCELLED)


def hand_over_payouts(*, source: Organisation, target: Organisation) -> None:
    """Has what was paid to and by an organisation be the other's to read.

    Called after the entitlements were handed over: payments go where theirs went.

    Raises:
        RefusedError: a list of the department is still under way.
    """
    lists = PayoutList.objects.unscoped().filter(organisation=source)
    if lists.exclude(state__in=OVER).exists():
        words = _("%(name)s还有没办完的兑付清单。请先让它的财务办完或作废，再合并。")
        raise RefusedError(words % {"name": source.name})
    payments = Payment.objects.unscoped()
    payments.filter(organisation=source, entitlement__organisation=target).update(
        organisation=target
    )
    payments.filter(department=source).update(department=target)
    lists.update(organisation=target)
    _hand_over_account(source, target)


def follow_account(*, organisation: Organisation, account: PayeeAccount) -> None:
    """Has returned money go to the account that the enterprise has now, in its own action.

    Only where it had confirmed one: a reissue that was proposed to that one is not approved then.
    """
    with every_row_for("returned money follows the account of its enterprise"):
        Payment.objects.unscoped().filter(
            organisation=organisation,
            state=PaymentState.RETURNED,
            confirmed_account__isnull=False,
        ).update(confirmed_account=account)


def _hand_over_account(source: Organisation, target: Organisation) -> None:
    """The other's own account stays; a proposal of the merged one is over."""
    changes = AccountChange.objects.unscoped().filter(organisation=source)
    changes.filter(state=AccountChangeState.PROPOSED).update(state=AccountChangeState.WITHDRAWN)
    changes.update(organisation=target)
    accounts = BankAccount.objects.unscoped()
    if accounts.filter(organisation=target).exists():
        accounts.filter(organisation=source).delete()
    else:
        accounts.filter(organisation=source).update(organisation=target)
