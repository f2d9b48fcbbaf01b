"""How many programmes an organisation meets, and what that is worth: the number on its desk."""

from dataclasses import dataclass

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.queries import current_facts, values_on
from zhiqiao.web.programmes.entitlements import WORTH_A_LOOK, Basket, Entitlement, judged
from zhiqiao.web.programmes.openings import Opening
from zhiqiao.web.rulebook.current import rulebook

SHOWN = 3
CLOSING_DAYS = 60


@dataclass(frozen=True, slots=True)
class Entitled:
    """What is due in fen, exclusions settled; how many programmes are met and could be.

    `closing`: those met, nearly met or undecided whose window closes soon, the nearest first.
    """

    met: int
    near: int
    undecided: int
    due_fen: int
    best: tuple[Entitlement, ...]
    closing: tuple[Entitlement, ...]
    known: int


def entitled(person: Person, organisation: Organisation) -> Entitled:
    """How the organisation stands today, without a sentence or a question; one query."""
    on = timezone.localdate()
    values = values_on(current_facts(person, organisation), on)
    items = judged(rulebook(), values, on=on, language=page_language()) if values else ()
    met = [each for each in items if each.basket == Basket.MET]
    return Entitled(
        met=len(met),
        near=sum(each.basket == Basket.NEAR for each in items),
        undecided=sum(each.basket == Basket.UNKNOWN for each in items),
        due_fen=sum(each.granted_fen or 0 for each in items),
        best=tuple(sorted(met, key=lambda each: -each.worth_fen)[:SHOWN]),
        closing=tuple(sorted(filter(_closes_soon, items), key=_days_left)),
        known=len(values),
    )


def _closes_soon(item: Entitlement) -> bool:
    opening = item.card.opening
    is_near = opening.opening is Opening.OPEN and opening.days is not None
    return is_near and item.basket in WORTH_A_LOOK and _days_left(item) <= CLOSING_DAYS


def _days_left(item: Entitlement) -> int:
    return item.card.opening.days or 0
