"""Reads about people."""

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from zhiqiao.web.accounts.models import OPEN_AND_ACTIVE, Membership, Person

DEMO_IS_LOADED = "demo-is-loaded"
ASKED_AGAIN_S = 60


def demo_people() -> QuerySet[Person]:
    """The people of the demo city, one or more a role, in the order they were made."""
    return Person.objects.filter(is_demo=True, is_active=True).order_by("pk")


def with_grants(people: Iterable[Person]) -> list[Person]:
    """The people, each with the grant of their first organisation; one query for all."""
    found = list(people)
    rows = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE, person__in=found)
    held: dict[int, list[Membership]] = {person.pk: [] for person in found}
    for row in rows.select_related("organisation"):
        held[row.person_id].append(row)
    for person in found:
        person.take_grant(held[person.pk], None)
    return found


def demo_is_offered() -> bool:
    """Whether the role switch is shown: its data is loaded and the operator did not hide it.

    Asked by every page, so the answer is kept for a minute.
    """
    if not settings.ZHIQIAO_DEMO:
        return False
    known: bool | None = cache.get(DEMO_IS_LOADED)
    if known is None:
        known = demo_people().exists()
        cache.set(DEMO_IS_LOADED, known, ASKED_AGAIN_S)
    return known
