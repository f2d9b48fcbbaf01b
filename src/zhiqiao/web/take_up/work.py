"""Reminding in the background."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.jobs.errors import JobRefusedError
from zhiqiao.web.jobs.kinds import job_kind
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.progress import Progress
from zhiqiao.web.rulebook.departments import programmes_of
from zhiqiao.web.take_up.actions import Reminded, remind
from zhiqiao.web.take_up.start_actions import KIND

CHUNK = 50


def _page(job: Job) -> str:
    return reverse("take-up-programme", args=[job.data["programme"]])


@job_kind(KIND, label=_("提醒企业申报"), unit=_("家"), page=_page)
def remind_enterprises(progress: Progress) -> dict[str, int]:
    """Reminds the enterprises of the job, each once; how many were told."""
    data, person = progress.job.data, progress.job.person
    if person is None or person.organisation is None or not person.may(Permission.TAKE_UP_READ):
        raise JobRefusedError("not_allowed")
    if data["programme"] not in programmes_of(person.organisation):
        raise JobRefusedError("not_allowed")
    on = date.fromisoformat(data["on"])
    about = Reminded(data["programme"], progress.job.title, person.organisation, on)
    numbers: list[int] = data["organisations"]
    told = progress.cursor.get("told", 0)
    for start in range(progress.cursor.get("at", 0), len(numbers), CHUNK):
        with system_action("remind_entitled"):
            some = numbers[start : start + CHUNK]
            told += remind(actor=person, about=about, organisations=some)
            at = start + len(some)
            progress.keep({"at": at, "told": told}, done=at, total=len(numbers))
        progress.go_on()
    return {"told": told}
