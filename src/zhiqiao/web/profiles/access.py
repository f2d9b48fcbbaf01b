"""Who sees which facts: the one place that decides it, for pages, API, exports, assessments."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from zhiqiao.web.access import Permission, Role, granted, may
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.models import Visibility

ALL_SEE = frozenset({Visibility.EVERYONE})
REVIEWERS_SEE = ALL_SEE | {Visibility.REVIEWERS}
CENTRE_SEES = REVIEWERS_SEE | {Visibility.CENTRE}


def seen_of_others(actor: Person | AnonymousUser) -> frozenset[Visibility]:
    """Which facts of organisations that are not their own the visitor sees.

    A reviewer of a department sees less than the centre's people, whatever else both may do.
    """
    if not isinstance(actor, Person) or not may(actor, Permission.PROFILE_ALL):
        return ALL_SEE
    others = actor.roles - {Role.REVIEWER}
    is_of_centre = any(Permission.PROFILE_ALL in granted(role) for role in others)
    return CENTRE_SEES if is_of_centre else REVIEWERS_SEE


def facts_for(actor: Person | AnonymousUser) -> Q:
    """The facts that the visitor sees: one's own organisation's, of others by visibility."""
    shown = Q(visibility__in=sorted(seen_of_others(actor)))
    if not is_reader(actor):
        return shown
    return shown | Q(organisation_id=actor.organisation_id)  # type: ignore[union-attr]


def is_reader(actor: Person | AnonymousUser) -> bool:
    """Whether the person reads every fact of the organisation that they act for."""
    return (
        isinstance(actor, Person)
        and may(actor, Permission.PROFILE_READ)
        and actor.organisation_id is not None
    )


def may_write(actor: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Whether the person may state, confirm and dispute facts of the organisation."""
    return (
        isinstance(actor, Person)
        and may(actor, Permission.PROFILE_WRITE)
        and actor.organisation_id == organisation.pk
    )
