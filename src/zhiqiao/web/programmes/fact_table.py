"""The facts of many organisations as a table, for the engine's sweep."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl
from django.db.models import Count, QuerySet, Sum

from zhiqiao.policy import Rulebook
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState
from zhiqiao.web.profiles.dictionary import entries
from zhiqiao.web.profiles.models import Fact, FactState, Visibility
from zhiqiao.web.profiles.reading import known, written, year_of

ENTERPRISE = "enterprise"
"""The column that says who a row is: the organisation's number as text."""
Seen = frozenset[Visibility]


@dataclass(frozen=True, slots=True)
class FactsRead:
    """The table, one row for each organisation, and how far it goes.

    Attributes:
        known: by enterprise how many of the facts asked for are known.
        newest: the newest day that a fact is of; None without any.
    """

    table: pl.DataFrame
    known: dict[str, int]
    newest: date | None


def facts_needed(book: Rulebook, programmes: Collection[str]) -> frozenset[str]:
    """The facts that the verdicts and amounts of the programmes can depend on."""
    found = [book.programme(id_) for id_ in programmes]
    versions = [version for each in found if each for version in each.versions]
    names = frozenset().union(*(version.facts() for version in versions))
    ranked = {key.fact for each in versions if each.budget for key in each.budget.order}
    return frozenset((names | ranked) & set(entries()))


def enterprises() -> QuerySet[Organisation]:
    """The enterprises that are judged."""
    return Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, state=OrganisationState.ACTIVE
    )


def read_facts(
    names: Collection[str],
    on: date,
    *,
    seen: Seen,
    organisations: QuerySet[Organisation] | None = None,
) -> FactsRead:
    """What counts of each organisation on the day, of the facts that may be seen; two queries.

    All active enterprises where `organisations` is left out. As `profiles.queries.counting_on`
    counts: the latest period that has begun, nothing disputed.
    """
    asked = enterprises() if organisations is None else organisations
    ids = [str(pk) for pk in asked.order_by("pk").values_list("pk", flat=True)]
    places = {id_: place for place, id_ in enumerate(ids)}
    columns: dict[str, list[str | None]] = {name: [None] * len(ids) for name in sorted(names)}
    newest: date | None = None
    for organisation_id, name, value, period, as_of in _rows(names, seen):
        place = places.get(str(organisation_id))
        year = year_of(period)
        if place is None or (year is not None and year > on.year):
            continue
        columns[name][place] = cell_of(name, value)
        newest = max(newest, as_of) if newest else as_of
    filled = zip(*columns.values(), strict=True) if columns else ((),) * len(ids)
    counted = {
        id_: sum(cell is not None for cell in cells) for id_, cells in zip(ids, filled, strict=True)
    }
    schema = dict.fromkeys([ENTERPRISE, *columns], pl.String)
    return FactsRead(pl.DataFrame({ENTERPRISE: ids, **columns}, schema=schema), counted, newest)


def _counting(names: Collection[str], seen: Seen) -> QuerySet[Fact]:
    rows = Fact.objects.unscoped().current().exclude(state=FactState.DISPUTED)
    return rows.filter(name__in=list(names), visibility__in=sorted(seen))


def _rows(names: Collection[str], seen: Seen) -> Iterable[tuple[int, str, str, str, date]]:
    """Earlier periods first, so that later ones take their place."""
    rows = _counting(names, seen).order_by("period", "pk")
    return rows.values_list("organisation_id", "name", "value", "period", "as_of").iterator(
        chunk_size=5_000
    )


@lru_cache(maxsize=1 << 16)
def cell_of(name: str, value: str) -> str | None:
    """A kept value as a cell of a table; None where the dictionary no longer takes it."""
    entry = entries().get(name)
    return written(entry, value) if entry and known(entry, value) is not None else None


def facts_key(names: Collection[str], seen: Seen) -> tuple[object, ...]:
    """What changes whenever one of these facts, who sees it, or an enterprise does; two queries."""
    rows = _counting(names, seen).order_by().aggregate(count=Count("pk"), total=Sum("pk"))
    number = enterprises().aggregate(count=Count("pk"), total=Sum("pk"))
    return (rows["count"], rows["total"], number["count"], number["total"])
