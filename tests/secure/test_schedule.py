"""Work that is done once a day: exactly once, one failure alone, what was missed once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.secure.operating import python, told

from zhiqiao.web.jobs import schedule, tick_actions, workers
from zhiqiao.web.jobs.models import Tick, TickState

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)


def at(hour, minute=0, day=DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


@pytest.fixture
def done(monkeypatch):
    """Nothing is registered but what a test adds; the days on which each name was done."""
    monkeypatch.setattr(schedule, "_WORKS", {})
    calls: list[tuple[str, date]] = []

    def add(name, hour="08:30", *, fails=False):
        @schedule.every_day(name, at=hour)
        def work(on):
            calls.append((name, on))
            if fails:
                raise RuntimeError("a text that must not be stored")
            return len(calls)

    return calls, add


def test_it_is_done_once_a_day_however_often_it_is_asked(done):
    calls, add = done
    add("remind")
    assert [each.count for each in schedule.run_all(DAY)] == [1]
    assert schedule.run_all(DAY) == []
    assert schedule.run_all(date(2026, 11, 24)) == [schedule.Done("remind", 2)]
    assert calls == [("remind", DAY), ("remind", date(2026, 11, 24))]


def test_one_that_fails_keeps_nobody_else_from_their_work(done):
    _calls, add = done
    add("a-broken", fails=True)
    add("b-sound")
    assert schedule.run_all(DAY) == [
        schedule.Done("a-broken", None),
        schedule.Done("b-sound", 2),
    ]
    tick = Tick.objects.get(name="a-broken")
    assert (tick.state, tick.failure) == (TickState.WAITING, "RuntimeError")


def test_one_that_keeps_failing_is_given_up(done):
    calls, add = done
    add("broken", fails=True)
    for _ in range(schedule.ATTEMPTS_MAX + 2):
        schedule.run_all(DAY)
    assert len(calls) == schedule.ATTEMPTS_MAX
    assert Tick.objects.get(name="broken").state == TickState.FAILED


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(8, 29), date(2026, 11, 22)),
        (at(8, 30), DAY),
        (at(23, 59), DAY),
        (at(0, 1, date(2026, 11, 24)), DAY),
    ],
)
def test_it_is_due_from_its_hour_on(done, now, day):
    _calls, add = done
    add("remind")
    assert schedule.day_due(schedule.works()["remind"], now) == day


def test_what_was_missed_is_done_once_for_the_latest_day(done):
    _calls, add = done
    add("remind")
    add("late", hour="18:00")
    assert schedule.put_due_into_queue(at(9)) == 2
    assert schedule.put_due_into_queue(at(9, 1)) == 0
    assert schedule.put_due_into_queue(at(18)) == 1
    # off for a week
    assert schedule.put_due_into_queue(at(19, day=date(2026, 11, 30))) == 2
    taken = set(Tick.objects.values_list("name", "day"))
    assert ("remind", date(2026, 11, 26)) not in taken
    assert ("remind", date(2026, 11, 30)) in taken


def test_what_is_queued_is_done_by_its_task_once(done):
    calls, add = done
    add("remind")
    schedule.put_due_into_queue(at(9))
    tick = Tick.objects.get()
    assert schedule.run_again(tick.pk) == schedule.Done("remind", 1)
    assert schedule.run_again(tick.pk) is None
    assert calls == [("remind", DAY)]
    tick.refresh_from_db()
    assert (tick.state, tick.count, tick.attempts) == (TickState.DONE, 1, 1)


def test_what_another_process_is_at_is_left_to_it(done):
    _calls, add = done
    add("remind")
    tick = Tick.objects.create(
        name="remind", day=DAY, state=TickState.RUNNING, worker=workers.this_worker(), attempts=1
    )
    assert schedule.run_all(DAY) == []
    host = workers.this_worker().partition("/")[0]
    Tick.objects.filter(pk=tick.pk).update(worker=f"{host}/999999999/1")
    assert schedule.run_all(DAY) == [schedule.Done("remind", 1)]


def test_work_that_nobody_knows_any_more_ends(done):
    tick = Tick.objects.create(name="of-an-older-version", day=DAY)
    assert schedule.run_again(tick.pk) == schedule.Done("of-an-older-version", None)
    tick.refresh_from_db()
    assert tick.state == TickState.FAILED


LOOK = """
from datetime import datetime, UTC
from pathlib import Path
from zhiqiao.web.jobs import schedule
for number in range(5):
    schedule.every_day(f"work-{{number}}")(lambda on: 0)
ready = Path({folder!r})
(ready / {name!r}).touch()
while len(list(ready.iterdir())) < 2:
    pass
print(schedule.put_due_into_queue(datetime(2026, 11, 23, 4, tzinfo=UTC)))
"""
COUNT = """
from django_tasks_db.models import DBTaskResult
from zhiqiao.web.jobs.models import Tick
print(DBTaskResult.objects.count(), Tick.objects.count())
"""


@pytest.mark.one_database
def test_two_workers_queue_it_once(tmp_path, new_site):
    new_site(tmp_path / "var")
    ready = tmp_path / "ready"
    ready.mkdir()
    before = [int(each) for each in python(COUNT, data=tmp_path / "var").split()]
    codes = [LOOK.format(folder=str(ready), name=name) for name in ("one", "two")]
    with ThreadPoolExecutor(2) as pool:
        queued = list(pool.map(lambda code: int(python(code, data=tmp_path / "var")), codes))
    tasks, ticks = (int(each) for each in python(COUNT, data=tmp_path / "var").split())
    assert before == [0, 0]
    assert sum(queued) == tasks == ticks
    assert ticks >= 5


@pytest.mark.django_db(transaction=True)
def test_a_round_that_fails_does_not_end_the_rounds(done, monkeypatch):
    rounds: list[int] = []
    stopped = threading.Event()

    def look(_at):
        rounds.append(len(rounds))
        if len(rounds) == 3:
            stopped.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr(schedule, "put_due_into_queue", look)
    schedule.keep_schedule(stopped, every_s=0.001)
    assert rounds == [0, 1, 2]


def test_old_ticks_are_forgotten(done):
    _calls, add = done
    add("remind")
    Tick.objects.create(name="remind", day=date(2026, 1, 1), state=TickState.DONE)
    tick_actions.enqueue(name="remind", day=DAY)
    assert list(Tick.objects.values_list("day", flat=True)) == [DAY]


@pytest.mark.one_database
def test_the_command_does_a_day_once(tmp_path, new_site):
    new_site(tmp_path / "var")
    first = told("remind", "--on", "2026-11-23", data=tmp_path / "var")
    assert first["on"] == "2026-11-23"
    assert "letters" in first["done"]
    assert None not in first["done"].values()
    again = told("remind", "--on", "2026-11-23", data=tmp_path / "var")
    assert again["done"] == {}
