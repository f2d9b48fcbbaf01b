"""Asking to act for an organisation, and a founding one's way to its code."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.actions import add_organisation, add_person
from zhiqiao.web.accounts.members.actions import locked
from zhiqiao.web.accounts.members.queries import open_memberships
from zhiqiao.web.accounts.members.rules import check_manages
from zhiqiao.web.accounts.models import (
    Membership,
    MembershipState,
    MergeRequest,
    MergeRequestState,
    Organisation,
    OrganisationKind,
    Person,
    Proposal,
    Registration,
)
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.values import NewPerson
from zhiqiao.web.audit.actions import action, audit

PURPOSE = "requests to join, by those who are not members yet"


@dataclass(frozen=True, slots=True)
class Claim:
    """The organisation that an applicant asks to act for, as they describe it.

    `organisation_id` None: it is not known yet and comes into being with the request.
    """

    organisation_id: int | None
    uscc: str
    name: str
    kind: str
    area: str
    is_founding: bool = False


@action
@every_row_for(PURPOSE)
def register(*, new: NewPerson, claim: Claim, role: Role) -> Person:
    """Makes an account that waits: it may do nothing until somebody approves it."""
    person = add_person(actor=None, new=new)
    _ask(person, claim, role)
    return person


@action
@every_row_for(PURPOSE)
def ask_to_join(*, person: Person, claim: Claim, role: Role) -> None:
    """Has someone with an account wait for another membership; asking twice changes nothing."""
    _ask(person, claim, role)


def _ask(person: Person, claim: Claim, role: Role) -> None:
    organisation = _claimed(person, claim)
    values = {"person": person, "organisation": organisation, "role": role}
    if open_memberships().filter(**values).exists():
        audit(actor=person, action="ask_again", what=organisation)
        return
    membership = Membership.objects.create(**values, state=MembershipState.PENDING)
    Proposal.objects.create(
        membership=membership,
        is_new=claim.organisation_id is None,
        name=claim.name,
        kind=claim.kind,
        area=claim.area,
    )
    data = {"organisation": organisation.pk, "role": str(role)}
    audit(actor=person, action="ask_to_join", what=membership, data=data)


def _claimed(person: Person, claim: Claim) -> Organisation:
    """The organisation asked for; one that somebody registered meanwhile is that one."""
    if claim.organisation_id is not None:
        return Organisation.objects.get(pk=claim.organisation_id)
    known = claim.uscc and Organisation.objects.filter(uscc=claim.uscc).first()
    if known:
        return known.merged_into or known
    if Organisation.objects.filter(name=claim.name).exists():
        raise RefusedError(_("已有同名的机构，请返回上一步核对。"))
    return add_organisation(
        actor=person,
        organisation=Organisation(
            name=claim.name,
            kind=OrganisationKind(claim.kind),
            area=claim.area,
            uscc=claim.uscc,
            registration=Registration.FOUNDING if claim.is_founding else Registration.REGISTERED,
        ),
    )


@action
@every_row_for(PURPOSE)
def add_code(*, actor: Person, organisation: Organisation, uscc: str) -> bool:
    """Gives an organisation its credit code: now it is registered.

    False: another organisation has that code, and the centre was asked to merge the two.
    """
    organisation = locked(organisation)
    check_manages(actor, organisation)
    if organisation.uscc:
        raise RefusedError(_("这家机构已有统一社会信用代码。"))
    known = Organisation.objects.filter(uscc=uscc).exclude(pk=organisation.pk).first()
    if known is not None:
        _ask_to_merge(actor, organisation, known.merged_into or known)
        return False
    organisation.uscc, organisation.registration = uscc, Registration.REGISTERED
    organisation.save()
    audit(actor=actor, action="add_code", what=organisation)
    return True


def _ask_to_merge(actor: Person, source: Organisation, target: Organisation) -> None:
    waiting = MergeRequest.objects.filter(source=source, state=MergeRequestState.OPEN)
    if waiting.exists():
        raise RefusedError(_("已经提交过合并申请，请等待平台处理。"))
    request = MergeRequest.objects.create(source=source, target=target, asked_by=actor)
    data = {"source": source.pk, "target": target.pk}
    audit(actor=actor, action="ask_to_merge", what=request, data=data)
