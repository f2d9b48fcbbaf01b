"""What newer apps add to the two worlds of the crawl: one module each.

A module may have `SEEN_BY_OTHERS` (canary kind → who may see it), `FIXED` (parts of addresses that
name no row), `SEARCHED` (last parts of lists that search), `FORMS` (address → the fields that are
sent, or a function of the world that gives them), `NOT_IN_ONE_STEP` (what writes nothing by itself,
with the reason), and `add(made)`.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


@cache
def modules() -> list[ModuleType]:
    """The modules of this package, in order of their names."""
    return [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]


def gathered(name: str) -> dict[str, Any]:
    """One table of all modules together."""
    return {key: value for each in modules() for key, value in getattr(each, name, {}).items()}


def searched() -> set[str]:
    """The last parts of lists that search."""
    return {part for each in modules() for part in getattr(each, "SEARCHED", ())}


def additions() -> list[Callable[[Any], None]]:
    """What fills a world."""
    return [each.add for each in modules() if hasattr(each, "add")]
