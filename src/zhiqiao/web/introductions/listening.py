"""What happens here when listings, organisations or people change."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import access_ended, organisations_merged
from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.catalogue.signals import listings_changed


@receiver(listings_changed)
def follow_change(*, side: Side, ids: Sequence[int], person_id: int | None, **_more: Any) -> None:
    """Consents given for another text are void; what is no longer published is not introduced.

    Mergers of organisations come this way too: their listings move.
    """
    from zhiqiao.web.introductions.upkeep_actions import follow_listings

    rows = Q(need__in=ids) if side == Side.NEED else Q(offer__in=ids)
    actor = Person.objects.filter(pk=person_id or 0).first()
    follow_listings(rows=rows, actor=actor)


@receiver(organisations_merged)
def follow_merger(*, source: Organisation, target: Organisation, **_more: Any) -> None:
    """What a merged organisation answered, the other has answered."""
    from zhiqiao.web.introductions.upkeep_actions import move_steps

    move_steps(source=source, target=target)


@receiver(access_ended)
def follow_leaving(
    *, people: Collection[int], organisation_id: int | None, actor: Person | None, **_more: Any
) -> None:
    """Nobody is given as a contact who no longer acts for the organisation."""
    from zhiqiao.web.introductions.upkeep_actions import void_consents_of

    void_consents_of(people=people, organisation_id=organisation_id, actor=actor)
