"""Reviewing: by the department alone, by clock, with a reason; two reviewers never collide."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.applying import (
    PDF,
    applicant,
    begin,
    department,
    handed_in,
    publish,
    reviewer,
    state,
    under_review,
    upload,
)
from tests.secure.organisations import sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signals import access_ended
from zhiqiao.web.applications import actions, daily, review_actions
from zhiqiao.web.applications.clock import due
from zhiqiao.web.applications.models import Application, State, Step, StepKind
from zhiqiao.web.applications.queries import last_submission
from zhiqiao.web.applications.step_actions import ApplicationChangedError
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.profiles.actions import share_fact
from zhiqiao.web.profiles.models import Visibility
from zhiqiao.web.rulebook.laying import rules

pytestmark = pytest.mark.django_db
ITEMS = [{"kind": "fact", "name": "从业人员", "words": "请按社保人数填"}]


@pytest.fixture(autouse=True)
def rule(db, settings, tmp_path):
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    publish()
    yield
    rules.look_again()


@pytest.fixture
def office():
    return department()


@pytest.fixture
def clerk(office):
    return reviewer(office)


@pytest.fixture
def person(office):
    return applicant()


def address(application, tail=""):
    return f"/applications/review/{application.pk}/{tail}"


def seen(application, **fields):
    return {"revision": application.revision} | fields


def test_accepting_begins_the_review_clock_and_tells_the_enterprise(person, clerk):
    application = handed_in(person)
    client = sign_in(clerk)
    client.post(address(application, "accept/"), seen(application))
    application.refresh_from_db()
    assert (application.state, application.assignee) == (State.UNDER_REVIEW, clerk)
    assert application.clock_days == 10
    assert Message.objects.unscoped().filter(person=person, kind="application-accepted").exists()


def test_two_reviewers_at_once_the_second_is_told(person, clerk, office):
    application = under_review(person, clerk)
    first, second = sign_in(clerk), sign_in(reviewer(office))
    sent = seen(application, yuan="50000", text="")
    first.post(address(application, "approve/"), sent)
    answer = second.post(
        address(application, "reject/"),
        seen(application, clauses=["c2"], text="人数不够"),
        follow=True,
    )
    assert "刚被别人处理过" in answer.content.decode()
    application.refresh_from_db()
    assert (application.state, application.amount_fen) == (State.APPROVED, 5_000_000)


def test_a_stale_row_changes_nothing(person, clerk):
    application = under_review(person, clerk)
    stale = Application.objects.unscoped().get(pk=application.pk)
    review_actions.approve(actor=clerk, application=application, amount_fen=5_000_000)
    with pytest.raises(ApplicationChangedError):
        review_actions.ask(actor=clerk, application=stale, items=ITEMS, text="", days=3)


def test_asking_pauses_the_clock_and_the_answer_goes_on(person, clerk):
    application = under_review(person, clerk)
    client = sign_in(clerk)
    client.post(
        address(application, "ask/"),
        seen(application, words_1="请按社保人数填", text="", days="5"),
    )
    application.refresh_from_db()
    assert (application.state, application.due_on) == (State.ASKED, None)
    assert application.asked[0]["name"] in {"从业人员", "企业规模"}
    shown = client.get(address(application)).content.decode()
    assert "等待企业补正，时限暂停" in shown
    own = sign_in(person)
    assert "请按社保人数填" in own.get(f"/applications/{application.pk}/edit/").content.decode()
    state(person, 从业人员="42")
    own.post(f"/applications/{application.pk}/submit/", {"text": "已按社保更正"})
    application.refresh_from_db()
    assert (application.state, application.asked) == (State.UNDER_REVIEW, [])
    assert application.due_on is not None
    submission = last_submission(application)
    assert submission.number == 2
    assert "42 人" in [each["shown"]["zh"] for each in submission.content["facts"]]


def test_days_of_a_pause_do_not_count():
    monday = date(2026, 11, 16)
    assert due(monday, 5, []) == date(2026, 11, 23)
    assert due(monday, 5, [["2026-11-17", "2026-11-19"]]) == date(2026, 11, 25)
    assert due(monday, 5, [["2026-11-17", None]]) is None


def test_the_clock_knows_weekends_that_are_worked():
    # 1–7 October 2026 are off; 10 October, a Saturday, is worked.
    assert due(date(2026, 9, 30), 3, []) == date(2026, 10, 10)


def test_nothing_asked_for_is_refused(person, clerk):
    application = under_review(person, clerk)
    answer = sign_in(clerk).post(
        address(application, "ask/"), seen(application, text="", days="5"), follow=True
    )
    assert "至少选一项" in answer.content.decode()


@pytest.mark.parametrize(
    ("amount", "text", "words"),
    [
        ({"amount": "{定额: 5万元}"}, "50001", "最多只能核定"),
        ({"amount": "{定额: 5万元}"}, "40000", "请写明理由"),
        ({"amount": "{评定: 由专家确定, 上限: 8万元}"}, "80000", "请写明理由"),
        ({"amount": "{评定: 由专家确定, 上限: 8万元}"}, "80000.01", "最多只能核定"),
    ],
)
def test_an_amount_beyond_the_rule_is_refused(person, clerk, amount, text, words):
    publish(**amount)
    application = under_review(person, clerk)
    answer = sign_in(clerk).post(
        address(application, "approve/"), seen(application, yuan=text, text=""), follow=True
    )
    assert words in answer.content.decode()
    application.refresh_from_db()
    assert application.state == State.UNDER_REVIEW


def test_people_set_the_amount_with_a_reason(person, clerk):
    publish(amount="{评定: 由专家确定, 上限: 8万元}")
    application = under_review(person, clerk)
    sent = seen(application, yuan="60000", text="专家组评定为良好")
    sign_in(clerk).post(address(application, "approve/"), sent)
    application.refresh_from_db()
    assert (application.state, application.amount_fen) == (State.APPROVED, 6_000_000)
    shown = sign_in(person).get(f"/applications/{application.pk}/").content.decode()
    assert "6 万元" in shown
    assert "专家组评定为良好" in shown


def test_a_rejection_names_clauses_and_the_enterprise_sees_the_gap(person, clerk):
    state(person, 企业规模="小型", 从业人员="8")
    application = begin(person)
    actions.submit(actor=person, application=application)
    review_actions.accept(actor=clerk, application=application)
    client = sign_in(clerk)
    without = client.post(address(application, "reject/"), seen(application, text="不行"))
    assert without.status_code == 200
    client.post(
        address(application, "reject/"), seen(application, clauses=["c2"], text="再招 2 人即可")
    )
    shown = sign_in(person).get(f"/applications/{application.pk}/").content.decode()
    for words in ("还差 2 人", "第四条", "再招 2 人即可", "申请复核"):
        assert words in shown


def test_a_clause_that_the_rule_does_not_have_is_refused(person, clerk):
    application = under_review(person, clerk)
    with pytest.raises(RefusedError):
        review_actions.reject(actor=clerk, application=application, clause_ids=["c9"], text="不行")


def test_another_department_sees_nothing(person, clerk):
    application = handed_in(person)
    client = sign_in(reviewer(department("云溪市民政局")))
    assert client.get(address(application)).status_code == 404
    for verb in ("accept", "assign", "ask", "approve", "reject", "note"):
        assert client.post(address(application, f"{verb}/"), seen(application)).status_code == 404
    assert "员工培训补贴" not in client.get("/applications/review/").content.decode()
    other = reviewer(department("云溪市财政局"))
    with pytest.raises(RefusedError):
        review_actions.accept(actor=other, application=application)


def test_someone_who_is_in_both_does_not_review_their_own(person, office):
    application = handed_in(person)
    for organisation, role in ((person.organisation, Role.REVIEWER), (office, Role.REVIEWER)):
        Membership.objects.create(person=person, organisation=organisation, role=role)
    person.act_for(person.memberships.unscoped().first().organisation_id)
    assert person.organisation_id == application.organisation_id
    client = sign_in(person)
    assert client.get(address(application)).status_code == 404
    with pytest.raises(RefusedError):
        review_actions.accept(actor=person, application=application)


def test_internal_remarks_stay_inside(person, clerk, office):
    application = handed_in(person)
    client = sign_in(clerk)
    client.post(address(application, "note/"), {"text": "CANARY-NOTE"})
    colleague = reviewer(office, name="CANARY-NAME")
    client.post(address(application, "assign/"), seen(application, to=colleague.pk))
    inside = client.get(address(application)).content.decode()
    assert "CANARY-NOTE" in inside
    own = sign_in(person)
    for path in (f"/applications/{application.pk}/", "/applications/export/csv/"):
        assert "CANARY" not in own.get(path).content.decode()


def test_only_colleagues_are_given_an_application(person, clerk):
    application = handed_in(person)
    stranger = PersonFactory(role=Role.REVIEWER, organisation=OrganisationFactory())
    with pytest.raises(RefusedError):
        review_actions.assign(actor=clerk, application=application, to=stranger)


def test_facts_that_changed_since_stand_beside_and_hidden_ones_do_not(person, clerk):
    application = handed_in(person)
    share_fact(
        actor=person,
        organisation=person.organisation,
        name="从业人员",
        visibility=Visibility.REVIEWERS,
    )
    state(person, 从业人员="37")
    client = sign_in(clerk)
    assert "现在是 37 人" in client.get(address(application)).content.decode()
    share_fact(
        actor=person, organisation=person.organisation, name="从业人员", visibility=Visibility.OWN
    )
    shown = client.get(address(application)).content.decode()
    assert "现在是" not in shown
    assert "40 人" in shown


def test_files_are_read_by_the_department_once_handed_in(person, clerk):
    application = begin(person)
    client = sign_in(person)
    client.post(
        f"/applications/{application.pk}/files/", {"material": "培训合同", "file": upload()}
    )
    attachment = application.materials.unscoped().get().attachment
    office = sign_in(clerk)
    assert office.get(f"/attachments/{attachment.pk}/").status_code == 404
    client.post(f"/applications/{application.pk}/submit/")
    assert office.get(f"/attachments/{attachment.pk}/").content == PDF
    removed = f"/applications/{application.pk}/files/{application.materials.unscoped().get().pk}"
    assert client.post(f"{removed}/remove/").status_code == 404


def test_every_step_is_on_the_chain(person, clerk):
    application = under_review(person, clerk)
    review_actions.approve(actor=clerk, application=application, amount_fen=5_000_000)
    rows = AuditRow.objects.filter(noun="application").order_by("number")
    assert list(rows.values_list("action", flat=True)) == [
        "begin_application", "hand_in", "accept_application", "approve_application",
    ]  # fmt: skip
    kinds = Step.objects.unscoped().filter(application=application).values_list("kind", flat=True)
    assert list(kinds) == [StepKind.SUBMITTED, StepKind.ACCEPTED, StepKind.APPROVED]


def test_the_department_sets_its_own_clock(person, clerk, office):
    client = sign_in(clerk)
    client.post("/applications/review/clock/", {"acceptance_days": "3", "review_days": "20"})
    application = handed_in(person)
    assert application.clock_days == 3
    wrong = client.post("/applications/review/clock/", {"acceptance_days": "0", "review_days": ""})
    assert "errorlist" in wrong.content.decode()


def test_late_ones_are_told_once_and_shown_in_words(person, clerk):
    application = handed_in(person)
    long_ago = timezone.localdate() - timedelta(days=7)
    Application.objects.unscoped().filter(pk=application.pk).update(due_on=long_ago)
    today = timezone.localdate()
    daily.remind(today)
    daily.remind(today)
    told = Message.objects.unscoped().filter(person=clerk, kind="application-late")
    assert told.count() == 1
    client = sign_in(clerk)
    assert "已超期" in client.get("/applications/review/?basket=late").content.decode()
    saved = client.get("/applications/review/export/csv/?basket=late").content.decode("utf-8-sig")
    assert "员工培训补贴" in saved


def test_who_left_handles_nothing_any_more(person, clerk, office):
    application = under_review(person, clerk)
    with system_action("end"):
        access_ended.send(
            sender=Organisation, people=[clerk.pk], organisation_id=office.pk, actor=None
        )
        audit(actor=None, action="end_member", what=office)
    application.refresh_from_db()
    assert application.assignee is None


def test_the_pages_ask_the_database_little(person, clerk):
    application = under_review(person, clerk)
    client, own = sign_in(clerk), sign_in(person)
    most = {
        address(application): client,
        "/applications/review/": client,
        "/applications/": own,
        f"/applications/{application.pk}/": own,
    }
    for path, visitor in most.items():
        visitor.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert visitor.get(path).status_code == 200
        assert len(asked) <= 12
