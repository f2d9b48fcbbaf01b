"""What waits for finance people: lists to check, to mend, to pay; who can be put on a new one."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home.desk import SHOWN, Desk, Row, Section, Tile, first_of
from zhiqiao.web.payouts.holding import changed_among
from zhiqiao.web.payouts.models import ListState, PayoutList
from zhiqiao.web.payouts.queries import ready_for, waiting_for


def add_lists(desk: Desk, person: Person) -> None:
    """Lists that wait for this person, and confirmed enterprises that wait for a list."""
    if person.may(Permission.PAYOUT_MAKE) or person.may(Permission.PAYOUT_CHECK):
        _add_waiting(desk, person)
    if person.may(Permission.PAYOUT_MAKE):
        _add_ready(desk, person)


def _add_waiting(desk: Desk, person: Person) -> None:
    found, count = first_of(waiting_for(person))
    changed = changed_among(found)
    rows = tuple(
        Row(
            each.title,
            reverse("payout-list", args=[each.pk]),
            notes=(_enterprises(each.count), each.budget_line.programme_name),
            tag=_what_to_do(each, is_changed=each.pk in changed),
            side=yuan_text(each.total_fen),
        )
        for each in found
    )
    everything = reverse("payouts")
    empty = _("没有等您复核、修改或兑付的清单。")
    desk.add(
        [Tile(count, _("张兑付清单等您办"), everything, wants=bool(count))],
        [Section("lists", _("兑付清单"), rows, empty, everything, is_to_do=True)],
    )


def _enterprises(count: int) -> str:
    return ngettext("%(n)d 家", "%(n)d 家", count) % {"n": count}


def _what_to_do(each: PayoutList, *, is_changed: bool) -> str:
    if each.state == ListState.SUBMITTED:
        return _("请复核")
    if each.state == ListState.APPROVED:
        return _("和批准时不一样") if is_changed else _("可以兑付")
    if each.voided:
        return _("批准失效，请更新")
    return _("被退回，请修改") if each.returned else _("编制中，请提交复核")


def _add_ready(desk: Desk, person: Person) -> None:
    found = ready_for(person)
    new = reverse("payout-new")
    rows = tuple(
        Row(
            f"{each.programme_name} {each.period}",
            f"{new}?line={each.line.pk}" if each.line else reverse("budgets"),
            notes=(
                _enterprises(each.count),
                *([] if each.line else [_("还没有能用的预算指标")]),
            ),
            side=yuan_text(each.total_fen),
        )
        for each in found[:SHOWN]
    )
    count = sum(each.count for each in found)
    empty = _("没有已确认、等着列入清单的企业。")
    desk.add(
        [Tile(count, _("家已确认，可列入清单"), new, wants=bool(count))],
        [Section("ready", _("可以列入清单"), rows, empty, new)],
    )
