"""A shadow ranks the needs beside the version that serves; nobody is shown what it finds."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.matching.learning import Placed, disagreement
from zhiqiao.matching.values import Match
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.models import MatchRun, RankingModelVersion, ShadowSuggestion
from zhiqiao.web.matches.queries import newest_done_runs

log = logging.getLogger(__name__)
PLACES = 10
"""As far as people grade; what lies below is not compared."""
NEEDS_AT_ONCE = 500
Progress = Callable[[int, int], None]


def follow(*, run: MatchRun, served: Sequence[Match]) -> None:
    """Has the shadow, if there is one, rank the need of a run that has just ended.

    Confidential needs are left out: their words are opened for the run alone. A shadow that
    fails is told in the log and takes nothing away from the run.
    """
    if run.need is None or run.need.is_confidential:
        return
    try:
        shadow = engine_room.shadow_version()
        if shadow is None:
            return
        ours, *_counts = engine_room.matches_for_need(run.need, engine_room.model_of(shadow))
        keep(run=run, shadow=shadow, ours=ours, served=served)
    except Exception:
        log.exception("The shadow did not rank the need of run %s", run.pk)


def rank_all(*, shadow: RankingModelVersion, report: Progress) -> int:
    """Has the shadow and the serving version rank the needs with the newest runs; how many.

    Both rank anew, so that they look at the same offers. No run is added and nothing is shown.

    Raises:
        ZhiqiaoError: RANKING_NO_SHADOW where the version is none; as `engine_room.model_of`.
    """
    if not shadow.is_shadow:
        raise ZhiqiaoError(ErrorCode.RANKING_NO_SHADOW)
    model, (_version, serving) = engine_room.model_of(shadow), engine_room.serving_model()
    told = newest_done_runs().filter(need__is_confidential=False).select_related("need")
    runs = list(told.order_by("-id")[:NEEDS_AT_ONCE])
    for done, run in enumerate(runs, start=1):
        if run.need is not None:
            ours, *_counts = engine_room.matches_for_need(run.need, model)
            served, *_counts = engine_room.matches_for_need(run.need, serving)
            keep(run=run, shadow=shadow, ours=ours, served=served)
        report(done, len(runs))
    return len(runs)


@action
def keep(
    *, run: MatchRun, shadow: RankingModelVersion, ours: Sequence[Match], served: Sequence[Match]
) -> int:
    """Keeps where both put the need's offers, in place of what was kept of the need; how many."""
    rows = [_row(run, shadow, offer_id, pair) for offer_id, pair in _placed(run, ours, served)]
    with every_row_for("what a shadow finds beside the serving version"):
        ShadowSuggestion.objects.unscoped().filter(version=shadow, need=run.need).delete()
        ShadowSuggestion.objects.bulk_create(rows)
    audit(actor=None, action="shadow_run", what=run, data={"suggestions": len(rows)})
    return len(rows)


def _placed(
    run: MatchRun, ours: Iterable[Match], served: Iterable[Match]
) -> list[tuple[int, Placed]]:
    """Every offer that one of the two puts among the first places, by its number."""
    mine, theirs = _first(ours), _first(served)
    return [
        (int(offer_id), _both(run.need_id or 0, mine.get(offer_id), theirs.get(offer_id)))
        for offer_id in sorted({*mine, *theirs}, key=int)
    ]


def _first(matches: Iterable[Match]) -> Mapping[str, Match]:
    return {match.offer_id: match for match in matches if match.rank <= PLACES}


def _both(need_id: int, ours: Match | None, served: Match | None) -> Placed:
    return Placed(
        need_id=need_id,
        rank=ours.rank if ours else None,
        served_rank=served.rank if served else None,
        probability=ours.probability if ours else None,
        served_probability=served.probability if served else None,
        recommended=ours is not None and ours.recommended,
        served_recommended=served is not None and served.recommended,
    )


def _row(
    run: MatchRun, shadow: RankingModelVersion, offer_id: int, pair: Placed
) -> ShadowSuggestion:
    return ShadowSuggestion(
        run=run,
        version=shadow,
        need_id=pair.need_id,
        offer_id=offer_id,
        rank=pair.rank,
        served_rank=pair.served_rank,
        probability=pair.probability,
        served_probability=pair.served_probability,
        recommended=pair.recommended,
        served_recommended=pair.served_recommended,
        disagreement=disagreement(pair),
    )
