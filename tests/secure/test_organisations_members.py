"""The people of one organisation: roles, handing over, leaving, switching."""

import pytest
from django.test import Client
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.organisations import administrator, centre, deeds, member, roles_of, sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.members import actions
from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.catalogue.models import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


def give(client, person, *roles, base="/organisation/"):
    return client.post(f"{base}members/{person.pk}/", {"roles": roles}, follow=True)


def test_an_administrator_changes_the_roles_of_members(organisation):
    _, client = administrator(organisation)
    person, _ = member(organisation, Role.SEEKER)
    give(client, person, Role.PROVIDER, Role.AFFAIRS)
    assert roles_of(person, organisation) == {Role.PROVIDER, Role.AFFAIRS}
    assert deeds() == ["give_roles"]


@pytest.mark.parametrize("role", [Role.BROKER, Role.OPERATOR, Role.REVIEWER, Role.AUDITOR])
def test_an_administrator_gives_no_role_of_staff(organisation, role):
    actor, client = administrator(organisation)
    person, _ = member(organisation, Role.SEEKER)
    give(client, person, Role.SEEKER, role)
    assert roles_of(person, organisation) == {Role.SEEKER}
    with pytest.raises(RefusedError):
        actions.give_roles(
            actor=actor, organisation=organisation, person=person, roles={Role.SEEKER, role}
        )


def test_an_administrator_takes_no_role_of_staff(organisation):
    actor, _ = administrator(organisation)
    person, _ = member(organisation, Role.SEEKER, Role.ANALYST)
    for attempt in (
        lambda: actions.give_roles(
            actor=actor, organisation=organisation, person=person, roles={Role.SEEKER}
        ),
        lambda: actions.end_member(actor=actor, organisation=organisation, person=person),
    ):
        with pytest.raises(RefusedError):
            attempt()
    assert roles_of(person, organisation) == {Role.SEEKER, Role.ANALYST}


def test_the_centre_gives_every_role_but_not_to_itself(organisation):
    actor, client = centre()
    person, _ = member(organisation, Role.SEEKER)
    base = f"/organisations/{organisation.pk}/"
    give(client, person, Role.SEEKER, Role.ANALYST, base=base)
    assert roles_of(person, organisation) == {Role.SEEKER, Role.ANALYST}
    own = actor.organisation
    with pytest.raises(RefusedError):
        actions.add_member(actor=actor, organisation=own, person=actor, role=Role.AUDITOR)


def test_a_member_sees_the_others_but_changes_nothing(organisation):
    other, _ = administrator(organisation)
    person, client = member(organisation, Role.SEEKER)
    page = client.get("/organisation/").content.decode()
    assert other.name in page
    assert "邀请成员" not in page
    for tail in (f"members/{other.pk}/", "invite/", "edit/", "code/"):
        assert client.get(f"/organisation/{tail}").status_code == 404
    for tail in ("end/", "transfer/"):
        assert client.post(f"/organisation/members/{other.pk}/{tail}").status_code == 404
    assert roles_of(other, organisation) == {Role.ORGANISATION_ADMIN}
    assert person


def test_an_administrator_reaches_no_other_organisation(organisation):
    _, client = administrator(organisation)
    other = OrganisationFactory(name="CANARY-ORGANISATION")
    person, _ = member(other, Role.SEEKER)
    for address in (
        f"/organisations/{other.pk}/",
        f"/organisations/{other.pk}/members/{person.pk}/",
        f"/organisation/members/{person.pk}/",
        "/organisations/",
        "/registrations/",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "CANARY" not in answer.content.decode()
    assert client.post(f"/organisation/members/{person.pk}/end/").status_code == 404
    assert roles_of(person, other) == {Role.SEEKER}


def test_the_only_administrator_stays_while_others_remain(organisation):
    person, client = administrator(organisation)
    other, _ = member(organisation, Role.SEEKER)
    client.post(f"/my-organisations/{organisation.pk}/leave/")
    give(client, person, Role.SEEKER)
    client.post(f"/organisation/members/{person.pk}/end/")
    assert roles_of(person, organisation) == {Role.ORGANISATION_ADMIN}
    _, staff = centre()
    staff.post(f"/people/{person.pk}/deactivate/")
    person.refresh_from_db()
    assert person.is_active
    client.post(f"/organisation/members/{other.pk}/end/")
    client.post(f"/my-organisations/{organisation.pk}/leave/")
    assert roles_of(person, organisation) == set()


def test_handing_over_is_both_or_neither(organisation):
    giver, client = administrator(organisation)
    taker, _ = member(organisation, Role.SEEKER)
    stranger = PersonFactory()
    address = f"/organisation/members/{giver.pk}/transfer/"
    assert client.post(address, {"taker": stranger.pk}).status_code == 404
    with pytest.raises(RefusedError):
        actions.transfer_administration(
            actor=giver, organisation=organisation, giver=giver, taker=stranger
        )
    assert roles_of(giver, organisation) == {Role.ORGANISATION_ADMIN}
    assert client.post(address, {"taker": taker.pk}).url == "/my-organisations/"
    assert roles_of(giver, organisation) == set()
    assert roles_of(taker, organisation) == {Role.SEEKER, Role.ORGANISATION_ADMIN}
    assert client.get("/organisation/").status_code == 404


def test_someone_in_two_organisations_switches_with_a_new_session_key():
    first, second = OrganisationFactory(), OrganisationFactory()
    person, client = member(first, Role.SEEKER)
    Membership.objects.create(person=person, organisation=second, role=Role.PROVIDER)
    needs = [NeedFactory(organisation=each, status=Status.DRAFT) for each in (first, second)]
    assert client.get(f"/needs/{needs[0].pk}/").status_code == 200
    assert client.get("/offers/new/").status_code == 404
    assert 'name="organisation"' in client.get("/").content.decode()
    key = client.cookies["sessionid"].value
    client.post("/my-organisations/switch/", {"organisation": second.pk})
    assert client.cookies["sessionid"].value != key
    assert client.get(f"/needs/{needs[0].pk}/").status_code == 404
    assert client.get("/offers/new/").status_code == 200
    old = Client()
    old.cookies["sessionid"] = key
    assert old.get("/my-organisations/").status_code == 302


@pytest.mark.parametrize("wanted", ["", "x", "0", "999999999999999999999"])
def test_one_switches_to_ones_own_organisations_only(wanted):
    person = PersonFactory()
    client = sign_in(person)
    foreign = OrganisationFactory()
    for each in (wanted, str(foreign.pk)):
        answer = client.post("/my-organisations/switch/", {"organisation": each})
        assert answer.status_code == 404


def test_an_administrator_edits_area_and_intro_only(organisation):
    _, client = administrator(organisation)
    before = organisation.name
    form = {"area": "溪东区", "intro": "做涂料", "name": "别的名字", "uscc": "X", "kind": "bank"}
    client.post("/organisation/edit/", form)
    organisation.refresh_from_db()
    assert (organisation.area, organisation.intro) == ("溪东区", "做涂料")
    assert (organisation.name, organisation.kind) == (before, "enterprise")


@pytest.mark.parametrize("pair", [("system_admin", "auditor"), ("security_admin", "system_admin")])
def test_the_three_administrations_are_three_people(settings, pair):
    settings.ZHIQIAO_PROFILE = "mlps3"
    home = OrganisationFactory(kind="centre")
    actor = None  # the server: under this profile nobody gives these roles on the site
    person, _ = member(home, pair[0])
    with pytest.raises(RefusedError):
        actions.add_member(
            actor=actor, organisation=OrganisationFactory(), person=person, role=Role(pair[1])
        )
    with pytest.raises(RefusedError):
        actions.give_roles(actor=actor, organisation=home, person=person, roles=set(pair))
    actions.give_roles(actor=actor, organisation=home, person=person, roles={pair[1]})
    assert roles_of(person, home) == {pair[1]}


def test_the_front_page_leads_everyone_to_their_organisations(organisation):
    _, client = administrator(organisation)
    assert 'href="/organisation/"' in client.get("/").content.decode()
    nobody = sign_in(PersonFactory(role=None))
    assert nobody.get("/").url == "/my-organisations/"
    assert "不代表任何机构" in nobody.get("/", follow=True).content.decode()
