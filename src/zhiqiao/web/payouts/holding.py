"""Whether what an approval was bound to still is as it was."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.budgets.models import LineState
from zhiqiao.web.grants.models import EntitlementState
from zhiqiao.web.grants.repealed import is_repealed
from zhiqiao.web.payouts.list_actions import as_listed
from zhiqiao.web.payouts.models import ListLine, ListState, PayoutList
from zhiqiao.web.rulebook.current import rulebook


def changed_elsewhere(payout_list: PayoutList) -> list[str]:
    """What does not hold beside the lines: code words, "programme" and "budget"."""
    found = []
    programme_id = payout_list.budget_line.programme_id
    if rulebook().programme(programme_id) is None or is_repealed(programme_id):
        found.append("programme")
    if payout_list.budget_line.state != LineState.OPEN:
        found.append("budget")
    return found


def changed_among(lists: Iterable[PayoutList]) -> set[int]:
    """Numbers of the approved lists of which a line is not as it was approved.

    One query, none where no list is approved. For lists that the visitor sees.
    """
    approved = [each.pk for each in lists if each.state == ListState.APPROVED]
    if not approved:
        return set()
    with every_row_for("whether lists that the visitor sees still are as approved"):
        lines = ListLine.objects.unscoped().filter(payout_list=OuterRef("pk"))
        changed = Exists(lines.exclude(as_listed(EntitlementState.APPROVED)))
        rows = PayoutList.objects.unscoped().filter(changed, pk__in=approved)
        return set(rows.values_list("pk", flat=True))
