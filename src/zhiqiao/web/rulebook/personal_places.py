"""Where data of persons lie in the tables of the rulebook."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _signed(person: Person) -> Q:
    return Q(drafted_by=person) | Q(published_by=person)


register(Place("rulebook.PublishedText", _signed, {}, title=_("起草或发布过的规则")))
not_personal(
    {
        "rulebook.DepartmentName": ["name"],
        "rulebook.PublishedText": ["programme_id", "text", "digest", "note"],
    },
    why="rules in force are public; who signed them stays as a number",
)
