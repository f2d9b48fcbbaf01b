"""The page that sets two runs of one need or offer side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.confidential import may_read_words
from zhiqiao.web.catalogue.models import Need, Offer, Side
from zhiqiao.web.catalogue.views import visible_to
from zhiqiao.web.matches.access import sees_matches_of
from zhiqiao.web.matches.comparing import compare_runs
from zhiqiao.web.matches.models import MatchRun, RunState

RUNS_SHOWN = 20
TWO = 2


@requires(Permission.MATCH_READ)
def compare_need_runs(request: HttpRequest, need_id: int) -> HttpResponse:
    """Two runs of a need."""
    return _compared(request, Side.NEED, need_id)


@requires(Permission.MATCH_READ)
def compare_offer_runs(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Two runs of an offer."""
    return _compared(request, Side.OFFER, offer_id)


def _compared(request: HttpRequest, side: Side, listing_id: int) -> HttpResponse:
    listing: Need | Offer = get_object_or_404(visible_to(request, side), pk=listing_id)
    if not sees_matches_of(request.user, listing):
        raise Http404
    if isinstance(listing, Need) and not may_read_words(request.user, listing):
        raise Http404
    finished = listing.runs.filter(state=RunState.DONE).select_related("version", "person")
    runs = list(finished[:RUNS_SHOWN])
    old, new = _two_of(runs, request.GET.get("old", ""), request.GET.get("new", ""))
    context: dict[str, Any] = {
        "listing": listing,
        "side": side.value,
        "runs": runs,
        "comparison": None,
    }
    if old and new:
        actor = signed_in(request)
        context["comparison"] = compare_runs(actor=actor, listing=listing, old=old, new=new)
    return render(request, "matches/compare.html", context)


def _two_of(runs: list[MatchRun], old: str, new: str) -> tuple[MatchRun | None, MatchRun | None]:
    """The two asked for, else the latest two; None where there are not two."""
    if len(runs) < TWO:
        return None, None
    by_key = {str(run.pk): run for run in runs}
    later = by_key.get(new, runs[0])
    earlier = by_key.get(old) or next((run for run in runs if run.pk < later.pk), None)
    return (earlier, later) if earlier and earlier != later else (runs[1], runs[0])
