"""What changes of accounts besides their sums."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from zhiqiao.ledger import AccountKind
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.ledger.models import Account

UNDER_WAY = (
    AccountKind.IN_TRANSIT,
    AccountKind.RETURNS_SUSPENSE,
    AccountKind.CLAWBACK_RECEIVABLE,
)
"""Kinds of accounts that are empty once everything is dealt with."""


def move_accounts(*, source: Organisation, target: Organisation) -> None:
    """The money of a merged organisation is the other's, inside the merger's action.

    Raises:
        RefusedError: money of it is still on its way, came back, or is demanded back: what comes
            next is booked on the other's accounts, and would miss there what stands on these.
    """
    rows = Account.objects.unscoped().filter(organisation=source)
    is_empty = Q(debit_fen=F("credit_fen"), debit_pending_fen=0, credit_pending_fen=0)
    if rows.filter(kind__in=[each.value for each in UNDER_WAY]).exclude(is_empty).exists():
        words = _("%(name)s还有在途、退汇或追回中的款项。请先让它的财务办完，再合并。")
        raise RefusedError(words % {"name": source.name})
    rows.update(organisation=target)
