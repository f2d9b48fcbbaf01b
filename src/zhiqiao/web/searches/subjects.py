"""What can be searched again: for each list how its query is kept, and what is new in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.http import QueryDict
from django.utils.functional import Promise

from zhiqiao.web.searches.models import Of

Mark = Mapping[str, Any]
"""How far someone has seen a search: plain JSON."""
Asked = tuple[str, Mark]
"""A kept query and a mark."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    title: str
    url: str


class Subject(Protocol):
    """A list that can be searched again."""

    page: str
    """The url name of the list."""

    def kept(self, data: QueryDict) -> str:
        """What of an address is kept: in a fixed order, without page and the like."""

    def words(self, query: str) -> list[str | Promise]:
        """What a kept query asks for, in words for people."""

    def mark(self, query: str, *, on: date) -> Mark:
        """How far someone has seen who looks now."""

    def news(self, asked: Sequence[Asked]) -> list[list[str]]:
        """For each query the keys of what came after its mark, newest first."""

    def hits(self, keys: Iterable[str]) -> dict[str, Hit]:
        """What stands under these keys, by key; what is gone by now is missing."""


def subject_of(of: str) -> Subject:
    """The subject of that list."""
    from zhiqiao.web.catalogue.models import Side
    from zhiqiao.web.searches.listings import ListingSubject
    from zhiqiao.web.searches.programmes import ProgrammeSubject

    if of == Of.PROGRAMMES:
        return ProgrammeSubject()
    return ListingSubject(Side.NEED if of == Of.NEEDS else Side.OFFER)
