"""Whatever ends access ends all of it: old sessions, old links, old tokens give nothing."""

import pytest
from django.test import Client
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.organisations import centre, member, roles_of, sign_in

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.centre import actions as centre_actions
from zhiqiao.web.accounts.members import actions, invitation_actions
from zhiqiao.web.accounts.models import Membership, MembershipState, Person
from zhiqiao.web.api import token_actions
from zhiqiao.web.catalogue.models import Need, Status

pytestmark = pytest.mark.django_db


def by_ending_the_membership(actor, person, organisation):
    actions.end_member(actor=actor, organisation=organisation, person=person)


def by_deactivating_the_person(actor, person, organisation):
    centre_actions.deactivate_person(actor=actor, person=person)


def by_deactivating_the_organisation(actor, person, organisation):
    centre_actions.deactivate_organisation(actor=actor, organisation=organisation)


def by_merging_it(actor, person, organisation):
    centre_actions.merge(
        actor=actor, source=organisation, target=OrganisationFactory(), ask_for_members=True
    )


def by_leaving(actor, person, organisation):
    actions.leave(person=person, organisation=organisation)


def by_handing_over(actor, person, organisation):
    heir, _ = member(organisation, Role.AFFAIRS)
    actions.give_roles(
        actor=actor,
        organisation=organisation,
        person=person,
        roles={Role.ORGANISATION_ADMIN},
    )
    actions.transfer_administration(
        actor=actor, organisation=organisation, giver=person, taker=heir
    )


def by_taking_the_roles(actor, person, organisation):
    member(organisation, Role.ORGANISATION_ADMIN)
    actions.give_roles(actor=actor, organisation=organisation, person=person, roles={Role.PROVIDER})


def by_deactivating_and_reactivating(actor, person, organisation):
    by_deactivating_the_person(actor, person, organisation)
    centre_actions.reactivate_person(actor=actor, person=person)


WAYS = [
    by_ending_the_membership,
    by_deactivating_the_person,
    by_deactivating_the_organisation,
    by_merging_it,
    by_leaving,
    by_handing_over,
    by_taking_the_roles,
    by_deactivating_and_reactivating,
]


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def admin(organisation):
    return member(organisation, Role.ORGANISATION_ADMIN, Role.SEEKER)


@pytest.mark.parametrize("end", WAYS)
def test_an_old_session_gives_nothing(organisation, admin, end):
    person, client = admin
    need = NeedFactory(organisation=organisation, title="CANARY-NEED", status=Status.DRAFT)
    client.get("/organisation/")
    assert client.get(f"/needs/{need.pk}/").status_code == 200
    end(centre()[0], person, organisation)
    stays = end is by_taking_the_roles  # still a member, so still a reader
    for address in (f"/needs/{need.pk}/edit/", *(() if stays else (f"/needs/{need.pk}/", "/"))):
        assert "CANARY" not in client.get(address).content.decode()
    for address in ("/organisation/invite/", f"/needs/{need.pk}/edit/"):
        assert client.post(address, {"role": "seeker", "title": "x"}).status_code in {302, 404}
    person = Person.objects.get(pk=person.pk)
    assert not person.may(Permission.NEED_WRITE)
    assert not person.may(Permission.MEMBER_WRITE)


@pytest.mark.parametrize("end", WAYS)
def test_a_link_made_before_gives_nothing(organisation, admin, end):
    person, _ = admin
    made, token = invitation_actions.invite(
        actor=person, organisation=organisation, role=Role.ORGANISATION_ADMIN
    )
    end(centre()[0], person, organisation)
    guest = PersonFactory(role=None)
    assert sign_in(guest).post(f"/invitation/{token}/").status_code == 404
    made.refresh_from_db()
    assert made.revoked_at is not None
    assert roles_of(guest, organisation) == set()


@pytest.mark.parametrize("end", WAYS)
def test_a_token_made_before_gives_nothing(organisation, admin, end):
    person, _ = admin
    _, text = token_actions.make_token(
        actor=person, name="夜间同步", permissions=[Permission.NEED_WRITE], days=30
    )

    def create():
        return Client(headers={"authorization": f"Bearer {text}"}).post(
            "/api/v1/needs", {"title": "低温固化"}, content_type="application/json"
        )

    assert create().status_code == 201
    end(centre()[0], person, organisation)
    assert create().status_code in {401, 404}
    assert Need.objects.unscoped().count() == 1


def test_the_right_to_invite_is_looked_at_again_when_the_link_is_used(organisation, admin):
    person, _ = admin
    made, token = invitation_actions.invite(
        actor=person, organisation=organisation, role=Role.SEEKER
    )
    person.memberships.unscoped().filter(role=Role.ORGANISATION_ADMIN).delete()
    assert made.is_open
    assert sign_in(PersonFactory()).get(f"/invitation/{token}/").status_code == 404


def test_a_request_to_join_ends_with_the_account(organisation):
    person = PersonFactory(role=None)
    Membership.objects.create(
        person=person, organisation=organisation, role=Role.SEEKER, state="pending"
    )
    centre_actions.deactivate_person(actor=None, person=person)
    assert roles_of(person, organisation, MembershipState.PENDING) == set()
