"""How many programmes an organisation meets, and what that is worth: the number on its desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zhiqiao.policy.values import FactValue
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.queries import current_facts, values_on
from zhiqiao.web.programmes.applied import applied_on
from zhiqiao.web.programmes.entitlements import WORTH_A_LOOK, Basket, Entitlement, judged
from zhiqiao.web.programmes.openings import Opening
from zhiqiao.web.rulebook.current import rulebook

SHOWN = 3
CLOSING_DAYS = 60


@dataclass(frozen=True, slots=True)
class Entitled:
    """What is still due in fen, exclusions settled; how many programmes are met and could be.

    `approved_fen`: what it has been granted already, which is not due any more.
    `closing`: those met, nearly met or undecided, not yet applied for, whose window closes soon,
    the nearest first.
    """

    met: int
    near: int
    undecided: int
    due_fen: int
    approved_fen: int
    best: tuple[Entitlement, ...]
    closing: tuple[Entitlement, ...]
    known: int


def entitled(person: Person, organisation: Organisation) -> Entitled:
    """How the organisation stands today, without a sentence or a question; two queries."""
    on = timezone.localdate()
    values = values_on(current_facts(person, organisation), on)
    items = _judged(person, organisation, values, on) if values else ()
    met = [each for each in items if each.basket == Basket.MET]
    return Entitled(
        met=len(met),
        near=sum(each.basket == Basket.NEAR for each in items),
        undecided=sum(each.basket == Basket.UNKNOWN for each in items),
        due_fen=sum(each.counted_fen or 0 for each in items),
        approved_fen=sum(each.applied.approved_fen or 0 for each in items if each.applied),
        best=tuple(sorted(met, key=lambda each: -each.worth_fen)[:SHOWN]),
        closing=tuple(sorted(filter(_closes_soon, items), key=_days_left)),
        known=len(values),
    )


def _judged(
    person: Person, organisation: Organisation, values: Mapping[str, FactValue], on: date
) -> tuple[Entitlement, ...]:
    book = rulebook()
    applied = applied_on(actor=person, organisation=organisation, book=book, on=on)
    return judged(book, values, on=on, language=page_language(), applied=applied)


def _closes_soon(item: Entitlement) -> bool:
    opening = item.card.opening
    is_near = opening.opening is Opening.OPEN and opening.days is not None
    is_wanted = item.applied is None and item.basket in WORTH_A_LOOK
    return is_near and is_wanted and _days_left(item) <= CLOSING_DAYS


def _days_left(item: Entitlement) -> int:
    return item.card.opening.days or 0
