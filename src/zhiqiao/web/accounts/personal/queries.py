"""How much is held on a person, where."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, QuerySet, Value

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, registered_places


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one table. `remains`: they stay after erasure, with the personal columns emptied."""

    title: str
    rows: int
    remains: bool


def summary_of(person: Person) -> list[Held]:
    """The tables in which something is held on the person; one query."""
    places = registered_places()
    with every_row_for("everything held on one person"):
        counted = [_counted(person, place, number) for number, place in enumerate(places)]
        rows = dict(counted[0].union(*counted[1:], all=True))
    return [
        Held(title=str(place.title), rows=rows[number], remains=place.erased is not None)
        for number, place in enumerate(places)
        if rows.get(number)
    ]


def _counted(person: Person, place: Place, number: int) -> QuerySet[Any, tuple[int, int]]:
    """The number of the place with how many rows it holds; no row where it holds none."""
    numbered = place.rows_of(person).order_by().annotate(place=Value(number)).values("place")
    counted = numbered.annotate(rows=Count("pk", distinct=True))
    return cast("QuerySet[Any, tuple[int, int]]", counted.values_list("place", "rows"))
