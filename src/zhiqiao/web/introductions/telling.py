"""Who is told what happens to an introduction. Nothing here names a party before its consent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.introductions.models import Introduction, ProposedBy, Step, StepKind
from zhiqiao.web.introductions.moves import Party

TOPIC = Topic.INTRODUCTIONS
KINDS = (
    MessageKind(
        "introduction-proposed",
        TOPIC,
        _("有一条引荐等您答复（编号 %(number)s）"),
        _("请在 %(due)s 之前同意或婉拒。双方都同意之前，对方看不到您的联系人。"),
    ),
    MessageKind(
        "introduction-due",
        TOPIC,
        _("引荐 %(number)s 快到期了"),
        _("%(due)s 之前没有等到您的答复，这条引荐会自动结束。"),
    ),
    MessageKind(
        "introduction-void",
        TOPIC,
        _("引荐 %(number)s 的同意已失效"),
        _("您同意之后，要给出的或看到的内容有了改动，那次同意不再算数。请看过新内容后再决定。"),
    ),
    MessageKind(
        "introduction-other-void",
        TOPIC,
        _("引荐 %(number)s 的内容有改动，对方要重新答复"),
        _("对方原来的同意已失效。您不用做什么，等对方看过新内容再决定。"),
    ),
    MessageKind(
        "introduction-opened",
        TOPIC,
        _("引荐 %(number)s：双方都同意了，已建立联系"),
        _("现在可以看到对方的机构、联系人和双方同意时的内容。"),
    ),
    MessageKind(
        "introduction-declined",
        TOPIC,
        _("引荐 %(number)s 没有成"),
        _("对方婉拒了。您的联系人没有告诉对方。"),
    ),
    MessageKind(
        "introduction-expired",
        TOPIC,
        _("引荐 %(number)s 到期结束"),
        _("到期之前没有等到双方都同意。您的联系人没有告诉对方。"),
    ),
    MessageKind(
        "introduction-withdrawn",
        TOPIC,
        _("引荐 %(number)s 已撤回"),
        _("不用再答复了。您的联系人没有告诉对方。"),
    ),
)


def tell_parties(
    introduction: Introduction,
    kind: str,
    *parties: Party,
    but: Person | None = None,
    once: str = "",
) -> int:
    """Tells the people who may answer for these parties; how many."""
    people = [each for party in parties for each in people_of(introduction, party) if each != but]
    return tell(
        kind=kind,
        people=people,
        data={"number": introduction.number, "due": introduction.due_on.isoformat()},
        path=reverse("introduction", args=[introduction.code]),
        once=once,
    )


def tell_broker(introduction: Introduction, kind: str) -> int:
    """Tells the broker who proposed it, if one did."""
    if introduction.proposed_by != ProposedBy.BROKER:
        return 0
    steps = Step.objects.unscoped().filter(introduction=introduction, kind=StepKind.PROPOSED)
    proposers = [step.person for step in steps.select_related("person") if step.person]
    people = [each for each in proposers if each.is_active and each.may(Permission.INTRODUCE_ALL)]
    return tell(
        kind=kind,
        people=people,
        data={"number": introduction.number, "due": introduction.due_on.isoformat()},
        path=reverse("introduction", args=[introduction.code]),
    )


def people_of(introduction: Introduction, party: Party) -> list[Person]:
    """Who may answer for the party."""
    if party is Party.SEEKER:
        people = people_who(introduction.need.organisation_id, Permission.INTRODUCE)
        if introduction.is_confidential:
            return [each for each in people if each.may(Permission.CONFIDENTIAL_READ)]
        return people
    return people_who(introduction.offer.organisation_id, Permission.INTRODUCE)
