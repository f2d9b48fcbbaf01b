"""Imports under fire, in processes of their own: `python -m tests.secure.intake_fire HOW …`.

    make FOLDER              a site's data folder with a person and a confirmed, unwritten file
    kills FOLDER ROUNDS      SIGKILL to the writing process right after acknowledged chunks
    faults FOLDER SAMPLES    EIO and ENOSPC at sampled writes of the database and of staged files
    worker FOLDER HOW        the real background process, to "kill" after a chunk or to "finish"
    malformed FOLDER COUNT   that many broken files, made from seeds

Each prints one JSON object of what happened; the tests judge it.
"""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

ROWS = 600
CHUNK_ROWS = 40


def set_up(folder: Path) -> None:
    os.environ["ZHIQIAO_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiqiao.web.settings"
    os.environ["ZHIQIAO_LOG_LEVEL"] = "ERROR"
    import django

    django.setup()
    from zhiqiao.web.access.row_actor import show_every_row
    from zhiqiao.web.intake import staging

    show_every_row()
    staging.CHUNK_ROWS = CHUNK_ROWS


def make(folder: Path) -> dict[str, object]:
    from zhiqiao.web.access import Role
    from zhiqiao.web.accounts.models import Membership, Organisation, Person
    from zhiqiao.web.audit.guard import without_guard
    from zhiqiao.web.intake import actions, bringing
    from zhiqiao.web.intake.kinds import kind_named
    from zhiqiao.web.intake.staging import Staging

    with without_guard():
        centre = Organisation.objects.create(code="centre", name="中心", kind="centre")
        person = Person.objects.create(username="broker", name="甲")
        Membership.objects.create(person=person, organisation=centre, role=Role.BROKER)
    staged = Staging.make()
    lines = "".join(f"K-{n},第{n}项,长期运行 {n} h,第{n % 7}校\n" for n in range(ROWS))
    (staged.folder / "source.csv").write_text("编号,标题,内容,机构\n" + lines, encoding="utf-8")
    file = bringing.bring(
        actor=person, kind=kind_named("offer"), name="k.csv", options={"publish": False},
        staging=staged,
    )  # fmt: skip
    actions.confirm_import(actor=person, file=file)
    return {"job": file.job.pk, "import": file.pk}


def in_child(work) -> int:
    """Does the work in a process of its own; how that ended, as `os.waitpid` says."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 -- told by the status
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def counts(folder: Path) -> dict[str, object]:
    """What the database says, read as a file."""
    database = sqlite3.connect(f"file:{folder / 'db.sqlite3'}?mode=ro", uri=True)
    try:
        ask = lambda text: database.execute(text).fetchone()[0]  # noqa: E731
        return {
            "integrity": ask("PRAGMA integrity_check"),
            "offers": ask("SELECT count(*) FROM catalogue_offer"),
            "codes": ask("SELECT count(DISTINCT code) FROM catalogue_offer"),
            "created": ask("SELECT created FROM intake_import"),
            "cursor": json.loads(ask("SELECT cursor FROM jobs_job")).get("rows", 0),
            "told": ask(
                "SELECT coalesce(sum(json_extract(data, '$.created')), 0) FROM audit_auditrow"
                " WHERE action = 'write_rows'"
            ),
            "state": ask("SELECT state FROM intake_import"),
        }
    finally:
        database.close()


def perform_acknowledging(job: int, acknowledge) -> None:
    """Performs the job and acknowledges every chunk once it is committed."""
    from zhiqiao.web.intake import actions
    from zhiqiao.web.jobs.running import perform

    write = actions.write_chunk

    def write_chunk(*, file, chunk, progress):
        write(file=file, chunk=chunk, progress=progress)
        acknowledge(progress.cursor["rows"])

    actions.write_chunk = write_chunk
    perform(job)


def end_this_process(after_s: float) -> None:
    """SIGKILL: at once, or so soon that the next chunk is under way."""
    if not after_s:
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Timer(after_s, os.kill, (os.getpid(), signal.SIGKILL)).start()


def kills(folder: Path, rounds: int) -> dict[str, object]:
    """Each round kills the writer right after some chunk was acknowledged, and looks."""
    job = json.loads((folder / "made.json").read_text())["job"]
    chance = random.Random(rounds)  # noqa: S311 -- reproducible, no secret
    pristine = folder.with_name("pristine")
    shutil.copytree(folder, pristine)
    seen, done = [], 0
    while done < rounds:
        kill_at, acknowledged = chance.randint(1, 3), folder / "acknowledged"
        acknowledged.write_text("0")

        after_s = chance.random() / 50 if done % 2 else 0.0

        def work(kill_at=kill_at, after_s=after_s, acknowledged=acknowledged) -> None:
            times = iter(range(1, 10_000))

            def acknowledge(rows: int) -> None:
                told = acknowledged.with_suffix(".new")
                told.write_text(str(rows))
                told.replace(acknowledged)  # whole or not at all, whenever the kill comes
                if next(times) == kill_at:
                    end_this_process(after_s)

            perform_acknowledging(job, acknowledge)

        status = in_child(work)
        found = counts(folder) | {"acknowledged": int(acknowledged.read_text())}
        seen.append(found | {"killed": os.WIFSIGNALED(status)})
        done += os.WIFSIGNALED(status)
        if found["state"] == "confirmed":  # again from the start, with another rhythm
            shutil.rmtree(folder)
            shutil.copytree(pristine, folder)
    in_child(lambda: perform_acknowledging(job, lambda _rows: None))
    return {"rounds": seen, "end": counts(folder)}


def faults(folder: Path, samples: int) -> dict[str, object]:
    """Each sample fails one write of the database, for good or once, and looks; then goes on."""
    from tests.secure.failing_vfs import Fault, fail_at, is_possible

    if not is_possible():
        return {"possible": False}
    job = json.loads((folder / "made.json").read_text())["job"]
    pristine = folder.with_name("pristine")
    shutil.copytree(folder, pristine)
    chance = random.Random(samples)  # noqa: S311 -- reproducible, no secret
    seen = []
    for number in range(samples):
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)
        fault = list(Fault)[number % len(Fault)]
        at, is_lasting = chance.randint(1, 220), bool(number % 2)
        acknowledged = folder / "acknowledged"
        acknowledged.write_text("0")

        def work(at=at, fault=fault, is_lasting=is_lasting, acknowledged=acknowledged) -> None:
            fail_at(at, fault, is_lasting=is_lasting)
            perform_acknowledging(job, lambda rows: acknowledged.write_text(str(rows)))

        in_child(work)
        found = counts(folder) | {"acknowledged": int(acknowledged.read_text())}
        in_child(lambda: go_on(job))
        seen.append(found | {"fault": fault.name, "at": at, "end": counts(folder)})
    return {"possible": True, "samples": seen, "staging": full_staging(folder)}


def go_on(job: int) -> None:
    """Continues as a person would: a failed job is started again, an abandoned one taken up."""
    from zhiqiao.web.jobs.actions import start_again
    from zhiqiao.web.jobs.models import Job, JobState
    from zhiqiao.web.jobs.running import perform

    found = Job.objects.unscoped().select_related("person").get(pk=job)
    if found.state == JobState.FAILED:
        start_again(actor=found.person, job=found)
    perform(job)


def full_staging(folder: Path) -> dict[str, object]:
    """A check that cannot store its rows because files may not grow; then one that can."""
    from zhiqiao.web.accounts.models import Person
    from zhiqiao.web.intake import actions
    from zhiqiao.web.intake.kinds import kind_named
    from zhiqiao.web.intake.models import Import
    from zhiqiao.web.intake.staging import Staging
    from zhiqiao.web.jobs.running import perform

    staged = Staging.make()
    lines = "".join(f"S-{n},{'长' * 60},甲校\n" for n in range(4_000))
    (staged.folder / "source.csv").write_text("编号,标题,机构\n" + lines, encoding="utf-8")
    person = Person.objects.get(username="broker")
    file = actions.new_import(
        actor=person, kind=kind_named("offer"), name="s.csv", options={}, staging=staged
    )
    actions.start_check(actor=person, file=file)

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        largest = max(path.stat().st_size for path in folder.glob("db.sqlite3*"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(largest, 100_000), -1))
        from zhiqiao.web.intake import checking

        checking.REPORT_EVERY = 10_000_000
        perform(file.job.pk)

    in_child(work)
    before = Import.objects.unscoped().select_related("job").get(pk=file.pk)
    has_rows = staged.rows.exists()
    in_child(lambda: go_on(file.job.pk))
    after = Import.objects.unscoped().get(pk=file.pk)
    return {
        "state": before.state, "job": before.job.state, "has_rows": has_rows,
        "then": after.state, "rows": after.rows,
    }  # fmt: skip


def worker(folder: Path, how: str) -> dict[str, object]:
    """The product's own background process; killed as soon as the file shows another chunk."""
    before = counts(folder)["created"]
    process = subprocess.Popen(
        [sys.executable, "-m", "zhiqiao.cli.children", "tasks"],
        env=os.environ | {"ZHIQIAO_DATA": str(folder)},
        stdin=subprocess.PIPE,
    )
    while True:
        found = counts(folder)
        is_end = found["state"] == "confirmed"
        if is_end or process.poll() is not None or (how == "kill" and found["created"] > before):
            break
        time.sleep(0.005)
    process.kill()
    process.wait()
    process.stdin.close()
    return counts(folder)


def malformed(folder: Path, count: int) -> dict[str, object]:
    """Brings broken files and tells what became of each."""
    from tests.secure.malformed_files import broken_file

    from zhiqiao.common import describe
    from zhiqiao.tables import TableError
    from zhiqiao.web.accounts.models import Person
    from zhiqiao.web.intake import bringing
    from zhiqiao.web.intake.kinds import kind_named
    from zhiqiao.web.intake.staging import Staging

    person = Person.objects.get(username="broker")
    outcomes: dict[str, int] = {}
    crashes = []
    for seed in range(count):
        name, content = broken_file(seed)
        staged = Staging.make()
        (staged.folder / f"source.{name.rpartition('.')[2]}").write_bytes(content)
        try:
            file = bringing.bring(
                actor=person, kind=kind_named(("need", "offer")[seed % 2]), name=name,
                options={"organisation": "甲厂"}, staging=staged,
            )  # fmt: skip
            outcome = file.state
            assert outcome != "refused" or all(e["message"] for e in file.errors)
        except TableError as error:
            outcome = "told"
            if not (describe(error, "zh") and describe(error, "en")):
                crashes.append([seed, name, "without words"])
        except Exception as error:  # noqa: BLE001 -- a crash is what is looked for
            outcome = "crash"
            crashes.append([seed, name, repr(error)[:200]])
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        staged.remove()
    return {"outcomes": outcomes, "crashes": crashes, "rss_peak_mib": _peak_mib()}


def _peak_mib() -> int:
    """The most memory this process has held; `ru_maxrss` would count its parent's too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def main() -> None:
    how, folder, *rest = sys.argv[1:]
    set_up(Path(folder))
    if how == "make":
        result = make(Path(folder))
        (Path(folder) / "made.json").write_text(json.dumps(result))
    else:
        work = {"worker": worker, "kills": kills, "faults": faults, "malformed": malformed}[how]
        result = work(Path(folder), int(rest[0]) if rest[0].isdigit() else rest[0])
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
