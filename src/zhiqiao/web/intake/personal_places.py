"""Where data of persons lie in imports: the file's name, and the file while it is staged."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register, register_files
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.intake.staging import Staging

UNDER_WAY = (ImportState.CHECKING, ImportState.WRITING)


def _remove_staged(person: Person) -> None:
    """The person's uploads that no work is under way on."""
    rows = Import.objects.unscoped().filter(person=person).exclude(state__in=UNDER_WAY)
    for token in rows.exclude(staging="").values_list("staging", flat=True):
        Staging(token).remove()


register_files(_remove_staged)
register(
    Place(
        "intake.Import",
        lambda person: Q(person=person, state=ImportState.PREVIEWED),
        {"state": ImportState.DISCARDED},
        title=_("未确认的导入"),
    ),
    Place(
        "intake.Import",
        "person",
        {"file_name": "", "shown": [], "errors": [], "failure_data": {}},
        title=_("导入的文件"),
    ),
)
not_personal(
    {
        "intake.Import": (
            "kind", "options", "staging", "encoding", "expected", "ignored_columns",
            "failure",
        ),
    },
    why="code words, and names of columns",
)  # fmt: skip
