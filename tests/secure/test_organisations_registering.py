"""Registering: by credit code or as founders, in three steps; it grants nothing by itself."""

import pytest
from django.test import Client
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.organisations import (
    CODE,
    WANG,
    administrator,
    centre,
    code,
    deeds,
    member,
    register,
    roles_of,
    sign_in,
)
from tests.secure.signing_in import enter

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import (
    Membership,
    MembershipState,
    MergeRequest,
    MergeRequestState,
    Organisation,
    Person,
    Proposal,
)
from zhiqiao.web.catalogue.models import Status

pytestmark = pytest.mark.django_db
FACTS = {"name": "澄湖新材有限公司", "kind": "enterprise", "area": "滨江区"}


def membership_of(username=WANG["username"]):
    return Membership.objects.unscoped().get(person__username=username)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (CODE[:-1] + "A", "校验位"),
        (CODE[:-1], "18 位"),
        ("I" + CODE[1:], "前 8 位"),
        ("", "请填写"),
    ],
)
def test_a_wrong_code_is_told_beside_its_field(typed, words):
    page = Client().post("/register/", {"situation": "registered", "uscc": typed})
    assert words in str(page.context["form"].errors["uscc"])
    assert "营业执照" in page.content.decode()


def test_a_code_in_full_width_small_letters_with_blanks_is_read():
    full_width = "".join(chr(ord(each) + 0xFEE0) for each in CODE.lower())
    client = Client()
    typed = f" {full_width[:9]} {full_width[9:]}"
    client.post("/register/", {"situation": "registered", "uscc": typed})
    assert client.session["registration"]["uscc"] == CODE


def test_a_new_organisation_waits_for_the_centre_and_grants_nothing():
    client = Client()
    assert register(client, uscc=code(1), facts=FACTS).url == "/register/done/"
    organisation = Organisation.objects.get(uscc=code(1))
    assert (organisation.name, organisation.area) == (FACTS["name"], FACTS["area"])
    row = membership_of()
    assert (row.state, row.role) == (MembershipState.PENDING, Role.SEEKER)
    assert row.person.organisation is None
    assert not row.person.may(Permission.NEED_WRITE)
    assert deeds() == ["create_person", "create_organisation", "ask_to_join"]


def test_the_code_itself_says_kind_and_region():
    client = Client()
    client.post("/register/", {"situation": "registered", "uscc": code(2)})
    form = client.get("/register/organisation/").context["form"]
    assert (form["kind"].value(), form["area"].value()) == ("enterprise", "滨江区")


def test_a_known_organisation_shows_only_name_kind_and_area():
    known = OrganisationFactory(
        uscc=CODE, name="云溪机电有限公司", area="溪东区", intro="CANARY-INTRO", code="CANARY-CODE"
    )
    NeedFactory(organisation=known, title="CANARY-NEED", status=Status.DRAFT)
    PersonFactory(organisation=known, name="CANARY-PERSON")
    client = Client()
    client.post("/register/", {"situation": "registered", "uscc": CODE})
    page = client.get("/register/organisation/").content.decode()
    assert "云溪机电有限公司" in page
    assert "溪东区" in page
    assert "CANARY" not in page


def test_typing_somebody_elses_code_gives_nothing():
    known = OrganisationFactory(uscc=CODE)
    need = NeedFactory(organisation=known, title="CANARY-NEED", status=Status.DRAFT)
    register(Client(), uscc=CODE, role="seeker")
    client, _ = enter(membership_of().person)
    for address in ("/", "/needs/", "/organisation/", f"/needs/{need.pk}/", "/my-organisations/"):
        assert "CANARY" not in client.get(address).content.decode()
    assert client.get(f"/needs/{need.pk}/").status_code == 404
    assert client.get("/organisation/").status_code == 404
    assert client.post("/my-organisations/switch/", {"organisation": known.pk}).status_code == 404


def test_corrections_change_nothing_until_the_centre_takes_them_over():
    known = OrganisationFactory(uscc=CODE, name="旧名有限公司")
    register(Client(), uscc=CODE, facts={"name": "新名有限公司"})
    known.refresh_from_db()
    assert known.name == "旧名有限公司"
    row = membership_of()
    _, client = centre()
    page = client.get(f"/organisations/{known.pk}/requests/{row.pk}/").content.decode()
    assert "新名有限公司" in page
    answer = {"decision": "approve", "as_admin": "on", "adopt": "on"}
    client.post(f"/organisations/{known.pk}/requests/{row.pk}/", answer)
    known.refresh_from_db()
    assert known.name == "新名有限公司"
    assert roles_of(row.person, known) == {Role.SEEKER, Role.ORGANISATION_ADMIN}


def test_answers_do_not_tell_whether_anyone_is_a_member():
    empty, staffed = OrganisationFactory(uscc=code(3)), OrganisationFactory(uscc=code(4))
    administrator(staffed)
    pages = []
    for number, organisation in ((3, empty), (4, staffed)):
        client = Client()
        client.post("/register/", {"situation": "registered", "uscc": code(number)})
        texts = [client.get("/register/organisation/").content.decode()]
        facts = {"name": organisation.name, "kind": "enterprise", "area": organisation.area}
        client.post("/register/organisation/", facts)
        texts.append(client.get("/register/person/").content.decode())
        sent = client.post(
            "/register/person/", WANG | {"role": "seeker", "username": f"applicant-{number}"}
        )
        texts.append(client.get(sent.url).content.decode())
        pages.append([_plain(text, organisation) for text in texts])
    assert pages[0] == pages[1]


def _plain(text, organisation):
    kept = [line for line in text.splitlines() if "csrf" not in line.lower()]
    return "\n".join(kept).replace(organisation.name, "NAME")


def test_asking_again_for_what_one_has_gets_the_same_answer():
    organisation = OrganisationFactory(uscc=CODE)
    person, client = member(organisation, Role.SEEKER)
    answers = []
    for _ in range(2):
        client.post("/register/", {"situation": "registered", "uscc": CODE})
        facts = {"name": organisation.name, "kind": "enterprise"}
        client.post("/register/organisation/", facts)
        answers.append(client.post("/register/person/", {"role": "seeker"}).url)
    assert answers == ["/register/done/"] * 2
    assert Membership.objects.unscoped().filter(person=person).count() == 1


def test_founders_register_without_a_code_and_add_it_later():
    register(Client(), facts=FACTS | {"name": "澄湖新材创业团队"})
    row = membership_of()
    organisation = row.organisation
    assert (organisation.registration, organisation.uscc) == ("founding", "")
    _, client = centre()
    client.post(
        f"/organisations/{organisation.pk}/requests/{row.pk}/",
        {"decision": "approve", "as_admin": "on"},
    )
    founder, _ = enter(row.person)
    wrong = founder.post("/organisation/code/", {"uscc": CODE[:-1] + "A"})
    assert "校验位" in str(wrong.context["form"].errors)
    assert founder.post("/organisation/code/", {"uscc": CODE}).url == "/organisation/"
    organisation.refresh_from_db()
    assert (organisation.registration, organisation.uscc) == ("registered", CODE)


def test_a_code_that_another_organisation_has_becomes_a_request_to_merge():
    known = OrganisationFactory(uscc=CODE)
    founding = OrganisationFactory(registration="founding")
    _, client = administrator(founding)
    assert client.post("/organisation/code/", {"uscc": CODE}).url == "/organisation/"
    asked = MergeRequest.objects.get()
    assert (asked.source, asked.target) == (founding, known)
    assert "等待技术转移中心核实" in client.get("/organisation/").content.decode()
    again = client.post("/organisation/code/", {"uscc": CODE})
    assert "已经提交过" in again.content.decode()
    _, staff = centre()
    assert known.name in staff.get("/registrations/").content.decode()
    staff.post(f"/registrations/merge/{asked.pk}/refuse/")
    asked.refresh_from_db()
    assert asked.state == MergeRequestState.REFUSED


def test_the_code_of_a_merged_organisation_leads_to_what_it_became():
    target = OrganisationFactory(name="合并后的公司")
    OrganisationFactory(uscc=CODE, state="merged", merged_into=target)
    register(Client(), uscc=CODE)
    assert membership_of().organisation == target


def test_the_code_of_a_deactivated_organisation_is_refused():
    OrganisationFactory(uscc=CODE, state="deactivated")
    page = Client().post("/register/", {"situation": "registered", "uscc": CODE})
    assert "已停用" in str(page.context["form"].errors)


def test_a_namesake_must_be_meant():
    namesake = OrganisationFactory(name=FACTS["name"])
    client = Client()
    client.post("/register/", {"situation": "registered", "uscc": code(5)})
    page = client.post("/register/organisation/", FACTS)
    assert "已有同名" in str(page.context["form"].errors)
    assert client.post("/register/organisation/", FACTS | {"is_that_one": "on"}).status_code == 302
    client.post("/register/person/", WANG | {"role": "provider"})
    namesake.refresh_from_db()
    assert membership_of().organisation == namesake
    assert namesake.uscc == ""


def test_two_who_register_the_same_code_ask_for_the_same_organisation():
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/register/", {"situation": "registered", "uscc": code(6)})
        client.post("/register/organisation/", FACTS)
    first.post("/register/person/", WANG | {"role": "seeker"})
    second.post("/register/person/", WANG | {"role": "seeker", "username": "li-er"})
    assert Organisation.objects.filter(uscc=code(6)).count() == 1
    assert membership_of().organisation == membership_of("li-er").organisation


def test_a_refused_registration_frees_code_and_name():
    register(Client(), uscc=code(7), facts=FACTS)
    row = membership_of()
    _, client = centre()
    address = f"/organisations/{row.organisation_id}/requests/{row.pk}/"
    without = client.post(address, {"decision": "refuse"})
    assert "请写明理由" in str(without.context["form"].errors)
    client.post(address, {"decision": "refuse", "reason": "请用单位邮箱联系我们"})
    row.refresh_from_db()
    assert row.state == MembershipState.ENDED
    assert not Organisation.objects.filter(uscc=code(7)).exists()
    applicant, _ = enter(row.person)
    assert "请用单位邮箱联系我们" in applicant.get("/my-organisations/").content.decode()
    register(Client(), uscc=code(7), facts=FACTS, username="honest")
    assert membership_of("honest").organisation.name == FACTS["name"]


def test_the_administrator_decides_where_there_is_one():
    organisation = OrganisationFactory(uscc=CODE)
    _, client = administrator(organisation)
    register(Client(), uscc=CODE, role="affairs")
    row = membership_of()
    assert "等待您审核" in client.get("/organisation/").content.decode()
    client.post(f"/organisation/requests/{row.pk}/", {"decision": "approve"})
    assert roles_of(row.person, organisation) == {Role.AFFAIRS}
    again = client.post(f"/organisation/requests/{row.pk}/", {"decision": "approve"})
    assert again.status_code == 404


def test_the_administrator_of_another_organisation_does_not_decide():
    organisation = OrganisationFactory(uscc=CODE)
    register(Client(), uscc=CODE)
    row = membership_of()
    _, stranger = administrator(OrganisationFactory())
    for address in (
        f"/organisation/requests/{row.pk}/",
        f"/organisations/{organisation.pk}/requests/{row.pk}/",
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"decision": "approve"}).status_code == 404
    assert roles_of(row.person, organisation) == set()


def test_an_administrator_cannot_take_over_corrections():
    organisation = OrganisationFactory(uscc=CODE, name="旧名有限公司")
    _, client = administrator(organisation)
    register(Client(), uscc=CODE, facts={"name": "新名有限公司"})
    row = membership_of()
    client.post(f"/organisation/requests/{row.pk}/", {"decision": "approve", "adopt": "on"})
    organisation.refresh_from_db()
    assert organisation.name == "旧名有限公司"
    assert roles_of(row.person, organisation) == set()


@pytest.mark.parametrize("role", ["operator", "organisation_admin", "broker", "auditor"])
def test_nobody_registers_as_more_than_a_member(role):
    client = Client()
    client.post("/register/", {"situation": "registered", "uscc": code(8)})
    client.post("/register/organisation/", FACTS)
    page = client.post("/register/person/", WANG | {"role": role})
    assert "role" in page.context["form"].errors
    assert not Person.objects.filter(username=WANG["username"]).exists()


def test_more_fields_than_asked_for_change_nothing():
    client = Client()
    more = {"is_active": "", "state": "active", "is_demo": "on", "organisation_id": "1"}
    register(client, uscc=code(9), facts=FACTS | more, **more)
    row = membership_of()
    assert row.state == MembershipState.PENDING
    assert (row.person.is_demo, row.person.is_active) == (False, True)


def test_steps_cannot_be_skipped():
    client = Client()
    assert client.get("/register/organisation/").url == "/register/"
    assert client.post("/register/person/", WANG | {"role": "seeker"}).url == "/register/"


def test_one_address_looks_up_codes_so_often_and_no_more():
    form = {"situation": "registered", "uscc": CODE}
    answers = [
        Client(REMOTE_ADDR="203.0.113.9").post("/register/", form).status_code for _ in range(31)
    ]
    assert answers == [302] * 30 + [429]
    assert Client(REMOTE_ADDR="203.0.113.10").post("/register/", form).status_code == 302


def test_the_password_is_never_in_the_session():
    client = Client()
    client.post("/register/", {"situation": "registered", "uscc": code(10)})
    client.post("/register/organisation/", FACTS)
    client.post("/register/person/", WANG | {"role": "nothing"})
    assert WANG["password"] not in str(dict(client.session))
    assert WANG["name"] not in str(dict(client.session))


def test_one_with_an_account_asks_for_a_second_organisation():
    person = PersonFactory(role=Role.SEEKER)
    client = sign_in(person)
    client.post("/register/", {"situation": "registered", "uscc": code(11)})
    client.post("/register/organisation/", FACTS)
    page = client.get("/register/person/").content.decode()
    assert 'name="password"' not in page
    client.post("/register/person/", {"role": "provider"})
    asked = Organisation.objects.get(uscc=code(11))
    assert roles_of(person, asked, MembershipState.PENDING) == {Role.PROVIDER}
    assert Proposal.objects.get().is_new


def test_the_first_of_a_new_enterprise_may_apply_for_policies():
    register(Client(), uscc=code(12), facts=FACTS)
    row = membership_of()
    _, client = centre()
    address = f"/organisations/{row.organisation_id}/requests/{row.pk}/"
    client.post(address, {"decision": "approve", "as_admin": "on"})
    expected = {Role.SEEKER, Role.ORGANISATION_ADMIN, Role.AFFAIRS}
    assert roles_of(row.person, row.organisation) == expected
