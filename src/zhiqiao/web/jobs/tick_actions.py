"""Keeping which day's work was taken and how it went."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhiqiao.web.jobs.models import Tick, TickState
from zhiqiao.web.jobs.workers import is_gone, this_worker

AGAIN_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=90)


def enqueue(*, name: str, day: date) -> bool:
    """Puts a day's work into the queue; False where another process did."""
    with transaction.atomic():
        tick, is_new = Tick.objects.get_or_create(name=name, day=day)
        if is_new:
            _queue(tick)
            Tick.objects.filter(day__lt=day - KEPT_FOR).delete()
    return is_new


def _queue(tick: Tick, *, is_later: bool = False) -> None:
    from zhiqiao.web.jobs.tasks import run_tick  # the task calls back into this file

    when = timezone.now() + AGAIN_AFTER if is_later else None
    run_tick.using(run_after=when).enqueue(tick.pk)


def take(*, name: str, day: date) -> Tick | None:
    """A day's work, now this process's; None where it is done or another is at it."""
    tick, _is_new = Tick.objects.get_or_create(name=name, day=day)
    return take_up(tick_id=tick.pk)


def take_up(*, tick_id: int) -> Tick | None:
    """The day's work, now this process's; None where it is done, given up, or another is at it."""
    tick = Tick.objects.filter(pk=tick_id).first()
    if tick is None or tick.state in (TickState.DONE, TickState.FAILED):
        return None
    if tick.state == TickState.RUNNING and is_gone(tick.worker) is False:
        return None
    same = Tick.objects.filter(pk=tick.pk, state=tick.state, attempts=tick.attempts)
    if not same.update(state=TickState.RUNNING, worker=this_worker(), attempts=F("attempts") + 1):
        return None
    tick.refresh_from_db()
    return tick


def finish(*, tick: Tick, count: int) -> None:
    """The day's work is done."""
    tick.state, tick.count, tick.failure = TickState.DONE, count, ""
    tick.finished_at = timezone.now()
    tick.save()


def note_failure(*, tick: Tick, failure: str, is_final: bool) -> None:
    """The day's work failed: it is tried again later, or given up."""
    tick.state = TickState.FAILED if is_final else TickState.WAITING
    tick.failure = failure[:80]
    tick.save()
    if not is_final:
        _queue(tick, is_later=True)
