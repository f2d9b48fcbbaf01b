"""Nobody rises by their own hand: not by a link to themselves, not into another administration."""

import pytest
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.centre.actions import add_person_with_role, deactivate_person
from zhiqiao.web.accounts.members import invitation_actions
from zhiqiao.web.accounts.models import Invitation, OrganisationKind
from zhiqiao.web.accounts.personal.actions import erase_rows
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signing_in.actions import change_password
from zhiqiao.web.accounts.values import NewPerson
from zhiqiao.web.api import token_actions


@pytest.fixture
def centre(db):
    return OrganisationFactory(kind=OrganisationKind.CENTRE)


@pytest.fixture
def security_admin(centre):
    return PersonFactory(role=Role.SECURITY_ADMIN, organisation=centre)


def invited(actor, centre, role):
    invitation_actions.invite(actor=actor, organisation=centre, role=role, name="", email="")
    return Invitation.objects.unscoped().latest("pk")


@pytest.mark.parametrize("profile", ["standard", "mlps3"])
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.BROKER])
def test_a_link_to_oneself_gives_no_staff_role(centre, security_admin, settings, profile, role):
    settings.ZHIQIAO_PROFILE = profile
    invitation = invited(security_admin, centre, role)
    with pytest.raises(RefusedError):
        invitation_actions.accept(person=security_admin, invitation=invitation)
    security_admin.act_for(None)
    assert not security_admin.may(Permission.LISTING_ALL)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_the_administrations_are_given_on_the_server_alone(centre, security_admin, settings, role):
    settings.ZHIQIAO_PROFILE = "mlps3"
    new = NewPerson(username="new", name="新人", password="Correct-horse-battery-9")
    with pytest.raises(RefusedError):
        add_person_with_role(actor=security_admin, new=new, role=role, organisation=centre)
    with pytest.raises(RefusedError):
        invited(security_admin, centre, role)
    made = add_person_with_role(actor=None, new=new, role=role, organisation=centre)
    for shut_out in (deactivate_person, erase_rows):
        with pytest.raises(RefusedError):
            shut_out(actor=security_admin, person=made)


def test_tokens_end_with_the_old_password(db):
    person = PersonFactory(role=Role.SEEKER)
    token, _text = token_actions.make_token(
        actor=person, name="程序", permissions=[Permission.NEED_WRITE], days=30
    )
    change_password(actor=person, person=person, password="Another-horse-battery-9")
    token.refresh_from_db()
    assert not token.is_valid
