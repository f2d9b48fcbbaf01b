"""Facts that an enterprise stated itself, where a department decides on what rests on them.

What is granted without an application rests on none (`conditions`); an application may.
"""

from collections.abc import Iterable

from zhiqiao.web.applications.snapshot import Content
from zhiqiao.web.grants.models import Entitlement, Route
from zhiqiao.web.profiles.models import Source


def stated_in(content: Content) -> list[str]:
    """The names of the facts that the enterprise stated itself and no department shared."""
    facts = content.get("facts", ())
    return [each["name"] for each in facts if each.get("source") == Source.SELF]


def rests_on_statements(entitlement: Entitlement) -> bool:
    """Whether it was applied for with such facts."""
    is_applied = entitlement.route == Route.APPLICATION
    return is_applied and bool(stated_in(entitlement.content))


def resting_on_statements(entitlements: Iterable[int]) -> frozenset[int]:
    """Those of some entitlements that the visitor sees which rest on such facts; one query."""
    rows = Entitlement.objects.unscoped().filter(pk__in=list(entitlements), route=Route.APPLICATION)
    shown = rows.only("pk", "route", "content")
    return frozenset(each.pk for each in shown if rests_on_statements(each))
