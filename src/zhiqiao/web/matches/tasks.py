"""Work that happens in the background process."""

from django_tasks import task

from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.catalogue.written import bring_up_phrases
from zhiqiao.web.matches import actions, engine_room, serving_actions
from zhiqiao.web.matches.models import MatchRun, RunState


@task()
def perform_runs(run_ids: list[int]) -> int:
    """Performs the waiting ones of these runs; how many."""
    waiting = MatchRun.objects.unscoped().filter(pk__in=run_ids, state=RunState.WAITING)
    runs = list(waiting.select_related("need", "offer", "person").order_by("id"))
    broken: list[Exception] = []
    for run in runs:
        try:
            actions.perform_run(run=run)
        except Exception as error:  # noqa: BLE001  told on the run; the others go on
            broken.append(error)
    if broken:
        raise broken[0]
    return len(runs)


@task()
def follow_change(side: str, ids: list[int], run_ids: list[int]) -> int:
    """Brings the index up to date, then performs the runs that the change called for."""
    try:
        bring_up_phrases(Side(side))
        engine_room.refresh_index(Side(side), ids)
    except Exception as error:
        actions.fail_runs(run_ids=run_ids, error=error)
        raise
    return perform_runs.func(run_ids)


@task()
def compare_shadow() -> bool:
    """Compares the shadow to the serving version on today's grades; whether it was better."""
    shadow = engine_room.shadow_version()
    verdict = serving_actions.compare_again(shadow=shadow) if shadow is not None else None
    return verdict is not None and verdict.comparison.is_better
