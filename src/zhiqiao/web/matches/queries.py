"""Reads of runs, suggestions and grades."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.matches.models import MatchRun, Review, ReviewSource, RunState, Suggestion

Pair = tuple[int, int]


def newest_run(listing: Need | Offer) -> MatchRun | None:
    """The latest run for a need or an offer, whatever its state."""
    return listing.runs.select_related("version", "person").first()


def newest_done_runs() -> QuerySet[MatchRun]:
    """For every published need its latest finished run."""
    newest = (
        MatchRun.objects.unscoped()
        .filter(need=OuterRef("need"), state=RunState.DONE)
        .order_by("-id")
        .values("id")[:1]
    )
    return MatchRun.objects.unscoped().filter(
        need__status=Status.PUBLISHED, state=RunState.DONE, id=Subquery(newest)
    )


def counting_reviews() -> QuerySet[Review]:
    """The grades that count: of each person for each pair the newest, a given one first."""
    newer = Review.objects.unscoped().filter(
        Q(source=OuterRef("source"), id__gt=OuterRef("id"))
        | Q(source=ReviewSource.REVIEW) & ~Q(source=OuterRef("source")),
        need=OuterRef("need"),
        offer=OuterRef("offer"),
        person=OuterRef("person"),
    )
    return Review.objects.unscoped().filter(~Exists(newer))


def reviews_of(suggestions: Iterable[Suggestion]) -> dict[Pair, list[Review]]:
    """All grades of the suggestions' pairs, newest first, by pair. One query."""
    return reviews_of_pairs([(s.need_id, s.offer_id) for s in suggestions])


def reviews_of_pairs(pairs: Sequence[Pair]) -> dict[Pair, list[Review]]:
    """All grades of the pairs, newest first, by pair. One query."""
    if not pairs:
        return {}
    rows = (
        Review.objects.unscoped()
        .filter(need_id__in={need for need, _ in pairs}, offer_id__in={offer for _, offer in pairs})
        .select_related("person")
        .order_by("-id")
    )
    found: dict[Pair, list[Review]] = {pair: [] for pair in pairs}
    for row in rows:
        if (row.need_id, row.offer_id) in found:
            found[(row.need_id, row.offer_id)].append(row)
    return found


def suggested_for_offer(offer: Offer) -> QuerySet[Suggestion]:
    """Needs whose latest runs suggest this offer, best first: the reverse view without a run."""
    return (
        Suggestion.objects.unscoped()
        .filter(offer=offer, run__in=newest_done_runs())
        .select_related("need__organisation", "offer__organisation", "run__version")
        .order_by("-probability", "rank")
    )
