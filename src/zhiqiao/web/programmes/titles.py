"""A programme's name as something to do."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.policy.programme import Programme

VERBS: dict[str, str | Promise] = {
    "认定": gettext_lazy("申请认定%(name)s"),
    "资金": gettext_lazy("申请%(name)s"),
    "税收": gettext_lazy("享受%(name)s"),
    "贴息": gettext_lazy("申请%(name)s"),
    "担保": gettext_lazy("申请%(name)s"),
    "券": gettext_lazy("领取%(name)s"),
    "场地": gettext_lazy("申请%(name)s"),
    "个人": gettext_lazy("领取%(name)s"),
    "服务": gettext_lazy("办理%(name)s"),
    "机制": gettext_lazy("参加%(name)s"),
    "框架": gettext_lazy("了解%(name)s"),
    "人才": gettext_lazy("申报%(name)s"),
}
_REMARK = re.compile("（[^（）]*）$")
SAYS_SO = ("认定", "评价", "登记", "备案", "遴选")
"""Names that end so name the deed already: one applies for it."""


def title_of(programme: Programme, mode: str = "") -> str:
    """What one does with it: as its file says, else by its first kind and how it is granted."""
    if programme.title:
        return programme.title
    bare = _REMARK.sub("", programme.name)
    kind = programme.kinds[0] if programme.kinds else ""
    if mode == "免申即享":
        return _("领取%(name)s") % {"name": programme.name}
    if kind == "认定" and bare.endswith(SAYS_SO):
        return _("申请%(name)s") % {"name": programme.name}
    return str(VERBS.get(kind, _("申报%(name)s"))) % {"name": programme.name}
