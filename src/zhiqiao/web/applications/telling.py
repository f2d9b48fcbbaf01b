"""What is told to whom at each step."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.applications.models import Application
from zhiqiao.web.inbox import kinds
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who

WORDS = (
    (
        "application-handed-in",
        _("%(organisation)s申报了“%(programme)s”"),
        _("请在 %(due)s 前受理。"),
    ),
    (
        "application-answered",
        _("%(organisation)s补正了“%(programme)s”的申报"),
        _("办理期限接着算，到 %(due)s。"),
    ),
    ("application-withdrawn", _("%(organisation)s撤回了“%(programme)s”的申报"), ""),
    (
        "application-reopened",
        _("%(organisation)s对“%(programme)s”申请复核"),
        _("请在 %(due)s 前复核。"),
    ),
    (
        "application-assigned",
        _("“%(programme)s”的一件申报分给了您"),
        _("申报单位：%(organisation)s。"),
    ),
    (
        "application-late",
        _("“%(programme)s”的一件申报已超期"),
        _("申报单位：%(organisation)s；应在 %(due)s 前办。"),
    ),
    ("application-accepted", _("“%(programme)s”的申报已受理"), _("预计 %(due)s 前审核完。")),
    (
        "application-asked",
        _("“%(programme)s”的申报需要补正"),
        _("%(department)s等贵单位在 %(answer_by)s 前补充。期间部门的办理时限暂停。"),
    ),
    (
        "application-approved",
        _("“%(programme)s”的申报已通过"),
        _("%(department)s已审核通过，请看核定的结果。"),
    ),
    (
        "application-rejected",
        _("“%(programme)s”的申报没有通过"),
        _("点开可以看到差在哪一条；有异议可以一键申请复核。"),
    ),
    ("application-reopened-own", _("“%(programme)s”的复核已收到"), _("预计 %(due)s 前有结果。")),
    (
        "application-answer-soon",
        _("“%(programme)s”的补正快到期了"),
        _("请在 %(answer_by)s 前补充，或联系%(department)s。"),
    ),
)


def register_kinds() -> None:
    """Makes the messages known."""
    for code, title, text in WORDS:
        kinds.register(MessageKind(code=code, topic=Topic.APPLICATIONS, title=title, text=text))


def tell_department(application: Application, kind: str, *, once: str = "") -> int:
    """Tells who handles it, else everybody of the department who reviews; how many."""
    people = people_who(application.department_id, Permission.APPLICATION_REVIEW)
    handlers = [each for each in people if each.pk == application.assignee_id]
    path = reverse("application-review", args=[application.pk])
    return tell(kind=kind, people=handlers or people, data=_data(application), path=path, once=once)


def tell_applicants(application: Application, kind: str, *, once: str = "") -> int:
    """Tells everybody of the organisation who applies; how many."""
    people = people_who(application.organisation_id, Permission.APPLY)
    path = reverse("application", args=[application.pk])
    return tell(kind=kind, people=people, data=_data(application), path=path, once=once)


def _data(application: Application) -> dict[str, str | int]:
    days = {"due": application.due_on, "answer_by": application.answer_by}
    return {
        "programme": application.programme_name,
        "organisation": application.organisation.name,
        "department": application.department.name,
        **{name: day.isoformat() for name, day in days.items() if day is not None},
    }
