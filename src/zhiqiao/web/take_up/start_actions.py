"""Starting the reminding of many enterprises."""

from collections.abc import Sequence
from datetime import date

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.jobs.actions import add_job
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.take_up.models import Reminder

KIND = "remind-entitled"


@action
def start_reminding(
    *, actor: Person, programme_id: str, name: str, organisations: Sequence[int], on: date
) -> Job:
    """Has the background process remind the enterprises."""
    data = {
        "programme": programme_id,
        "organisations": list(organisations),
        "on": on.isoformat(),
    }
    job = add_job(actor=actor, kind=KIND, title=name, data=data)
    count = {"count": len(organisations)}
    audit(actor=actor, action="remind_entitled", what=Reminder, data=count)
    return job
