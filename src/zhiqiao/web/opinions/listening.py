"""What happens here when a run has ended and when needs change."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.catalogue.models import Need, Side
from zhiqiao.web.catalogue.signals import listings_changed
from zhiqiao.web.language_model.configuration import is_matching_on
from zhiqiao.web.matches.models import MatchRun, RunState
from zhiqiao.web.matches.signals import run_ended
from zhiqiao.web.opinions.actions import forget_opinions


@receiver(run_ended)
def ask_for_opinions(*, run: MatchRun, **_more: Any) -> None:
    """Has the model asked later, in the background, about a public need's run."""
    from zhiqiao.web.opinions.tasks import judge

    if not is_matching_on() or run.state != RunState.DONE:
        return
    if run.need is not None and not run.need.is_confidential:
        judge.enqueue(run.pk)


@receiver(listings_changed)
def follow(*, side: Side, ids: Sequence[int], **_more: Any) -> None:
    """What a need said is forgotten once it is confidential."""
    if side == Side.NEED:
        hidden = Need.objects.unscoped().filter(pk__in=ids, is_confidential=True)
        forget_opinions(needs=hidden.select_related("organisation"))
