"""The application route: what a department approves joins the way to a payout."""

from datetime import date

from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.models import Application
from zhiqiao.web.applications.snapshot import Content, sha256_of
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.grants.freezing import frozen_application
from zhiqiao.web.grants.models import ENDED, Entitlement, Route, StepKind
from zhiqiao.web.grants.step_actions import add_steps


def add_approved(
    *, actor: Person | None, application: Application, content: Content
) -> Entitlement | None:
    """The entitlement of an application that is being approved, inside that action.

    Its period is the year of the day on which it was handed in. None where nothing is paid.

    Raises:
        RefusedError: the organisation is entitled to the same for that year already.
    """
    if not application.amount_fen:
        return None
    on = date.fromisoformat(content["on"])
    frozen = frozen_application(application, content)
    row = Entitlement(
        organisation=application.organisation,
        department=application.department,
        programme_id=application.programme_id,
        programme_name=application.programme_name[:120],
        version_label=application.version_label,
        period=str(on.year),
        event_on=on,
        route=Route.APPLICATION,
        application=application,
        amount_fen=application.amount_fen,
        content=frozen,
        sha256=sha256_of(frozen),
        is_demo=application.is_demo,
    )
    earlier = _earlier(row)
    if earlier is not None:
        row.pk, row.revision = earlier.pk, earlier.revision + 1
    row.save(force_update=earlier is not None)
    add_steps([row.pk], kind=StepKind.GRANTED, actor=actor)
    data = {"application": application.pk, "amount_fen": row.amount_fen}
    audit(actor=actor, action="add_entitlement", what=row, data=data)
    return row


def _earlier(row: Entitlement) -> Entitlement | None:
    """What the organisation had for that year and ended; it becomes this one."""
    rows = Entitlement.objects.unscoped().select_for_update(of=("self",))
    keys = {"programme_id": row.programme_id, "period": row.period}
    found = rows.filter(organisation=row.organisation, **keys).first()
    if found is not None and found.state not in ENDED:
        words = _("这家企业 %(period)s 年的这一项已在兑现（编号 %(number)s），不能再批一次。")
        raise RefusedError(words % {"period": row.period, "number": found.pk})
    return found
