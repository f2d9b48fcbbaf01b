"""What apps above add to the page of an entitlement, and to its state once it is paid."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.models import Entitlement, EntitlementState

Part = Callable[[Person, Entitlement], SafeString | None]
entitlement_parts: list[Part] = []
"""Each gives a piece of the page for whoever looks, such as the payments; None for nothing."""


def parts_for(person: Person, entitlement: Entitlement) -> list[SafeString]:
    """All pieces, in the order in which they were registered."""
    found = (part(person, entitlement) for part in entitlement_parts)
    return [each for each in found if each]


@dataclass(frozen=True, slots=True)
class PaidWord:
    """What became of the money, in a word; whether it went wrong."""

    word: str
    is_wrong: bool = False


PaidWords = Callable[[Iterable[Entitlement]], Mapping[int, PaidWord]]
payment_words: list[PaidWords] = []
"""Each says by number what became of the payment of entitlements."""


def paid_words(rows: Iterable[Entitlement]) -> dict[int, PaidWord]:
    """By number what became of the money of those that were paid; no query where none was."""
    paid = [each for each in rows if each.state == EntitlementState.PAID]
    found: dict[int, PaidWord] = {}
    for words_of in payment_words if paid else ():
        found.update(words_of(paid))
    return found
