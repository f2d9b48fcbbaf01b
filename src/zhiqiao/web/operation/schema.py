"""How the database's schema stands to the code's: the same, older or newer."""

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zhiqiao.common import ErrorCode, ZhiqiaoError

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """`missing`: steps of the code not yet done; `unknown`: steps done that the code lacks."""

    missing: tuple[Key, ...]
    unknown: tuple[Key, ...]
    is_untouched: bool

    @property
    def is_current(self) -> bool:
        """Whether neither is ahead."""
        return not self.missing and not self.unknown


@cache
def _code_steps() -> tuple[tuple[Key, ...], frozenset[Key]]:
    """The steps of the code in order, and all that it knows, replaced ones included."""
    loader = MigrationLoader(None)
    ordered = [
        key
        for leaf in sorted(loader.graph.leaf_nodes())
        for key in loader.graph.forwards_plan(leaf)
    ]
    replaced = {key for each in loader.disk_migrations.values() for key in each.replaces}
    return tuple(dict.fromkeys(ordered)), frozenset(loader.disk_migrations) | replaced


def standing(using: BaseDatabaseWrapper | None = None) -> Standing:
    """Compares the database with the code; one query or two."""
    applied = set(MigrationRecorder(using or connection).applied_migrations())
    ordered, known = _code_steps()
    apps = {app for app, _name in known}
    return Standing(
        missing=tuple(key for key in ordered if key not in applied),
        unknown=tuple(sorted(key for key in applied - known if key[0] in apps)),
        is_untouched=not applied,
    )


def refuse_newer(found: Standing) -> None:
    """Nothing, unless the database has steps that this code lacks.

    Raises:
        ZhiqiaoError: naming the first one.
    """
    if found.unknown:
        raise ZhiqiaoError(ErrorCode.SCHEMA_NEWER, migration=".".join(found.unknown[-1]))


def refuse_older(found: Standing) -> None:
    """Nothing, unless this code has steps that the database lacks.

    Raises:
        ZhiqiaoError: how many, and the first one.
    """
    if found.missing:
        raise ZhiqiaoError(
            ErrorCode.SCHEMA_OLDER,
            count=len(found.missing),
            migration=".".join(found.missing[0]),
        )


def known_steps() -> frozenset[Key]:
    """Every step that this code has or had."""
    return _code_steps()[1]
