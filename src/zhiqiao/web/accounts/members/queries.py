"""Reads about the people of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import (
    OPEN_AND_ACTIVE,
    Invitation,
    Membership,
    MembershipState,
    Organisation,
    OrganisationState,
    Person,
)


def active_memberships() -> QuerySet[Membership]:
    """Every membership that gives rights now."""
    return Membership.objects.unscoped().filter(OPEN_AND_ACTIVE)


def open_memberships() -> QuerySet[Membership]:
    """Every membership that has not ended: active ones and those that wait."""
    return Membership.objects.unscoped().exclude(state=MembershipState.ENDED)


def administrators_of(organisation: Organisation) -> QuerySet[Membership]:
    """The memberships of those who administer the organisation."""
    return active_memberships().filter(organisation=organisation, role=Role.ORGANISATION_ADMIN)


@dataclass(slots=True)
class Member:
    """One person with all their roles in one organisation."""

    person: Person
    memberships: list[Membership] = field(default_factory=list)

    @property
    def role_words(self) -> str:
        """The roles as people read them, in the order of the roles."""
        held = {row.role for row in self.memberships}
        return _("、").join(str(role.label) for role in Role if role in held)

    @property
    def since(self) -> object:
        """When the first of the roles began."""
        return min(row.created_at for row in self.memberships)


def members_of(organisation: Organisation) -> list[Member]:
    """Those who act for the organisation, in the order they came; one query."""
    rows = active_memberships().filter(organisation=organisation).select_related("person")
    return _by_person(rows.order_by("id"))


def _by_person(rows: Iterable[Membership]) -> list[Member]:
    members: dict[int, Member] = {}
    for row in rows:
        members.setdefault(row.person_id, Member(row.person)).memberships.append(row)
    return list(members.values())


def requests_to_join(organisation: Organisation) -> QuerySet[Membership]:
    """Those who wait for a decision about this organisation."""
    return pending_requests().filter(organisation=organisation)


def pending_requests() -> QuerySet[Membership]:
    """Everyone who waits for a decision, the first to ask first."""
    return (
        Membership.objects.unscoped()
        .filter(state=MembershipState.PENDING, organisation__state=OrganisationState.ACTIVE)
        .select_related("person", "organisation", "proposal")
        .order_by("id")
    )


def invitations_of(organisation: Organisation) -> list[Invitation]:
    """The links into the organisation that nobody used, revoked or let lapse."""
    rows = Invitation.objects.unscoped().filter(
        organisation=organisation, accepted_at=None, revoked_at=None
    )
    return [row for row in rows.select_related("made_by") if row.is_open]


def own_memberships(person: Person) -> list[Membership]:
    """The person's own, of every state, the newest first."""
    rows = Membership.objects.unscoped().filter(person=person).select_related("organisation")
    return list(rows.order_by("-id"))
