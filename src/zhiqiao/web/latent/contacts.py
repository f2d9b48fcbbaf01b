"""When the centre last had to do with an organisation: introductions and projects."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.transfers.models import Transfer


def last_contacts(person: Person) -> dict[int, date]:
    """By organisation the last day that the person knows of; four queries."""
    introduced = Introduction.objects.visible_to(person).order_by()
    projects = Transfer.objects.visible_to(person).order_by()
    found: dict[int, datetime] = {}
    for pairs in (
        _newest(introduced, "need__organisation", "proposed_at"),
        _newest(introduced, "offer__organisation", "proposed_at"),
        _newest(projects, "seeker", "updated_at"),
        _newest(projects, "provider", "updated_at"),
    ):
        for number, at in pairs:
            found[number] = max(at, found.get(number, at))
    return {number: timezone.localtime(at).date() for number, at in found.items()}


def _newest(rows: QuerySet[Any], owner: str, when: str) -> Iterable[tuple[int, datetime]]:
    newest = rows.values(owner).annotate(newest=Max(when))
    pairs: Iterable[tuple[int, datetime]] = newest.values_list(owner, "newest")
    return pairs
