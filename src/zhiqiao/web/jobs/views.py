"""Jobs: the list, one with its progress, stopping and starting again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.jobs import actions
from zhiqiao.web.jobs.models import Job, JobState

PER_PAGE = 30


def _own(request: HttpRequest, job_id: int) -> Job:
    visible = Job.objects.visible_to(request.user).select_related("person")
    job: Job = get_object_or_404(visible, pk=job_id)
    return job


@requires(Permission.JOB_READ)
def jobs(request: HttpRequest) -> HttpResponse:
    """One's own jobs, newest first; all of them for who looks after the system."""
    visible = Job.objects.visible_to(request.user).select_related("person")
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page})


@requires(Permission.JOB_READ)
def one_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job and how far it has come."""
    return render(request, "jobs/job.html", {"job": _own(request, job_id)})


@requires(Permission.JOB_READ)
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a job has come: a part of a page that asks again while the job is under way."""
    job = _own(request, job_id)
    response = render(request, "jobs/progress.html", {"job": job})
    if not job.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.JOB_READ, "POST")
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Asks a job to stop where it stands."""
    job = _own(request, job_id)
    if actions.cancel_job(actor=signed_in(request), job=job):
        messages.info(request, _("已请求取消。正在做的一小批做完就停。"))
    else:
        messages.info(request, _("任务已经结束，不用取消。"))
    return redirect("job", job_id)


@requires(Permission.JOB_READ, "POST")
def again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Starts a failed or cancelled job again, from where it stood."""
    job = _own(request, job_id)
    if job.state in {JobState.FAILED, JobState.CANCELLED}:
        actions.start_again(actor=signed_in(request), job=job)
    return redirect("job", job_id)
