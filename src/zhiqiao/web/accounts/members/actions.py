"""Deciding requests, changing roles, handing over, ending memberships."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.members.queries import (
    active_memberships,
    administrators_of,
    open_memberships,
)
from zhiqiao.web.accounts.members.rules import (
    check_active,
    check_administrator_stays,
    check_gives_to,
    check_grants,
    check_manages,
)
from zhiqiao.web.accounts.models import (
    Invitation,
    Membership,
    MembershipState,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Person,
    Proposal,
)
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.session_actions import end_sessions
from zhiqiao.web.accounts.signals import access_ended
from zhiqiao.web.audit.actions import action, audit

PURPOSE = "the people of an organisation"


def locked(organisation: Organisation) -> Organisation:
    """The organisation as it is now; nobody else changes its people until the action ends."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


@action
@every_row_for(PURPOSE)
def approve(
    *, actor: Person | None, membership: Membership, as_admin: bool, adopt: bool = False
) -> None:
    """Lets an applicant act for the organisation, as its administrator too where asked.

    `adopt` also takes over the applicant's corrections of the organisation's facts: the centre's
    to decide.
    """
    organisation = locked(membership.organisation)
    if adopt and actor is not None and not actor.may(Permission.ORGANISATION_ALL):
        raise RefusedError(_("机构的名称和类型只能由平台更正。"))
    roles = {membership.role} | (_roles_of_first(membership) if as_admin else set())
    check_manages(actor, organisation)
    check_gives_to(actor, membership.person, roles)
    _decide(actor, membership, MembershipState.ACTIVE)
    add_roles(actor, organisation, membership.person, roles)
    if adopt:
        _adopt(actor, membership, organisation)
    audit(actor=actor, action="approve", what=membership, data={"roles": sorted(roles)})


def _roles_of_first(membership: Membership) -> set[str]:
    """An administrator's; of an enterprise that is new here, also what its policies need."""
    is_new = Proposal.objects.filter(membership=membership, is_new=True).exists()
    is_enterprise = membership.organisation.kind == OrganisationKind.ENTERPRISE
    more = {str(Role.AFFAIRS)} if is_new and is_enterprise else set()
    return {str(Role.ORGANISATION_ADMIN)} | more


@action
@every_row_for(PURPOSE)
def refuse(*, actor: Person | None, membership: Membership, reason: str) -> None:
    """Turns an applicant away. The reason is shown to them alone.

    An organisation that this application alone had made is given up with it: its code and its name
    are free again.
    """
    organisation = locked(membership.organisation)
    check_manages(actor, organisation)
    _decide(actor, membership, MembershipState.ENDED, note=reason)
    audit(actor=actor, action="refuse", what=membership)
    is_new = Proposal.objects.filter(membership=membership, is_new=True).exists()
    if is_new and not open_memberships().filter(organisation=organisation).exists():
        _give_up(actor, organisation)


def _give_up(actor: Person | None, organisation: Organisation) -> None:
    organisation.state = OrganisationState.DEACTIVATED
    organisation.uscc = ""
    organisation.name = f"{organisation.name[:100]}（{_('未通过')} {organisation.pk}）"
    organisation.save()
    audit(actor=actor, action="give_up", what=organisation)


def _decide(
    actor: Person | None, membership: Membership, state: MembershipState, note: str = ""
) -> None:
    """Decides a request once; refuses where somebody was quicker."""
    now = timezone.now()
    values = {"state": state, "decided_at": now, "granted_by": actor, "note": note}
    if state == MembershipState.ENDED:
        values["ended_at"] = now
    waiting = Membership.objects.unscoped().filter(pk=membership.pk, state=MembershipState.PENDING)
    if waiting.update(**values) != 1:
        raise RefusedError(_("这份申请已经处理过了。"))


def _adopt(actor: Person | None, membership: Membership, organisation: Organisation) -> None:
    proposal = Proposal.objects.filter(membership=membership).first()
    if proposal is None:
        return
    if Organisation.objects.filter(name=proposal.name).exclude(pk=organisation.pk).exists():
        raise RefusedError(_("更正后的名称已被另一家机构使用，不能采用。"))
    organisation.name, organisation.kind = proposal.name, proposal.kind
    organisation.area = proposal.area
    organisation.save()
    audit(
        actor=actor, action="change", what=organisation, data={"fields": ["name", "kind", "area"]}
    )


def add_roles(
    actor: Person | None, organisation: Organisation, person: Person, roles: Collection[str]
) -> None:
    """Rows for the roles that the person does not hold; a request for one of them is granted."""
    rows = open_memberships().filter(person=person, organisation=organisation, role__in=roles)
    now = timezone.now()
    rows.filter(state=MembershipState.PENDING).update(
        state=MembershipState.ACTIVE, decided_at=now, granted_by=actor
    )
    held = set(rows.values_list("role", flat=True))
    for role in sorted(set(roles) - held):
        Membership.objects.create(
            person=person, organisation=organisation, role=role, granted_by=actor, decided_at=now
        )


@action
@every_row_for(PURPOSE)
def give_roles(
    *, actor: Person | None, organisation: Organisation, person: Person, roles: Collection[str]
) -> None:
    """Makes these the roles of the person in the organisation: no more and no fewer.

    A person without a membership becomes a member; that is the centre's to do.
    """
    organisation = locked(organisation)
    check_manages(actor, organisation)
    held = _roles_of(person, organisation)
    added, taken = set(roles) - held, held - set(roles)
    if not roles:
        raise RefusedError(_("至少要留一个角色；要让这个人离开机构，请结束其成员身份。"))
    check_grants(actor, taken)
    if str(Role.ORGANISATION_ADMIN) in taken:
        check_administrator_stays(organisation, without=person)
    _end(active_memberships().filter(person=person, organisation=organisation, role__in=taken))
    if taken:
        revoke_invitations_by(person, organisation)
    check_gives_to(actor, person, added)
    add_roles(actor, organisation, person, added)
    audit(
        actor=actor,
        action="give_roles",
        what=person,
        data={
            "organisation": organisation.pk,
            "added": sorted(str(role) for role in added),
            "taken": sorted(taken),
        },
    )


def _roles_of(person: Person, organisation: Organisation) -> set[str]:
    rows = active_memberships().filter(person=person, organisation=organisation)
    return set(rows.values_list("role", flat=True))


@action
@every_row_for(PURPOSE)
def add_member(
    *, actor: Person | None, organisation: Organisation, person: Person, role: Role
) -> None:
    """Gives a person one more role in an organisation."""
    organisation = locked(organisation)
    check_active(organisation)
    check_gives_to(actor, person, {str(role)})
    add_roles(actor, organisation, person, {str(role)})
    data = {"organisation": organisation.pk, "added": [str(role)], "taken": []}
    audit(actor=actor, action="give_roles", what=person, data=data)


@action
@every_row_for(PURPOSE)
def transfer_administration(
    *, actor: Person | None, organisation: Organisation, giver: Person, taker: Person
) -> None:
    """Makes one member administrator in another's place, both or neither.

    The giver keeps their other roles; one who had none is no longer a member.
    """
    organisation = locked(organisation)
    check_manages(actor, organisation)
    check_active(organisation)
    if giver == taker or not _roles_of(taker, organisation):
        raise RefusedError(_("只能移交给这家机构的另一位成员。"))
    given = administrators_of(organisation).filter(person=giver)
    if not given.exists():
        raise RefusedError(_("移交的人不是这家机构的管理员。"))
    check_gives_to(actor, taker, {str(Role.ORGANISATION_ADMIN)})
    add_roles(actor, organisation, taker, {str(Role.ORGANISATION_ADMIN)})
    _end(given)
    revoke_invitations_by(giver, organisation)
    if not _roles_of(giver, organisation):
        _announce_end(actor, [giver.pk], organisation)
    audit(
        actor=actor,
        action="transfer_administration",
        what=organisation,
        data={"giver": giver.pk, "taker": taker.pk},
    )


@action
@every_row_for(PURPOSE)
def end_member(*, actor: Person | None, organisation: Organisation, person: Person) -> None:
    """Ends all that the person is in the organisation, and signs them out."""
    organisation = locked(organisation)
    check_manages(actor, organisation)
    check_grants(actor, _roles_of(person, organisation))
    end_person_in(actor=actor, organisation=organisation, person=person)
    end_sessions(people=[person.pk])


@action
@every_row_for(PURPOSE)
def leave(*, person: Person, organisation: Organisation) -> None:
    """The person goes of their own accord."""
    end_person_in(actor=person, organisation=locked(organisation), person=person)


def end_person_in(*, actor: Person | None, organisation: Organisation, person: Person) -> None:
    """Ends the person's memberships there, with the invitations and tokens that came of them.

    Called inside another action's transaction, with the organisation locked.
    """
    rows = open_memberships().filter(person=person, organisation=organisation)
    if not rows.exists():
        raise RefusedError(_("这个人不是这家机构的成员。"))
    check_administrator_stays(organisation, without=person)
    ended = _end(rows)
    revoke_invitations_by(person, organisation)
    _announce_end(actor, [person.pk], organisation)
    data = {"organisation": organisation.pk, "memberships": ended}
    audit(actor=actor, action="end_member", what=person, data=data)


def end_everyone_in(*, actor: Person | None, organisation: Organisation) -> list[int]:
    """Ends every membership and invitation of the organisation; who was in it.

    Called inside another action's transaction, with the organisation locked.
    """
    rows = open_memberships().filter(organisation=organisation)
    people = sorted(set(rows.values_list("person_id", flat=True)))
    _end(rows)
    open_invitations = Invitation.objects.unscoped().filter(
        organisation=organisation, accepted_at=None, revoked_at=None
    )
    _revoke(open_invitations)
    _announce_end(actor, people, organisation)
    end_sessions(people=people)
    return people


def _announce_end(actor: Person | None, people: list[int], organisation: Organisation) -> None:
    access_ended.send(
        sender=Membership, people=people, organisation_id=organisation.pk, actor=actor
    )


def _end(rows: QuerySet[Membership]) -> int:
    return rows.update(state=MembershipState.ENDED, ended_at=timezone.now())


def revoke_invitations_by(person: Person, organisation: Organisation | None = None) -> int:
    """Voids the unused links that the person made, into one organisation or into any."""
    rows = Invitation.objects.unscoped().filter(made_by=person, accepted_at=None, revoked_at=None)
    return _revoke(rows.filter(organisation=organisation) if organisation else rows)


def _revoke(rows: QuerySet[Invitation]) -> int:
    """Voids links; whom they were for is forgotten with them."""
    return rows.update(revoked_at=timezone.now(), name="", email="")
