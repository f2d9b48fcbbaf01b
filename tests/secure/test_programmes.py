"""How programmes stand for an organisation, on the facts that the visitor may see."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.test_profiles import fact_of, sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.profiles.models import FactState, Visibility
from zhiqiao.web.programmes.queries import assess_organisation, list_programmes, programme
from zhiqiao.web.rulebook.current import rulebook

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

FOUNDED = {
    "注册地": "330110",
    "成立日期": "2018-03-01",
    "从业人员": "120",
    "上年度营业收入": "8000",
    "上年度研发费用": "500",
    "是否居民企业": "是",
}


@pytest.fixture
def firm():
    made = OrganisationFactory()
    for name, value in FOUNDED.items():
        fact_of(made, name, value, visibility=Visibility.OWN)
    return made


@pytest.fixture
def affairs(firm):
    return PersonFactory(role=Role.AFFAIRS, organisation=firm)


def test_every_programme_is_listed_and_told():
    listed = list_programmes()
    assert [each.id for each in listed] == [each.id for each in rulebook().programmes]
    first = programme(listed[0].id)
    assert first.summary == listed[0]
    assert programme("no-such-programme") is None
    assert any(programme(each.id).conditions for each in listed if each.is_in_force)


def test_a_programme_is_told_without_a_rule_before_any_was_in_force():
    dated = next(each for each in list_programmes() if each.start_on)
    before = programme(dated.id, on=date(1950, 1, 1))
    assert not before.summary.is_in_force
    assert before.conditions == ()


def test_an_assessment_rests_on_the_facts_that_the_actor_sees(firm, affairs):
    own = assess_organisation(actor=affairs, organisation=firm)
    assert set(own.facts) == set(FOUNDED)
    assert not own.is_partial_view
    for other in (PersonFactory(role=Role.REVIEWER), PersonFactory(), AnonymousUser()):
        found = assess_organisation(actor=other, organisation=firm)
        assert found.facts == ()
        assert found.is_partial_view
        assert not any(
            "120 人" in each.sentence for one in found.programmes for each in one.clauses
        )


def test_hiding_a_fact_from_someone_equals_not_knowing_it(firm):
    reviewer = PersonFactory(role=Role.REVIEWER)
    other = OrganisationFactory()
    hidden = assess_organisation(actor=reviewer, organisation=firm)
    unknown = assess_organisation(actor=reviewer, organisation=other)
    assert hidden.programmes == unknown.programmes
    assert hidden.questions == unknown.questions


def test_verdicts_amounts_and_sentences_are_plain_values(affairs, firm):
    found = assess_organisation(actor=affairs, organisation=firm, language="en")
    verdicts = {each.verdict for each in found.programmes}
    assert verdicts <= {"MET", "UNMET", "UNKNOWN", "MANUAL", "NOT_APPLICABLE"}
    assert all(each.amount_fen is None for each in found.programmes if each.verdict != "MET")
    assert all(each.missing for each in found.programmes if each.verdict == "UNKNOWN")
    assert found.questions
    assert all(type(each.summary) is str for each in found.programmes)


def test_a_disputed_fact_is_left_out_and_named(firm, affairs):
    fact_of(
        firm, "科技人员数", "50", state=FactState.DISPUTED, dispute_reason="不对",
        visibility=Visibility.OWN,
    )  # fmt: skip
    found = assess_organisation(actor=affairs, organisation=firm)
    assert found.disputed == ("科技人员数",)
    assert "科技人员数" not in found.facts


def test_the_page_of_an_enterprise_lists_what_it_could_have(affairs, firm):
    page = sign_in(affairs).get("/profile/programmes/").content.decode()
    assert "我能享受什么" in page
    assert "待补充" in page
    assert "只按您能看到的事实判定" not in page


def test_a_reviewer_is_told_that_some_facts_may_be_hidden(firm):
    reviewer = sign_in(PersonFactory(role=Role.REVIEWER))
    page = reviewer.get(f"/organisations/{firm.pk}/programmes/").content.decode()
    assert "只按您能看到的事实判定" in page
    assert "120 人" not in page


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ANALYST, Role.AFFAIRS])
def test_others_do_not_assess_an_organisation(firm, role):
    client = sign_in(PersonFactory(role=role))
    assert client.get(f"/organisations/{firm.pk}/programmes/").status_code == 404
