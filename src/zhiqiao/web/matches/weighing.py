"""The rate of a version's suggestions, freed from the places at which they were shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef

from zhiqiao.matching.learning import GradedPlace, PlaceWeights, WeightedRate
from zhiqiao.matching.learning.places import BANDS
from zhiqiao.web.matches.models import MatchRun, RunState, Suggestion
from zhiqiao.web.matches.rates import STRONG, TOP, Graded, VersionRates, version_rates

Shown = Mapping[int, Mapping[int, int]]
"""By version, how many pairs its newest runs show at each place."""


@dataclass(frozen=True, slots=True)
class PlaceBand:
    """Of the pairs shown at these places how many were graded: their chance to be."""

    label: str
    shown: int
    graded: int
    chance: float | None


def shown_at() -> Shown:
    """The first places of each version's newest run for each need."""
    newer = MatchRun.objects.unscoped().filter(
        need=OuterRef("run__need"),
        version=OuterRef("run__version"),
        state=RunState.DONE,
        id__gt=OuterRef("run"),
    )
    rows = (
        Suggestion.objects.unscoped()
        .filter(~Exists(newer), rank__lte=TOP, run__state=RunState.DONE, run__need__isnull=False)
        .exclude(run__version=None)
        .values_list("run__version", "rank")
        .annotate(count=Count("pk"))
        .order_by("run__version", "rank")
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for version_id, rank, count in rows:
        found[version_id][rank] = count
    return found


def place_weights(shown: Mapping[int, int], rows: Iterable[Graded]) -> PlaceWeights:
    """The chances of one version's places to be graded, from its newest runs."""
    return PlaceWeights.of(shown, _places(rows))


def weighted_versions(graded: Sequence[Graded], shown: Shown) -> list[VersionRates]:
    """The versions' rates, each with that of 强相关 where every pair shown weighs the same."""
    by_version: dict[int, list[Graded]] = defaultdict(list)
    for row in graded:
        by_version[row.version_id].append(row)
    return [
        replace(row, weighted=_weighted(shown.get(number, {}), by_version[number]))
        for row in version_rates(graded)
        for number in [row.version.pk]
    ]


def _weighted(shown: Mapping[int, int], rows: Iterable[Graded]) -> WeightedRate | None:
    places = _places(rows)
    return PlaceWeights.of(shown, places).rate(places)


def place_bands(weights: PlaceWeights) -> list[PlaceBand]:
    """The bands of places as a table shows them."""
    return [
        PlaceBand(f"{low}–{high}" if low < high else str(low), shown, graded, chance)
        for (low, high), shown, graded, chance in zip(
            BANDS, weights.shown, weights.graded, weights.chances, strict=True
        )
    ]


def _places(rows: Iterable[Graded]) -> list[GradedPlace]:
    return [
        GradedPlace(row.pair[0], row.rank, row.relevance >= STRONG)
        for row in rows
        if row.is_in_newest_run
    ]
