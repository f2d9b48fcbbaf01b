"""Every access check, found rather than listed, and how to do without it for a while.

A check that can be removed unnoticed is either not tested or not needed.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from unittest.mock import patch

from django.db.models import Q
from django.urls import get_resolver
from tests.secure.crawl.routes import Route, patterns, routes

from zhiqiao import web
from zhiqiao.web.access import EVERYONE, DenyByDefault, Permission, ScopedQuerySet
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.profiles.access import CENTRE_SEES

ALSO_CHECKING = ("zhiqiao.web.accounts.members.rules", "zhiqiao.web.catalogue.confidential")
"""Modules that decide about access without being called `access`."""
DECIDES_NOTHING = {
    "opaque_title": "a number for a title",
    "is_hidden": "whether words were sealed already",
    "words_of": "opens; who may is asked before",
    "packed": "a form of words",
    "is_outsider": "says what is audited",
    "check_separate": "keeps administrations apart: about roles, not rows",
    "check_active": "about organisations that are no more",
    "check_administrator_stays": "keeps organisations from being orphaned",
    "is_valid": "whether a link works, which its tests ask",
}
"""Functions there that keep nothing from anybody."""
OPEN: dict[str, object] = {
    "facts_for": Q(),
    "seen_of_others": CENTRE_SEES,
    "needs_visible_to": lambda: Need.objects.unscoped().select_related("organisation"),
    "offers_visible_to": lambda: Offer.objects.unscoped().select_related("organisation"),
    "grantable": lambda: tuple(importlib.import_module("zhiqiao.web.access").Role),
}
"""What the functions answer to whoever may do everything; others True, or nothing."""


@dataclass(frozen=True)
class Removal:
    """One check and a way to be without it. `route`: the only address that it stands before."""

    name: str
    without: Callable[[], AbstractContextManager[object]]
    route: Route | None = None
    is_rule: bool = False

    def is_far_from(self, route: Route) -> bool:
        """Whether the address has nothing to do with the check, by its name."""
        words = re.findall("[A-Z][a-z]+", self.name.replace("QuerySet", "")) or [self.name]
        return not any(word.lower() in route.template for word in words)


def removals() -> list[Removal]:
    """All of them."""
    return [*_of_rows(), *_of_functions(), _of_the_guard(), *_of_routes()]


def access_modules() -> list[ModuleType]:
    """The modules that decide who sees and changes what."""
    named = [
        f"{found.name}.access"
        for found in pkgutil.iter_modules(web.__path__, "zhiqiao.web.")
        if found.ispkg and importlib.util.find_spec(f"{found.name}.access")
    ]
    return [importlib.import_module(name) for name in (*named, *ALSO_CHECKING)]


def deciding_functions() -> list[FunctionType]:
    """The public functions of those modules that keep something from somebody."""
    return [
        function
        for module in access_modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and name not in DECIDES_NOTHING
    ]


def _of_rows() -> Iterator[Removal]:
    for queries in sorted(_below(ScopedQuerySet), key=lambda each: each.__name__):
        if "rows_for" in vars(queries):
            everything = staticmethod(lambda _actor: Q())
            yield Removal(
                f"rows of {queries.__name__}",
                lambda queries=queries, new=everything: patch.object(queries, "rows_for", new),
            )


def _below(kind: type) -> list[type]:
    return [each for sub in kind.__subclasses__() for each in (sub, *_below(sub))]


def _of_functions() -> Iterator[Removal]:
    for function in deciding_functions():
        name = f"{function.__module__.removeprefix('zhiqiao.web.')}.{function.__name__}"
        yield Removal(
            name,
            lambda function=function: replaced(function, _opened(function)),
            is_rule=function.__module__.endswith(".rules"),
        )


def _opened(function: FunctionType) -> FunctionType:
    answer = OPEN.get(function.__name__, None if function.__name__.startswith("check_") else True)

    def opened(*_args: object, **_kwargs: object) -> object:
        return answer() if callable(answer) else answer

    return opened


@contextmanager
def replaced(function: FunctionType, other: FunctionType) -> Iterator[None]:
    """Has every module that imported the function call another."""
    import sys

    places = [
        (module, name)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("zhiqiao.web")
        for name, value in list(vars(module).items())
        if value is function
    ]
    for module, name in places:
        setattr(module, name, other)
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, function)


def _of_the_guard() -> Removal:
    def nothing(*_args: object) -> None:
        return None

    return Removal("the guard", lambda: patch.object(DenyByDefault, "process_view", nothing))


def _of_routes() -> Iterator[Removal]:
    views = {template: pattern.callback for template, pattern in patterns(get_resolver())}
    for route in routes():
        if route.permission not in EVERYONE:
            view = views[route.template]
            yield Removal(
                route.key,
                lambda view=view, method=route.method: _opened_view(view, method),
                route,
            )


def _opened_view(view: object, method: str) -> AbstractContextManager[object]:
    """The view for everyone; of an address of the API the one method."""
    if hasattr(view, "permissions"):
        return patch.dict(view.permissions, {method: Permission.PUBLIC})
    return patch.object(view, "permission", Permission.PUBLIC)
