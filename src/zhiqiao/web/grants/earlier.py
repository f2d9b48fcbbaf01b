"""What enterprises were granted before, and what that leaves no room for."""

from collections.abc import Collection, Sequence

from django.db.models import Q

from zhiqiao.policy.programme import Programme, Version
from zhiqiao.web.applications.grants import YEARLY
from zhiqiao.web.applications.models import Application, State
from zhiqiao.web.grants.conditions import Why
from zhiqiao.web.grants.models import ENDED, Entitlement
from zhiqiao.web.programmes.sweeping import related
from zhiqiao.web.rulebook.current import rulebook

Grant = tuple[int, str, str, str]
"""Organisation, programme, version and period; the period is the year of an approval."""


def earlier_grants(
    programme: Programme, version: Version | None, organisations: Sequence[int], *, period: str
) -> dict[int, Why]:
    """By enterprise why an earlier grant leaves no room for this one; two queries.

    The same programme under the same version, unless it pays again this year; another programme
    that excludes it, in the same period.
    """
    if version is None:
        return {}
    this = Q(programme_id=programme.id, period=period)
    grants = _grants(related(rulebook(), programme.id), organisations, this)
    found: dict[int, Why] = {}
    for number in organisations:
        own = [each for each in grants if each[0] == number]
        same = [each for each in own if each[1:3] == (programme.id, version.label)]
        others = [each for each in own if each[1] != programme.id and each[3] == period]
        if _is_used_up(version, same, period):
            found[number] = Why.BEFORE
        elif any(_excludes(programme, version, each[1]) for each in others):
            found[number] = Why.RIVAL
    return found


def _grants(programmes: Collection[str], organisations: Sequence[int], this: Q) -> list[Grant]:
    """What was approved or is on its way to be paid, but for the entitlement in question.

    What an application led to counts once.
    """
    rows = Entitlement.objects.unscoped().exclude(state__in=ENDED).exclude(this)
    rows = rows.filter(organisation__in=list(organisations), programme_id__in=list(programmes))
    columns = ("organisation_id", "programme_id", "version_label")
    approved = Application.objects.unscoped().filter(state=State.APPROVED, entitlement=None)
    approved = approved.filter(
        organisation__in=list(organisations), programme_id__in=list(programmes)
    )
    years = approved.values_list(*columns, "decided_at__year")
    return [
        *rows.values_list(*columns, "period"),
        *((number, id_, label, str(year)) for number, id_, label, year in years),
    ]


def _is_used_up(version: Version, same: Sequence[Grant], period: str) -> bool:
    """Whether the rule does not pay again: it pays once, enough years are paid, or this one is."""
    amount = version.amount
    if amount is None or amount.period != YEARLY:
        return bool(same)
    is_of_this_year = any(each[3] == period for each in same)
    return is_of_this_year or (amount.years is not None and len(same) >= amount.years)


def _excludes(programme: Programme, version: Version, other_id: str) -> bool:
    """Whether having the other one leaves no room for the programme."""
    if other_id in version.gives_way_to:
        return True
    other = rulebook().programme(other_id)
    return other is not None and any(
        programme.id in each.gives_way_to or _of_one_group(version, each) for each in other.versions
    )


def _of_one_group(version: Version, other: Version) -> bool:
    return (
        version.exclusion is not None
        and other.exclusion is not None
        and version.exclusion.group == other.exclusion.group
    )
