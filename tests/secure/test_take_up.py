"""Who could have a department's programmes and has not asked; reminders, one in a while."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.rules_of_a_department import (
    ID,
    RULE,
    department,
    enterprise,
    publish,
    reviewer,
    state,
)

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.applications.models import Application, State
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.profiles.models import FactState, Visibility
from zhiqiao.web.profiles.queries import current_facts, values_on
from zhiqiao.web.programmes.fact_table import read_facts
from zhiqiao.web.take_up.models import Reminder
from zhiqiao.web.take_up.queries import REMIND_AGAIN_DAYS, take_up_of

pytestmark = pytest.mark.django_db
REVIEWERS = frozenset({Visibility.REVIEWERS, Visibility.EVERYONE})


@pytest.fixture
def person():
    publish(RULE)
    return reviewer(department())


def today() -> date:
    return timezone.localdate()


def apply(organisation: object, person: object, at: str = State.SUBMITTED) -> Application:
    return Application.objects.create(
        organisation=organisation,
        department=person.organisation,
        programme_id=ID,
        programme_name="员工培训补贴",
        version_label="test-training-v1",
        state=at,
        submitted_at=timezone.now(),
        amount_fen=5_000_000 if at == State.APPROVED else None,
    )


def test_entitled_applied_approved_and_the_gap(person):
    for _ in range(3):
        enterprise("30")
    approved, waiting = enterprise("30"), enterprise("30")
    apply(approved, person, State.APPROVED)
    apply(waiting, person)
    apply(enterprise("5"), person, State.REJECTED)
    enterprise()
    (row,) = [each for each in take_up_of(person, [ID], today()) if each.id == ID]
    assert (row.entitled, row.applied, row.approved, row.gap) == (5, 3, 1, 3)
    assert (row.unclaimed_fen, row.granted_fen) == (15_000_000, 5_000_000)
    assert row.counts["UNKNOWN"] == 1


def test_drafts_and_withdrawn_applications_are_none(person):
    apply(enterprise("30"), person, State.WITHDRAWN)
    (row,) = take_up_of(person, [ID], today())
    assert (row.applied, row.gap) == (0, 1)


def test_what_is_hidden_from_the_department_is_unknown(person):
    enterprise("30", visibility=Visibility.CENTRE)
    (row,) = take_up_of(person, [ID], today())
    assert (row.entitled, row.counts["UNKNOWN"]) == (0, 1)


def test_a_fact_that_is_hidden_now_does_not_count_a_moment_later(person):
    made = enterprise("30")
    assert take_up_of(person, [ID], today())[0].entitled == 1
    made.facts.unscoped().filter(name="从业人员").update(visibility=Visibility.OWN)
    assert take_up_of(person, [ID], today())[0].entitled == 0


def test_a_rule_that_is_published_counts_at_once(person):
    enterprise("12")
    assert take_up_of(person, [ID], today())[0].entitled == 0
    publish(RULE.replace('20人", 条款', '10人", 条款'))
    assert take_up_of(person, [ID], today())[0].entitled == 1


def test_the_table_has_what_counts_on_the_day():
    made = OrganisationFactory()
    state(made, "上年度研发费用", "100", period="2024", unit="万元")
    state(made, "上年度研发费用", "200", period="2025", unit="万元")
    state(made, "上年度研发费用", "300", period="2027", unit="万元")
    state(made, "从业人员", "8", state=FactState.DISPUTED, dispute_reason="不对")
    viewer = reviewer(department("审核局"))
    on = date(2026, 10, 1)
    read = read_facts(["上年度研发费用", "从业人员"], on, seen=REVIEWERS)
    assert read.table.to_dicts() == [
        {"enterprise": str(made.pk), "上年度研发费用": "200", "从业人员": None}
    ]
    assert set(values_on(current_facts(viewer, made), on)) == {"上年度研发费用"}


def test_only_enterprises_are_judged():
    state(OrganisationFactory(kind=OrganisationKind.UNIVERSITY), "从业人员", "8")
    assert read_facts(["从业人员"], date(2026, 10, 1), seen=REVIEWERS).table.height == 0


class TestPages:
    def test_the_list_its_filters_and_its_file(self, client, person):
        gap, unknown = enterprise("30"), enterprise()
        client.force_login(person)
        assert "员工培训补贴" in client.get("/take-up/").content.decode()
        page = client.get(f"/take-up/{ID}/").content.decode()
        assert gap.name in page
        assert unknown.name not in page
        assert unknown.name in client.get(f"/take-up/{ID}/?basket=unknown").content.decode()
        assert gap.name not in client.get(f"/take-up/{ID}/?q=没有这家").content.decode()
        file = client.get(f"/take-up/{ID}/export/csv/").content.decode("utf-8-sig")
        assert gap.name in file
        assert client.get(f"/take-up/{ID}/export/xlsx/").status_code == 200

    @pytest.mark.usefixtures("person")
    def test_another_departments_programme_is_not_there(self, client):
        client.force_login(reviewer(department("云溪市经信局")))
        assert client.get(f"/take-up/{ID}/").status_code == 404
        assert client.get(f"/take-up/{ID}/reminder/").status_code == 404
        assert client.get(f"/take-up/{ID}/export/csv/").status_code == 404
        assert "本部门还没有负责的事项" in client.get("/take-up/").content.decode()

    def test_as_many_queries_for_many_as_for_few(self, client, person):
        client.force_login(person)
        enterprise("30")
        counted = []
        for _ in range(2):
            client.get(f"/take-up/{ID}/")
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/take-up/{ID}/")
            counted.append(len(asked))
            for _ in range(40):
                enterprise("30")
        assert max(counted) <= 15
        assert abs(counted[0] - counted[1]) <= 1


class TestReminding:
    def send(self, client, person) -> str:
        client.force_login(person)
        client.post(f"/take-up/{ID}/reminder/")
        job = Job.objects.unscoped().order_by("-pk").first()
        return perform(job.pk) if job else ""

    def test_each_is_told_once_in_a_while(self, client, person):
        made = enterprise("30")
        affairs = PersonFactory(role=Role.AFFAIRS, organisation=made)
        client.force_login(person)
        page = client.get(f"/take-up/{ID}/reminder/").content.decode()
        assert "将提醒 1 家" in page
        assert self.send(client, person) == "done"
        rows = Message.objects.unscoped().filter(kind="take-up-reminder")
        assert [each.person for each in rows] == [affairs]
        self.send(client, person)
        assert rows.count() == 1
        assert "提醒过" in client.get(f"/take-up/{ID}/").content.decode()

    def test_after_that_while_it_may_be_told_again(self, client, person):
        made = enterprise("30")
        PersonFactory(role=Role.AFFAIRS, organisation=made)
        self.send(client, person)
        long_ago = today() - timedelta(days=REMIND_AGAIN_DAYS)
        Reminder.objects.unscoped().update(reminded_on=long_ago)
        Message.objects.unscoped().update(once="")
        self.send(client, person)
        assert Message.objects.unscoped().filter(kind="take-up-reminder").count() == 2

    def test_those_who_have_applied_are_left_alone(self, client, person):
        made = enterprise("30")
        PersonFactory(role=Role.AFFAIRS, organisation=made)
        apply(made, person)
        client.force_login(person)
        assert "没有要提醒的企业" in client.get(f"/take-up/{ID}/reminder/").content.decode()
        client.post(f"/take-up/{ID}/reminder/")
        assert not Job.objects.unscoped().exists()

    def test_who_is_no_longer_a_reviewer_reminds_nobody(self, client, person):
        PersonFactory(role=Role.AFFAIRS, organisation=enterprise("30"))
        client.force_login(person)
        client.post(f"/take-up/{ID}/reminder/")
        person.memberships.unscoped().update(role=Role.SEEKER)
        assert perform(Job.objects.unscoped().get().pk) == "failed"
        assert not Message.objects.unscoped().exists()
