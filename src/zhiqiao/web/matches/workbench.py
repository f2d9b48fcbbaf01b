"""What the workbench of one need or offer shows: a run, its candidates, one of them open."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.access import needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.matches.access import may_review
from zhiqiao.web.matches.cards import Card, cards_of, grades
from zhiqiao.web.matches.fingerprints import terms_mac, words_mac
from zhiqiao.web.matches.models import MatchRun, Suggestion
from zhiqiao.web.matches.narrowing import SORTS, SORTS_OF, Narrowing, baskets_of
from zhiqiao.web.matches.queries import suggested_for_offer

COMMON_NOTES = (
    _("指标达不到"),
    _("价格超出预算"),
    _("成熟度不够"),
    _("应用场景不符"),
    _("领域不符"),
    _("已有合作"),
    _("权利状态不清"),
    _("可以进一步谈"),
)
"""Proposed beside the box for the reason; any other words are taken too."""
RUNS_SHOWN = 10
SUGGESTIONS_SHOWN = 20
RELATED = "need__organisation", "offer__organisation", "run__version"


@dataclass(frozen=True)
class Workbench:
    """A listing with one of its runs.

    Attributes:
        runs: the latest ones, newest first.
        run: the one shown; None where there is none.
        all_cards: every candidate that the person may see, by place.
        cards: those that are wanted, in the order wanted; one of them is open.
    """

    listing: Need | Offer
    runs: Sequence[MatchRun]
    run: MatchRun | None
    all_cards: Sequence[Card]
    narrowing: Narrowing
    wanted: str = field(repr=False, default="")

    @property
    def cards(self) -> list[Card]:
        """The candidates to show, with one open: the one wanted, else the first."""
        kept = self.narrowing.of(self.all_cards)
        opened = next((card for card in kept if str(card.suggestion.pk) == self.wanted), None)
        opened = opened or next(iter(kept), None)
        return [replace(card, is_open=card is opened) for card in kept]

    @property
    def run_before(self) -> MatchRun | None:
        """The finished run before the one shown: what to compare with."""
        earlier = [run for run in self.runs if self.run and run.pk < self.run.pk]
        return next((run for run in earlier if run.version_id), None)


def workbench_of(request: HttpRequest, listing: Need | Offer) -> Workbench:
    """The run asked for or the latest, with what of it the person wants to see."""
    person = signed_in(request)
    runs = list(listing.runs.select_related("version", "person")[:RUNS_SHOWN])
    run = _chosen(runs, request.GET.get("run", ""))
    cards = cards_of(suggestions_of(person, listing, run), person)
    narrowing = Narrowing.read(request.GET)
    return Workbench(listing, runs, run, cards, narrowing, request.GET.get("candidate", ""))


def context_of(request: HttpRequest, listing: Need | Offer) -> dict[str, Any]:
    """What the templates of the workbench take."""
    bench = workbench_of(request, listing)
    cards, run = bench.cards, bench.run
    other = Side.OFFER if isinstance(listing, Need) else Side.NEED
    return {
        "run": run,
        "runs": bench.runs,
        "run_before": bench.run_before if run and run.version_id else None,
        "is_older": bool(bench.runs) and run != bench.runs[0],
        "cards": cards,
        "open_card": next((card for card in cards if card.is_open), None),
        "total": len(bench.all_cards),
        "graded": sum(card.own_review is not None for card in bench.all_cards),
        "grades": grades(),
        "common_notes": COMMON_NOTES,
        "may_review": may_review(request.user),
        "narrowing": bench.narrowing,
        "baskets": baskets_of(bench.all_cards, current=bench.narrowing.show, query=request.GET),
        "sorts": [(key, SORTS[key][0]) for key in SORTS_OF[other]],
        "kept_query": _kept_query(request),
    }


def _kept_query(request: HttpRequest) -> str:
    """What of the address a link to another candidate keeps, ending in & where not empty."""
    kept = request.GET.copy()
    kept.pop("candidate", None)
    return f"{kept.urlencode()}&" if kept else ""


def suggestions_of(person: Person, listing: Need | Offer, run: MatchRun | None) -> list[Suggestion]:
    """The run's pairs whose both sides the person still sees.

    For an offer without a run, the needs' latest runs answer.
    """
    rows: Any
    if run is not None:
        rows = run.suggestions.select_related(*RELATED).order_by("rank")
    elif isinstance(listing, Offer):
        rows = suggested_for_offer(listing)
    else:
        return []
    seen = {"need__in": needs_visible_to(person), "offer__in": offers_visible_to(person)}
    return list(rows.filter(**seen)[:SUGGESTIONS_SHOWN])


def _chosen(runs: Sequence[MatchRun], wanted: str) -> MatchRun | None:
    return next((run for run in runs if str(run.pk) == wanted), runs[0] if runs else None)


def newer_offers(run: MatchRun | None) -> int:
    """How many published offers were added or changed after the run."""
    if run is None or run.finished_at is None:
        return 0
    return (
        Offer.objects.unscoped()
        .filter(status=Status.PUBLISHED, updated_at__gt=run.finished_at)
        .count()
    )


def is_newer(listing: Need | Offer, run: MatchRun | None) -> bool:
    """Whether the listing says something else than it did when the run looked at it."""
    if run is None or run.finished_at is None or not run.words_mac:
        return False
    return (run.words_mac, run.terms_mac) != (words_mac(listing), terms_mac(listing))
