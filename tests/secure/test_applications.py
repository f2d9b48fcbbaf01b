"""Applying: prefilled, admitted or refused in words, handed in frozen, answered, withdrawn."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.applying import (
    DEPARTMENT,
    ID,
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
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.applications import actions, review_actions
from zhiqiao.web.applications.checks import admission_of
from zhiqiao.web.applications.models import Application, State, Submission
from zhiqiao.web.applications.queries import (
    applied_by_programme,
    counts_by_programme,
    have_applied,
    last_submission,
    waiting_for,
)
from zhiqiao.web.applications.snapshot import sha256_of
from zhiqiao.web.applications.standing import standing_of
from zhiqiao.web.attachments.models import Attachment
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.rulebook.laying import rules

pytestmark = pytest.mark.django_db
APPLY = f"/programmes/{ID}/apply/"


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
def person(office):
    return applicant()


def page(person, address):
    return sign_in(person).get(address).content.decode()


def test_before_applying_one_sees_who_receives_it_and_how_it_stands(person):
    state(person, 从业人员="8")
    shown = page(person, APPLY)
    assert DEPARTMENT in shown
    assert "还差" in shown
    assert "还不知道" in shown
    assert "开始申报" in shown
    assert "可免" in shown


def test_reading_the_page_begins_nothing(person):
    page(person, APPLY)
    assert not Application.objects.unscoped().exists()


def test_beginning_twice_leads_to_the_same_draft(person):
    client = sign_in(person)
    addresses = {client.post(APPLY).url for _ in range(2)}
    assert len(addresses) == 1
    assert Application.objects.unscoped().get().state == State.DRAFT


def test_facts_stand_there_with_value_source_and_date(person):
    state(person, 从业人员="40")
    shown = page(person, f"/applications/{begin(person).pk}/edit/")
    for words in ("40 人", "企业自报", "2026-06-30", "更正从业人员"):
        assert words in shown


def test_a_missing_fact_is_stated_in_place_and_lands_in_the_profile(person):
    application = begin(person)
    client = sign_in(person)
    entry = next(
        each["line"]
        for each in client.get(f"/applications/{application.pk}/edit/").context["missing"]
        if each["line"].entry.name == "从业人员"
    )
    address = f"/applications/{application.pk}/facts/{entry.code}/"
    wrong = client.post(address, {"value": "许多", "as_of": "2026-06-30", "source_note": ""})
    assert wrong.status_code == 200
    assert "errorlist" in wrong.content.decode()
    client.post(address, {"value": "40", "as_of": "2026-06-30", "source_note": ""})
    fact = Fact.objects.unscoped().get(organisation=person.organisation, name="从业人员")
    assert (fact.value, fact.source) == ("40", "self")


def test_a_fact_may_be_said_to_be_unknown_and_that_is_handed_in(person):
    application = begin(person)
    actions.say_unknown(actor=person, application=application, name="从业人员", is_unknown=True)
    submission = actions.submit(actor=person, application=application)
    assert submission.content["unknown"] == ["从业人员"]
    assert submission.content["verdict"] == "UNKNOWN"


def test_a_file_is_uploaded_shown_and_removed(person):
    application = begin(person)
    client = sign_in(person)
    files = f"/applications/{application.pk}/files/"
    client.post(files, {"material": "培训合同", "file": upload()})
    material = application.materials.unscoped().get()
    assert material.name == "培训合同"
    edit = f"/applications/{application.pk}/edit/"
    assert "培训合同.pdf" in client.get(edit).content.decode()
    client.post(f"{files}{material.pk}/remove/")
    assert not Attachment.objects.unscoped().exists()


def test_a_file_of_the_wrong_kind_is_refused_in_words(person):
    application = begin(person)
    client = sign_in(person)
    files = f"/applications/{application.pk}/files/"
    answer = client.post(files, {"file": upload("a.pdf", b"MZ")}, follow=True)
    assert "不是能收的格式" in answer.content.decode()
    answer = client.post(files, {"file": upload(content=PDF + b"0" * (12 << 20))}, follow=True)
    assert "超过 10 MiB" in answer.content.decode()
    assert not Attachment.objects.unscoped().exists()


def test_a_large_file_is_let_in_here_and_nowhere_else(person):
    application = begin(person)
    client = sign_in(person)
    large = {"material": "培训合同", "file": upload(content=PDF + b"0" * (9 << 20))}
    client.post(f"/applications/{application.pk}/files/", large)
    assert Attachment.objects.unscoped().get().size_bytes == len(PDF) + (9 << 20)


def test_what_is_handed_in_stays_as_it_was_whatever_changes(person):
    application = handed_in(person)
    before = json.dumps(last_submission(application).content, sort_keys=True)
    state(person, 从业人员="4", 企业规模="大型")
    publish(label="v2", least=500, amount="{定额: 1元}")
    Organisation.objects.filter(pk=person.organisation_id).update(name="改了名")
    submission = Submission.objects.unscoped().get(application=application)
    assert json.dumps(submission.content, sort_keys=True) == before
    assert sha256_of(submission.content) == submission.sha256
    content = submission.content
    assert (content["verdict"], content["amount_fen"]) == ("MET", 5_000_000)
    assert [each["shown"]["zh"] for each in content["facts"]] == ["小型", "40 人"]
    assert content["programme"]["version"] == "v1"
    assert "不少于 10人" in content["programme"]["text"]


def test_what_was_handed_in_cannot_be_written_again(person):
    submission = last_submission(handed_in(person))
    with pytest.raises(TypeError):
        submission.save()
    with pytest.raises(TypeError):
        submission.delete()


def test_handing_in_begins_the_acceptance_clock_and_tells_the_department(person, office):
    colleague = reviewer(office)
    application = handed_in(person)
    assert application.state == State.SUBMITTED
    assert application.due_on > timezone.localdate()
    assert application.clock_days == 5
    message = Message.objects.unscoped().get(person=colleague)
    assert (message.kind, message.path) == (
        "application-handed-in",
        f"/applications/review/{application.pk}/",
    )


def test_a_department_sees_nothing_of_a_draft(person, office):
    application = begin(person)
    client = sign_in(reviewer(office))
    assert client.get(f"/applications/review/{application.pk}/").status_code == 404


def test_two_open_ones_for_one_version_the_database_refuses(person, office):
    application = begin(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            organisation=application.organisation,
            department=office,
            programme_id=ID,
            programme_name="x",
            version_label=application.version_label,
        )


def test_nobody_reviews_their_own_says_the_database_too(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            organisation=office, department=office, programme_id=ID, programme_name="x"
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mode": "免申即享"}, "免申即享"),
        ({"window": "申报窗口: [{自: 2020-01-01, 至: 2020-02-01}]"}, "申报时间已经过了"),
        ({"window": "申报窗口: [{自: 2099-01-01, 至: 2099-02-01}]"}, "2099-01-01 开始受理"),
        ({"department": "另一座城市的局"}, "还没有在本平台受理"),
    ],
)
def test_what_cannot_be_applied_for_is_said_in_words(person, changes, words):
    publish(**changes)
    client = sign_in(person)
    shown = client.get(APPLY).content.decode()
    assert words in shown
    assert "开始申报" not in shown
    assert words in client.post(APPLY, follow=True).content.decode()
    assert not Application.objects.unscoped().exists()


def test_a_programme_out_of_force_says_so(person):
    application = begin(person)
    publish(valid="{自: 2020-01-01, 至: 2020-12-31}")
    assert "现在没有有效的规定" in page(person, APPLY)
    edit = f"/applications/{application.pk}/edit/"
    assert "今天没有有效的规定" in page(person, edit)
    answer = sign_in(person).post(f"/applications/{application.pk}/submit/")
    assert answer.url == edit
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_an_unknown_programme_is_not_there(person):
    assert sign_in(person).get("/programmes/no-such/apply/").status_code == 404


def test_a_department_does_not_apply_to_itself(office):
    clerk = applicant(organisation=office)
    assert "不能向自己申报" in page(clerk, APPLY)


def test_a_programme_of_the_same_group_is_warned_of(person):
    group = "互斥: {组: 培训, 取法: 就高}"
    publish(more=group)
    publish(id="test-other", label="o1", more=group)
    begin(person, "test-other")
    standing = standing_of(person, person.organisation, ID)
    admission = admission_of(standing, person.organisation)
    assert admission.is_open
    assert "只按较高的一项兑付" in admission.warnings[0]


def test_a_programme_that_gives_way_to_a_granted_one_is_refused(person, office):
    publish(id="test-other", label="o1")
    state(person, 企业规模="小型", 从业人员="40")
    other = begin(person, "test-other")
    actions.submit(actor=person, application=other)
    publish(more="让位于: [test-other]")
    standing = standing_of(person, person.organisation, ID)
    assert "那一项获批后" in admission_of(standing, person.organisation).warnings[0]
    clerk = reviewer(office)
    review_actions.accept(actor=clerk, application=other)
    review_actions.approve(actor=clerk, application=other, amount_fen=5_000_000)
    assert "不再享受" in admission_of(standing, person.organisation).refusals[0]


def test_withdrawing_keeps_what_was_handed_in_and_frees_the_way(person):
    application = handed_in(person)
    client = sign_in(person)
    client.post(f"/applications/{application.pk}/withdraw/")
    application.refresh_from_db()
    assert (application.state, application.due_on) == (State.WITHDRAWN, None)
    assert Submission.objects.unscoped().filter(application=application).exists()
    assert begin(person).pk != application.pk


def test_a_decided_one_is_not_withdrawn(person, office):
    clerk = reviewer(office)
    application = under_review(person, clerk)
    review_actions.approve(actor=clerk, application=application, amount_fen=5_000_000)
    with pytest.raises(RefusedError):
        actions.withdraw(actor=person, application=application)


def test_a_second_look_is_one_click_and_begins_the_clock_anew(person, office):
    clerk = reviewer(office)
    application = under_review(person, clerk)
    review_actions.reject(actor=clerk, application=application, clause_ids=["c2"], text="差几人")
    client = sign_in(person)
    client.post(f"/applications/{application.pk}/solved/", {"solved": "no"})
    client.post(f"/applications/{application.pk}/reopen/")
    application.refresh_from_db()
    assert (application.state, application.times_reopened) == (State.UNDER_REVIEW, 1)
    assert (application.solved, application.clauses) == ("", [])
    assert application.due_on is not None


def test_too_late_for_a_second_look_is_said(person, office):
    clerk = reviewer(office)
    application = under_review(person, clerk)
    review_actions.reject(actor=clerk, application=application, clause_ids=["c2"], text="差几人")
    long_ago = timezone.now() - timedelta(days=60)
    Application.objects.unscoped().filter(pk=application.pk).update(decided_at=long_ago)
    application.refresh_from_db()
    with pytest.raises(RefusedError, match="时间已经过了"):
        actions.reopen(actor=person, application=application)


def test_a_decided_one_does_not_come_back_beside_a_new_one(person, office):
    clerk = reviewer(office)
    application = under_review(person, clerk)
    review_actions.reject(actor=clerk, application=application, clause_ids=["c2"], text="差几人")
    begin(person)
    with pytest.raises(RefusedError, match="新的申报在办"):
        actions.reopen(actor=person, application=application)


@pytest.mark.parametrize("role", [Role.SEEKER, Role.PROVIDER, Role.LIAISON])
def test_members_without_the_right_apply_for_nothing(person, role):
    member = PersonFactory(role=role, organisation=person.organisation)
    application = begin(person)
    client = sign_in(member)
    for address in (APPLY, "/applications/", f"/applications/{application.pk}/edit/"):
        assert client.get(address).status_code == 404


def test_another_organisation_sees_nothing(person):
    application = handed_in(person)
    client = sign_in(applicant())
    for tail in ("", "edit/"):
        assert client.get(f"/applications/{application.pk}/{tail}").status_code == 404
    assert client.post(f"/applications/{application.pk}/withdraw/").status_code == 404


def test_lists_baskets_and_export(person):
    application = handed_in(person)
    client = sign_in(person)
    shown = client.get("/applications/?basket=doing").content.decode()
    assert "员工培训补贴" in shown
    assert "员工培训补贴" not in client.get("/applications/?basket=approved").content.decode()
    assert "没有找到" in client.get("/applications/?q=别的").content.decode()
    saved = client.get("/applications/export/csv/").content.decode("utf-8-sig")
    assert f"{application.pk}" in saved
    assert "待受理" in saved


def test_home_and_counts(person, office):
    application = begin(person)
    assert [each.pk for each in waiting_for(person).rows] == [application.pk]
    actions.submit(actor=person, application=application)
    assert waiting_for(person).count == 0
    assert waiting_for(reviewer(office)).count == 1
    assert applied_by_programme(person.organisation) == {ID: application}
    assert counts_by_programme()[ID] == {
        "applied": 1, "open": 1, "approved": 0, "rejected": 0, "granted_fen": 0,
    }  # fmt: skip


def test_applications_follow_a_merger(person):
    application = handed_in(person)
    target = OrganisationFactory()
    with system_action("merge"):
        organisations_merged.send(
            sender=Organisation, source=person.organisation, target=target, actor=None
        )
        audit(actor=None, action="merge", what=target)
    application.refresh_from_db()
    assert application.organisation == target


def test_who_has_applied_is_reminded_no_more(person, office):
    ids = [person.organisation_id, office.pk]
    draft = begin(person)
    assert have_applied(ids, ID) == set()
    actions.submit(actor=person, application=draft)
    assert have_applied(ids, ID) == {person.organisation_id}
    actions.withdraw(actor=person, application=draft)
    assert have_applied(ids, ID) == set()
