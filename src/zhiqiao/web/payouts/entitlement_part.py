"""What the page of an entitlement says of its lists and payments."""

from collections.abc import Iterable, Mapping

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.grants.parts import PaidWord, entitlement_parts, payment_words
from zhiqiao.web.payouts.models import ListLine, Payment, PaymentState
from zhiqiao.web.payouts.own import PURPOSE
from zhiqiao.web.payouts.progress import with_return_days

PAYING: Mapping[str, Promise] = {
    PaymentState.QUEUED: _("付款中"),
    PaymentState.ACCEPTED: _("付款中"),
}
WRONG = (PaymentState.RETURNED, PaymentState.REJECTED)


def payment_words_of(rows: Iterable[Entitlement]) -> dict[int, PaidWord]:
    """What became of the newest payment of each; one query."""
    with every_row_for(PURPOSE):
        payments = Payment.objects.unscoped().filter(entitlement__in=[each.pk for each in rows])
        found = list(payments.order_by("attempt").values_list("entitlement_id", "state"))
    return {
        number: PaidWord(str(PAYING.get(state, PaymentState(state).label)), state in WRONG)
        for number, state in found
    }


def paid_part(person: Person, entitlement: Entitlement) -> SafeString | None:
    """The lists that it is or was on and its payments, the newest first; two queries."""
    if not person.may(Permission.PAYOUT_READ):
        return None
    lines = ListLine.objects.visible_to(person).filter(entitlement=entitlement)
    payments = Payment.objects.visible_to(person).filter(entitlement=entitlement)
    context = {
        "lines": list(lines.select_related("payout_list").order_by("-pk")),
        "payments": list(with_return_days(payments.select_related("account")).order_by("-pk")),
    }
    if not any(context.values()):
        return None
    return render_to_string("payouts/entitlement_part.html", context)


def register_part() -> None:
    """Makes it known to grants."""
    if paid_part not in entitlement_parts:
        entitlement_parts.append(paid_part)
        payment_words.append(payment_words_of)
