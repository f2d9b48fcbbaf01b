"""Where data of persons lie in the tables of drafts."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _asked(person: Person) -> Q:
    return Q(asked_by=person) | Q(decided_by=person) | Q(written_by=person)


register(
    Place("drafts.DraftComment", "person", {"text": ""}, title=_("对规则草稿的意见")),
    Place("drafts.Draft", "created_by", {}, title=_("起草的规则")),
    Place("drafts.DraftVersion", "written_by", {}, title=_("保存过的规则草稿")),
    Place("drafts.PublicationRequest", _asked, {}, title=_("请求或同意发布的规则")),
)
not_personal(
    {
        "drafts.Draft": ["programme_id", "title", "state", "base_digest"],
        "drafts.DraftVersion": ["text", "digest"],
        "drafts.PublicationRequest": [
            "kind", "programme_id", "title", "digest", "note", "state", "answer",
        ],
        "drafts.WhatIf": ["digest", "state", "result", "pairs"],
    },
    why="rules of a department, counts, and enterprises; who wrote them stays as a number",
)  # fmt: skip
