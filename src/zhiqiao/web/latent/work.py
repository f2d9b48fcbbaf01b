"""Inferring for one enterprise when its people ask for it, in the background."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.jobs.errors import JobRefusedError
from zhiqiao.web.jobs.kinds import job_kind
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.progress import Progress
from zhiqiao.web.latent.actions import infer_for
from zhiqiao.web.latent.start_actions import KIND


def _page(_job: Job) -> str:
    return reverse("likely-needs")


@job_kind(KIND, label=_("推断可能的需求"), unit=_("家"), page=_page)
def infer_own(progress: Progress) -> dict[str, int]:
    """Infers for the organisation of who asked; how many likely needs."""
    person = progress.job.person
    if person is None or person.organisation is None or not person.may(Permission.PROFILE_READ):
        raise JobRefusedError("not_allowed")
    return {"needs": infer_for(person.organisation, actor=person)}
