"""Where data of persons lie in cases."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _as_asker(person: Person) -> Q:
    return Q(person=person, is_by_asker=True)


def _as_handler(person: Person) -> Q:
    return Q(person=person, is_by_asker=False)


register(
    Place("cases.Case", "person", {"question": "", "contact": ""}, secret=("token_digest",),
          title=_("提过的问题")),
    Place("cases.CaseEntry", _as_asker, {"text": ""}, title=_("对问题的补充")),
    Place("cases.CaseEntry", _as_handler, {}, title=_("处理诉求的记录")),
    Place("cases.PublishedAnswer", "published_by", {}, title=_("公开的答复")),
)  # fmt: skip
not_personal(
    {
        "cases.Case": ("programme_id", "state", "ending", "pause_reason", "pauses"),
        "cases.CaseEntry": ("kind", "code", "passages"),
        "cases.PublishedAnswer": ("question", "text", "passages", "programme_id"),
    },
    why="one of our own code words, a quotation, or published without anything of the asker",
)
