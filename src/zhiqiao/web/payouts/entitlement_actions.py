"""Moving the entitlements of a whole list at once, inside the actions of this app."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.payouts.models import ListLine, PayoutList

_ADD = """
INSERT INTO payouts_listline (payout_list_id, entitlement_id, account_id, amount_fen)
SELECT %s, chosen.*"""
# Account and amount are compared in the statement that takes the row: an account that the
# enterprise changes at this very moment is either seen here, or comes too late for what is paid.
_MOVE = """
UPDATE grants_entitlement SET state = %s, revision = revision + 1, changed_at = %s
WHERE state = %s AND (id, account_id, amount_fen) IN (
    SELECT entitlement_id, account_id, amount_fen FROM payouts_listline WHERE payout_list_id = %s)
"""
_GIVE_BACK = """
UPDATE grants_entitlement SET state = %s, revision = revision + 1, changed_at = %s
WHERE state = %s
  AND id IN (SELECT entitlement_id FROM payouts_listline WHERE payout_list_id = %s)
  AND id NOT IN (SELECT entitlement_id FROM payouts_listline WHERE payout_list_id > %s)
"""


def add_lines(payout_list: PayoutList, entitlements: QuerySet[Entitlement]) -> int:
    """Puts entitlements on a list, with the account and amount they have; how many."""
    chosen = entitlements.order_by("pk").values("pk", "account_id", "amount_fen")
    try:
        sql, params = chosen.query.sql_with_params()
    except EmptyResultSet:  # none were chosen
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"{_ADD} FROM ({sql}) AS chosen", [payout_list.pk, *params])
        return int(cursor.rowcount)


def move_entitlements(
    payout_list: PayoutList, state: EntitlementState, *, to: EntitlementState
) -> None:
    """Moves every entitlement of the list from one state to another, in one statement.

    Their steps are not written: list and payments tell them.

    Raises:
        RefusedError: one of them is in another state, or has another account or amount than its
            line.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [to, timezone.now(), state, payout_list.pk])
        moved = cursor.rowcount
    if moved != payout_list.lines.unscoped().count():
        raise RefusedError(_("清单里有企业的状态刚变了，什么都没有改。请刷新再看。"))


def give_back(payout_list: PayoutList, state: EntitlementState, *, to: EntitlementState) -> None:
    """As `move_entitlements`, for those that are in the state; the others stay as they are.

    So do those that are on a newer list: they were taken off this one in between.
    """
    pk = payout_list.pk
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [to, timezone.now(), state, pk, pk])


def listed_anew(payout_list: PayoutList, path: str = "") -> Q:
    """The entitlements that stand on a list that was made after this one.

    Args:
        payout_list: on which they stand too.
        path: how the query gets to the entitlement: "" or, say, "entitlement__".
    """
    newer = ListLine.objects.unscoped().filter(payout_list__gt=payout_list.pk)
    return Q(**{f"{path}pk__in": newer.order_by().values("entitlement_id")})
