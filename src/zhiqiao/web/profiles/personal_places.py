"""Where data of persons lie in the tables of profiles."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _touched(person: Person) -> Q:
    return Q(recorded_by=person) | Q(confirmed_by=person)


register(Place("profiles.Fact", _touched, {}, title=_("记录或确认过的企业事实")))
not_personal(
    {
        "profiles.Fact": [
            "name", "value", "unit", "period", "source", "source_note", "visibility", "state",
            "dispute_reason",
        ],
    },
    why="what an organisation says of itself; who wrote it stays as a number",
)  # fmt: skip
