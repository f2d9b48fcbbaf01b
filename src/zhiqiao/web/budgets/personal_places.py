"""Where data of persons lie in budgets."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _handled(person: Person) -> Q:
    return Q(made_by=person) | Q(checked_by=person)


register(Place("budgets.Revision", _handled, {}, title=_("经手的预算调整")))
not_personal(
    {
        "budgets.BudgetLine": ("programme_id", "programme_name", "state"),
        "budgets.Revision": ("kind", "reason", "state", "remark"),
    },
    why="a department's budget and why it changed; who changed it stays as a number",
)
