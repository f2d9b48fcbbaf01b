"""Saved searches of programmes: what fits now and did not when the mark was made."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from zhiqiao.policy.showing import Language
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes.asked import read_programme_query, value_label
from zhiqiao.web.programmes.cards import Card, cards_on
from zhiqiao.web.programmes.search import find_programmes
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.searches.subjects import Asked, Hit, Mark

KEPT_IN: Language = "zh"
"""Programmes are searched in the language they are written in, whoever reads the result."""


class ProgrammeSubject:
    """Programmes."""

    page = "programmes"

    def kept(self, data: QueryDict) -> str:
        """Words, facets and order."""
        query = read_programme_query(data)
        parts = QueryDict(mutable=True)
        if query.text:
            parts["q"] = query.text
        for name, values in query.chosen.items():
            parts.setlist(name, list(values))
        if query.sort != "best":
            parts["sort"] = query.sort
        return parts.urlencode()

    def words(self, query: str) -> list[str | Promise]:
        """The words sought, then what is chosen in each facet."""
        asked = read_programme_query(QueryDict(query))
        chosen = [value_label(name, each) for name, found in asked.chosen.items() for each in found]
        return [*([asked.text] if asked.text else []), *chosen]

    def mark(self, query: str, *, on: date) -> Mark:
        """All that fits on that day."""
        return {"known": self._fitting(query, _cards(on))}

    def news(self, asked: Sequence[Asked]) -> list[list[str]]:
        """What fits today and is not known, in the order of the list."""
        cards = _cards(timezone.localdate())
        return [
            [key for key in self._fitting(query, cards) if key not in set(mark.get("known", []))]
            for query, mark in asked
        ]

    def hits(self, keys: Iterable[str]) -> dict[str, Hit]:
        """What is still in the rulebook of these."""
        cards = cards_on(rulebook(), timezone.localdate(), page_language())
        return {
            key: Hit(cards[key].title, reverse("programme", args=[key]))
            for key in keys
            if key in cards
        }

    def _fitting(self, query: str, cards: list[Card]) -> list[str]:
        found = find_programmes(cards, read_programme_query(QueryDict(query)))
        return [] if found.is_partial else [card.id for card in found.cards]


def _cards(on: date) -> list[Card]:
    return list(cards_on(rulebook(), on, KEPT_IN).values())
