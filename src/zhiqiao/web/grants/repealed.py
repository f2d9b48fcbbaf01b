"""Which programmes were withdrawn in the rulebook."""

from collections.abc import Collection

from django.db.models import Max
from django.utils import timezone

from zhiqiao.web.rulebook.models import PublishedText


def is_repealed(programme_id: str) -> bool:
    """Whether the programme's newest publication on this site repealed it, by today."""
    return programme_id in repealed_of([programme_id])


def repealed_of(programme_ids: Collection[str]) -> frozenset[str]:
    """Those of the programmes that are repealed by today; one query.

    A rule that ran out in the ordinary way is not: what was earned under it is still paid.
    """
    rows = PublishedText.objects.filter(programme_id__in=list(programme_ids)).order_by()
    newest = rows.values("programme_id").annotate(newest=Max("id")).values("newest")
    ended = PublishedText.objects.filter(pk__in=newest, repealed_on__lte=timezone.localdate())
    return frozenset(ended.values_list("programme_id", flat=True))
