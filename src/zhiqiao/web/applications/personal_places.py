"""Where data of persons lie in applications."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _touched(person: Person) -> Q:
    return Q(made_by=person) | Q(assignee=person)


def _steps(person: Person) -> Q:
    return Q(by=person) | Q(to=person)


def _notes(person: Person) -> Q:
    return Q(by=person, kind="noted")


register(
    Place("applications.Application", _touched, {}, title=_("经手的申报")),
    Place("applications.Submission", "by", {}, title=_("提交过的申报内容")),
    Place("applications.Step", _steps, {}, title=_("办过的步骤")),
    Place("applications.Step", _notes, {"text": ""}, title=_("内部记录")),
)
not_personal(
    {
        "applications.Application": (
            "programme_id", "programme_name", "version_label", "state", "note", "unknown", "asked",
            "pauses", "clauses", "solved",
        ),
        "applications.Material": ("name",),
        "applications.Submission": ("content", "sha256"),
        "applications.Step": ("kind", "items"),
    },
    why="what an organisation hands in and a department decides; who did stays as a number",
)  # fmt: skip
