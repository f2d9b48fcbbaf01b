"""How a list moves from state to state, inside the actions of this app."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.utils.translation import gettext as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action
from zhiqiao.web.payouts.models import ListState, PayoutList

PURPOSE = "money moves, after its rights were checked"
P = ParamSpec("P")
T = TypeVar("T")


def money_action(function: Callable[P, T]) -> Callable[P, T]:
    """An action that writes rows which the database lets no visitor write.

    Payments, entries and what stands behind them change in these functions alone; each checks
    first that its actor may.
    """

    @wraps(function)
    def perform(*args: P.args, **kwargs: P.kwargs) -> T:
        with every_row_for(PURPOSE):
            return act(*args, **kwargs)

    act = action(function)
    return perform


def locked(list_id: int, *states: ListState) -> PayoutList:
    """The list as it is now, for this action alone until it ends.

    Raises:
        RefusedError: it is in none of these states, perhaps since a moment ago.
    """
    current = PayoutList.objects.unscoped().select_for_update().get(pk=list_id)
    if current.state not in states:
        words = _("这张清单现在是“%(state)s”，不能这样办。可能刚有同事办过，请刷新再看。")
        raise RefusedError(words % {"state": current.get_state_display()})
    return current


def move(payout_list: PayoutList, *, to: ListState, **fields: Any) -> None:
    """Writes a list's new state and what goes with it."""
    payout_list.state = to
    payout_list.revision += 1
    for name, value in fields.items():
        setattr(payout_list, name, value)
    payout_list.save()
