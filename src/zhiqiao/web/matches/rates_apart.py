"""The rate of 强相关 by field and by technology manager; what counts too little is not told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.matches.access import sees_all_brokers
from zhiqiao.web.matches.models import ReviewSource
from zhiqiao.web.matches.queries import counting_reviews
from zhiqiao.web.matches.rates import STRONG, Graded, rate
from zhiqiao.web.matches.wilson import Rate

TOLD_FROM = 5
"""Fewer grades than this tell of single people and of chance."""


@dataclass(frozen=True, slots=True)
class RatePart:
    """One field's or person's rate.

    Attributes:
        rate: None where it is not told.
        count: how many grades; None where that is not told either.
    """

    name: str
    rate: Rate | None

    @property
    def count(self) -> int | None:
        """How many grades, where that is told."""
        return self.rate.count if self.rate else None


def told_parts(parts: Mapping[str, Rate]) -> list[RatePart]:
    """The parts, the most graded first, then by name; small ones without their numbers.

    Where only one part would be left untold, its numbers would follow from the total: then the
    smallest of the others is not told either.
    """
    ordered = sorted(parts.items(), key=lambda part: (-part[1].count, part[0]))
    rows = [RatePart(name, found if found.count >= TOLD_FROM else None) for name, found in ordered]
    untold = [place for place, row in enumerate(rows) if row.rate is None]
    if len(untold) == 1 and len(rows) > 1:
        last = max(place for place, row in enumerate(rows) if row.rate is not None)
        rows[last] = replace(rows[last], rate=None)
    return sorted(rows, key=lambda row: (row.rate is None, -(row.count or 0), row.name))


def by_field(rows: Iterable[Graded]) -> list[RatePart]:
    """The rate in each field of the needs; "" is a need without one."""
    groups: dict[str, list[Graded]] = defaultdict(list)
    for row in rows:
        groups[row.field].append(row)
    return told_parts({field: rate(found, STRONG) for field, found in groups.items()})


@dataclass(frozen=True, slots=True)
class BrokerRates:
    """What brokers graded themselves: each, or one's own, and all together.

    Attributes:
        is_all: whether every broker is listed, not only the one who asks.
    """

    parts: Sequence[RatePart]
    total: RatePart
    is_all: bool


def by_broker(person: Person, rows: Sequence[Graded]) -> BrokerRates:
    """The rate of the grades that each broker gave to these pairs.

    A pair that two people graded counts for both, and twice in the total. Who grades sees their
    own and the total; who looks after the site or its statistics sees all.
    """
    pairs = {row.pair for row in rows}
    is_all = sees_all_brokers(person)
    given: dict[tuple[int, str], list[int]] = defaultdict(list)
    for need, offer, person_id, name, relevance in _given(pairs):
        if (need, offer) in pairs:
            given[person_id, name].append(relevance)
    every = [grade for grades in given.values() for grade in grades]
    total = _rate_of(every)
    mine = {key: grades for key, grades in given.items() if is_all or key[0] == person.pk}
    parts = {_label(key, mine): _rate_of(grades) for key, grades in mine.items()}
    listed = told_parts(parts) if is_all else [_alone(name, found) for name, found in parts.items()]
    return BrokerRates(listed, _alone("", total), is_all)


def _given(pairs: Iterable[tuple[int, int]]) -> QuerySet[Any]:
    """Each person's counting grade of the pairs' needs."""
    return (
        counting_reviews()
        .filter(source=ReviewSource.REVIEW, need__in={need for need, _offer in pairs})
        .order_by("id")
        .values_list("need", "offer", "person", "person__name", "relevance")
    )


def _rate_of(grades: Sequence[int]) -> Rate:
    return Rate(sum(grade >= STRONG for grade in grades), len(grades))


def _alone(name: str, found: Rate) -> RatePart:
    return RatePart(name, found if found.count >= TOLD_FROM else None)


def _label(key: tuple[int, str], keys: Iterable[tuple[int, str]]) -> str:
    """The person's name; two of one name are told apart by their number."""
    number, name = key
    is_shared = sum(other == name for _number, other in keys) > 1
    return f"{name} #{number}" if is_shared else name
