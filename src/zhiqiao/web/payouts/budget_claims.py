"""What lists and entitlements claim of budget lines, for the budget board."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from zhiqiao.common.money import yuan_text
from zhiqiao.web.budgets import claims
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.payouts.models import ListState, Payment, PaymentState, PayoutList

BEFORE_APPROVAL = (
    EntitlementState.FOUND, EntitlementState.CHECKED, EntitlementState.NOTICED,
    EntitlementState.OBJECTED, EntitlementState.CLEARED, EntitlementState.CONFIRMED,
    EntitlementState.LISTED,
)  # fmt: skip
"""An enterprise is entitled, and no budget holds its money. What is held for its credit is not."""
UNDER_WAY = (ListState.DRAFT, ListState.SUBMITTED, ListState.APPROVED, ListState.RELEASED)


def register() -> None:
    """Makes them known to budgets."""
    claims.register_commitments(owed_fen)
    claims.register_held(held_fen)
    claims.register_blocker(lists_under_way)
    claims.register_blocker(money_that_came_back)


def owed_fen(lines: Sequence[BudgetLine]) -> Mapping[int, int]:
    """What enterprises are entitled to and no approved list holds; one query."""
    of_lines = Q(
        department_id__in={each.organisation_id for each in lines},
        programme_id__in={each.programme_id for each in lines},
        period__in={str(each.year) for each in lines},
    )
    rows = Entitlement.objects.unscoped().filter(of_lines, state__in=BEFORE_APPROVAL)
    names = ("department_id", "programme_id", "period")
    grouped = rows.order_by().values_list(*names).annotate(fen=Sum("amount_fen"))
    found = {row[:3]: row[3] for row in grouped}
    return {
        each.pk: found.get((each.organisation_id, each.programme_id, str(each.year)), 0)
        for each in lines
    }


def held_fen(lines: Sequence[BudgetLine]) -> Mapping[int, int]:
    """What approved lists hold that nobody has clicked yet; one query."""
    rows = PayoutList.objects.unscoped().filter(budget_line__in=lines, state=ListState.APPROVED)
    return dict(rows.order_by().values_list("budget_line_id").annotate(Sum("total_fen")))


def lists_under_way(lines: Sequence[BudgetLine]) -> Mapping[int, Sequence[str]]:
    """The lists that are not finished; one query."""
    rows = PayoutList.objects.unscoped().filter(budget_line__in=lines, state__in=UNDER_WAY)
    return _by_line(
        (each.budget_line_id, _("清单“%(title)s”%(state)s") % _about(each))
        for each in rows.order_by("pk")
    )


def _about(payout_list: PayoutList) -> dict[str, str]:
    return {"title": payout_list.title, "state": str(payout_list.get_state_display())}


def money_that_came_back(lines: Sequence[BudgetLine]) -> Mapping[int, Sequence[str]]:
    """Returned payments that nobody has decided on; one query."""
    rows = Payment.objects.unscoped().filter(
        payout_list__budget_line__in=lines, state=PaymentState.RETURNED
    )
    grouped = rows.order_by().values_list("payout_list__budget_line_id")
    found = grouped.annotate(count=Count("pk"), fen=Sum("amount_fen"))
    words = _("%(count)d 笔退汇 %(fen)s 元还没有处理")
    return _by_line(
        (line, words % {"count": count, "fen": yuan_text(fen)}) for line, count, fen in found
    )


def _by_line(found: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    by_line: dict[int, list[str]] = {}
    for line, words in found:
        by_line.setdefault(line, []).append(words)
    return by_line
