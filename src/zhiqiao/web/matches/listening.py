"""What happens here after the catalogue has changed."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.catalogue.signals import listings_changed


@receiver(listings_changed)
def follow(*, side: Side, ids: Sequence[int], person_id: int | None, **_more: Any) -> None:
    """Has the background process bring index and runs up to date."""
    from zhiqiao.web.matches.tasks import follow_change

    follow_change.enqueue(side.value, list(ids), person_id)
