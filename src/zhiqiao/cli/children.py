"""What the child processes of `zhiqiao serve` do: `python -m zhiqiao.cli.children JOB …`."""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from zhiqiao.web.operation.logs import log_what_escapes

if TYPE_CHECKING:
    from zhiqiao.web.operation.last_resort import Application

THREADS = 3
"""Requests answered at once by one web process; more wait in line. One computes, others may wait
for the disk: more threads than that only take turns."""
DAY_S = 10
"""A day of the simulated bank."""
COLLECT_AFTER = (50_000, 20, 50)


def main(arguments: list[str]) -> None:
    """Does the job until told to stop, or until the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.web.settings")
    job, *rest = arguments
    log_what_escapes()
    if job == "web":
        host, port, workers = rest
        serve_web(host, int(port), int(workers))
    elif job == "bank":
        folder, port = rest
        run_bank(Path(folder), int(port))
    else:
        work_on_tasks()


def serve_web(host: str, port: int, workers: int) -> None:
    """Serves the site."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "zhiqiao.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve(target_loader=_application)


def _application(_target: str) -> "Application":
    """The site, loaded in a worker that ends with the process that started it."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    log_what_escapes()
    from zhiqiao.web.wsgi import application

    _keep_out_of_collections()
    return application


def _keep_out_of_collections() -> None:
    """What is loaded stays: the rules, the code. Walking it again and again costs a tenth."""
    from zhiqiao.common import ZhiqiaoError
    from zhiqiao.web.rulebook.current import rulebook

    with suppress(ZhiqiaoError):  # pages tell of a broken rule; the site stands
        rulebook()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _end_with_starter() -> None:
    """Ends a worker whose server was killed: nothing else would, and it holds the port."""
    starter = multiprocessing.parent_process()
    if starter is not None:
        starter.join()
        os._exit(1)


def work_on_tasks() -> None:
    """Performs what the site put into its queue."""
    import django

    django.setup()
    _start_heart()
    from django_tasks_db.management.commands.db_worker import Worker

    from zhiqiao.web.jobs.actions import resume_work
    from zhiqiao.web.jobs.workers import this_worker

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    resume_work()
    _start_schedule()
    _start_exchange()
    worker = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=this_worker(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def run_bank(folder: Path, port: int) -> None:
    """Runs the simulated bank of a demo: it rejects and returns a few, and its days are short."""
    from zhiqiao.cli.bank.simulator import Wanted, perform

    wanted = Wanted(folder, ("127.0.0.1", port), seed=1, faults="normal", day=None, day_s=DAY_S)
    perform(wanted, folder=None, as_json=False)


def _start_heart() -> None:
    """Shows for as long as this process lives that background work is done."""
    from django.conf import settings

    from zhiqiao.web.operation.heartbeat import keep_beating

    stopped = threading.Event()
    threading.Thread(
        target=keep_beating, args=(settings.ZHIQIAO_DATA, stopped), daemon=True
    ).start()


def _start_schedule() -> None:
    """Puts what is done once a day into the queue for as long as this process lives."""
    from zhiqiao.web.jobs.schedule import keep_schedule

    threading.Thread(target=keep_schedule, args=(threading.Event(),), daemon=True).start()


def _start_exchange() -> None:
    """Sends to the bank and fetches from it for as long as this process lives, if one is set."""
    from zhiqiao.web.reconciliation.exchange import start_exchange

    start_exchange(threading.Event())


def _end_with_parent() -> None:
    """Waits for the pipe from the parent to close, then ends this process in order."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
