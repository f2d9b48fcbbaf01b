"""Reminders before windows close: who is told, how often, and who is left alone."""

from datetime import date

import pytest
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.programme_rules import write_rules
from tests.secure.test_profiles import fact_of

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationState
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.jobs.schedule import works
from zhiqiao.web.profiles.models import FactState
from zhiqiao.web.programmes import fact_table, reminders

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    settings.ZHIQIAO_POLICIES = str(write_rules(tmp_path, on=MONDAY, days_left=10))


@pytest.fixture
def no_applications(monkeypatch):
    monkeypatch.setattr(reminders, "applied_checks", [])


def firm_with(**facts):
    made = OrganisationFactory()
    for name, value in facts.items():
        is_money = name.startswith("上年度")
        fact_of(
            made,
            name,
            value,
            unit="万元" if is_money else "",
            period="2025" if is_money else "",
        )
    return made, PersonFactory(role=Role.AFFAIRS, organisation=made)


MET = {"是否独立法人": "是", "上年度研发费用": "600", "上年度营业收入": "8000"}


def told():
    return list(Message.objects.unscoped().values_list("person_id", "data__days", "once"))


def test_it_is_on_the_schedule():
    assert "remind-deadlines" in works()


def test_closings_count_working_days_and_name_the_step():
    closing = reminders.closings_on(reminders.rulebook(), MONDAY)
    assert [(each.programme_id, each.working_days, each.step) for each in closing] == [
        ("grant", 8, 14)
    ]
    near = reminders.closings_on(reminders.rulebook(), date(2026, 3, 9))
    assert (near[0].working_days, near[0].step) == (3, 3)
    assert reminders.closings_on(reminders.rulebook(), date(2026, 3, 13)) == []


@pytest.mark.usefixtures("no_applications")
def test_who_meets_it_or_lacks_one_fact_is_told_once_for_each_step():
    _met, first = firm_with(**MET)
    _open, second = firm_with(是否独立法人="是", 上年度研发费用="600")
    firm_with(**(MET | {"上年度营业收入": "80000"}))
    firm_with(是否独立法人="是")
    assert reminders.remind(MONDAY) == 2
    assert {person for person, _days, _once in told()} == {first.pk, second.pk}
    assert reminders.remind(MONDAY) == 0
    assert reminders.remind(date(2026, 3, 3)) == 2
    assert reminders.remind(date(2026, 3, 4)) == 0
    assert {once for _person, _days, once in told()} == {
        "deadline:grant:20260312:14",
        "deadline:grant:20260312:7",
    }


@pytest.mark.usefixtures("no_applications")
def test_only_people_who_may_apply_are_told():
    firm, _affairs = firm_with(**MET)
    PersonFactory(role=Role.PROVIDER, organisation=firm)
    PersonFactory(role=Role.AFFAIRS, organisation=firm, is_active=False)
    assert reminders.remind(MONDAY) == 1


@pytest.mark.usefixtures("no_applications")
def test_who_has_applied_is_left_alone(monkeypatch):
    applied, _one = firm_with(**MET)
    _other, two = firm_with(**MET)
    asked = []

    def check(ids, programme_id):
        asked.append(programme_id)
        return {applied.pk} & set(ids)

    monkeypatch.setattr(reminders, "applied_checks", [check])
    assert reminders.remind(MONDAY) == 1
    assert [person for person, _days, _once in told()] == [two.pk]
    assert asked == ["grant"]


@pytest.mark.usefixtures("no_applications")
def test_disputed_facts_count_as_unknown_and_closed_organisations_not_at_all():
    firm, person = firm_with(是否独立法人="是", 上年度研发费用="600")
    fact_of(
        firm, "上年度营业收入", "80000", unit="万元", period="2025",
        state=FactState.DISPUTED, dispute_reason="不对",
    )  # fmt: skip
    closed, _person = firm_with(**MET)
    closed.state = OrganisationState.DEACTIVATED
    closed.save()
    assert reminders.remind(MONDAY) == 1
    assert [one for one, _days, _once in told()] == [person.pk]


def test_the_words_of_a_reminder_name_the_programme_and_the_days():
    from zhiqiao.web.inbox.kinds import filled, kind_of

    kind = kind_of("programme-deadline")
    data = {"programme": "研发补助", "days": 3, "until": "2026-03-12"}
    assert filled(kind.title, data) == "「研发补助」还有 3 个工作日截止"


def test_cells_are_read_as_they_were_kept():
    assert (
        fact_table.cell_of("资质称号", '["高新技术企业", "瞪羚企业"]') == "高新技术企业；瞪羚企业"
    )
    assert fact_table.cell_of("上年度研发费用", '{"自": "5", "至": "10"}') == "5~10"
    assert fact_table.cell_of("没有的事实", "1") is None
