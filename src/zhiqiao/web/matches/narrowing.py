"""Showing some of a run's candidates, in another order. A run holds few: memory is enough."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.matches.cards import Card

FAIR = 3
LAST = float("inf")


def _grade(card: Card) -> int | None:
    return card.newest_grade


SHOWN: dict[str, tuple[Promise, Callable[[Card], bool]]] = {
    "all": (_("全部"), lambda _card: True),
    "recommended": (_("推荐"), lambda card: card.suggestion.recommended),
    "ungraded": (_("未评"), lambda card: _grade(card) is None),
    "fair": (_("评为较强以上"), lambda card: (_grade(card) or 0) >= FAIR),
    "weak": (_("评为弱或无"), lambda card: 0 < (_grade(card) or 0) < FAIR),
}


def _amount(card: Card) -> float:
    fen = card.suggestion.offer.price_fen
    return LAST if fen is None else float(fen)


def _budget(card: Card) -> float:
    return -float(card.suggestion.need.budget_fen or 0)


def _due(card: Card) -> float:
    day = card.suggestion.need.deadline_on
    return LAST if day is None else float(day.toordinal())


SORTS: dict[str, tuple[Promise, Callable[[Card], Any]]] = {
    "rank": (_("按匹配名次"), lambda card: card.place),
    "technology": (_("技术最接近的在前"), lambda card: -card.suggestion.technology),
    "maturity": (_("成熟度高的在前"), lambda card: -(card.suggestion.offer.trl or 0)),
    "price": (_("价格低的在前"), _amount),
    "budget": (_("预算高的在前"), _budget),
    "deadline": (_("截止近的在前"), _due),
}
SORTS_OF = {
    "offer": ("rank", "technology", "maturity", "price"),
    "need": ("rank", "technology", "budget", "deadline"),
}
"""By what stands on the cards."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the candidates a person wants to see."""

    show: str = "all"
    sort: str = "rank"

    @classmethod
    def read(cls, data: QueryDict) -> "Narrowing":
        """As an address says it; what is unknown in it is ignored."""
        show, sort = data.get("show", "all"), data.get("sort", "rank")
        return cls(show if show in SHOWN else "all", sort if sort in SORTS else "rank")

    def of(self, cards: Sequence[Card]) -> list[Card]:
        """Those to show, in the order wanted; equal ones by their place."""
        kept = [card for card in cards if SHOWN[self.show][1](card)]
        return sorted(kept, key=lambda card: (SORTS[self.sort][1](card), card.place))


def baskets_of(cards: Sequence[Card], *, current: str, query: QueryDict) -> list[Mapping[str, Any]]:
    """The ways to narrow with how many candidates each holds, for the part `baskets`."""
    return [
        {
            "word": word,
            "count": sum(fits(card) for card in cards),
            "url": f"?{_address(query, show=show)}",
            "is_current": show == current,
        }
        for show, (word, fits) in SHOWN.items()
    ]


def _address(query: QueryDict, *, show: str) -> str:
    """The address as it is, in another basket and with the first candidate open."""
    changed = query.copy()
    changed.pop("candidate", None)
    changed["show"] = show
    return changed.urlencode()
