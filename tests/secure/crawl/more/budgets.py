"""Budgets of both worlds: seen by the people of the department whose money it is."""

from itertools import count

from zhiqiao.ledger import AccountKind
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.budgets.models import BudgetLine, Revision, RevisionKind
from zhiqiao.web.ledger.models import Account

YEAR = 2026
_numbers = count(1)


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"budget": _never, "budget-change": _never}
KEPT_WITHIN = {kind: {Permission.BUDGET_READ} for kind in SEEN_BY_OTHERS}
FIXED = {"year": [YEAR]}
WRITTEN_WITH = {
    "budgets_budgetline": {Permission.BUDGET_WRITE, Permission.ORGANISATION_ALL},
    "budgets_revision": {Permission.BUDGET_WRITE},
}
TYPED = {
    "budgets.BudgetLine": ("programme_name",),
    "budgets.Revision": ("reason", "remark"),
}
SEARCHED = ("budgets", "my-payouts")
FORMS = {
    "budgets/new/": {"programme": "x", "year": str(YEAR), "yuan": "5", "reason": "文号"},
    "budgets/closing/<int:year>/": {"reason": "结转通知"},
    "budgets/<int:budgetline_id>/changes/": {"kind": "appropriate", "yuan": "5", "reason": "文号"},
    "budgets/revisions/<int:revision_id>/decision/": {"decision": "refuse", "remark": "文号不对"},
}
NOT_IN_ONE_STEP = {
    "POST /budgets/new/": "wants a programme that the department leads",
}


def add(made) -> None:
    """A line that nothing waits for, one whose change a colleague proposed, one of the owner's."""
    lines = [_line(made), _line(made), _line(made)]
    changes = [_change(made, lines[1], made.colleague), _change(made, lines[2], made.owner)]
    made.ids["budgetline_id"] = [each.pk for each in lines]
    made.ids["revision_id"] = [each.pk for each in changes]


def add_hidden(made) -> None:
    """One more line with a change."""
    _change(made, _line(made), made.colleague)


def _line(made) -> BudgetLine:
    number = next(_numbers)
    account = Account.objects.create(
        code=f"budget/crawl/{number}",
        kind=AccountKind.BUDGET.value,
        organisation=made.organisation,
        has_floor=True,
    )
    return BudgetLine.objects.create(
        organisation=made.organisation,
        programme_id=f"crawl-{number}",
        programme_name=made.canary("budget"),
        year=YEAR,
        account=account,
    )


def _change(made, line: BudgetLine, person: Person) -> Revision:
    return Revision.objects.create(
        line=line,
        kind=RevisionKind.APPROPRIATE,
        amount_fen=100,
        reason=made.canary("budget-change"),
        made_by=person,
    )
