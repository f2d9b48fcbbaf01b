"""What people are told about budgets."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.budgets.models import Revision
from zhiqiao.web.inbox.actions import named, tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who

KINDS = (
    MessageKind(
        code="budget-proposed",
        topic=Topic.PAYOUTS,
        title=_("%(who)s请您复核「%(programme)s」%(year)s 年度的预算调整"),
        text=_("同意后预算马上变，账本同时记一笔；不同意请写明理由。"),
    ),
    MessageKind(
        code="budget-approved",
        topic=Topic.PAYOUTS,
        title=_("%(who)s同意了「%(programme)s」%(year)s 年度的预算调整"),
        text=_("预算已经按它变了。"),
    ),
    MessageKind(
        code="budget-refused",
        topic=Topic.PAYOUTS,
        title=_("%(who)s没有同意「%(programme)s」%(year)s 年度的预算调整，请看理由"),
    ),
)


def tell_checkers(revision: Revision) -> None:
    """Asks those who may decide on it, inside the action that proposes it."""
    people = people_who(revision.line.organisation_id, Permission.PAYOUT_CHECK)
    if revision.made_by is None:
        return
    tell(
        kind="budget-proposed",
        people=[each for each in people if each.pk != revision.made_by_id],
        data=named(revision.made_by) | _about(revision),
        path=reverse("budget", args=[revision.line_id]),
    )


def tell_maker(revision: Revision, kind: str) -> None:
    """Tells who proposed it what became of it, unless they left the department."""
    maker, checker = revision.made_by, revision.checked_by
    if maker is None or checker is None:
        return
    maker.act_for(revision.line.organisation_id)
    if maker.organisation_id != revision.line.organisation_id:
        return
    tell(
        kind=kind,
        people=[maker],
        data=named(checker) | _about(revision),
        path=reverse("budget", args=[revision.line_id]),
    )


def _about(revision: Revision) -> dict[str, str | int]:
    return {"programme": revision.line.programme_name, "year": revision.line.year}
