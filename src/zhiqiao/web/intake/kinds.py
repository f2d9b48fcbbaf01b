"""What can be imported. Each kind is registered by the app whose rows it writes, in `ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms

from zhiqiao.tables.columns import Column
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person
    from zhiqiao.web.intake.models import Import

Values = dict[str, Any]
"""One row as it is kept between checking and writing: JSON values by name.

`number` is set by the intake: the row's number in the file.
"""
Options = Mapping[str, Any]
"""What the person chose beside the file: the cleaned data of the kind's form, as JSON."""
Counts = dict[str, int]
"""How many rows were `created`, `updated` and `unchanged`."""
EFFECTS = ("created", "updated", "unchanged")


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a row cannot be used: the column, what is wrong and how to mend it."""

    column: str
    message: str
    value: str = ""


def _no_effects(rows: Sequence[Values], _file: "Import") -> list[str]:
    return ["created"] * len(rows)


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of rows that files may bring.

    Attributes:
        name: as in addresses and commands, such as "need".
        label: the word for people, in the page's language.
        permission: what a person needs to bring such a file.
        columns: the columns it knows; every other is told and skipped.
        parse_row: from a row's cells, parsed by their columns and by column name, and the options
            to values, or to every fault of the row.
        write_rows: `write_rows(rows, *, actor, file)` writes one chunk inside the intake's
            transaction, where it may call `audit`, and returns counts. The chunk's own audit row
            and cursor are the intake's.
        effects: of rows about to be written, what writing would do to each (one of `EFFECTS`).
        key: the name of the value that no two rows of a file share; "" where they may.
        header, example: the template people fill in.
        shown: the columns of the preview, as (label, name of the value).
        form: further choices beside the file.
        done_note: what is said once a file is written, given the file.
        after_writing: `after_writing(actor=, file=)`, in the transaction that ends the writing.
        list_page: the name of the page that lists what was written.
    """

    name: str
    label: Any
    permission: Permission
    columns: tuple[Column, ...]
    parse_row: Callable[[Mapping[str, Any], Options], Values | list[Fault]]
    write_rows: Callable[..., Counts]
    effects: Callable[[Sequence[Values], "Import"], list[str]] = _no_effects
    key: str = ""
    header: tuple[str, ...] = ()
    example: tuple[Cell, ...] = ()
    shown: tuple[tuple[Any, str], ...] = ()
    form: type[forms.Form] | None = None
    done_note: Callable[["Import"], str] = field(default=lambda _file: "")
    after_writing: Callable[..., None] = field(default=lambda **_more: None)
    list_page: str = ""


_KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Makes the kind known. Registering a name again replaces it."""
    _KINDS[kind.name] = kind


def kind_named(name: str) -> ImportKind | None:
    """The kind of that name."""
    return _KINDS.get(name)


def all_kinds() -> tuple[ImportKind, ...]:
    """All kinds, in the order in which the apps registered them."""
    return tuple(_KINDS.values())


def kinds_for(actor: "Person") -> tuple[ImportKind, ...]:
    """The kinds that the person may bring."""
    return tuple(kind for kind in _KINDS.values() if actor.may(kind.permission))
