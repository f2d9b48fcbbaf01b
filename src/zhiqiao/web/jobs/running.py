"""Performs a job and stores how it ended."""

import errno
import logging
from typing import Any

from django.db import OperationalError
from django.utils import translation

from zhiqiao.common import ZhiqiaoError
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.jobs import actions
from zhiqiao.web.jobs.errors import JobCancelledError, JobLostError, JobPausedError, JobRefusedError
from zhiqiao.web.jobs.kinds import JobKind, kind_named
from zhiqiao.web.jobs.models import Job, JobState
from zhiqiao.web.jobs.progress import Progress

log = logging.getLogger(__name__)


def perform(job_id: int, *, slice_s: float | None = None, told: Any = None) -> str:
    """Performs the job here and now, from where it stands; its state after that.

    Nothing, where it has ended or someone else is at it. What goes wrong is stored as the job's
    failure; only where even that cannot be stored does the error get out, and the job stays to be
    taken up again.
    """
    with every_row_for("a job"):
        return _perform(job_id, slice_s=slice_s, told=told)


def _perform(job_id: int, *, slice_s: float | None, told: Any) -> str:
    job = actions.take_up(job_id=job_id)
    if job is None:
        return _look_again(job_id)
    kind = kind_named(job.kind)
    try:
        if kind is None:
            actions.fail_job(job=job, failure="kind_unknown")
        else:
            _run(kind, job, Progress(job, slice_s=slice_s, told=told))
    except JobLostError:
        log.warning("Job %s was taken up elsewhere", job_id)
    return _state(job_id)


def _run(kind: JobKind, job: Job, progress: Progress) -> None:
    if not _may_still_act(job):
        actions.fail_job(job=job, failure="not_allowed")
        return
    try:
        with translation.override(job.language or None):
            result = kind.run(progress)
    except JobPausedError:
        actions.put_back(job=job)
    except JobCancelledError:
        actions.end_cancelled(job=job)
    except JobRefusedError as refusal:
        actions.fail_job(job=job, failure=refusal.failure)
    except JobLostError:
        raise
    except ZhiqiaoError as error:
        data = {name: str(value) for name, value in error.data.items()}
        actions.fail_job(job=job, failure=str(error.code), failure_data=data)
    except Exception as error:
        log.exception("Job %s failed", job.pk)
        actions.fail_job(job=job, failure="storage" if _is_of_storage(error) else "fault")
    else:
        actions.finish_job(job=job, result=result or {})


def _may_still_act(job: Job) -> bool:
    """Whether who started it still acts for the same organisation; from now on they do."""
    if job.person is None:
        return True
    job.person.act_for(job.organisation_id)
    return job.person.is_active and job.person.organisation_id == job.organisation_id


def _is_of_storage(error: Exception) -> bool:
    """Whether the disk is full or broken, under us or under the database."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG}
    return isinstance(error, OperationalError) and "disk" in str(error).lower()


def _look_again(job_id: int) -> str:
    """A job that someone else is at is looked after later, in case they end midway."""
    state = _state(job_id)
    if state == JobState.RUNNING:
        actions.enqueue(job_id=job_id, later=True)
    return state


def _state(job_id: int) -> str:
    found = Job.objects.unscoped().filter(pk=job_id).values_list("state", flat=True).first()
    return found or JobState.CANCELLED
