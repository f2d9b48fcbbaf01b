"""What bars an entitlement from being paid whatever its state; apps above add their reasons."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

Disputed = Callable[[], QuerySet[Any, Any]]
"""Numbers of the entitlements about which the bank and the books do not agree."""

_disputed: list[Disputed] = []


def register_disputed(found: Disputed) -> None:
    """Makes a source known; the query is one that can stand within others."""
    if found not in _disputed:
        _disputed.append(found)


def disputed(path: str = "") -> Q:
    """Those whose earlier payment the bank tells otherwise of: they may have the money already.

    Args:
        path: how the query gets to the entitlement: "" or, say, "entitlement__".
    """
    found = Q(pk__in=[])
    for each in _disputed:
        found |= Q(**{f"{path}pk__in": each()})
    return found


def barred(path: str = "") -> Q:
    """Those that are disputed, or that a check found should never have been paid."""
    return Q(**{f"{path}is_sound": False}) | disputed(path)
