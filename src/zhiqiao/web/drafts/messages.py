"""What people are told about rules."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.inbox.kinds import MessageKind, Topic

KINDS = (
    MessageKind(
        code="rule-publish-asked",
        topic=Topic.RULES,
        title=_("%(who)s请您核对并发布「%(programme)s」"),
        text=_("规则由两个人发布：您看过改动、测算和用例以后，发布或退回。"),
    ),
    MessageKind(
        code="rule-repeal-asked",
        topic=Topic.RULES,
        title=_("%(who)s请您核对「%(programme)s」的废止"),
        text=_("废止也要两个人：您核对日期和理由以后，同意或退回。"),
    ),
    MessageKind(
        code="rule-published",
        topic=Topic.RULES,
        title=_("%(who)s同意了「%(programme)s」，现在起按新的规则判定"),
        text=_("受影响的企业会各收到一条消息。"),
    ),
    MessageKind(
        code="rule-sent-back",
        topic=Topic.RULES,
        title=_("%(who)s退回了「%(programme)s」，请看退回的理由"),
    ),
    MessageKind(
        code="rule-entitled",
        topic=Topic.PROGRAMMES,
        title=_("按新发布的规则，您单位符合「%(programme)s」"),
        text=_("这是按您单位画像里的事实算出来的，供参考；以主管部门的审核为准。"),
    ),
    MessageKind(
        code="rule-amount-changed",
        topic=Topic.PROGRAMMES,
        title=_("「%(programme)s」的规则变了，您单位仍然符合，金额有变化"),
        text=_("以前已经批准的不受影响。现在的金额和算法在事项页上。"),
    ),
    MessageKind(
        code="rule-lost",
        topic=Topic.PROGRAMMES,
        title=_("「%(programme)s」的规则变了，您单位按新规则不再符合"),
        text=_("以前已经批准的不受影响。请看新规则从哪天起执行、差在哪里。"),
    ),
)
