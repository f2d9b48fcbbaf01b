"""Telling enterprises that their money has arrived."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.queries import people_of
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.moves_actions import money_action

LOOKED_BACK = timedelta(days=7)
"""How long the background work may rest without anybody being forgotten."""


@money_action
def tell_arrivals(on: date) -> int:
    """Tells each enterprise once of what a statement has shown as paid lately; how many people.

    Payments of the same programme on the same day are told by one message.
    """
    told = sum(
        tell(
            kind="payment-settled",
            people=people_of(organisations, Permission.PAYOUT_RECEIVE),
            data={"programme": programme, "department": department},
            path=reverse("my-payouts"),
            once=f"settled-{programme_id}-{settled_on}",
        )
        for (programme_id, programme, department, settled_on), organisations in _arrived(on).items()
    )
    if told:
        audit(actor=None, action="tell_arrivals", what=Payment, data={"count": told})
    return told


def _arrived(on: date) -> dict[tuple[str, str, str, date], set[int]]:
    """The enterprises by what they are told: programme, its name, department and day."""
    since = timezone.make_aware(datetime.combine(on - LOOKED_BACK, time()))
    rows = Payment.objects.unscoped().filter(state=PaymentState.SETTLED, changed_at__gte=since)
    columns = ("programme_id", "programme_name")
    values = rows.order_by().values_list(
        *(f"entitlement__{each}" for each in columns),
        "department__name", "settled_on", "organisation_id",
    )  # fmt: skip
    found: dict[tuple[str, str, str, date], set[int]] = defaultdict(set)
    for *group, organisation in values.iterator():
        found[tuple(group)].add(organisation)
    return found
