"""How often people called the suggestions 强相关, per model version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from zhiqiao.matching.learning import WeightedRate
from zhiqiao.web.matches.models import (
    MatchRun,
    RankingModelVersion,
    Review,
    ReviewSource,
    RunState,
    Suggestion,
)
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.matches.wilson import Rate

TOP = 10
STRONG, FAIR = 4, 3
_OF_PAIR = "rank", "probability", "recommended", "is_in_newest_run", "need__field"
BANDS = ((1, 3), (4, 6), (7, 10))
BINS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))


@dataclass(frozen=True, slots=True)
class Graded:
    """One suggested pair with the grade that counts.

    Attributes:
        field: the need's field; "" where none is given.
        is_in_newest_run: whether the version's newest run for the need still suggests it.
    """

    version_id: int
    pair: Pair
    rank: int
    probability: float
    recommended: bool
    relevance: int
    source: str = ReviewSource.REVIEW
    is_in_newest_run: bool = True
    field: str = ""


@dataclass(frozen=True, slots=True)
class VersionRates:
    """One model version's rates over the graded pairs among its first ten suggestions a need.

    Attributes:
        weighted: that of 强相关 freed from the places shown (`weighing`); None where not asked for.
    """

    version: RankingModelVersion
    strong: Rate
    fair_or_better: Rate
    recommended: Rate
    needs: int
    weighted: WeightedRate | None = None


def newest_grades() -> dict[Pair, int]:
    """Each graded pair's newest grade, whoever gave it: one pair counts once.

    What follows from a project's end gives way to what the same person said of the pair.
    """
    return {pair: row.relevance for pair, row in newest_reviews().items()}


def newest_reviews() -> dict[Pair, Review]:
    """The grades of `newest_grades`, each with where it comes from."""
    return {(row.need_id, row.offer_id): row for row in _counting_in_order()}


def _counting_in_order() -> list[Review]:
    """The oldest first, without what gives way to a grade of the same person."""
    columns = ("need_id", "offer_id", "person_id", "relevance", "source")
    rows = list(Review.objects.unscoped().order_by("id").only(*columns))
    given = {
        (row.need_id, row.offer_id, row.person_id)
        for row in rows
        if row.source == ReviewSource.REVIEW
    }
    return [
        row
        for row in rows
        if row.source == ReviewSource.REVIEW
        or (row.need_id, row.offer_id, row.person_id) not in given
    ]


def graded_suggestions(reviews: Mapping[Pair, Review] | None = None) -> list[Graded]:
    """The pairs that a version put among a need's first ten and that people graded, each once.

    `reviews` are the newest ones, where they were read already.
    """
    reviewed = Review.objects.unscoped().filter(need=OuterRef("need"), offer=OuterRef("offer"))
    newer = MatchRun.objects.unscoped().filter(
        need=OuterRef("run__need"),
        version=OuterRef("run__version"),
        state=RunState.DONE,
        id__gt=OuterRef("run"),
    )
    rows = (
        Suggestion.objects.unscoped()
        .annotate(is_in_newest_run=~Exists(newer))
        .filter(Exists(reviewed), rank__lte=TOP, run__state=RunState.DONE, run__need__isnull=False)
        .exclude(run__version=None)
        .order_by("id")
        .values_list("run__version", "need", "offer", *_OF_PAIR)
    )
    grades = newest_reviews() if reviews is None else reviews
    newest = {row[:3]: row for row in rows}
    return [_graded(row, grades[row[1:3]]) for row in newest.values()]


def _graded(row: tuple[Any, ...], grade: Review) -> Graded:
    version, need, offer, rank, probability, recommended, is_in_newest_run, field = row
    return Graded(
        version or 0,
        (need, offer),
        rank,
        probability,
        recommended,
        grade.relevance,
        grade.source,
        is_in_newest_run,
        field,
    )


def from_outcomes(rows: Iterable[Graded]) -> int:
    """How many of the grades follow from how a project ended."""
    return sum(row.source == ReviewSource.TRANSFER for row in rows)


def version_rates(graded: Iterable[Graded]) -> list[VersionRates]:
    """Rates of every version, the newest first; versions without grades have counts of 0."""
    by_version: dict[int, list[Graded]] = defaultdict(list)
    for row in graded:
        by_version[row.version_id].append(row)
    return [
        _rates(version, by_version[version.pk]) for version in RankingModelVersion.objects.all()
    ]


def shown_first(versions: Iterable[VersionRates]) -> VersionRates | None:
    """The version that serves, else the newest, among those with graded suggestions."""
    counted = [row for row in versions if row.strong.count]
    serving = [row for row in counted if row.version.serving]
    return next(iter(serving + counted), None)


def _rates(version: RankingModelVersion, rows: list[Graded]) -> VersionRates:
    return VersionRates(
        version=version,
        strong=rate(rows, STRONG),
        fair_or_better=rate(rows, FAIR),
        recommended=rate([row for row in rows if row.recommended], FAIR),
        needs=len({row.pair[0] for row in rows}),
    )


def rate(rows: Iterable[Graded], least: int) -> Rate:
    """How many of the rows were graded at least so high."""
    grades = [row.relevance for row in rows]
    return Rate(sum(grade >= least for grade in grades), len(grades))


def by_rank(rows: Iterable[Graded]) -> list[tuple[str, list[int]]]:
    """Counts of the grades 4, 3, 2, 1 for the first, middle and last of the ten places."""
    listed = list(rows)
    return [
        (f"{low}–{high}", [_count(listed, low, high, grade) for grade in (4, 3, 2, 1)])
        for low, high in BANDS
    ]


def _count(rows: list[Graded], low: int, high: int, grade: int) -> int:
    return sum(low <= row.rank <= high and row.relevance == grade for row in rows)


def by_probability(rows: Iterable[Graded]) -> list[tuple[str, float | None, Rate]]:
    """For each band of stated probability: its label, the mean stated, and the rate found."""
    listed = list(rows)
    return [_bin(listed, low, high) for low, high in BINS]


def _bin(rows: list[Graded], low: float, high: float) -> tuple[str, float | None, Rate]:
    inside = [r for r in rows if low <= r.probability < high or (high == 1.0 == r.probability)]
    mean = sum(r.probability for r in inside) / len(inside) if inside else None
    return f"{low:.0%}–{high:.0%}", mean, rate(inside, FAIR)
