"""What waits for someone where money is paid: for enterprises, and for who checks budgets."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.budgets.queries import waiting_for
from zhiqiao.web.home.desk import Desk, Row, Section, Tile, first_of
from zhiqiao.web.payouts.own import journeys_of, todo_of


def add_own_payouts(desk: Desk, person: Person) -> None:
    """Money that waits for the enterprise to do something; three queries."""
    if not person.may(Permission.PAYOUT_RECEIVE):
        return
    found, count = first_of(todo_of(person))
    rows = tuple(
        Row(
            each.entitlement.programme_name,
            each.waiting.url or reverse("my-payout", args=[each.entitlement.pk]),
            notes=(each.waiting.why,),
            tag=each.who,
            side=yuan_text(each.entitlement.amount_fen),
        )
        for each in journeys_of(found)
    )
    everything = reverse("my-payouts")
    empty = _("没有等您确认的款项。部门发钱给贵单位时，会在这里请您确认收款账户。")
    desk.add(
        [Tile(count, _("笔款等您办"), f"{everything}?basket=todo", wants=bool(count))],
        [Section("payouts", _("我的兑付"), rows, empty, everything, is_to_do=True)],
    )


def add_budgets(desk: Desk, person: Person) -> None:
    """Changes of budgets that wait for this person as the second one; one query."""
    if not person.may(Permission.PAYOUT_CHECK):
        return
    found, count = first_of(waiting_for(person))
    rows = tuple(
        Row(
            each.line.programme_name,
            reverse("budget", args=[each.line_id]),
            notes=(each.made_by.name if each.made_by else "", each.reason),
            tag=each.get_kind_display(),
            side="" if each.amount_fen is None else yuan_text(each.amount_fen),
        )
        for each in found
    )
    everything = reverse("budgets")
    empty = _("没有等您复核的预算调整。")
    desk.add(
        [Tile(count, _("笔预算调整等您复核"), everything, wants=bool(count))],
        [Section("budgets", _("预算调整"), rows, empty, everything, is_to_do=True)],
    )
