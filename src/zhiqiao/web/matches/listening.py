"""What happens here when the catalogue changes."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.catalogue.signals import listings_changed

OFFER_RUNS_MAX = 20


@receiver(listings_changed)
def follow(*, side: Side, ids: Sequence[int], person_id: int | None, **_more: Any) -> None:
    """Has the background process bring index and runs up to date.

    Changed needs are matched again. Changed offers are shown the needs they may fit, unless
    there are many: then the needs' pages say how many offers are newer than their run.
    """
    from zhiqiao.web.matches.actions import add_runs
    from zhiqiao.web.matches.tasks import follow_change

    runs = []
    if side == Side.NEED or len(ids) <= OFFER_RUNS_MAX:
        model: type[Need] | type[Offer] = Need if side == Side.NEED else Offer
        listings: Any = model.objects.filter(pk__in=ids, status=Status.PUBLISHED)
        actor = Person.objects.filter(pk=person_id or 0).first()
        runs = add_runs(actor=actor, listings=listings)
    follow_change.enqueue(side.value, list(ids), [run.pk for run in runs])
