"""What newer apps add to the two worlds of the crawl: one module each.

A module may have `SEEN_BY_OTHERS` (canary kind → who may see it), `FIXED` (parts of addresses that
name no row), `SECRET` (parts that only those know who were given them → what others try),
`QUERIES` (address → what is asked of it besides), `SEARCHED` (last parts of lists that search),
`FORMS` (address → the fields that are sent, or a function of the world that gives them),
`TYPED` (model → columns that people type),
`NOT_IN_ONE_STEP` (what writes nothing by itself, with the reason), `KEPT_WITHIN`, `WRITTEN_WITH`
and `WRITTEN_AT` (see judging), `add(made)`, and
`add_hidden(made)`: more rows that nobody else may see or count.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from zhiqiao.web.access import Permission


@cache
def modules() -> list[ModuleType]:
    """The modules of this package, in order of their names."""
    return [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]


@cache
def gathered(name: str) -> dict[str, Any]:
    """One table of all modules together."""
    return {key: value for each in modules() for key, value in getattr(each, name, {}).items()}


@cache
def written_at() -> dict[str, dict[str, set[Permission]]]:
    """`WRITTEN_AT` of all modules together: several may allow something at one address."""
    found: dict[str, dict[str, set[Permission]]] = {}
    for each in modules():
        for template, allowed in getattr(each, "WRITTEN_AT", {}).items():
            found.setdefault(template, {}).update(allowed)
    return found


def searched() -> set[str]:
    """The last parts of lists that search."""
    return {part for each in modules() for part in getattr(each, "SEARCHED", ())}


def hidden() -> list[Callable[[Any], None]]:
    """What adds more of what nobody else may see or count."""
    return [each.add_hidden for each in modules() if hasattr(each, "add_hidden")]


def additions() -> list[Callable[[Any], None]]:
    """What fills a world."""
    return [each.add for each in modules() if hasattr(each, "add")]
