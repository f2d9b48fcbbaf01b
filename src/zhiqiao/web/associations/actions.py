"""Keeping what only paths lead to, and grading it."""

from collections.abc import Sequence

from zhiqiao.matching.values import Relevance
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.associations.looking import Found, offers_through_paths
from zhiqiao.web.associations.models import LatentMatch
from zhiqiao.web.associations.site_graph import site_graph
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.engine import need_value
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.matches.actions import add_review
from zhiqiao.web.matches.models import MatchRun, Review, RunState


def look_further(*, run: MatchRun) -> int:
    """Keeps the offers that only a path leads to, for a finished run; how many.

    Nothing for a confidential or hidden need, without a graph, and for a run that was looked at.
    """
    need, graph = run.need, site_graph()
    if graph is None or need is None or run.state != RunState.DONE or not need.is_for_all:
        return 0
    if LatentMatch.objects.unscoped().filter(run=run).exists():
        return 0
    known = set(run.suggestions.values_list("offer_id", flat=True))
    found = offers_through_paths(need_value(need), graph, known=known)
    if found:
        _keep(run=run, need=need, found=found)
    return len(found)


@action
def _keep(*, run: MatchRun, need: Need, found: Sequence[Found]) -> None:
    audit(actor=None, action="keep_latent", what=run, data={"suggestions": len(found)})
    if not Need.objects.unscoped().get(pk=need.pk).is_for_all:  # it became secret meanwhile
        return
    LatentMatch.objects.bulk_create(
        LatentMatch(
            run=run,
            need=need,
            offer_id=each.offer_id,
            rank=rank,
            score=each.score,
            technology=each.technology,
        )
        for rank, each in enumerate(found, start=1)
    )


@action
def grade(*, actor: Person, match: LatentMatch, relevance: Relevance, note: str = "") -> Review:
    """One more grade of the pair by this person, as of any other pair."""
    pair = (match.need_id, match.offer_id)
    return add_review(actor=actor, pair=pair, relevance=relevance, note=note)
