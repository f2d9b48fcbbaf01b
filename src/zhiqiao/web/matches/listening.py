"""What happens here when the catalogue changes, and when a background process ended midway."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver
from django_tasks_db.models import DBTaskResult

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Side, Status, model_of
from zhiqiao.web.catalogue.signals import listings_changed
from zhiqiao.web.jobs.signals import task_given_up, worker_started

OFFER_RUNS_MAX = 20


@receiver(listings_changed)
def follow(
    *,
    side: Side,
    ids: Sequence[int],
    person_id: int | None,
    runs_max: int | None = None,
    **_more: Any,
) -> None:
    """Has the background process bring index and runs up to date.

    Changed needs are matched again. Changed offers are shown the needs they may fit, unless
    there are many: then the needs' pages say how many offers are newer than their run. No more
    than `runs_max` are matched, where that is said.
    """
    from zhiqiao.web.matches.actions import add_runs, forget_words
    from zhiqiao.web.matches.tasks import follow_change

    runs = []
    if runs_max != 0 and (side == Side.NEED or len(ids) <= OFFER_RUNS_MAX):
        model: Any = model_of(side)
        listings = model.objects.unscoped().filter(pk__in=ids, status=Status.PUBLISHED)
        actor = Person.objects.filter(pk=person_id or 0).first()
        runs = add_runs(actor=actor, listings=listings.order_by("pk")[:runs_max])
    if side == Side.NEED:
        forget_words(needs=Need.objects.unscoped().filter(pk__in=ids, is_confidential=True))
    follow_change.enqueue(side.value, list(ids), [run.pk for run in runs])


@receiver(worker_started)
def wait_again(**_more: Any) -> None:
    """Has runs that were left midway performed again."""
    from zhiqiao.web.matches import actions

    actions.wait_again()


@receiver(task_given_up)
def tell_runs(*, task: "DBTaskResult[Any, Any]", error: Exception, **_more: Any) -> None:
    """Tells on the runs of a task that is given up why they are not performed."""
    from zhiqiao.web.matches import actions
    from zhiqiao.web.matches.tasks import follow_change, perform_runs

    if task.task_path in {follow_change.module_path, perform_runs.module_path}:
        actions.fail_runs(run_ids=task.args_kwargs["args"][-1], error=error)
