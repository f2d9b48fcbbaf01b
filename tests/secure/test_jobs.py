"""Background jobs: one takes a job up, what it did is kept with where it stands, and it can end."""

import subprocess
import sys

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, Organisation
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.jobs import actions, kinds, workers
from zhiqiao.web.jobs.errors import JobLostError
from zhiqiao.web.jobs.models import Job, JobState
from zhiqiao.web.jobs.running import perform

pytestmark = pytest.mark.django_db
KIND = "counting"
HOST = workers.this_worker().partition("/")[0]


@pytest.fixture
def steps():
    """A kind of job that counts to its number, a chunk at a time; the list of what it did."""
    done: list[int] = []

    @kinds.job_kind(KIND, label="数数", unit="个")
    def count(progress):
        for number in range(progress.cursor.get("next", 0), progress.job.data["to"]):
            with transaction.atomic():
                progress.keep({"next": number + 1}, done=number + 1, total=progress.job.data["to"])
            done.append(number)
            if number == progress.job.data.get("breaks_at"):
                raise OSError(28, "No space left on device")
            progress.go_on()
        return {"counted": len(done)}

    yield done
    kinds._KINDS.pop(KIND)  # noqa: SLF001 -- as if no app had registered it


@pytest.fixture
def sign_in():
    """A client for a person."""

    def make(person):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def person():
    return PersonFactory(role=Role.BROKER)


def start(person, **data):
    return actions.start_job(actor=person, kind=KIND, title="数到", data={"to": 3} | data)


def again(job):
    return Job.objects.unscoped().get(pk=job.pk)


def dead_worker():
    """The name of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    name = f"{HOST}/{ended.pid}/1"
    ended.wait()
    return name


def test_a_job_is_done_and_says_so(person, steps):
    job = start(person)
    assert perform(job.pk) == JobState.DONE
    job = again(job)
    assert (steps, job.done, job.total, job.share) == ([0, 1, 2], 3, 3, 1.0)
    assert job.result == {"counted": 3}
    told = list(AuditRow.objects.order_by("number").values_list("action", flat=True))
    assert told == ["start_job", "finish_job"]


def test_a_done_job_is_not_done_again(person, steps):
    job = start(person)
    perform(job.pk)
    assert perform(job.pk) == JobState.DONE
    assert steps == [0, 1, 2]


def test_a_job_of_a_dead_worker_goes_on_at_its_cursor(person, steps):
    job = start(person)
    Job.objects.unscoped().update(
        state=JobState.RUNNING, worker=dead_worker(), cursor={"next": 2}, done=2
    )
    assert perform(job.pk) == JobState.DONE
    assert steps == [2]


def test_a_job_that_someone_is_at_is_left_to_them(person, steps):
    job = start(person)
    Job.objects.unscoped().update(state=JobState.RUNNING, worker=workers.this_worker())
    assert perform(job.pk) == JobState.RUNNING
    assert steps == []


def test_a_worker_elsewhere_that_says_nothing_is_taken_for_dead(person, steps):
    job = start(person)
    beat_at = timezone.now() - actions.SILENT_AFTER / 2
    elsewhere = Job.objects.unscoped()
    elsewhere.update(state=JobState.RUNNING, worker="other/1/1", beat_at=beat_at)
    assert perform(job.pk) == JobState.RUNNING
    elsewhere.update(beat_at=beat_at - actions.SILENT_AFTER)
    assert perform(job.pk) == JobState.DONE


def test_who_lost_the_job_stores_nothing_more(person, steps):
    job = start(person)
    mine = actions.take_up(job_id=job.pk)
    Job.objects.unscoped().update(worker=dead_worker())
    theirs = actions.take_up(job_id=job.pk)
    assert theirs.attempt == mine.attempt + 1
    with pytest.raises(JobLostError), transaction.atomic():
        actions.keep_cursor(job=mine, cursor={"next": 3}, done=3, total=3)
    with pytest.raises(JobLostError):
        actions.finish_job(job=mine, result={})
    assert again(job).cursor == {}


def _keep_and_fail(job):
    with system_action("test"):
        actions.keep_cursor(job=job, cursor={"next": 1}, done=1, total=3)
        raise RuntimeError("undone")


def test_a_cursor_is_kept_with_its_effects_only(person, steps):
    job = start(person)
    mine = actions.take_up(job_id=job.pk)
    with pytest.raises(RuntimeError, match="undone"):
        _keep_and_fail(mine)
    assert again(job).cursor == {}


def test_workers_that_end_at_the_same_place_again_and_again_end_the_job(person, steps):
    job = start(person)
    for _ in range(actions.ATTEMPTS_MAX):
        assert actions.take_up(job_id=job.pk)
        Job.objects.unscoped().update(worker=dead_worker())
    assert perform(job.pk) == JobState.FAILED
    assert again(job).failure == "worker_ended"
    assert steps == []


def test_progress_resets_the_patience(person, steps):
    job = start(person)
    for number in range(actions.ATTEMPTS_MAX + 2):
        mine = actions.take_up(job_id=job.pk)
        with transaction.atomic():
            actions.keep_cursor(job=mine, cursor={"next": 0}, done=number, total=None)
        Job.objects.unscoped().update(worker=dead_worker())
    assert perform(job.pk) == JobState.DONE


def test_a_full_disk_is_told_and_the_job_can_go_on(person, steps, sign_in):
    job = start(person, breaks_at=1)
    assert perform(job.pk) == JobState.FAILED
    assert again(job).failure == "storage"
    client = sign_in(person)
    assert "磁盘写不进去" in client.get(f"/jobs/{job.pk}/").content.decode()
    client.post(f"/jobs/{job.pk}/again/")
    Job.objects.unscoped().update(data={"to": 3})
    assert perform(job.pk) == JobState.DONE
    assert steps == [0, 1, 2]


@pytest.mark.parametrize("error", [ZhiqiaoError(ErrorCode.FILE_EMPTY, path="a.csv"), ValueError()])
def test_what_goes_wrong_is_worded(person, steps, sign_in, error):
    @kinds.job_kind(KIND, label="坏掉")
    def fail(_progress):
        raise error

    job = start(person)
    assert perform(job.pk) == JobState.FAILED
    page = sign_in(person).get(f"/jobs/{job.pk}/").content.decode()
    assert ("a.csv" in page) if isinstance(error, ZhiqiaoError) else ("程序出错" in page)


def test_a_kind_that_no_app_knows_fails(person):
    job = start(person)
    assert perform(job.pk) == JobState.FAILED
    assert again(job).failure == "kind_unknown"


def test_who_no_longer_acts_for_the_organisation_does_not_go_on(person, steps):
    job = start(person)
    Membership.objects.unscoped().update(state="ended", ended_at=timezone.now())
    assert perform(job.pk) == JobState.FAILED
    assert (again(job).failure, steps) == ("not_allowed", [])


def test_a_waiting_job_is_cancelled_at_once(person, steps, sign_in):
    job = start(person)
    sign_in(person).post(f"/jobs/{job.pk}/cancel/")
    assert again(job).state == JobState.CANCELLED
    assert perform(job.pk) == JobState.CANCELLED
    assert steps == []


def test_a_running_job_stops_after_its_chunk(person, steps):
    job = start(person)
    keep = actions.keep_cursor

    def ask(**kept):
        keep(**kept)
        Job.objects.unscoped().filter(pk=job.pk).update(cancel_asked=True)

    actions.keep_cursor = ask
    try:
        assert perform(job.pk) == JobState.CANCELLED
    finally:
        actions.keep_cursor = keep
    assert steps == [0]
    assert again(job).cursor == {"next": 1}


def test_a_long_job_lets_others_go_first_and_goes_on(person, steps, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = start(person)
    assert perform(job.pk, slice_s=1e-9) == JobState.WAITING
    assert steps == [0]
    assert DBTaskResult.objects.count() == 2
    assert perform(job.pk) == JobState.DONE
    assert steps == [0, 1, 2]


def test_everyone_sees_their_own_jobs_and_the_system_administrator_all(person, steps, sign_in):
    job = start(person)
    other = sign_in(PersonFactory(role=Role.SEEKER))
    system = sign_in(PersonFactory(role=Role.SYSTEM_ADMIN))
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/progress/"):
        assert other.get(address).status_code == 404
        assert sign_in(person).get(address).status_code == 200
        assert system.get(address).status_code == 200
    assert other.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert "数到" not in other.get("/jobs/").content.decode()
    assert "数到" in sign_in(person).get("/jobs/").content.decode()
    assert again(job).state == JobState.WAITING


def test_the_progress_asks_again_until_the_end(person, steps, sign_in):
    job = start(person)
    client = sign_in(person)
    assert "hx-trigger" in client.get(f"/jobs/{job.pk}/progress/").content.decode()
    perform(job.pk)
    ended = client.get(f"/jobs/{job.pk}/progress/")
    assert "hx-trigger" not in ended.content.decode()
    assert ended["HX-Refresh"] == "true"


def test_tasks_of_dead_workers_are_put_back_and_those_of_the_living_are_not(
    person, steps, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    start(person)
    task = DBTaskResult.objects.get()
    for _ in range(actions.ATTEMPTS_MAX + 1):
        task.claim(dead_worker())
    assert actions.resume_work() == 1
    task.refresh_from_db()
    task.claim(workers.this_worker())
    assert actions.resume_work() == 0


@pytest.mark.parametrize("name", ["", "serve-12", "host", f"{HOST}/x/1"])
def test_names_of_no_worker_are_of_nobody_alive(name):
    assert workers.is_gone(name) is True


def test_a_later_process_with_the_same_number_is_another_worker():
    host, number, started = workers.this_worker().split("/")
    assert workers.is_gone(workers.this_worker()) is False
    assert workers.is_gone(f"{host}/{number}/{int(started) + 1}") is True


def test_the_list_asks_the_same_number_of_queries_however_long(
    person, steps, sign_in, django_assert_max_num_queries
):
    OrganisationFactory()
    assert Organisation.objects.exists()
    client = sign_in(person)
    for _ in range(5):
        start(person)
    client.get("/jobs/")
    with django_assert_max_num_queries(8):
        client.get("/jobs/")
