"""What becomes of budget lines when departments are merged, inside the merger's action."""

from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.models import BudgetLine, LineState


def hand_over_lines(*, source: Organisation, target: Organisation) -> None:
    """Gives closed lines to the other department; money itself never moves between owners.

    A line that the other has for the same programme and year stays where it is, for there is one
    each; the other's people see it by its account, which is theirs now.

    Raises:
        RefusedError: a line is still open.
    """
    rows = BudgetLine.objects.unscoped()
    lines = rows.filter(organisation=source)
    if lines.filter(state=LineState.OPEN).exists():
        raise RefusedError(
            _("%(name)s还有没结转的预算指标。请先让它的财务把年度结转办完，再合并。")
            % {"name": source.name}
        )
    own = set(rows.filter(organisation=target).values_list("programme_id", "year"))
    moved = [each.pk for each in lines if (each.programme_id, each.year) not in own]
    rows.filter(pk__in=moved).update(organisation=target)
