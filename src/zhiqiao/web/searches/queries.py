"""Reads of saved searches: what is new in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.searches.models import Of, SavedSearch
from zhiqiao.web.searches.subjects import Hit, subject_of

TITLES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A saved search with what is new in it: how many, and the newest few."""

    search: SavedSearch
    words: Sequence[str | Promise]
    count: int
    newest: Sequence[Hit]


def searches_of(person: Person) -> list[SavedSearch]:
    """The person's own, newest first."""
    return list(SavedSearch.objects.visible_to(person))


def findings_of(searches: Sequence[SavedSearch], *, since: str = "seen") -> list[Finding]:
    """What is new in each since it was seen, or since it was `told`; a few queries for all."""
    found: dict[int, tuple[int, list[Hit]]] = {}
    for of in Of:
        of_this = [search for search in searches if search.of == of]
        if of_this:
            found |= _news_of(of, of_this, since)
    return [
        Finding(search, subject_of(search.of).words(search.query), *found[search.pk])
        for search in searches
    ]


def _news_of(
    of: Of, searches: Sequence[SavedSearch], since: str
) -> Mapping[int, tuple[int, list[Hit]]]:
    subject = subject_of(of)
    marks: list[Any] = [getattr(search, since) for search in searches]
    asked = [(search.query, mark) for search, mark in zip(searches, marks, strict=True)]
    news = subject.news(asked)
    first = {key for keys in news for key in keys[:TITLES_SHOWN]}
    hits = subject.hits(sorted(first)) if first else {}
    return {
        search.pk: (len(keys), [hits[key] for key in keys[:TITLES_SHOWN] if key in hits])
        for search, keys in zip(searches, news, strict=True)
    }
