"""Links that let people join: making, revoking, accepting."""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.actions import add_person
from zhiqiao.web.accounts.members.actions import add_roles, locked
from zhiqiao.web.accounts.members.invitations import digest_of
from zhiqiao.web.accounts.members.rules import (
    check_gives_to,
    check_grants,
    check_manages,
    is_valid,
)
from zhiqiao.web.accounts.models import Invitation, Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.values import NewPerson
from zhiqiao.web.audit.actions import action, audit

PURPOSE = "invitations, also by those who are not members yet"

VALID_FOR = timedelta(days=7)
TOKEN_BYTES = 32


@action
@every_row_for(PURPOSE)
def invite(
    *, actor: Person, organisation: Organisation, role: Role, name: str = "", email: str = ""
) -> tuple[Invitation, str]:
    """A new invitation, and the secret of its link, which nobody can read again."""
    organisation = locked(organisation)
    check_manages(actor, organisation)
    check_grants(actor, {role})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        name=name,
        email=email,
        token_digest=digest_of(token),
        made_by=actor,
        expires_at=timezone.now() + VALID_FOR,
    )
    data = {"organisation": organisation.pk, "role": str(role)}
    audit(actor=actor, action="invite", what=invitation, data=data)
    return invitation, token


@action
@every_row_for(PURPOSE)
def revoke(*, actor: Person | None, invitation: Invitation) -> None:
    """Voids a link; one that was used or voided before stays as it is."""
    check_manages(actor, invitation.organisation)
    rows = Invitation.objects.unscoped().filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if rows.update(revoked_at=timezone.now(), name="", email="") != 1:
        raise RefusedError(_("这个邀请已被接受或已撤销。"))
    audit(actor=actor, action="revoke", what=invitation)


@action
@every_row_for(PURPOSE)
def accept(*, person: Person, invitation: Invitation) -> None:
    """Makes a signed-in person a member; the link works no more."""
    _take_up(invitation, person)


@action
@every_row_for(PURPOSE)
def accept_as_new(*, invitation: Invitation, new: NewPerson) -> Person:
    """Makes an account and a member of its holder; the link works no more."""
    person = add_person(actor=None, new=new)
    _take_up(invitation, person)
    return person


def _take_up(invitation: Invitation, person: Person) -> None:
    """Uses the link once: of two who come together the second is refused."""
    organisation = locked(invitation.organisation)
    found = Invitation.objects.unscoped().select_for_update().get(pk=invitation.pk)
    found.organisation = organisation
    if not is_valid(found):
        raise RefusedError(_("这个邀请已失效。"))
    is_own = found.made_by == person  # a link to oneself gives no more than one may give oneself
    check_gives_to(person if is_own else None, person, {found.role})
    add_roles(found.made_by, organisation, person, {found.role})
    found.accepted_at, found.accepted_by = timezone.now(), person
    found.name = found.email = ""
    found.save()
    data = {"organisation": organisation.pk, "role": found.role}
    audit(actor=person, action="accept", what=found, data=data)
