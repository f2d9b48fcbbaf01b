"""Finding who is entitled: the four conditions, what is frozen, running it again."""

from datetime import date

import pytest
from django.utils import timezone
from tests.factories import OrganisationFactory
from tests.secure.granting import (
    AUTOMATIC,
    ID,
    ON,
    Granting,
    S,
    credit_code,
    enterprise,
    entitlements,
    kinds,
    states,
)
from tests.secure.rules_of_a_department import RULE, department, publish, reviewer, state

from zhiqiao.codes import credit_code_problem
from zhiqiao.web.accounts.models import OrganisationState, Registration
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.models import Application, State
from zhiqiao.web.applications.snapshot import sha256_of
from zhiqiao.web.grants.conditions import CONDITION_WORDS, WHY_WORDS, ConditionCode, Why
from zhiqiao.web.grants.models import Comparison, PassedOver
from zhiqiao.web.grants.start_actions import find_entitled
from zhiqiao.web.profiles.models import Fact, FactState, Source, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def granting():
    return Granting()


def passed_over():
    return {row.organisation_id: row.why for row in PassedOver.objects.unscoped()}


def test_the_codes_of_these_tests_are_codes():
    assert credit_code_problem(credit_code(7)) is None


def test_every_condition_and_reason_has_words():
    assert set(CONDITION_WORDS) == set(ConditionCode)
    assert set(WHY_WORDS) == set(Why)


def test_those_that_meet_all_four_conditions_are_found(granting):
    result = granting.find()
    assert (result["found"], result["passed_over"], result["withdrawn"]) == (3, 0, 0)
    assert states() == [S.FOUND] * 3
    row = granting.of(granting.enterprises[0])
    assert row.amount_fen == 5_000_000
    assert (row.department, row.period, row.event_on) == (granting.department, "2026", ON)
    assert kinds(row) == ["found"]


def test_what_it_rests_on_is_frozen(granting):
    granting.find()
    row = granting.of(granting.enterprises[0])
    content = row.content
    assert row.sha256 == sha256_of(content)
    assert [each["citation"] for each in content["clauses"]] == [
        "第三条，云溪市员工培训补贴办法",
        "第四条，云溪市员工培训补贴办法",
    ]
    facts = {
        each["name"]: (each["value"], each["source"], each["as_of"]) for each in content["facts"]
    }
    assert facts["从业人员"] == ("30", "department", "2026-06-30")
    assert [each["is_kept"] for each in content["conditions"]] == [True] * 4
    assert content["working"]


def test_what_the_enterprise_says_itself_does_not_certify(granting):
    own = enterprise(source=Source.SELF)
    assert granting.find()["passed_over"] == 1
    assert passed_over() == {own.pk: [Why.SELF_DECLARED]}
    assert not entitlements().filter(organisation=own).exists()


def test_a_newer_word_of_its_own_does_not_let_an_older_one_of_a_department_decide(granting):
    made = enterprise(staff="")
    state(made, "从业人员", "30", source=Source.DEPARTMENT, period="2025")
    state(made, "从业人员", "40", source=Source.SELF, period="2026")
    granting.find()
    assert passed_over() == {made.pk: [Why.SELF_DECLARED]}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"uscc": ""}, Why.NO_CODE),
        ({"uscc": "91330100799655058A"}, Why.NO_CODE),
        ({"registration": Registration.FOUNDING}, Why.NOT_ACTIVE),
    ],
)
def test_who_it_is_has_to_be_clear(granting, more, why):
    made = enterprise(**more)
    granting.find()
    assert passed_over() == {made.pk: [why]}


def test_inactive_and_merged_organisations_are_not_looked_at(granting):
    enterprise(state=OrganisationState.DEACTIVATED)
    assert granting.find()["passed_over"] == 0


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (RULE, [Why.NOT_AUTOMATIC]),
        (AUTOMATIC.replace("可信: A", "可信: C"), [Why.TO_VERIFY]),
    ],
)
def test_the_document_has_to_say_so_and_be_verified(rule, why):
    granting = Granting(1, rule)
    granting.find()
    assert passed_over() == {granting.enterprises[0].pk: why}
    assert states() == []


def test_what_only_has_a_bound_is_not_fixed():
    rule = AUTOMATIC.replace("{定额: 5万元, 周期: 每年}", "{评定: 由部门核定, 上限: 5万元}")
    granting = Granting(1, rule.replace(", 金额: 5万元", ""))
    granting.find()
    assert passed_over() == {granting.enterprises[0].pk: [Why.NO_RULE, Why.TO_VERIFY]}


def test_what_was_repealed_since_is_not_paid(granting):
    publish(AUTOMATIC, repealed_on=timezone.localdate())
    granting.find()
    assert {tuple(why) for why in passed_over().values()} == {(Why.REPEALED,)}


def test_what_is_hidden_from_the_department_decides_nothing(granting):
    Fact.objects.unscoped().filter(organisation=granting.enterprises[0], name="从业人员").update(
        visibility=Visibility.OWN
    )
    assert granting.find()["found"] == 2


def test_what_is_disputed_decides_nothing(granting):
    Fact.objects.unscoped().filter(organisation=granting.enterprises[0], name="从业人员").update(
        state=FactState.DISPUTED, dispute_reason="不对"
    )
    assert granting.find()["found"] == 2


class TestAgain:
    def test_it_changes_nothing_for_those_found(self, granting):
        granting.find()
        before = list(entitlements().values())
        result = granting.find()
        assert (result["found"], result["withdrawn"]) == (0, 0)
        assert list(entitlements().values()) == before
        assert Comparison.objects.unscoped().count() == 1

    def test_it_adds_new_ones(self, granting):
        granting.find()
        enterprise()
        assert granting.find()["found"] == 1

    def test_what_is_not_met_any_more_is_withdrawn_and_comes_back(self, granting):
        granting.find()
        granting.check()
        made = granting.enterprises[0]
        people = Fact.objects.unscoped().filter(organisation=made, name="从业人员")
        people.update(value="5")
        assert granting.find()["withdrawn"] == 1
        assert granting.of(made).state == S.WITHDRAWN
        assert granting.find()["withdrawn"] == 0
        people.update(value="50")
        assert granting.find()["found"] == 1
        assert granting.of(made).state == S.FOUND
        assert kinds(granting.of(made)) == ["found", "checked", "withdrawn", "found"]

    def test_what_is_not_certified_any_more_is_withdrawn_and_shown(self, granting):
        granting.find()
        made = granting.enterprises[0]
        Fact.objects.unscoped().filter(organisation=made).update(source=Source.SELF)
        result = granting.find()
        assert (result["withdrawn"], result["passed_over"]) == (1, 1)
        assert granting.of(made).state == S.WITHDRAWN

    def test_what_people_decided_on_stays(self, granting):
        granting.find()
        made = granting.enterprises[0]
        granting.put(granting.of(made), S.NOTICED)
        Fact.objects.unscoped().filter(organisation=made, name="从业人员").update(value="5")
        assert granting.find()["withdrawn"] == 0
        assert granting.of(made).state == S.NOTICED


class TestEarlierGrants:
    def test_a_yearly_programme_pays_again_the_next_year(self, granting):
        granting.find()
        granting.be_of_last_year()
        assert granting.find()["found"] == 3

    def test_another_one_pays_once(self):
        granting = Granting(2, AUTOMATIC.replace(", 周期: 每年", ""))
        granting.find()
        granting.be_of_last_year()
        granting.find()
        assert {tuple(why) for why in passed_over().values()} == {(Why.BEFORE,)}

    def test_what_was_approved_this_year_by_application_is_not_paid_twice(self, granting):
        made = granting.enterprises[0]
        Application.objects.create(
            organisation=made,
            department=granting.department,
            programme_id=ID,
            programme_name="员工培训补贴",
            version_label="test-training-v1",
            state=State.APPROVED,
            submitted_at=timezone.now().replace(year=2026),
            decided_at=timezone.now().replace(year=2026),
            amount_fen=5_000_000,
        )
        assert granting.find()["found"] == 2
        assert passed_over() == {made.pk: [Why.BEFORE]}


class TestRights:
    def test_only_the_department_that_leads(self):
        publish(AUTOMATIC)
        other = reviewer(department("另一个局"))
        with pytest.raises(RefusedError):
            find_entitled(actor=other, programme_id=ID, period="2026", on=ON)

    def test_a_period_is_a_year(self, granting):
        with pytest.raises(RefusedError):
            find_entitled(actor=granting.reviewer, programme_id=ID, period="26", on=ON)

    @pytest.mark.parametrize(("period", "on"), [("2025", ON), ("2099", date(2099, 7, 1))])
    def test_the_day_lies_in_the_year_and_not_ahead(self, granting, period, on):
        with pytest.raises(RefusedError):
            find_entitled(actor=granting.reviewer, programme_id=ID, period=period, on=on)

    def test_not_an_enterprise(self, granting):
        person = granting.person(OrganisationFactory())
        with pytest.raises(RefusedError):
            find_entitled(actor=person, programme_id=ID, period="2026", on=ON)
