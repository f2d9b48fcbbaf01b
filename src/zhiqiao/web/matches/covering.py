"""How much of what is published has grades and recommendations, in all and by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from zhiqiao.web.catalogue.models import Need, Status
from zhiqiao.web.matches.models import Review, Suggestion
from zhiqiao.web.matches.queries import newest_done_runs
from zhiqiao.web.matches.wilson import Rate


@dataclass(frozen=True, slots=True)
class Covered:
    """Of one field's published needs how many have a grade, and a recommended offer."""

    field: str
    graded: Rate
    recommended: Rate


@dataclass(frozen=True, slots=True)
class Coverage:
    """All fields together, and each, those with the most needs first.

    Attributes:
        fields: of the fields with published needs, how many have a grade.
    """

    graded: Rate
    recommended: Rate
    fields: Rate
    by_field: tuple[Covered, ...]


def coverage() -> Coverage:
    """Of the published needs that are no secret."""
    reviewed = Review.objects.unscoped().filter(need=OuterRef("pk"))
    recommended = Suggestion.objects.unscoped().filter(
        need=OuterRef("pk"), recommended=True, run__in=newest_done_runs()
    )
    rows = (
        Need.objects.unscoped()
        .filter(status=Status.PUBLISHED, is_confidential=False)
        .annotate(has_grade=Exists(reviewed), has_star=Exists(recommended))
        .values("field")
        .annotate(
            needs=Count("pk"),
            graded=Count("pk", filter=Q(has_grade=True)),
            starred=Count("pk", filter=Q(has_star=True)),
        )
        .order_by("-needs", "field")
    )
    return _coverage(rows)


def _coverage(rows: Iterable[Mapping[str, Any]]) -> Coverage:
    found = [
        Covered(row["field"], Rate(row["graded"], row["needs"]), Rate(row["starred"], row["needs"]))
        for row in rows
    ]
    needs = sum(each.graded.count for each in found)
    return Coverage(
        graded=Rate(sum(each.graded.hits for each in found), needs),
        recommended=Rate(sum(each.recommended.hits for each in found), needs),
        fields=Rate(sum(each.graded.hits > 0 for each in found), len(found)),
        by_field=tuple(found),
    )
