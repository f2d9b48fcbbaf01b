"""Asking for an inference now."""

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.jobs.actions import add_job
from zhiqiao.web.jobs.models import Job, JobState

KIND = "infer-needs"


def is_asked(person: Person) -> bool:
    """Whether one that somebody of the organisation asked for is still under way."""
    if person.organisation_id is None:
        return False
    rows = Job.objects.unscoped().filter(kind=KIND, organisation_id=person.organisation_id)
    return rows.filter(state__in=(JobState.WAITING, JobState.RUNNING)).exists()


@action
def start_inferring(*, actor: Person) -> Job:
    """Has the background process infer what the person's organisation may need."""
    organisation = actor.organisation
    if organisation is None:
        raise ValueError("whoever asks acts for an organisation")
    job = add_job(actor=actor, kind=KIND, title=organisation.name, data={})
    audit(actor=actor, action="ask_inference", what=organisation)
    return job
