"""How much is held on a person, where."""

from dataclasses import dataclass

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import registered_places


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one table. `remains`: they stay after erasure, with the personal columns emptied."""

    title: str
    rows: int
    remains: bool


def summary_of(person: Person) -> list[Held]:
    """The tables in which something is held on the person."""
    with every_row_for("everything held on one person"):
        counted = [
            Held(
                title=str(place.title),
                rows=place.rows_of(person).count(),
                remains=place.erased is not None,
            )
            for place in registered_places()
        ]
    return [held for held in counted if held.rows]
