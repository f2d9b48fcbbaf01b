"""The figures as Prometheus reads them: those of all processes, and the state of the data."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Model, QuerySet
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.operation import figures, heartbeat

SIGN_IN_FAILED = "sign_in_failed"
SHARED_FILES = "PROMETHEUS_MULTIPROC_DIR"
WAITING = {
    "jobs.Job": ("state", "waiting"),
    "django_tasks_database.DBTaskResult": ("status", "READY"),
}
"""Where work waits: the model, the field of its state, and the word for waiting."""


def expose() -> tuple[bytes, str]:
    """All figures as text, and the content type."""
    shared = CollectorRegistry()
    if os.environ.get(SHARED_FILES):
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    state = CollectorRegistry()
    state.register(StateCollector())
    counted = shared if os.environ.get(SHARED_FILES) else figures.REGISTRY
    return generate_latest(counted) + generate_latest(state), CONTENT_TYPE_LATEST


class StateCollector(Collector):
    """Figures read from the data at the moment of asking."""

    def collect(self) -> Iterator[Metric]:
        """Every figure, in a fixed order."""
        with every_row_for("metrics"):
            yield from _work()
            yield from _audit()
            yield GaugeMetricFamily(
                "zhiqiao_database_bytes", "Size of the database", _database_bytes()
            )
        yield GaugeMetricFamily(
            "zhiqiao_worker_heartbeat_age_seconds",
            "Seconds since the background process last showed that it lives",
            _heartbeat_age_s(),
        )


def _work() -> Iterator[Metric]:
    jobs = GaugeMetricFamily("zhiqiao_jobs", "Background work by state", labels=["queue", "state"])
    oldest = GaugeMetricFamily(
        "zhiqiao_queue_age_seconds", "How long the oldest waiting work has waited", labels=["queue"]
    )
    for label, (field, waiting) in WAITING.items():
        rows = _rows(label)
        queue = label.partition(".")[0]
        counted = rows.order_by().values_list(field).annotate(Count("pk"))
        for state, count in counted:
            jobs.add_metric([queue, str(state).lower()], count)
        oldest.add_metric([queue], _age_s(rows.filter(**{field: waiting})))
    yield jobs
    yield oldest


def _rows(label: str) -> "QuerySet[Model]":
    """All rows of a model, whatever its manager asks for: counts name nobody."""
    model = apps.get_model(label)
    return QuerySet(model)


def _age_s(waiting: "QuerySet[Model]") -> float:
    names = {field.name for field in waiting.model._meta.get_fields()}  # noqa: SLF001 -- public
    at = next(name for name in ("run_after", "enqueued_at", "created_at") if name in names)
    now = timezone.now()
    first = waiting.exclude(**{f"{at}__gt": now}).aggregate(first=Min(at))["first"]
    return (now - first).total_seconds() if first else 0.0


def _audit() -> Iterator[Metric]:
    """The number of the last audit row, as rows are only ever appended; and failed sign-ins."""
    rows = _rows("audit.AuditRow")
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    yield CounterMetricFamily("zhiqiao_audit_rows", "Audit rows written", last)
    failures = rows.filter(action=SIGN_IN_FAILED).count()
    yield CounterMetricFamily("zhiqiao_sign_in_failures", "Sign-ins refused", failures)


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    files = (Path(f"{settings.DATABASES['default']['NAME']}{end}") for end in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _heartbeat_age_s() -> float:
    seconds = heartbeat.age_s(Path(settings.ZHIQIAO_DATA))
    return float("inf") if seconds is None else seconds
