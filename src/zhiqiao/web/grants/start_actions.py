"""Starting to find who is entitled to a programme."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.models import Comparison
from zhiqiao.web.jobs.actions import add_job
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import is_led_by
from zhiqiao.web.rulebook.texts import text_of

KIND = "find-entitled"


@action
def find_entitled(*, actor: Person, programme_id: str, period: str, on: date) -> Job:
    """Has the background process find who is entitled to a programme for a period.

    Args:
        actor: of the department that leads the programme.
        programme_id: of the rulebook.
        period: the year: "2026".
        on: the day whose facts and rule decide.

    Raises:
        RefusedError: the department does not lead the programme, the period is no year or not
            that of the day, or the day is still to come.
    """
    department = check_leads(actor, programme_id)
    if not (period.isascii() and period.isdecimal() and len(period) == len("2026")):
        raise RefusedError(_("期间请写成四位年份，例如 2026。"))
    if period != str(on.year) or on > timezone.localdate():
        raise RefusedError(_("比对的日期要在这个年度里，并且不晚于今天：一年只认一份资格。"))
    programme = rulebook().programme(programme_id)
    comparison = Comparison.objects.create(
        department=department,
        programme_id=programme_id,
        period=period,
        event_on=on,
        text=text_of(programme_id),
        by=actor,
    )
    job = add_job(
        actor=actor,
        kind=KIND,
        title=programme.name if programme else programme_id,
        data={"comparison": comparison.pk},
    )
    audit(actor=actor, action="find_entitled", what=comparison, data={"on": on, "period": period})
    return job


def check_leads(actor: Person, programme_id: str) -> Organisation:
    """The actor's department, which leads the programme.

    Raises:
        RefusedError: it does not.
    """
    programme = rulebook().programme(programme_id)
    department = actor.organisation
    leads = programme is not None and department is not None and is_led_by(programme, department)
    if department is None or not leads or not actor.may(Permission.GRANT_WRITE):
        raise RefusedError(_("这项政策不归本部门牵头，不能办它的兑现。"))
    return department
