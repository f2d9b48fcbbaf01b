"""Suggestions of a need or an offer, asking for a run, grading."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router
from ninja.responses import Status as Answered

from zhiqiao.matching.values import Relevance
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.api.endpoint import allow
from zhiqiao.web.api.paging import LIMIT, decoded, encoded
from zhiqiao.web.api.problems import Fault, ProblemError
from zhiqiao.web.api.routes import listings
from zhiqiao.web.api.schemas import Cursor, Limit, MatchesOut, NewReview, ReviewOut, RunOut
from zhiqiao.web.catalogue.models import Need, Offer, Side
from zhiqiao.web.matches import actions
from zhiqiao.web.matches.access import sees_matches_of
from zhiqiao.web.matches.models import MatchRun, Review, RunState, Suggestion

router = Router(tags=["matches"])
RELATED = ("need__organisation", "offer__organisation")
RANK_MAX = 2**31 - 1


def _listing(request: HttpRequest, side: Side, listing_id: int) -> Need | Offer:
    found = listings.one(request, side, listing_id)
    if not sees_matches_of(request.user, found):
        raise Http404
    return found


def _run_out(run: MatchRun | None) -> dict[str, Any] | None:
    if run is None:
        return None
    names = ("id", "need_id", "offer_id", "state", "searched", "candidates", "failure")
    told = {name: getattr(run, name) for name in names}
    times = {"asked_at": run.asked_at, "finished_at": run.finished_at}
    return told | times | {"model": run.version.name if run.version else None}


def _matches(
    request: HttpRequest, listing: Need | Offer, *, cursor: str | None, limit: int
) -> dict[str, Any]:
    """The latest finished run and its pairs both of whose sides the caller sees."""
    runs = listing.runs.select_related("version").order_by("-id")
    done = runs.filter(state=RunState.DONE).first()
    newest = runs.first()
    rows = list(_rows(request, done, cursor)[: limit + 1]) if done else []
    more = len(rows) > limit
    return {
        "run": _run_out(done),
        "under_way": _run_out(newest if newest and newest.is_under_way else None),
        "items": rows[:limit],
        "next_cursor": encoded(["rank", rows[limit - 1].rank, done.pk]) if more and done else None,
    }


def _rows(request: HttpRequest, run: MatchRun, cursor: str | None) -> Any:
    seen = Q(need__in=listings.visible(request, Side.NEED))
    seen &= Q(offer__in=listings.visible(request, Side.OFFER))
    return (
        run.suggestions.filter(seen, rank__gt=_rank(cursor, run))
        .select_related(*RELATED)
        .order_by("rank")
    )


def _rank(cursor: str | None, run: MatchRun) -> int:
    """The rank that the last page ended with; a cursor of an older run is void."""
    if not cursor:
        return 0
    match decoded(cursor):
        case ["rank", int(rank), int(run_id)] if run_id == run.pk and 0 <= rank <= RANK_MAX:
            return rank
    raise ProblemError(Fault.BAD_CURSOR)


@router.get(
    "/needs/{int:need_id}/matches",
    response=MatchesOut,
    summary=gettext_noop("需求的匹配结果"),
    url_name="api-need-matches",
)
@allow(Permission.MATCH_READ)
def matches_of_need(
    request: HttpRequest, need_id: int, limit: Limit = LIMIT, cursor: Cursor | None = None
) -> dict[str, Any]:
    """What the latest finished run suggests for the need, best first."""
    listing = _listing(request, Side.NEED, need_id)
    return _matches(request, listing, cursor=cursor, limit=limit)


@router.get(
    "/offers/{int:offer_id}/matches",
    response=MatchesOut,
    summary=gettext_noop("成果的匹配结果"),
    url_name="api-offer-matches",
)
@allow(Permission.MATCH_READ)
def matches_of_offer(
    request: HttpRequest, offer_id: int, limit: Limit = LIMIT, cursor: Cursor | None = None
) -> dict[str, Any]:
    """What the latest finished run suggests for the offer, best first."""
    listing = _listing(request, Side.OFFER, offer_id)
    return _matches(request, listing, cursor=cursor, limit=limit)


def _ask(request: HttpRequest, listing: Need | Offer) -> Answered[Any]:
    """Asks for a run; where one waits already, that one is the answer."""
    if not listing.is_published:
        raise ProblemError(Fault.CONFLICT, more={"listing_status": listing.status})
    asked = actions.ask_runs(actor=signed_in(request), listings=[listing])
    run = asked[0] if asked else listing.runs.select_related("version").first()
    return Answered(202, _run_out(run))


@router.post(
    "/needs/{int:need_id}/runs",
    response={202: RunOut},
    summary=gettext_noop("为需求匹配一次"),
    url_name="api-need-runs",
)
@allow(Permission.MATCH_RUN)
def ask_run_for_need(request: HttpRequest, need_id: int) -> Answered[Any]:
    """Has the need matched again in the background."""
    return _ask(request, _listing(request, Side.NEED, need_id))


@router.post(
    "/offers/{int:offer_id}/runs",
    response={202: RunOut},
    summary=gettext_noop("为成果匹配一次"),
    url_name="api-offer-runs",
)
@allow(Permission.MATCH_RUN)
def ask_run_for_offer(request: HttpRequest, offer_id: int) -> Answered[Any]:
    """Has the offer matched again in the background."""
    return _ask(request, _listing(request, Side.OFFER, offer_id))


@router.post(
    "/suggestions/{int:suggestion_id}/reviews",
    response={201: ReviewOut},
    summary=gettext_noop("评一条推荐"),
    url_name="api-reviews",
)
@allow(Permission.REVIEW_WRITE)
def review(request: HttpRequest, suggestion_id: int, body: NewReview) -> Review:
    """Grades the pair; the newest grade of each person counts."""
    seen = Q(need__in=listings.visible(request, Side.NEED))
    seen &= Q(offer__in=listings.visible(request, Side.OFFER))
    rows = Suggestion.objects.visible_to(request.user).filter(seen).select_related(*RELATED)
    found = get_object_or_404(rows, pk=suggestion_id)
    return actions.review(
        actor=signed_in(request),
        suggestion=found,
        relevance=Relevance(body.relevance),
        note=body.note,
    )
