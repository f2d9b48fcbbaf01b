"""The page of one payment: its whole way, from the clause to the voucher."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.ledger.names import names_of
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.tracking import Tracked, entry_words, tracked


@requires(Permission.ACCOUNT)
def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """The way of a payment, for the department that pays it and for the enterprise that gets it."""
    person = signed_in(request)
    found = tracked(person, get_object_or_404(Payment.objects.visible_to(person), pk=payment_id))
    context = {
        "tracked": found,
        "payment": found.payment,
        "row": found.payment.entitlement,
        "content": found.content,
        "entries": _entries(found),
        "events": _events(found),
    }
    return render(request, "payouts/payment.html", context)


def _entries(found: Tracked) -> list[dict[str, Any]]:
    """The entries with their words, and what their accounts are called."""
    names = names_of(account for each in found.entries for account in (each.debit, each.credit))
    rows = []
    for entry in found.entries:
        movement, phase = entry_words(entry)
        sides = [(number, names[number]) for number in (entry.debit_id, entry.credit_id)]
        rows.append({"entry": entry, "movement": movement, "phase": phase, "sides": sides})
    return rows


def _events(found: Tracked) -> list[dict[str, Any]]:
    """Everything that happened, the newest first."""
    paid, is_inside = found.payment, found.is_of_department
    listed = paid.payout_list
    events: list[dict[str, Any]] = [
        {
            "at": each.at,
            "who": each.by.name if each.by and is_inside else "",
            "what": each.get_kind_display(),
            "note": each.text,
        }
        for each in found.steps
    ]
    for at, who, what in (
        (listed.submitted_at, listed.maker, _("提交兑付清单")),
        (listed.checked_at, listed.checker, _("复核批准清单")),
        (listed.released_at, listed.released_by, _("点击兑付")),
        (paid.chunk.sent_at, None, _("付款文件送达银行")),
        (paid.accepted_at, None, _("银行已受理")),
    ):
        if at is not None:
            name = who.name if who and is_inside else ""
            events.append({"at": at, "who": name, "what": what})
    if paid.state not in ("queued", "accepted"):
        events.append({"at": paid.changed_at, "what": paid.get_state_display()})
    for change in found.changes if is_inside else []:
        maker = change.maker.name if change.maker else ""
        events.append({"at": change.made_at, "who": maker, "what": change.get_kind_display()})
    return sorted(events, key=lambda each: each["at"], reverse=True)
