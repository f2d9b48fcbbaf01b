"""Lists end when nothing of them is under way, and go on when something comes back."""

from django.db.models import Exists, OuterRef, Q

from zhiqiao.web.audit.actions import audit
from zhiqiao.web.payouts.changes import ChangeState, PaymentChange
from zhiqiao.web.payouts.models import ListState, Payment, PaymentState, PayoutList
from zhiqiao.web.payouts.moves_actions import money_action

UNDER_WAY = (PaymentState.QUEUED, PaymentState.ACCEPTED, PaymentState.RETURNED)
"""Someone has to do something about such a payment, the bank or the department."""


@money_action
def finish_lists() -> int:
    """Ends released lists of which nothing is under way; has others go on. How many changed.

    A payment waits while the bank has not settled it, while it came back and nobody has decided,
    or while a change of it waits for the second person.
    """
    ended = _move(ListState.RELEASED, ListState.FINISHED, waits=False)
    reopened = _move(ListState.FINISHED, ListState.RELEASED, waits=True)
    if ended or reopened:
        data = {"count": ended, "again": reopened}
        audit(actor=None, action="finish_lists", what=PayoutList, data=data)
    return ended + reopened


def _move(state: ListState, to: ListState, *, waits: bool) -> int:
    lists = PayoutList.objects.unscoped().filter(state=state)
    numbers = list(lists.filter(_is_under_way() if waits else ~_is_under_way()).values_list("pk"))
    return lists.filter(pk__in=[pk for (pk,) in numbers]).update(state=to) if numbers else 0


def _is_under_way() -> Q:
    proposed = PaymentChange.objects.unscoped().filter(
        payment=OuterRef("pk"), state=ChangeState.PROPOSED
    )
    payments = Payment.objects.unscoped().filter(payout_list=OuterRef("pk"))
    waiting = payments.filter(state__in=UNDER_WAY)
    changing = payments.exclude(state__in=UNDER_WAY).filter(Exists(proposed))
    return Q(Exists(waiting)) | Q(Exists(changing))
