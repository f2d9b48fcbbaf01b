"""Jobs as the background process is handed them."""

from django_tasks import task

from zhiqiao.web.jobs import running, schedule

SLICE_S = 20.0


@task()
def run_job(job_id: int) -> str:
    """Performs the job from where it stands, for a while; its state after that."""
    return running.perform(job_id, slice_s=SLICE_S)


@task()
def run_tick(tick_id: int) -> int | None:
    """Does a day's turn of daily work; how many things it did."""
    done = schedule.run_again(tick_id)
    return done.count if done else None
