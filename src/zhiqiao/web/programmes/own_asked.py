"""What a visitor asks of an organisation's entitlements: a basket, filters, an order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.programmes.basket_words import BASKET_WORDS
from zhiqiao.web.programmes.entitlements import WORTH_A_LOOK, Basket, Entitlement
from zhiqiao.web.programmes.openings import Opening
from zhiqiao.web.programmes.scopes import FOR_PERSONS
from zhiqiao.web.programmes.search import by_deadline

SORTS: dict[str, str | Promise] = {
    "best": _("先办得成的"),
    "deadline": _("截止早的在前"),
    "amount": _("金额高的在前"),
    "near": _("缺得少的在前"),
}
PLACE = {basket: place for place, basket in enumerate(Basket)}
ALL = "all"


@dataclass(frozen=True, slots=True)
class OwnQuery:
    """What was asked for.

    Attributes:
        basket: one of Basket, ALL, or "" for what is worth a look.
        question: the code of the question to be answered now; "" for the first.
    """

    basket: str = ""
    kind: str = ""
    window: str = ""
    text: str = ""
    sort: str = "best"
    question: str = ""

    def address(self) -> str:
        """The query as part of an address; empty where nothing was asked."""
        named = {"basket": self.basket, "kind": self.kind, "window": self.window, "q": self.text}
        if self.sort != "best":
            named["sort"] = self.sort
        return urlencode({name: value for name, value in named.items() if value})


def read_own_query(data: QueryDict) -> OwnQuery:
    """The query in an address; what is unknown in it is ignored."""
    basket, sort = data.get("basket", ""), data.get("sort", "")
    return OwnQuery(
        basket=basket if basket in {*Basket, ALL} else "",
        kind=data.get("kind", "")[:20],
        window=Opening.OPEN if data.get("window") == Opening.OPEN else "",
        text=" ".join(data.get("q", "").split())[:200],
        sort=sort if sort in SORTS else "best",
        question=data.get("question", "")[:60],
    )


def fitting(items: Iterable[Entitlement], query: OwnQuery) -> list[Entitlement]:
    """Those of the filters, whatever their basket."""
    words = query.text.lower().split()
    return [
        each
        for each in items
        if (not query.kind or query.kind in each.card.kinds)
        and (not query.window or each.card.is_open)
        and all(any(word in text.lower() for text in each.card.texts.values()) for word in words)
    ]


def in_basket(items: Iterable[Entitlement], query: OwnQuery) -> list[Entitlement]:
    """Those of the basket asked for, in the order asked for."""
    if query.basket == ALL:
        found = list(items)
    else:
        wanted = (Basket(query.basket),) if query.basket else WORTH_A_LOOK
        found = [each for each in items if each.basket in wanted]
        if not query.basket:
            found = [each for each in found if FOR_PERSONS not in each.card.kinds]
    return sorted(found, key=_KEYS[query.sort])


def _best(item: Entitlement) -> tuple[int, int, int, tuple[int, date, int, str]]:
    return PLACE[item.basket], len(item.missing), -item.worth_fen, by_deadline(item.card)


_KEYS = {
    "best": _best,
    "deadline": lambda item: (by_deadline(item.card), item.card.id),
    "amount": lambda item: (-item.worth_fen, item.card.id),
    "near": lambda item: (
        item.standing.lacking + item.standing.unknown + item.standing.manual, _best(item)
    ),
}  # fmt: skip


def baskets(items: Iterable[Entitlement], query: OwnQuery, path: str) -> list[dict[str, object]]:
    """The baskets with their counts among what the filters leave."""
    every = list(items)
    words: dict[str, str | Promise] = {"": _("值得看的")}
    words |= {basket: BASKET_WORDS[basket].title for basket in Basket}
    words[ALL] = _("全部")
    found: list[dict[str, object]] = []
    for basket, word in words.items():
        asked = replace(query, basket=str(basket))
        address = asked.address()
        found.append(
            {
                "word": word,
                "count": len(in_basket(every, asked)),
                "url": f"{path}?{address}" if address else path,
                "is_current": query.basket == basket,
            }
        )
    return found


def kinds_of(items: Iterable[Entitlement]) -> list[str]:
    """The kinds there are, in order."""
    return sorted({kind for each in items for kind in each.card.kinds})
