"""Nobody decides their own, nothing is granted twice, and the first submission's rule holds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import OrganisationFactory
from tests.secure.applying import (
    ID,
    applicant,
    begin,
    department,
    handed_in,
    publish,
    reviewer,
    state,
    under_review,
)
from tests.secure.organisations import sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications import actions, review_actions
from zhiqiao.web.applications.checks import admission_of
from zhiqiao.web.applications.models import Application, State
from zhiqiao.web.applications.queries import last_submission
from zhiqiao.web.applications.standing import standing_of
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.rulebook.laying import rules

pytestmark = pytest.mark.django_db
ITEMS = [{"kind": "fact", "name": "从业人员", "words": "请按社保人数填"}]
GRANTED = 5_000_000
OTHER = "test-other"
PAST = "{自: 2020-01-01, 至: 2020-12-31}"


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


def approve(application, clerk):
    review_actions.approve(actor=clerk, application=application, amount_fen=GRANTED)


def reject(application, clerk):
    review_actions.reject(actor=clerk, application=application, clause_ids=["c2"], text="差几人")


def ask(application, clerk):
    review_actions.ask(actor=clerk, application=application, items=ITEMS, text="", days=3)


def accepted(application, person, clerk):
    actions.submit(actor=person, application=application)
    review_actions.accept(actor=clerk, application=application)
    return application


def admission(person):
    return admission_of(standing_of(person, person.organisation, ID), person.organisation)


def set_back(application, **values):
    Application.objects.unscoped().filter(pk=application.pk).update(**values)
    application.refresh_from_db()


def a_year_passes():
    """What was handed in was handed in a year before, and what it led to is that year's."""
    for entitlement in Entitlement.objects.unscoped().order_by("period"):
        application = entitlement.application
        set_back(application, submitted_at=application.submitted_at - timedelta(days=366))
        entitlement.period = str(int(entitlement.period) - 1)
        entitlement.save()


def switched(person, office):
    """The person, who now acts as a reviewer of the department."""
    Membership.objects.create(person=person, organisation=office, role=Role.REVIEWER)
    person.act_for(office.pk)
    return person


def test_switching_organisation_decides_nothing_of_ones_own(person, office, clerk):
    application = handed_in(person)
    with pytest.raises(RefusedError, match="不能分给"):
        review_actions.assign(actor=clerk, application=application, to=switched(person, office))
    with pytest.raises(RefusedError, match="不能经办"):
        review_actions.accept(actor=person, application=application)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_who_wrote_it_and_left_does_not_decide_it(person, office):
    application = handed_in(person)
    set_back(application, made_by=None)
    Membership.objects.unscoped().filter(person=person).update(
        state="ended", ended_at=timezone.now()
    )
    with pytest.raises(RefusedError, match="不能经办"):
        review_actions.accept(actor=switched(person, office), application=application)


def test_a_member_of_the_applicants_does_not_decide_it(person, clerk):
    application = under_review(person, clerk)
    Membership.objects.create(person=clerk, organisation=person.organisation, role=Role.AFFAIRS)
    with pytest.raises(RefusedError, match="不能经办"):
        approve(application, clerk)


def test_what_was_granted_is_not_applied_for_again(person, clerk):
    approve(under_review(person, clerk), clerk)
    refusal = admission(person).refusals[0]
    assert timezone.localdate().isoformat() in refusal
    assert "50,000.00 元" in refusal
    with pytest.raises(RefusedError, match="不能重复享受"):
        begin(person)


def test_a_yearly_grant_may_be_applied_for_next_year(person, clerk):
    publish(amount="{定额: 5万元, 周期: 每年, 年数: 2}")
    application = under_review(person, clerk)
    approve(application, clerk)
    assert not admission(person).is_open
    a_year_passes()
    assert admission(person).is_open
    second = accepted(begin(person), person, clerk)
    shown = sign_in(clerk).get(f"/applications/review/{second.pk}/").content.decode()
    assert "以前获批的同一项" in shown
    approve(second, clerk)
    a_year_passes()
    assert not admission(person).is_open


def test_approving_looks_again_for_an_earlier_grant(person, clerk):
    first = under_review(person, clerk)
    set_back(first, version_label="v0")
    second = accepted(begin(person), person, clerk)
    approve(first, clerk)
    set_back(first, version_label="v1")
    with pytest.raises(RefusedError, match="不能重复享受"):
        approve(second, clerk)


def test_a_draft_is_handed_in_under_the_version_of_its_day(person):
    draft = begin(person)
    publish(label="v2")
    newer = begin(person)
    assert newer.pk != draft.pk
    actions.submit(actor=person, application=newer)
    with pytest.raises(RefusedError, match="已有一件新的申报"):
        actions.submit(actor=person, application=draft)
    actions.withdraw(actor=person, application=newer)
    draft.refresh_from_db()
    actions.submit(actor=person, application=draft)
    assert draft.version_label == "v2"


def under_both(person, clerk, *, first="{定额: 5万元}", group=""):
    """Two applications under review: for the usual programme and for the other one."""
    state(person, 企业规模="小型", 从业人员="40")
    publish(id=OTHER, label="o1", amount=first, more=group)
    publish(more=group or f"让位于: [{OTHER}]")
    return [accepted(begin(person, id_), person, clerk) for id_ in (ID, OTHER)]


def test_what_gives_way_waits_for_the_other(person, clerk):
    usual, other = under_both(person, clerk)
    with pytest.raises(RefusedError, match=f"正在申报.*编号 {other.pk}"):
        approve(usual, clerk)
    approve(other, clerk)
    with pytest.raises(RefusedError, match=f"已获批.*编号 {other.pk}"):
        approve(usual, clerk)


def test_of_a_group_the_higher_is_decided_first_and_only_one_granted(person, clerk):
    group = "互斥: {组: 培训, 取法: 就高}"
    usual, other = under_both(person, clerk, first="{定额: 9万元}", group=group)
    with pytest.raises(RefusedError, match="先等那一项有结果"):
        approve(usual, clerk)
    review_actions.approve(actor=clerk, application=other, amount_fen=9_000_000)
    with pytest.raises(RefusedError, match="两项不能都享受"):
        approve(usual, clerk)


def test_an_answer_after_the_rule_ended_is_judged_by_the_first_day(person, clerk):
    application = under_review(person, clerk)
    ask(application, clerk)
    publish(valid=PAST)
    state(person, 从业人员="42")
    client = sign_in(person)
    edit = client.get(f"/applications/{application.pk}/edit/").content.decode()
    assert "提交补正" in edit
    client.post(f"/applications/{application.pk}/submit/", {"text": "已更正"})
    application.refresh_from_db()
    content = last_submission(application).content
    assert application.state == State.UNDER_REVIEW
    assert (content["verdict"], content["amount_fen"]) == ("MET", GRANTED)
    approve(application, clerk)


def test_a_rule_published_anew_worsens_nothing_that_is_pending(person, clerk):
    application = under_review(person, clerk)
    first = last_submission(application).content
    ask(application, clerk)
    publish(least=500, amount="{定额: 1元}")
    second = actions.answer(actor=person, application=application, text="").content
    for key in ("on", "verdict", "amount_fen", "bound_fen", "programme", "clauses"):
        assert second[key] == first[key]
    assert application.bound_fen == GRANTED


def test_unanswered_in_time_the_department_may_decide(person, clerk):
    application = under_review(person, clerk)
    ask(application, clerk)
    address = f"/applications/review/{application.pk}/"
    with pytest.raises(RefusedError, match="补正期限内"):
        reject(application, clerk)
    client = sign_in(clerk)
    assert "确认不通过" not in client.get(address).content.decode()
    set_back(application, answer_by=timezone.localdate() - timedelta(days=1))
    assert "确认不通过" in client.get(address).content.decode()
    reject(application, clerk)
    assert (application.state, application.asked) == (State.REJECTED, [])
    assert application.pauses[-1][1] is not None


def test_a_second_look_is_for_rejections_and_twice_at_most(person, clerk):
    application = under_review(person, clerk)
    for _time in range(2):
        reject(application, clerk)
        actions.reopen(actor=person, application=application)
    reject(application, clerk)
    with pytest.raises(RefusedError, match="最多复核 2 次"):
        actions.reopen(actor=person, application=application)
    shown = sign_in(person).get(f"/applications/{application.pk}/").content.decode()
    assert "部门的时限重新开始算" not in shown


def test_no_second_look_at_what_was_granted(person, clerk):
    application = under_review(person, clerk)
    approve(application, clerk)
    with pytest.raises(RefusedError, match="没有通过的申报"):
        actions.reopen(actor=person, application=application)


def test_another_organisation_may_still_apply(person, clerk):
    approve(under_review(person, clerk), clerk)
    assert admission(applicant(organisation=OrganisationFactory())).is_open
