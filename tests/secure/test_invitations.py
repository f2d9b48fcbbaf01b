"""Invitations: a link shown once, good for one person and seven days."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.organisations import WANG, administrator, centre, member, roles_of, sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.members import invitation_actions
from zhiqiao.web.accounts.models import Invitation, Person
from zhiqiao.web.accounts.refusal import RefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


def invite(client, base="/organisation/", **more):
    """The address that the page shows."""
    form = {"role": "seeker", "name": "李二", "email": "li@example.org"} | more
    link = client.post(f"{base}invite/", form).context["link"]
    return link.removeprefix("http://testserver")


def only():
    return Invitation.objects.unscoped().get()


def test_the_link_is_shown_once_and_stored_as_a_digest(organisation):
    _, client = administrator(organisation)
    address = invite(client)
    token = address.split("/")[2]
    assert len(token) >= 40
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_invitation")
        assert token not in str(cursor.fetchall())
    assert token not in client.get("/organisation/").content.decode()
    assert "李二" in client.get("/organisation/").content.decode()
    assert only().expires_at - timezone.now() < timedelta(days=7)


def test_one_with_an_account_joins_once(organisation):
    _, client = administrator(organisation)
    address = invite(client, role="affairs")
    person = PersonFactory(role=None)
    guest = sign_in(person)
    assert organisation.name in guest.get(address).content.decode()
    assert roles_of(person, organisation) == set()
    assert guest.post(address).url == "/"
    assert roles_of(person, organisation) == {Role.AFFAIRS}
    assert guest.get("/organisation/").status_code == 200
    late = sign_in(PersonFactory(role=None))
    assert (late.get(address).status_code, late.post(address).status_code) == (404, 404)


def test_one_without_an_account_makes_one(organisation):
    _, client = administrator(organisation)
    address = invite(client)
    guest = Client()
    short = guest.post(address, WANG | {"password": "short"})
    assert "password" in short.context["form"].errors
    assert guest.post(address, WANG).url == "/sign-in/"
    person = Person.objects.get(username=WANG["username"])
    assert roles_of(person, organisation) == {Role.SEEKER}
    assert only().accepted_by == person
    assert guest.post(address, WANG | {"username": "second"}).status_code == 404
    assert not Person.objects.filter(username="second").exists()


def test_whom_it_was_for_is_forgotten_once_it_is_used_or_void(organisation):
    _, client = administrator(organisation)
    sign_in(PersonFactory(role=None)).post(invite(client))
    used = only()
    invite(client)
    void = Invitation.objects.unscoped().exclude(pk=used.pk).get()
    client.post(f"/organisation/invitations/{void.pk}/revoke/")
    void.refresh_from_db()
    assert [(each.name, each.email) for each in (used, void)] == [("", "")] * 2


def test_a_revoked_one_and_one_past_its_time_open_nothing(organisation):
    _, client = administrator(organisation)
    guest = sign_in(PersonFactory(role=None))
    revoked = invite(client)
    client.post(f"/organisation/invitations/{only().pk}/revoke/")
    past = invite(client)
    newest = Invitation.objects.unscoped().order_by("-pk").first()
    Invitation.objects.unscoped().filter(pk=newest.pk).update(expires_at=timezone.now())
    for address in (revoked, past, "/invitation/no-such-token/"):
        answers = [guest.get(address), guest.post(address), Client().post(address, WANG)]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert organisation.name not in answers[0].content.decode()
    assert not Person.objects.filter(username=WANG["username"]).exists()


def test_two_who_hold_the_link_do_not_both_join(organisation):
    actor, _ = administrator(organisation)
    made, _token = invitation_actions.invite(
        actor=actor, organisation=organisation, role=Role.SEEKER
    )
    first, second = PersonFactory(role=None), PersonFactory(role=None)
    invitation_actions.accept(person=first, invitation=made)
    with pytest.raises(RefusedError):
        invitation_actions.accept(person=second, invitation=made)
    assert roles_of(second, organisation) == set()


@pytest.mark.parametrize("role", ["operator", "broker", "auditor", "nothing"])
def test_an_administrator_invites_to_no_role_of_staff(organisation, role):
    actor, client = administrator(organisation)
    page = client.post("/organisation/invite/", {"role": role})
    assert "role" in page.context["form"].errors
    if role != "nothing":
        with pytest.raises(RefusedError):
            invitation_actions.invite(actor=actor, organisation=organisation, role=Role(role))


def test_an_administrator_invites_into_no_other_organisation(organisation):
    actor, client = administrator(organisation)
    other = OrganisationFactory()
    assert client.post(f"/organisations/{other.pk}/invite/", {"role": "seeker"}).status_code == 404
    with pytest.raises(RefusedError):
        invitation_actions.invite(actor=actor, organisation=other, role=Role.SEEKER)
    _, stranger = administrator(other)
    invite(client)
    assert stranger.post(f"/organisation/invitations/{only().pk}/revoke/").status_code == 404
    assert only().is_open


def test_a_member_without_administration_invites_nobody(organisation):
    _, client = member(organisation, Role.SEEKER, Role.PROVIDER, Role.AFFAIRS)
    assert client.post("/organisation/invite/", {"role": "seeker"}).status_code == 404


def test_the_centre_invites_staff_into_any_organisation(organisation):
    _, client = centre()
    address = invite(client, f"/organisations/{organisation.pk}/", role="analyst")
    person = PersonFactory(role=None)
    sign_in(person).post(address)
    assert roles_of(person, organisation) == {Role.ANALYST}


def test_an_invitation_cannot_join_two_administrations(settings, organisation):
    actor, _ = member(organisation, Role.SECURITY_ADMIN)
    made, _token = invitation_actions.invite(
        actor=actor, organisation=organisation, role=Role.AUDITOR
    )
    settings.ZHIQIAO_PROFILE = "mlps3"  # switched on while the link was out
    person, _ = member(organisation, Role.SYSTEM_ADMIN)
    with pytest.raises(RefusedError):
        invitation_actions.accept(person=person, invitation=made)
    assert roles_of(person, organisation) == {Role.SYSTEM_ADMIN}
