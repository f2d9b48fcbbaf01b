"""What the child processes of `zhiqiao serve` do: `python -m zhiqiao.cli.children JOB …`."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

THREADS = 2 * (os.cpu_count() or 1) + 1
"""Requests answered at once by one web process; more wait in line."""


def main(arguments: list[str]) -> None:
    """Does the job until told to stop, or until the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.web.settings")
    job, *rest = arguments
    if job == "web":
        host, port, workers = rest
        serve_web(host, int(port), int(workers))
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


def _application(_target: str) -> "WSGIHandler":
    """The site, loaded in a worker that ends with the process that started it."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    from zhiqiao.web.wsgi import application

    return application


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
    from django_tasks_db.management.commands.db_worker import Worker

    from zhiqiao.web.matches.actions import resume_work

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    resume_work()
    worker = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"serve-{os.getpid()}",
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def _end_with_parent() -> None:
    """Waits for the pipe from the parent to close, then ends this process in order."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
