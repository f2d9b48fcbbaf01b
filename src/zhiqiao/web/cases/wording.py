"""Sentences and message kinds of cases."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.inbox.kinds import MessageKind, Topic

ALREADY_OPEN = _("这件诉求还没有办结，可以直接补充。")
NO_MORE_REOPENING = _("已经重新打开过两次了。请提一个新的问题，可以写上原来的编号。")
IS_CLOSED = _("这件诉求已经办结，提问者重新打开后才能继续。")
NOT_PAUSED = _("计时没有暂停。")
WENT_ELSEWHERE = _("这件诉求刚刚转到了别处，没有改动。请回列表再看。")
SAME_PLACE = _("已经在这个部门了，请选另一个。")
NOBODY_THERE = _("这个部门在平台上还没有人处理诉求，请选另一个，或转给中心。")
ANSWER_FIRST = _("还没有答复。请先答复提问者，或选「联系不上」「不归我管」。")
NOTHING_TO_PUBLISH = _("这件诉求没有答复，没有可以公开的内容。")
TELLS_WHO = _("里面有提问者的联系方式、姓名或单位，请先删去：%(found)s")

KINDS = (
    MessageKind(
        code="case-opened",
        topic=Topic.CASES,
        title=_("新的诉求 #%(number)s"),
        text=_("请在 %(due)s 前给出首次答复。"),
    ),
    MessageKind(
        code="case-handed-on",
        topic=Topic.CASES,
        title=_("诉求 #%(number)s 转给了您所在的部门"),
        text=_("计时重新开始，请在 %(due)s 前给出首次答复。"),
    ),
    MessageKind(
        code="case-added", topic=Topic.CASES, title=_("诉求 #%(number)s 的提问者补充了内容")
    ),
    MessageKind(
        code="case-reopened",
        topic=Topic.CASES,
        title=_("诉求 #%(number)s 被重新打开"),
        text=_("提问者认为没有解决。请在 %(due)s 前答复。"),
    ),
    MessageKind(code="case-answered", topic=Topic.CASES, title=_("您的问题 #%(number)s 有了答复")),
    MessageKind(
        code="case-resolved",
        topic=Topic.CASES,
        title=_("您的问题 #%(number)s 已办结"),
        text=_("解决了吗？没有解决可以一键重新打开。"),
    ),
    MessageKind(
        code="case-overdue",
        topic=Topic.CASES,
        title=_("诉求 #%(number)s 已超期"),
        text=_("应在 %(due)s 前办的还没有办。"),
    ),
)
