"""Work that happens in the background process."""

from typing import Any

from django_tasks import task

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.matches import actions, engine_room
from zhiqiao.web.matches.models import MatchRun, RunState

OFFER_RUNS_MAX = 20


@task()
def perform_runs(run_ids: list[int]) -> int:
    """Performs the waiting ones of these runs; how many."""
    waiting = MatchRun.objects.filter(pk__in=run_ids, state=RunState.WAITING)
    runs = list(waiting.select_related("need", "offer", "person").order_by("id"))
    for run in runs:
        actions.perform_run(run=run)
    return len(runs)


@task()
def follow_change(side: str, ids: list[int], person_id: int | None) -> None:
    """Brings the index up to date and asks for the runs that a change calls for.

    Changed needs are matched again. Changed offers are shown the needs they may fit, unless
    there are many: then the needs' pages say how many offers are new since their run.
    """
    engine_room.refresh_index(Side(side), ids)
    if side == Side.OFFER and len(ids) > OFFER_RUNS_MAX:
        return
    model: type[Need] | type[Offer] = Need if side == Side.NEED else Offer
    listings: Any = model.objects.filter(pk__in=ids, status=Status.PUBLISHED)
    person = Person.objects.filter(pk=person_id or 0).first()
    actions.ask_runs(actor=person, listings=listings)
