"""Asking a seeker to say more, so that candidates can be judged."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who

NEED_QUESTION = MessageKind(
    code="need-question",
    topic=Topic.MATCHES,
    title=_("请补充需求「%(need)s」"),
    text=_("技术经理人在看候选成果时有几点不清楚。补充一两行，匹配会更准；知道多少写多少。"),
)


@action
def ask_questions(*, actor: Person, need: Need) -> int:
    """Tells those of the need's organisation who may write it; how many were told, once a day."""
    people = people_who(need.organisation_id, Permission.NEED_WRITE)
    told = tell(
        kind=NEED_QUESTION.code,
        people=people,
        data={"need": need.title},
        path=reverse("need-questions", args=[need.pk]),
        once=f"need-question-{need.pk}-{timezone.localdate():%Y%m%d}",
    )
    audit(actor=actor, action="ask_seeker", what=need, data={"people": told})
    return told
