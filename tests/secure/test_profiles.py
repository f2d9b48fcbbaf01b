"""Profiles: who sees which fact, on pages, in files and in assessments; history; decisions."""

import re
from datetime import date

import pytest
from django.test import Client
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role, UnscopedError
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.profiles.actions import FactChangedError, Statement, confirm_fact, state_fact
from zhiqiao.web.profiles.models import Fact, FactState, Source, Visibility
from zhiqiao.web.profiles.queries import counting_on, current_facts

pytestmark = pytest.mark.django_db

SEEN = {
    Visibility.OWN: "11111",
    Visibility.CENTRE: "22222",
    Visibility.REVIEWERS: "33333",
    Visibility.EVERYONE: "44444",
}
NAMES = ("从业人员", "科技人员数", "上年度营业收入", "上年度研发费用")


def sign_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer):
    """What an answer says, also where it comes in pieces."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode()


def fact_of(organisation, name="从业人员", value="120", **more):
    usual = {
        "unit": "人",
        "as_of": date(2026, 1, 31),
        "source": Source.DEPARTMENT,
        "visibility": Visibility.EVERYONE,
    }
    made = Fact(organisation=organisation, name=name, value=value, **(usual | more))
    made.save()
    return made


@pytest.fixture
def firm():
    return OrganisationFactory(kind=OrganisationKind.ENTERPRISE)


@pytest.fixture
def affairs(firm):
    return PersonFactory(role=Role.AFFAIRS, organisation=firm)


@pytest.fixture
def client(affairs):
    return sign_in(affairs)


@pytest.fixture
def shared(firm):
    """One fact for each visibility."""
    for name, (visibility, value) in zip(NAMES, SEEN.items(), strict=True):
        fact_of(firm, name, value, visibility=visibility)
    return firm


VISITORS = [
    (Role.AFFAIRS, True, {"own", "centre", "reviewers", "everyone"}),
    (Role.ORGANISATION_ADMIN, True, {"own", "centre", "reviewers", "everyone"}),
    (Role.PROVIDER, True, {"everyone"}),
    (Role.AFFAIRS, False, {"everyone"}),
    (Role.BROKER, False, {"centre", "reviewers", "everyone"}),
    (Role.LIAISON, False, {"everyone"}),
    (Role.REVIEWER, False, {"reviewers", "everyone"}),
    (Role.ANALYST, False, {"everyone"}),
    (None, False, {"everyone"}),
]


def visitor(role, organisation):
    return PersonFactory(role=role, organisation=organisation)


@pytest.mark.parametrize(("role", "is_own", "seen"), VISITORS)
def test_a_fact_is_seen_by_those_its_organisation_chose(shared, role, is_own, seen):
    person = visitor(role, shared if is_own else OrganisationFactory())
    assert {fact.visibility for fact in current_facts(person, shared)} == seen


def pages_of(role, is_own, organisation):
    start = "/profile/" if is_own else f"/organisations/{organisation.pk}/profile/"
    return [start, f"{start}facts/", f"{start}export/csv/"] + [
        f"{start}facts/{name}/" for name in NAMES
    ]


@pytest.mark.parametrize(("role", "is_own", "seen"), VISITORS)
def test_no_page_and_no_file_shows_a_hidden_value(shared, role, is_own, seen):
    person = visitor(role, shared if is_own else OrganisationFactory())
    hidden = {value for visibility, value in SEEN.items() if visibility not in seen}
    answers = [sign_in(person).get(page) for page in pages_of(role, is_own, shared)]
    text = " ".join(text_of(each) for each in answers).replace(",", "")
    assert not [value for value in hidden if value in text]
    may_look = role in {Role.AFFAIRS, Role.ORGANISATION_ADMIN} if is_own else len(seen) > 1
    assert {each.status_code for each in answers} == ({200} if may_look else {404})
    if may_look:
        assert all(SEEN[visibility] in text for visibility in seen)


def test_what_else_there_is_changes_nothing_for_those_who_do_not_see_it(firm):
    reviewer = sign_in(PersonFactory(role=Role.REVIEWER))
    fact_of(firm, "科技人员数", "50")
    page = f"/organisations/{firm.pk}/profile/"
    token = re.compile(r'(?:X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+')
    before = token.sub("", reviewer.get(page).content.decode())
    fact_of(firm, "从业人员", "120", visibility=Visibility.OWN)
    assert token.sub("", reviewer.get(page).content.decode()) == before


def test_reading_without_saying_for_whom_is_refused(shared):
    with pytest.raises(UnscopedError):
        list(Fact.objects.all())


def test_a_fact_is_never_rewritten_nor_removed(firm):
    fact = fact_of(firm)
    with pytest.raises(TypeError):
        fact.save()
    with pytest.raises(TypeError):
        fact.delete()


def test_what_the_organisation_states_is_confirmed_and_replaces_what_stood(client, firm, affairs):
    old = fact_of(firm, period="2025", visibility=Visibility.CENTRE)
    form = {"value": "130人", "period": "2025年", "as_of": "2026-02-01"}
    assert client.post("/profile/facts/employees/", form).status_code == 302
    new = Fact.objects.unscoped().current().get()
    assert (new.value, new.unit, new.period, new.replaces) == ("130", "人", "2025", old)
    assert (new.state, new.source, new.confirmed_by) == ("confirmed", "self", affairs)
    assert new.visibility == Visibility.CENTRE
    assert Fact.objects.unscoped().get(pk=old.pk).state == FactState.REPLACED
    row = AuditRow.objects.latest("pk")
    assert row.action == "state_fact"
    assert "employees" in row.data
    assert str(old.pk) in row.data
    page = client.get("/profile/facts/employees/").content.decode()
    assert "130 人" in page
    assert "120 人" in page


def test_another_period_stands_beside_the_first(client, firm):
    fact_of(firm, period="2024")
    client.post(
        "/profile/facts/employees/", {"value": "130", "period": "2025", "as_of": "2026-02-01"}
    )
    assert Fact.objects.unscoped().current().count() == 2
    counted = counting_on(Fact.objects.unscoped().current(), date(2026, 11, 1))
    assert counted["从业人员"].value == "130"
    assert counting_on(Fact.objects.unscoped(), date(2024, 11, 1))["从业人员"].value == "120"


@pytest.mark.parametrize(
    ("code", "form", "field"),
    [
        ("employees", {"value": "一百"}, "value"),
        ("employees", {"value": ""}, "value"),
        ("employees", {"value": "无数据"}, "value"),
        ("employees", {"value": "5", "period": "去年"}, "period"),
        ("employees", {"value": "5", "as_of": "2999-01-01"}, "as_of"),
        ("employees", {"value": "5", "as_of": "昨天"}, "as_of"),
        ("sme_size", {"value": "巨型"}, "value"),
        ("honors", {"value": "自称龙头企业"}, "value"),
    ],
)
def test_what_the_dictionary_does_not_accept_is_shown_beside_the_field(client, code, form, field):
    answer = client.post(f"/profile/facts/{code}/", {"as_of": "2026-01-31"} | form)
    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert not Fact.objects.unscoped().exists()


def test_none_of_a_set_is_not_the_same_as_unknown(client):
    client.post("/profile/facts/honors/", {"as_of": "2026-01-31"})
    assert Fact.objects.unscoped().get().value == "[]"


def decide(client, fact, **form):
    return client.post(f"/profile/rows/{fact.pk}/decision/", form)


def test_the_organisation_confirms(client, firm, affairs):
    fact = fact_of(firm)
    decide(client, fact, confirm="1")
    fact = Fact.objects.unscoped().get()
    assert (fact.state, fact.confirmed_by) == (FactState.CONFIRMED, affairs)
    assert AuditRow.objects.latest("pk").action == "confirm_fact"


def test_a_disputed_fact_says_why_and_counts_as_unknown(client, firm):
    fact = fact_of(firm)
    assert decide(client, fact, dispute="1", reason="").context["dispute_form"].errors["reason"]
    decide(client, fact, dispute="1", reason="含劳务派遣 30 人")
    fact = Fact.objects.unscoped().get()
    assert (fact.state, fact.dispute_reason) == (FactState.DISPUTED, "含劳务派遣 30 人")
    assert counting_on([fact], date(2026, 11, 1)) == {}
    assert "含劳务派遣" not in str(AuditRow.objects.latest("pk").data)
    decide(client, fact, confirm="1")
    assert Fact.objects.unscoped().get().dispute_reason == ""


def test_a_withdrawn_fact_is_unknown_and_stays_as_history(client, firm):
    decide(client, fact_of(firm), withdraw="1")
    assert not Fact.objects.unscoped().current().exists()
    assert "120 人" in client.get("/profile/facts/employees/").content.decode()


def test_a_fact_that_was_replaced_meanwhile_is_not_confirmed(client, firm, affairs):
    old = fact_of(firm)
    state_fact(actor=affairs, organisation=firm, statement=Statement("从业人员", "99"))
    assert decide(client, old, confirm="1").status_code == 404
    with pytest.raises(FactChangedError):
        confirm_fact(actor=affairs, fact=old)
    with pytest.raises(FactChangedError):
        state_fact(
            actor=affairs, organisation=firm, statement=Statement("从业人员", "9"), replaces=old.pk
        )


def test_who_corrects_what_was_corrected_meanwhile_is_asked_to_look_again(client, firm, affairs):
    old = fact_of(firm, period="2025")
    newer = Statement("从业人员", "99", period="2025")
    state_fact(actor=affairs, organisation=firm, statement=newer)
    form = {"value": "130", "period": "2025", "as_of": "2026-02-01", "replaces": old.pk}
    answer = client.post("/profile/facts/employees/", form)
    assert answer.context["form"].non_field_errors()
    assert Fact.objects.unscoped().current().get().value == "99"
    for period in ("2024", "2025"):
        more = {"period": period, "replaces": "" if period == "2025" else old.pk}
        assert client.post("/profile/facts/employees/", form | more).status_code == 302


def test_all_that_waits_is_confirmed_up_to_what_was_shown(client, firm):
    seen = fact_of(firm)
    fact_of(firm, "科技人员数", "50")
    client.post("/profile/confirmation/", {"newest": seen.pk})
    states = dict(Fact.objects.unscoped().values_list("name", "state"))
    assert states == {"从业人员": "confirmed", "科技人员数": "stated"}
    assert client.post("/profile/confirmation/", {"newest": "x"}).status_code == 404


def test_sharing_holds_for_every_period_and_the_history(client, firm):
    fact_of(firm, period="2024", state=FactState.REPLACED)
    fact_of(firm, period="2024")
    fact_of(firm, period="2025")
    client.post("/profile/facts/employees/visibility/", {"visibility": "own"})
    assert set(Fact.objects.unscoped().values_list("visibility", flat=True)) == {"own"}
    answer = client.post("/profile/facts/employees/visibility/", {"visibility": "nobody"})
    assert answer.context["visibility_form"].errors


@pytest.mark.parametrize("role", [Role.ORGANISATION_ADMIN, Role.BROKER, Role.REVIEWER])
def test_those_who_only_read_change_nothing(firm, role):
    fact = fact_of(firm)
    other = sign_in(PersonFactory(role=role, organisation=firm))
    for page, form in (
        ("/profile/facts/employees/", {"value": "1", "as_of": "2026-01-31"}),
        ("/profile/facts/employees/visibility/", {"visibility": "own"}),
        (f"/profile/rows/{fact.pk}/decision/", {"confirm": "1"}),
        ("/profile/confirmation/", {"newest": fact.pk}),
    ):
        assert other.post(page, form).status_code == 404
    assert Fact.objects.unscoped().get().state == FactState.STATED


def test_facts_of_another_organisation_are_not_there(client):
    fact = fact_of(OrganisationFactory())
    assert decide(client, fact, confirm="1").status_code == 404
    assert client.get(f"/organisations/{fact.organisation_id}/profile/").status_code == 404


def test_nobody_but_the_form_chooses_whose_fact_it_is(client, firm):
    other = OrganisationFactory()
    form = {"value": "7", "as_of": "2026-01-31", "organisation": other.pk, "source": "department"}
    client.post("/profile/facts/employees/", form | {"state": "stated", "visibility": "own"})
    fact = Fact.objects.unscoped().get()
    assert (fact.organisation, fact.source, fact.state) == (firm, "self", "confirmed")
    assert fact.visibility != Visibility.OWN


@pytest.mark.parametrize("number", [1, 60])
def test_pages_ask_the_database_a_few_times_however_many_facts(
    client, firm, number, django_assert_max_num_queries
):
    from zhiqiao.web.profiles.dictionary import entries

    for entry in list(entries().values())[:number]:
        fact_of(firm, entry.name, "1")
    for page in (
        "/profile/",
        "/profile/facts/",
        "/profile/facts/employees/",
        "/profile/export/csv/",
        "/profile/programmes/",
    ):
        with django_assert_max_num_queries(8):
            assert client.get(page).status_code == 200


def test_an_opened_row_is_a_part_of_the_page(client, firm):
    fact_of(firm)
    part = client.get("/profile/facts/employees/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "120 人" in part.content.decode()


def test_an_empty_profile_says_what_to_do(client):
    page = client.get("/profile/").content.decode()
    assert "还没有事实" in page
    assert "添加第一项" in page


@pytest.mark.parametrize(
    ("role", "status"), [(Role.REVIEWER, 200), (Role.BROKER, 200), (Role.PROVIDER, 404)]
)
def test_those_who_read_every_profile_find_them_in_a_list(role, status):
    assert sign_in(PersonFactory(role=role)).get("/profiles/").status_code == status


def listed(client, words=""):
    return [row.name for row, *_ in client.get("/profiles/", {"q": words}).context["rows"]]


def test_the_list_has_who_has_facts_and_by_search_anyone_active():
    reviewer = sign_in(PersonFactory(role=Role.REVIEWER))
    known, bare, gone, hidden = (
        OrganisationFactory(name=name) for name in ("甲泵业", "乙泵业", "丙泵业", "丁泵业")
    )
    Organisation.objects.filter(pk=gone.pk).update(state=OrganisationState.DEACTIVATED)
    Organisation.objects.filter(pk=bare.pk).update(uscc="91350200MA2XN1QT85")
    fact_of(known)
    fact_of(hidden, visibility=Visibility.OWN)
    assert listed(reviewer) == ["甲泵业"]
    assert set(listed(reviewer, "泵业")) == {"甲泵业", "乙泵业", "丁泵业"}
    assert listed(reviewer, "91350200MA") == ["乙泵业"]
    assert listed(reviewer, "蓝鲸") == []


@pytest.mark.parametrize("words", ["", "泵"])
@pytest.mark.parametrize("number", [1, 40])
def test_the_list_asks_the_database_a_few_times(number, words, django_assert_max_num_queries):
    broker = sign_in(PersonFactory(role=Role.BROKER))
    for index in range(number):
        fact_of(OrganisationFactory(name=f"泵业{index}"))
    with django_assert_max_num_queries(8):
        assert broker.get("/profiles/", {"q": words}).status_code == 200


def test_the_latest_period_stands_for_a_fact(client, firm):
    fact_of(firm, value="90", period="2025")
    fact_of(firm, value="80", period="2024")
    for page in ("/profile/", "/profile/facts/"):
        text = client.get(page).content.decode()
        assert "90 人" in text
        assert "80 人" not in text


def test_facts_are_found_by_name(client):
    page = client.get("/profile/facts/?q=研发 费用").content.decode()
    assert "上年度研发费用" in page
    assert "孵化面积" not in page
    assert "没有含" in client.get("/profile/facts/?q=蓝鲸").content.decode()


def test_unknown_facts_and_organisations_are_not_there(client, broker_client):
    assert client.get("/profile/facts/nothing/").status_code == 404
    assert broker_client.get("/organisations/999999/profile/").status_code == 404


@pytest.fixture
def broker_client():
    return sign_in(PersonFactory(role=Role.BROKER))
