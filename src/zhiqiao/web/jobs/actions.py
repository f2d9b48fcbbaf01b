"""Starting, taking up, ending and cancelling jobs."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import get_language
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.jobs.errors import JobLostError
from zhiqiao.web.jobs.models import Job, JobState
from zhiqiao.web.jobs.signals import task_given_up, worker_started
from zhiqiao.web.jobs.workers import is_gone, this_worker

ATTEMPTS_MAX = 3
"""How many workers in a row may end at the same place before a job or task is given up."""
SILENT_AFTER = timedelta(minutes=2)
"""A worker on another machine that says nothing for so long is taken for dead."""
NET_AFTER = timedelta(minutes=1)
"""When the background process looks whether a job begun elsewhere still goes on."""
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


@action
def start_job(*, actor: Person | None, kind: str, title: str, data: dict[str, Any]) -> Job:
    """A waiting job, handed to the background process."""
    return add_job(actor=actor, kind=kind, title=title, data=data)


def add_job(
    *, actor: Person | None, kind: str, title: str, data: dict[str, Any], here: bool = False
) -> Job:
    """As `start_job`, inside another action.

    `here`: the caller performs the job itself; the background process only looks after it.
    """
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        data=data,
        person=actor,
        organisation_id=actor.organisation_id if actor else None,
        language=get_language() or "",
    )
    audit(actor=actor, action="start_job", what=job, data={"kind": kind})
    enqueue(job_id=job.pk, later=here)
    return job


def enqueue(*, job_id: int, later: bool = False) -> None:
    """Has the background process perform the job, soon or once it ought to be done."""
    from zhiqiao.web.jobs.tasks import run_job  # the task calls back into this file

    when = timezone.now() + NET_AFTER if later else None
    run_job.using(run_after=when).enqueue(job_id)


def take_up(*, job_id: int) -> Job | None:
    """The job, now this process's; None where it has ended or someone else is at it.

    A job at which workers ended again and again at the same place fails instead.
    """
    job = Job.objects.unscoped().filter(pk=job_id, state__in=UNDER_WAY).first()
    if job is None or (job.state == JobState.RUNNING and not _is_abandoned(job)):
        return None
    if job.attempts_in_vain >= ATTEMPTS_MAX:
        fail_job(job=job, failure="worker_ended")
        return None
    taken = Job.objects.unscoped().filter(pk=job_id, attempt=job.attempt, state=job.state)
    if not taken.update(
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        attempts_in_vain=F("attempts_in_vain") + 1,
        worker=this_worker(),
        started_at=Coalesce(F("started_at"), Now()),
        beat_at=Now(),
    ):
        return None
    job.refresh_from_db(from_queryset=Job.objects.unscoped())
    return job


def _is_abandoned(job: Job) -> bool:
    """Whether whoever worked on it is gone."""
    gone = is_gone(job.worker)
    if gone is None:
        return job.beat_at is None or timezone.now() - job.beat_at > SILENT_AFTER
    return gone


def _mine(job: Job) -> Any:
    """The job's row, while this attempt at it is the latest."""
    return Job.objects.unscoped().filter(
        pk=job.pk, attempt=job.attempt, state=JobState.RUNNING, worker=job.worker
    )


def keep_cursor(*, job: Job, cursor: dict[str, Any], done: int, total: int | None) -> None:
    """Stores where the work stands; part of the transaction of the work's effects.

    Raises:
        JobLostError: someone else took the job up.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A cursor belongs with its effects")
    kept = _mine(job).update(
        cursor=cursor, done=done, total=total, attempts_in_vain=0, beat_at=Now()
    )
    if not kept:
        raise JobLostError
    job.cursor, job.done, job.total = cursor, done, total


def keep_count(*, job: Job, done: int, total: int | None) -> None:
    """Stores how much is done.

    Raises:
        JobLostError: someone else took the job up.
    """
    if not _mine(job).update(done=done, total=total, beat_at=Now()):
        raise JobLostError
    job.done, job.total = done, total


def is_cancel_asked(*, job: Job) -> bool:
    """Whether someone asked to cancel the job."""
    return bool(_mine(job).filter(cancel_asked=True).exists())


def put_back(*, job: Job) -> None:
    """The job waits again: others go first."""
    with transaction.atomic():
        if _mine(job).update(state=JobState.WAITING, attempts_in_vain=0):
            enqueue(job_id=job.pk)


@action
def finish_job(*, job: Job, result: dict[str, Any]) -> None:
    """The job is done."""
    if not _mine(job).update(
        state=JobState.DONE, result=result, finished_at=Now(), total=Coalesce("total", "done")
    ):
        raise JobLostError
    audit(actor=job.person, action="finish_job", what=job, data={"kind": job.kind})


@action
def fail_job(*, job: Job, failure: str, failure_data: dict[str, Any] | None = None) -> None:
    """The job ends without being done; `failure` is a code."""
    rows = Job.objects.unscoped().filter(pk=job.pk, state__in=UNDER_WAY, attempt=job.attempt)
    if not rows.update(
        state=JobState.FAILED,
        failure=failure,
        failure_data=failure_data or {},
        finished_at=Now(),
    ):
        raise JobLostError
    audit(actor=job.person, action="fail_job", what=job, data={"failure": failure})


@action
def end_cancelled(*, job: Job) -> None:
    """The job stops where it stands, as was asked."""
    if not _mine(job).update(state=JobState.CANCELLED, finished_at=Now()):
        raise JobLostError
    audit(actor=job.person, action="end_cancelled", what=job)


@action
def cancel_job(*, actor: Person, job: Job) -> bool:
    """Asks the job to stop: at once where it waits, else at its next chunk.

    Whether there was anything to stop.
    """
    rows = Job.objects.unscoped().filter(pk=job.pk)
    waiting = rows.filter(state=JobState.WAITING)
    stopped = waiting.update(state=JobState.CANCELLED, cancel_asked=True, finished_at=Now())
    asked = stopped or rows.filter(state=JobState.RUNNING).update(cancel_asked=True)
    audit(actor=actor, action="cancel_job", what=job, data={"stopped": bool(stopped)})
    return bool(asked)


@action
def start_again(*, actor: Person, job: Job) -> bool:
    """A job that failed or was cancelled waits again, from where it stood."""
    return add_again(actor=actor, job=job)


def add_again(*, actor: Person, job: Job, here: bool = False) -> bool:
    """As `start_again`, inside another action."""
    ended = Q(state=JobState.FAILED) | Q(state=JobState.CANCELLED)
    again = (
        Job.objects.unscoped()
        .filter(ended, pk=job.pk)
        .update(
            state=JobState.WAITING,
            attempts_in_vain=0,
            cancel_asked=False,
            failure="",
            failure_data={},
            finished_at=None,
        )
    )
    audit(actor=actor, action="start_again", what=job, data={"again": bool(again)})
    if again:
        enqueue(job_id=job.pk, later=here)
    return bool(again)


def resume_work() -> int:
    """Puts back into the queue what background processes left midway; how many tasks.

    For the start of a background process. A job goes on at its cursor. Any other task that ended
    `ATTEMPTS_MAX` workers fails instead: it would end the next one too, and nothing behind it
    would ever be done.
    """
    from zhiqiao.web.jobs.tasks import run_job

    worker_started.send(sender=Job)
    left = [task for task in DBTaskResult.objects.running() if is_gone_from(task)]
    again = 0
    for task in left:
        if task.task_path != run_job.module_path and len(task.worker_ids) >= ATTEMPTS_MAX:
            error = RuntimeError(f"The worker was ended {ATTEMPTS_MAX} times")
            task_given_up.send(sender=Job, task=task, error=error)
            task.set_failed(error)
        else:
            again += DBTaskResult.objects.filter(
                pk=task.pk, status=TaskResultStatus.RUNNING
            ).update(status=TaskResultStatus.READY)
    return again


def is_gone_from(task: "DBTaskResult[Any, Any]") -> bool:
    """Whether the worker that a task was with is gone."""
    gone = is_gone(task.worker_ids[-1] if task.worker_ids else "")
    if gone is None:
        return task.started_at is None or timezone.now() - task.started_at > 10 * SILENT_AFTER
    return gone
