"""What is told to whom on the way to a payout."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access import Permission
from zhiqiao.web.grants.models import Entitlement, Objection, PublicNotice
from zhiqiao.web.inbox import kinds
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who

WORDS = (
    (
        "grant-to-confirm",
        _("贵单位可以领取“%(programme)s”%(yuan)s 元，请确认收款账户"),
        _("公示已经结束，没有异议。确认意愿和账户之后，%(department)s就会安排兑付。"),
    ),
    (
        "grant-withdrawn",
        _("“%(programme)s”的兑现取消了"),
        _("点开可以看到原因。有疑问可以向%(department)s提一个问题。"),
    ),
    (
        "grant-objected",
        _("“%(programme)s”的公示收到一条异议"),
        _("涉及%(organisation)s。请核实后答复，处理完之前不会兑付给它。"),
    ),
    ("grant-objection-answered", _("您对“%(programme)s”公示的异议有答复了"), ""),
    (
        "grant-confirmed",
        _("“%(programme)s”有企业确认了收款账户"),
        _("已确认的可以列入兑付清单。每天提醒一次。"),
    ),
    (
        "grant-unsound",
        _("“%(programme)s”事后核查发现不该付的"),
        _("涉及%(organisation)s，%(yuan)s 元。请财务发起追回。"),
    ),
)


def register_kinds() -> None:
    """Makes the messages known to the inbox."""
    for code, title, text in WORDS:
        kinds.register(MessageKind(code=code, topic=Topic.PAYOUTS, title=title, text=text))


def tell_enterprise(entitlement: Entitlement, kind: str, *, once: str = "") -> int:
    """Tells everybody of the enterprise who receives payouts, inside another action; how many."""
    people = people_who(entitlement.organisation_id, Permission.PAYOUT_RECEIVE)
    path = reverse("grant-confirm", args=[entitlement.pk])
    return tell(kind=kind, people=people, data=_data(entitlement), path=path, once=once)


def tell_reviewers(objection: Objection) -> int:
    """Tells the department that somebody objects; how many people."""
    entitlement = objection.entitlement
    people = people_who(entitlement.department_id, Permission.GRANT_WRITE)
    path = reverse("grant-objections")
    return tell(kind="grant-objected", people=people, data=_data(entitlement), path=path)


def tell_objector(objection: Objection, notice: PublicNotice) -> int:
    """Tells who objected that there is an answer, where they were signed in."""
    if objection.by is None:
        return 0
    path = reverse("my-objection", args=[objection.pk])
    data: dict[str, str | int] = {"programme": notice.programme_name}
    return tell(kind="grant-objection-answered", people=[objection.by], data=data, path=path)


def tell_finance(entitlement: Entitlement, kind: str, *, once: str = "") -> int:
    """Tells the department's finance makers; how many."""
    people = people_who(entitlement.department_id, Permission.PAYOUT_MAKE)
    path = reverse("entitlement", args=[entitlement.pk])
    return tell(kind=kind, people=people, data=_data(entitlement), path=path, once=once)


def _data(entitlement: Entitlement) -> dict[str, str | int]:
    return {
        "programme": entitlement.programme_name,
        "organisation": entitlement.organisation.name,
        "department": entitlement.department.name,
        "yuan": yuan_text(entitlement.amount_fen),
    }
