"""What `zhiqiao match evaluate` measures: one entry a task."""

from collections.abc import Callable, Mapping

from zhiqiao.cli.match import association_task, evaluate, latent_task
from zhiqiao.cli.match.requests import EvaluateRequest

TASKS: Mapping[str, Callable[[EvaluateRequest], None]] = {
    "matching": evaluate.perform,
    "latent": latent_task.perform,
    "association": association_task.perform,
}


def perform(request: EvaluateRequest) -> None:
    """Measures what the task is about, and prints."""
    TASKS[request.task](request)
