"""The front page: what waits for each role, in few queries, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    RunFactory,
    SuggestionFactory,
)

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.cases.models import Case
from zhiqiao.web.home.desks import desk_of
from zhiqiao.web.inbox.models import Letter, LetterState, Message
from zhiqiao.web.jobs.models import Job, JobState, Tick, TickState
from zhiqiao.web.profiles.models import Fact, Source

pytestmark = pytest.mark.django_db
QUERIES_MAX = 12


def signed_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(person):
    answer = signed_in(person).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def person_of(role):
    kind = {Role.REVIEWER: OrganisationKind.DEPARTMENT, Role.BROKER: OrganisationKind.CENTRE}
    organisation = OrganisationFactory(kind=kind.get(role, OrganisationKind.ENTERPRISE))
    return PersonFactory(role=role, organisation=organisation)


def fill(person):
    """Something of everything, so that no query is saved by there being nothing."""
    need = NeedFactory(organisation=person.organisation, quality_level="poor")
    need.deadline_on = timezone.localdate() + timedelta(days=9)
    need.save()
    SuggestionFactory(run=RunFactory(need=need), offer=OfferFactory())
    OfferFactory(organisation=person.organisation)
    for number in range(7):
        Message.objects.create(person=person, kind="welcome", path="/", data={"n": number})
    today = timezone.localdate()
    Case.objects.create(
        question="能不能一起申报？",
        person=person,
        organisation=person.organisation,
        clock_from_on=today,
        answer_due_on=today,
    )


@pytest.mark.parametrize("role", Role.values)
def test_home_answers_every_role_in_few_queries(role, django_assert_max_num_queries):
    person = person_of(role)
    fill(person)
    client = signed_in(person)
    client.get("/")  # what is kept for a minute, such as the figures of analysts
    with django_assert_max_num_queries(QUERIES_MAX):
        assert client.get("/").status_code == 200


def test_who_has_no_organisation_is_led_to_one_unless_something_waits():
    person = PersonFactory(role=None)
    assert signed_in(person).get("/")["Location"] == "/my-organisations/"
    Message.objects.create(person=person, kind="welcome", path="/")
    assert "欢迎来到智桥" in page_of(person)


def test_a_stranger_finds_the_doors():
    page = Client().get("/").content.decode()
    for address in ("/offers/", "/programmes/", "/ask/"):
        assert f'class="door" href="{address}"' in page


def test_an_enterprise_sees_what_it_is_entitled_to_one_press_away():
    person = person_of(Role.AFFAIRS)
    assert "从一个问题开始" in page_of(person)
    Fact.objects.create(
        organisation=person.organisation,
        name="从业人员",
        value="120",
        unit="人",
        as_of=timezone.localdate(),
        source=Source.DEPARTMENT,
    )
    page = page_of(person)
    assert "从一个问题开始" not in page
    assert 'href="/profile/programmes/"' in page
    assert "项还缺情况才能判断" in page


def test_a_broker_sees_the_queue():
    person = person_of(Role.BROKER)
    fill(person)
    page = page_of(person)
    assert "水性底漆冬季低温固化" in page
    assert 'href="/queue/"' in page
    assert {section.code for section in desk_of(person).full} >= {"pairs", "poor", "due"}


def test_an_operator_sees_what_failed():
    person = person_of(Role.OPERATOR)
    Job.objects.create(kind="x", title="x", state=JobState.FAILED, finished_at=timezone.now())
    Tick.objects.create(name="x", day=timezone.localdate(), state=TickState.FAILED)
    for _ in range(2):
        Letter.objects.create(
            person=person,
            mailing="daily",
            state=LetterState.FAILED,
            failures=7,
            due_at=timezone.now(),
        )
    tiles = {tile.url: tile.count for tile in desk_of(person).tiles if tile.is_late}
    assert tiles["/inbox/letters/"] == 2
    assert tiles["/jobs/"] == 1


def test_nobody_sees_what_failed_but_who_looks_after_the_system():
    Tick.objects.create(name="x", day=timezone.localdate(), state=TickState.FAILED)
    assert "每日工作" not in page_of(person_of(Role.BROKER))


def test_home_shows_nothing_of_another_organisation():
    other = person_of(Role.SEEKER)
    NeedFactory(organisation=other.organisation, status="draft", title="别家还没发布的需求")
    Message.objects.create(person=other, kind="welcome", path="/", organisation=other.organisation)
    page = page_of(person_of(Role.SEEKER))
    assert "别家还没发布的需求" not in page
    assert "欢迎来到智桥" not in page


def test_opening_home_writes_nothing():
    person = person_of(Role.SEEKER)
    fill(person)
    with system_action("nothing_is_written"):
        page_of(person)


def test_an_analyst_sees_the_funnel_and_the_rates():
    person = person_of(Role.ANALYST)
    fill(person)
    page = page_of(person)
    assert "近一年的漏斗" in page
    assert "强相关率" in page
