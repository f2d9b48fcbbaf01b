"""Editing, merging and deactivating organisations; deactivating people."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.actions import add_organisation, add_person
from zhiqiao.web.accounts.members.actions import (
    add_roles,
    end_everyone_in,
    end_person_in,
    locked,
    revoke_invitations_by,
)
from zhiqiao.web.accounts.members.queries import open_memberships
from zhiqiao.web.accounts.members.rules import (
    check_active,
    check_gives_to,
    check_reaches,
    manages,
)
from zhiqiao.web.accounts.models import (
    Membership,
    MembershipState,
    MergeRequest,
    MergeRequestState,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Person,
    Proposal,
    Registration,
)
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.session_actions import end_sessions
from zhiqiao.web.accounts.signals import (
    access_ended,
    organisation_deactivated,
    organisations_merged,
)
from zhiqiao.web.accounts.values import NewPerson
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.turns import Turn, take_turn

PURPOSE = "an organisation with all that hangs on it"


@action
@every_row_for(PURPOSE)
def edit_organisation(
    *, actor: Person | None, organisation: Organisation, fields: Collection[str]
) -> None:
    """Stores changed facts of an organisation; `fields` says which changed."""
    if not manages(actor, organisation):
        raise RefusedError(_("您不能修改这家机构。"))
    if organisation.uscc:
        organisation.registration = Registration.REGISTERED
    organisation.save(update_fields=[*fields, "registration"])
    audit(actor=actor, action="change", what=organisation, data={"fields": sorted(fields)})


@action
@every_row_for(PURPOSE)
def merge(
    *, actor: Person | None, source: Organisation, target: Organisation, ask_for_members: bool
) -> None:
    """Makes one organisation a part of another, which gets all that the first one owned.

    Nobody gets in with it: the people of the first are out, and signed out. Where
    `ask_for_members`, a request to join the other waits for each of them; an administrator's
    becomes a member's.
    """
    if source.pk == target.pk:
        raise RefusedError(_("不能把机构并入它自己。"))
    take_turn(Turn.MERGERS)  # rows of a third organisation may point at both
    source, target = locked(source), locked(target)
    check_active(source)
    check_active(target)
    roles = list(open_memberships().filter(organisation=source).values_list("person_id", "role"))
    people = end_everyone_in(actor=actor, organisation=source)
    _close(source, target)
    if ask_for_members:
        _ask_for(target, roles)
    organisations_merged.send(sender=Organisation, source=source, target=target, actor=actor)
    data = {"target": target.pk, "people": len(people), "ask_for_members": ask_for_members}
    audit(actor=actor, action="merge", what=source, data=data)


def _close(source: Organisation, target: Organisation) -> None:
    """What pointed at the source points at the target; its code goes along where there is none."""
    code = source.uscc
    Organisation.objects.filter(merged_into=source).update(merged_into=target)
    source.state, source.merged_into = OrganisationState.MERGED, target
    if code and not target.uscc:
        source.uscc = ""
        source.save()
        target.uscc, target.registration = code, source.registration
        target.save()
    source.save()
    waiting = MergeRequest.objects.filter(source=source, state=MergeRequestState.OPEN)
    waiting.update(state=MergeRequestState.MERGED, decided_at=timezone.now())
    wanted = MergeRequest.objects.filter(target=source, state=MergeRequestState.OPEN)
    wanted.filter(source=target).update(state=MergeRequestState.MERGED, decided_at=timezone.now())
    wanted.update(target=target)


def _ask_for(target: Organisation, roles: list[tuple[int, str]]) -> None:
    for person_id, held in sorted(set(roles)):
        role = Role.SEEKER if held == Role.ORGANISATION_ADMIN else Role(held)
        values = {"person_id": person_id, "organisation": target, "role": role}
        if not open_memberships().filter(**values).exists():
            asked = Membership.objects.create(**values, state=MembershipState.PENDING)
            Proposal.objects.create(
                membership=asked, name=target.name, kind=target.kind, area=target.area
            )


@action
@every_row_for(PURPOSE)
def refuse_merge(*, actor: Person, request: MergeRequest) -> None:
    """Leaves both organisations as they are."""
    waiting = MergeRequest.objects.filter(pk=request.pk, state=MergeRequestState.OPEN)
    if waiting.update(state=MergeRequestState.REFUSED, decided_at=timezone.now()) != 1:
        raise RefusedError(_("这份申请已经处理过了。"))
    audit(actor=actor, action="refuse_merge", what=request)


@action
@every_row_for(PURPOSE)
def deactivate_organisation(*, actor: Person | None, organisation: Organisation) -> None:
    """Nobody acts for the organisation any more, and what it published is withdrawn."""
    organisation = locked(organisation)
    check_active(organisation)
    people = end_everyone_in(actor=actor, organisation=organisation)
    organisation.state = OrganisationState.DEACTIVATED
    organisation.save()
    organisation_deactivated.send(sender=Organisation, organisation=organisation, actor=actor)
    audit(actor=actor, action="deactivate", what=organisation, data={"people": len(people)})


@action
@every_row_for(PURPOSE)
def reactivate_organisation(*, actor: Person | None, organisation: Organisation) -> None:
    """The organisation may have members again. Its former ones stay out until invited."""
    organisation = locked(organisation)
    if organisation.state != OrganisationState.DEACTIVATED:
        raise RefusedError(_("只有已停用的机构可以恢复。"))
    organisation.state = OrganisationState.ACTIVE
    organisation.save()
    audit(actor=actor, action="reactivate", what=organisation)


@action
@every_row_for(PURPOSE)
def make_organisation(*, actor: Person | None, name: str, kind: OrganisationKind) -> Organisation:
    """A new organisation without members."""
    return add_organisation(actor=actor, organisation=Organisation(name=name, kind=kind))


@action
@every_row_for(PURPOSE)
def add_person_with_role(
    *, actor: Person | None, new: NewPerson, role: Role, organisation: Organisation
) -> Person:
    """A new person who can sign in at once and act for the organisation in that role."""
    organisation = locked(organisation)
    check_active(organisation)
    person = add_person(actor=actor, new=new)
    check_gives_to(actor, person, {str(role)})
    add_roles(actor, organisation, person, {str(role)})
    data = {"organisation": organisation.pk, "added": [str(role)], "taken": []}
    audit(actor=actor, action="give_roles", what=person, data=data)
    return person


@action
@every_row_for(PURPOSE)
def deactivate_person(*, actor: Person | None, person: Person) -> None:
    """The person can no longer sign in; memberships, sessions, links and tokens end."""
    if actor == person:
        raise RefusedError(_("不能停用自己的账号。"))
    check_reaches(actor, person)
    end_all_access(actor=actor, person=person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit(actor=actor, action="deactivate", what=person)


def end_all_access(*, actor: Person | None, person: Person) -> None:
    """Ends all that the person may do. Called inside another action's transaction.

    Raises:
        RefusedError: an organisation would be left without an administrator.
    """
    rows = open_memberships().filter(person=person).select_related("organisation")
    organisations = {row.organisation_id: row.organisation for row in rows}
    for _key, organisation in sorted(organisations.items()):
        end_person_in(actor=actor, organisation=locked(organisation), person=person)
    revoke_invitations_by(person)
    access_ended.send(sender=Person, people=[person.pk], organisation_id=None, actor=actor)
    end_sessions(people=[person.pk])


@action
@every_row_for(PURPOSE)
def reactivate_person(*, actor: Person | None, person: Person) -> None:
    """The person can sign in again; what they may do must be given anew."""
    if person.erased_at:
        raise RefusedError(_("这个人的数据已删除，不能恢复。"))
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit(actor=actor, action="reactivate", what=person)
