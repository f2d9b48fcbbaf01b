"""Work that is done once a day: reminders, digests, upkeep.

An app registers a function in `ready()`. The background process looks every half minute for what
is due and puts it into its queue; a row for each name and day, written in the same transaction,
keeps two processes from doing it twice. What was missed while the site was off is done once, for
the latest day it was due, when it is back.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import close_old_connections
from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.jobs import tick_actions
from zhiqiao.web.jobs.models import Tick

Work = Callable[[date], int]
LOOK_EVERY_S = 30.0
ATTEMPTS_MAX = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DailyWork:
    """What is done once a day, from which hour on."""

    name: str
    at: time
    run: Work


_WORKS: dict[str, DailyWork] = {}


def every_day(name: str, *, at: str = "08:30") -> Callable[[Work], Work]:
    """Registers the decorated function to be called once for every day, from that hour on.

    It is given the day and returns how many things it did. It may be called again for a day at
    which it failed or its process was ended: whom it tells, it tells with a `once` key.
    """

    def declare(run: Work) -> Work:
        _WORKS[name] = DailyWork(name, time.fromisoformat(at), run)
        return run

    return declare


def works() -> Mapping[str, DailyWork]:
    """Everything registered, by its name."""
    return _WORKS


def day_due(work: DailyWork, at: datetime) -> date:
    """The latest day for which the work was due by then."""
    local = timezone.localtime(at)
    return local.date() if local.time() >= work.at else local.date() - timedelta(days=1)


def put_due_into_queue(at: datetime) -> int:
    """Puts what is due and not yet taken into the queue; how many works."""
    with every_row_for("what is due today"):
        wanted = [(work.name, day_due(work, at)) for work in _WORKS.values()]
        return sum(tick_actions.enqueue(name=name, day=day) for name, day in _missing(wanted))


def _missing(wanted: list[tuple[str, date]]) -> list[tuple[str, date]]:
    known = Tick.objects.filter(day__in={day for _name, day in wanted})
    taken = set(known.values_list("name", "day"))
    return [each for each in wanted if each not in taken]


@dataclass(frozen=True, slots=True)
class Done:
    """How one day's work went: how many things it did; None where it failed."""

    name: str
    count: int | None


def run_all(on: date, *, names: Iterable[str] | None = None) -> list[Done]:
    """Does here and now what is registered and not yet done for the day, whatever the hour.

    One that fails does not keep the others from being done.
    """
    wanted = sorted(_WORKS) if names is None else list(names)
    with every_row_for("the work of a day"):
        return [done for name in wanted if (done := _take_and_run(name, on)) is not None]


def _take_and_run(name: str, on: date) -> Done | None:
    tick = tick_actions.take(name=name, day=on)
    return run_taken(tick) if tick is not None else None


def run_again(tick_id: int) -> Done | None:
    """Does work that was put into the queue, unless it is done by now."""
    with every_row_for("the work of a day"):
        tick = tick_actions.take_up(tick_id=tick_id)
        return run_taken(tick) if tick is not None else None


def run_taken(tick: Tick) -> Done:
    """Does the work of a row that is this process's, and keeps how it went."""
    work = _WORKS.get(tick.name)
    if work is None:
        tick_actions.note_failure(tick=tick, failure="unknown", is_final=True)
        return Done(tick.name, None)
    try:
        count = work.run(tick.day)
    except Exception as error:
        log.exception("The daily work %s failed", tick.name)
        is_final = tick.attempts >= ATTEMPTS_MAX
        tick_actions.note_failure(tick=tick, failure=type(error).__name__, is_final=is_final)
        return Done(tick.name, None)
    tick_actions.finish(tick=tick, count=count)
    return Done(tick.name, count)


def keep_schedule(stopped: threading.Event, *, every_s: float = LOOK_EVERY_S) -> None:
    """Looks for what is due until stopped; a fault is logged and the next round comes."""
    while True:
        try:
            close_old_connections()
            put_due_into_queue(timezone.now())
        except Exception:
            log.exception("What is due could not be looked for")
        if stopped.wait(every_s):
            return
