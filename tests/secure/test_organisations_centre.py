"""The centre's pages: finding, merging and deactivating organisations; people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory
from tests.secure.organisations import CODE, administrator, centre, code, deeds, member, roles_of

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.centre import actions
from zhiqiao.web.accounts.models import MembershipState, MergeRequest, Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.catalogue.models import Need, Offer, Status

pytestmark = pytest.mark.django_db
QUERIES_MAX = 15


@pytest.fixture
def client():
    return centre()[1]


def names(answer):
    return [row.name for row in answer.context["page"]]


def test_organisations_are_found_by_name_code_and_credit_code(client):
    found = OrganisationFactory(name="澄湖新材有限公司", uscc=CODE, code="org-4711")
    OrganisationFactory(name="溪东机电有限公司")
    for words in ("澄湖", "org-4711", CODE, CODE[:10], CODE.lower()):
        assert names(client.get("/organisations/", {"q": words})) == [found.name]
    assert "没有找到" in client.get("/organisations/", {"q": "查无此名"}).content.decode()


def test_lists_ask_as_many_questions_whatever_their_length(client):
    counted = []
    client.get("/people/")  # asks once what every page asks, and remembers it
    for _ in range(2):
        for _ in range(12):
            administrator(OrganisationFactory())
        for address in ("/organisations/", "/people/", "/registrations/"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
    assert counted[:3] == counted[3:]
    assert max(counted) <= QUERIES_MAX


def test_pages_after_the_first(client):
    for _ in range(31):
        PersonFactory(role=None)
    assert client.get("/people/").context["page"].paginator.num_pages == 2
    assert client.get("/people/?page=2").context["page"].number == 2


def test_people_are_found_by_name_contact_and_organisation(client):
    organisation = OrganisationFactory(name="澄湖新材有限公司")
    person = PersonFactory(
        name="林知夏", phone="13900001111", role=Role.SEEKER, organisation=organisation
    )
    PersonFactory(name="别人")
    for query in ({"q": "知夏"}, {"q": "1390000"}, {"q": "澄湖"}, {"role": "seeker"}):
        found = client.get("/people/", query).context["rows"]
        assert [each for each, _ in found] == [person]


def test_a_person_is_added_with_a_role_and_further_ones(client):
    organisation, other = OrganisationFactory(), OrganisationFactory()
    form = {"username": "wang", "name": "王一", "password": "correct horse battery"}
    form |= {"role": "seeker", "organisation": organisation.name}
    assert client.post("/people/", form).status_code == 302
    person = Person.objects.get(username="wang")
    assert roles_of(person, organisation) == {Role.SEEKER}
    client.post(f"/people/{person.pk}/", {"role": "provider", "organisation": other.code})
    assert roles_of(person, other) == {Role.PROVIDER}
    unknown = client.post("/people/", form | {"username": "x", "organisation": "查无此名"})
    assert "没有这家机构" in str(unknown.context["form"].errors["organisation"])
    offered = client.get("/people/organisation-names/", {"organisation": other.name[:4]})
    assert other.name in offered.content.decode()


def test_a_merge_moves_what_was_owned_and_lets_nobody_in(client):
    source, target = OrganisationFactory(uscc=CODE), OrganisationFactory()
    person, _ = member(source, Role.SEEKER)
    chief, _ = administrator(source)
    need = NeedFactory(organisation=source, status=Status.DRAFT)
    offer = OfferFactory(organisation=source)
    shown = client.get(f"/organisations/{source.pk}/merge/?target={target.pk}").content.decode()
    assert "2 位成员立即失去权限" in shown
    form = {"target": target.pk, "ask_for_members": "on"}
    assert client.post(f"/organisations/{source.pk}/merge/", form).status_code == 302
    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.state, source.merged_into) == ("merged", target)
    assert (source.uscc, target.uscc) == ("", CODE)
    assert Need.objects.unscoped().get(pk=need.pk).organisation == target
    assert Offer.objects.unscoped().get(pk=offer.pk).organisation == target
    assert roles_of(person, source) == roles_of(person, target) == set()
    assert roles_of(person, target, MembershipState.PENDING) == {Role.SEEKER}
    assert roles_of(chief, target, MembershipState.PENDING) == {Role.SEEKER}
    assert {"move", "merge"} <= set(deeds())


def test_a_merge_without_requests_asks_for_nobody(client):
    source, target = OrganisationFactory(), OrganisationFactory()
    person, _ = member(source, Role.SEEKER)
    client.post(f"/organisations/{source.pk}/merge/", {"target": target.pk})
    assert roles_of(person, target, MembershipState.PENDING) == set()


def test_what_was_merged_before_follows_and_requests_are_done(client):
    first, second, third = (OrganisationFactory() for _ in range(3))
    asked = MergeRequest.objects.create(source=second, target=third)
    client.post(f"/organisations/{first.pk}/merge/", {"target": second.pk})
    client.post(f"/organisations/{second.pk}/merge/", {"target": third.pk})
    first.refresh_from_db()
    asked.refresh_from_db()
    assert first.merged_into == third
    assert asked.state == "merged"


def test_merges_that_make_no_sense_are_refused(client):
    organisation = OrganisationFactory()
    gone = OrganisationFactory(state="deactivated")
    address = f"/organisations/{organisation.pk}/merge/"
    for target in (organisation.pk, gone.pk, 0):
        assert client.post(address, {"target": target}).status_code == 404
    with pytest.raises(RefusedError):
        actions.merge(actor=None, source=organisation, target=organisation, ask_for_members=False)
    with pytest.raises(RefusedError):
        actions.merge(actor=None, source=organisation, target=gone, ask_for_members=False)
    assert Organisation.objects.get(pk=organisation.pk).state == "active"


def test_deactivation_withdraws_what_was_published(client):
    organisation = OrganisationFactory()
    need = NeedFactory(organisation=organisation)
    draft = NeedFactory(organisation=organisation, status=Status.DRAFT)
    assert "撤回" in client.get(f"/organisations/{organisation.pk}/deactivate/").content.decode()
    client.post(f"/organisations/{organisation.pk}/deactivate/")
    stored = Need.objects.unscoped()
    assert stored.get(pk=need.pk).status == Status.WITHDRAWN
    assert stored.get(pk=draft.pk).status == Status.DRAFT
    client.post(f"/organisations/{organisation.pk}/reactivate/")
    assert Organisation.objects.get(pk=organisation.pk).state == "active"
    assert stored.get(pk=need.pk).status == Status.WITHDRAWN


def test_the_centre_edits_name_and_code(client):
    organisation, other = OrganisationFactory(), OrganisationFactory(uscc=code(1))
    form = {"name": "新名有限公司", "kind": "bank", "area": "溪东区", "intro": "", "uscc": CODE}
    client.post(f"/organisations/{organisation.pk}/edit/", form)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind, organisation.uscc) == (
        "新名有限公司",
        "bank",
        CODE,
    )
    taken = client.post(f"/organisations/{organisation.pk}/edit/", form | {"uscc": other.uscc})
    assert "另一家机构已有" in str(taken.context["form"].errors["uscc"])


def test_nobody_deactivates_themselves():
    person, client = centre()
    client.post(f"/people/{person.pk}/deactivate/")
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.parametrize("role", [Role.BROKER, Role.ORGANISATION_ADMIN, Role.AUDITOR])
def test_others_do_not_reach_these_pages(role):
    organisation = OrganisationFactory()
    _, client = member(organisation, role)
    target = PersonFactory()
    for address in (
        "/organisations/",
        "/registrations/",
        "/people/",
        f"/people/{target.pk}/",
        f"/organisations/{organisation.pk}/",
        f"/organisations/{organisation.pk}/merge/",
        f"/people/{target.pk}/erase/",
    ):
        assert client.get(address).status_code == 404
    for address in (
        f"/people/{target.pk}/deactivate/",
        f"/people/{target.pk}/erase/",
        f"/organisations/{organisation.pk}/deactivate/",
        f"/organisations/{organisation.pk}/merge/",
    ):
        assert client.post(address, {"target": organisation.pk}).status_code == 404
    target.refresh_from_db()
    assert target.is_active
