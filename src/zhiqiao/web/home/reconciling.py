"""What waits for finance people after the click: what came back, and what does not agree."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home.desk import Desk, Row, Section, Tile, first_of
from zhiqiao.web.payouts.changes import PaymentChange
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.reconciliation.listing import MINE, differences_for
from zhiqiao.web.reconciliation.models import Difference
from zhiqiao.web.reconciliation.queries import came_back, changes_for


def add_changes(desk: Desk, person: Person) -> None:
    """Proposals for this person to approve; payments that came back for them to propose on."""
    if person.may(Permission.PAYOUT_CHECK):
        _add_proposed(desk, person)
    if person.may(Permission.PAYOUT_MAKE):
        _add_returned(desk, person)


def _add_proposed(desk: Desk, person: Person) -> None:
    found, count = first_of(changes_for(person))
    rows = tuple(_change_row(each) for each in found)
    everything = reverse("payment-changes")
    empty = _("没有等您复核的退汇和追回。")
    desk.add(
        [Tile(count, _("笔退汇、追回等您复核"), everything, wants=bool(count))],
        [Section("changes", _("退汇和追回"), rows, empty, everything, is_to_do=True)],
    )


def _change_row(change: PaymentChange) -> Row:
    return Row(
        change.payment.organisation.name,
        reverse("payment-changes"),
        notes=(change.maker.name if change.maker else "", change.reason),
        tag=change.get_kind_display(),
        side=yuan_text(change.payment.amount_fen),
    )


def _add_returned(desk: Desk, person: Person) -> None:
    found, count = first_of(came_back(person))
    rows = tuple(
        Row(
            each.organisation.name,
            reverse("payment", args=[each.pk]),
            notes=(_what_waits(each),),
            tag=each.get_state_display(),
            side=yuan_text(each.amount_fen),
        )
        for each in found
    )
    everything = reverse("payment-changes")
    empty = _("没有等处理的退汇和追回。")
    is_to_do = bool(found and found[0].confirmed_account)
    desk.add(
        [Tile(count, _("笔退汇、追回等处理"), everything, wants=is_to_do)],
        [Section("returned", _("退汇和追回"), rows, empty, everything, is_to_do=is_to_do)],
    )


def _what_waits(payment: Payment) -> str:
    """What is to come next; most of it waits for the enterprise, and not for the reader."""
    if payment.state != PaymentState.RETURNED:
        return _("等企业还款")
    if payment.confirmed_account:
        return _("企业已确认账户，可以重新兑付")
    return _("等企业确认账户")


def add_differences(desk: Desk, person: Person) -> None:
    """What does not agree with the bank and is this person's to look after."""
    if not (person.may(Permission.PAYOUT_MAKE) or person.may(Permission.PAYOUT_CHECK)):
        return
    found, count = first_of(differences_for(person, basket=MINE, words=""))
    everything = reverse("differences")
    empty = _("没有归您办的对账差异。")
    desk.add(
        [Tile(count, _("处对账差异归您办"), f"{everything}?basket={MINE}", wants=bool(count))],
        [Section("differences", _("对账"), _rows(found), empty, everything, is_to_do=True)],
    )


def _rows(differences: Sequence[Difference]) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"{each.get_kind_display()} · {_whose(each)}"
            if _whose(each)
            else each.get_kind_display(),
            reverse("difference", args=[each.pk]),
            tag=each.get_state_display(),
            side="" if each.line is None else yuan_text(each.line.amount_fen),
        )
        for each in differences
    )


def _whose(difference: Difference) -> str:
    if difference.payment is not None:
        return difference.payment.organisation.name
    return difference.line.counterparty if difference.line is not None else ""
