"""What happens here when a run has ended and when a background process starts."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.associations.site_graph import site_graph
from zhiqiao.web.jobs.signals import worker_started
from zhiqiao.web.matches.models import MatchRun, RunState
from zhiqiao.web.matches.signals import run_ended


@receiver(worker_started)
def build_missing(**_more: Any) -> None:
    """A site that has no graph, or a damaged one, gets one without waiting for the night."""
    from zhiqiao.web.associations.tasks import refresh_graph

    if site_graph() is None:
        refresh_graph.enqueue()


@receiver(run_ended)
def look_on(*, run: MatchRun, **_more: Any) -> None:
    """Has the offers looked for that only paths lead to, for an open need's run."""
    from zhiqiao.web.associations.tasks import look_further

    if run.state == RunState.DONE and run.need is not None and not run.need.is_confidential:
        look_further.enqueue(run.pk)
