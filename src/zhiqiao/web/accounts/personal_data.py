"""Where data of persons lie. Each app registers its places in its module `personal_places`.

A place is a set of columns of one table and how to reach a person's rows there. Export shows the
rows, erasure empties or removes them. A text column of any table that is neither in a place nor
said to be `not_personal` fails tests/secure/test_personal_data.py.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person

Rows = Callable[[Person], Q]


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of a table that tell of a person.

    Args:
        model: as "matches.Review".
        rows: which rows are the person's; a column name stands for `column=person`.
        erased: what stands in each column after erasure; None: the row goes altogether.
        columns: further columns of persons, where they go with the row or are emptied elsewhere.
        secret: columns that are never exported, such as a password's digest.
        title: what people call these rows.
    """

    model: str
    rows: Rows | str
    erased: Mapping[str, object] | None = None
    columns: Collection[str] = ()
    secret: Collection[str] = ()
    title: str | Promise = ""

    def held(self) -> frozenset[str]:
        """The columns that this place answers for."""
        return frozenset(self.columns) | frozenset(self.erased or ()) | frozenset(self.secret)

    def rows_of(self, person: Person) -> QuerySet[Any]:
        """The person's rows, whoever asks: the caller has decided that they may."""
        return all_rows(self.model).filter(self.query_for(person))

    def query_for(self, person: Person) -> Q:
        """Which rows are the person's."""
        return Q(**{self.rows: person}) if isinstance(self.rows, str) else self.rows(person)


@dataclass(slots=True)
class Register:
    """All places, and all that was said to hold nothing of persons."""

    places: list[Place] = field(default_factory=list)
    erasers: list[Callable[[Person], object]] = field(default_factory=list)
    files: list[Callable[[Person], object]] = field(default_factory=list)
    not_personal: dict[str, str] = field(default_factory=dict)


REGISTER = Register()


def register(*places: Place) -> None:
    """Adds places."""
    for place in places:
        if place not in REGISTER.places:
            REGISTER.places.append(place)


def register_eraser(erase: Callable[[Person], object]) -> None:
    """Adds what is to be erased that is no column: called inside the erasure's transaction."""
    if erase not in REGISTER.erasers:
        REGISTER.erasers.append(erase)


def register_files(erase: Callable[[Person], object]) -> None:
    """Adds files that tell of a person: removed once the erasure's transaction is stored."""
    if erase not in REGISTER.files:
        REGISTER.files.append(erase)


def not_personal(columns: Mapping[str, Iterable[str]], *, why: str) -> None:
    """Says of columns, by table, that they hold nothing of persons, and why."""
    for model, names in columns.items():
        for name in names:
            REGISTER.not_personal[f"{model}.{name}"] = why


def all_rows(model: str) -> QuerySet[Any]:
    """Every row of a table; a table whose rows are read for somebody says so."""
    found: Any = apps.get_model(model).objects
    rows: QuerySet[Any] = found.unscoped() if hasattr(found, "unscoped") else found.all()
    return rows


def registered_places() -> list[Place]:
    """The places of the apps that are installed, the person's own row last."""
    installed = [place for place in REGISTER.places if _is_installed(place.model)]
    return sorted(installed, key=lambda place: place.model == "accounts.Person")


def _is_installed(model: str) -> bool:
    return model.split(".", maxsplit=1)[0] in apps.app_configs


def export_of(person: Person) -> dict[str, object]:
    """Everything held on the person, by table: one object a row, secrets left out."""
    held: dict[str, list[dict[str, object]]] = {}
    with every_row_for("everything held on one person"):
        for place in registered_places():
            rows = place.rows_of(person).order_by("pk").iterator()
            held.setdefault(place.model, []).extend(_as_plain(row, place.secret) for row in rows)
    return {"person": person.pk, "held": {model: rows for model, rows in held.items() if rows}}


def _as_plain(row: Model, secret: Collection[str]) -> dict[str, object]:
    names = [each.attname for each in row._meta.concrete_fields]  # noqa: SLF001 -- Django's way
    return {name: _plain(getattr(row, name)) for name in names if name not in secret}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else f"<{type(value).__name__}>"
