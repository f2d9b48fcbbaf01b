"""Reads of budget lines and of what changes them."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.budgets.models import BudgetLine, Revision, RevisionState
from zhiqiao.web.budgets.standings import Standing, standing_of, standings_of

__all__ = ["Standing", "line_for", "standing_of", "standings_of"]


def line_for(organisation: Organisation, programme_id: str, year: int) -> BudgetLine | None:
    """The department's line for a programme and a year, open or closed."""
    rows = BudgetLine.objects.unscoped().filter(organisation=organisation)
    return rows.filter(programme_id=programme_id, year=year).first()


def proposed_for(actor: Person) -> QuerySet[Revision]:
    """Changes that wait for a second person, the oldest first."""
    rows = Revision.objects.visible_to(actor).filter(state=RevisionState.PROPOSED)
    return rows.select_related("line", "made_by").order_by("pk")


def waiting_for(actor: Person) -> QuerySet[Revision]:
    """Of these, those that this person may decide on: proposed by others."""
    if not actor.may(Permission.PAYOUT_CHECK):
        return Revision.objects.visible_to(actor).none()
    return proposed_for(actor).exclude(made_by=actor)


def revision_url(number: int) -> str:
    """Where a change of a budget is shown."""
    return reverse("budget-revision", args=[number])


def account_names(numbers: Collection[int]) -> dict[int, str]:
    """What the accounts of budget lines are called; one query."""
    with every_row_for("what the accounts on a page are called"):
        rows = BudgetLine.objects.unscoped().filter(account_id__in=numbers)
        found = list(rows.values_list("account_id", "programme_name", "year"))
    words = _("%(programme)s %(year)s 年预算")
    return {number: words % {"programme": name, "year": year} for number, name, year in found}
