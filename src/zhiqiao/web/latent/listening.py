"""What happens here when needs and offers change, and when organisations merge."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.catalogue.models import Side, model_of
from zhiqiao.web.catalogue.signals import listings_changed
from zhiqiao.web.latent import actions, answer_actions
from zhiqiao.web.latent.facts import NEED, OFFER, Reference

A_TIME = 500


@receiver(listings_changed)
def follow(*, side: Side, ids: Sequence[int], person_id: int | None, **_more: Any) -> None:
    """Quotations go with what they quote; a need that came of a likely need is noted."""
    model: Any = model_of(side)
    for start in range(0, len(ids), A_TIME):
        some = list(ids[start : start + A_TIME])
        with every_row_for("what was published or taken back"):
            rows = list(model.objects.unscoped().filter(pk__in=some))
        _forget(NEED if side == Side.NEED else OFFER, rows)
        if side == Side.NEED:
            actor = Person.objects.filter(pk=person_id or 0).first()
            answer_actions.link_needs(needs=rows, actor=actor)


def _forget(kind: str, rows: Sequence[Any]) -> None:
    """What was taken back is quoted to others no more; what is confidential now, to nobody."""
    hidden = [row for row in rows if not row.is_for_all]
    actions.forget_quotes(facts=_references(kind, hidden), owners=())
    answer_actions.forget_words(facts=_references(kind, hidden))
    secret = [row for row in hidden if getattr(row, "is_confidential", False)]
    owners = {row.organisation_id for row in secret}
    actions.forget_quotes(facts=_references(kind, secret), owners=owners)


def _references(kind: str, rows: Sequence[Any]) -> set[str]:
    return {str(Reference(kind, str(row.pk))) for row in rows}


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """Answers go along; what was inferred is inferred anew."""
    with every_row_for("likely needs of a merged organisation"):
        actions.follow_merger(source=source, target=target, actor=actor)
        answer_actions.move_answers(source=source, target=target, actor=actor)
