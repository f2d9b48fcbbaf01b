"""Rules are drafted by one department, checked as they are written, published by two people."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.rules_of_a_department import (
    ID,
    RULE,
    WIDER,
    department,
    enterprise,
    publish,
    reviewer,
)

from zhiqiao.web.access import Role
from zhiqiao.web.drafts import actions, request_actions
from zhiqiao.web.drafts.actions import Beginning, DraftChangedError
from zhiqiao.web.drafts.checking import check_text
from zhiqiao.web.drafts.differing import difference
from zhiqiao.web.drafts.models import (
    Draft,
    DraftState,
    DraftVersion,
    PublicationRequest,
    RequestState,
)
from zhiqiao.web.drafts.request_actions import (
    AlreadyAskedError,
    NotReadyError,
    Repeal,
    RequestGoneError,
    RuleMovedError,
    SamePersonError,
)
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.jobs.actions import start_job
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.models import PublishedText

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return department()


@pytest.fixture
def writer(office):
    return reviewer(office, name="江知行")


@pytest.fixture
def second(office):
    return reviewer(office, name="宋时雨")


@pytest.fixture
def draft(office, writer):
    """A draft that lets smaller enterprises in."""
    publish(RULE)
    begun = Beginning(ID, "员工培训补贴", WIDER)
    return actions.begin_draft(actor=writer, organisation=office, begun=begun)


def ask(draft: Draft, actor: object, version: int = 1) -> PublicationRequest:
    today = timezone.localdate()
    return request_actions.ask_to_publish(
        actor=actor, draft=draft, version=version, note="降低人数门槛", today=today
    )


class TestChecking:
    def test_a_sound_text(self, office):
        found = check_text(RULE, organisation=office, programme_id=ID)
        assert found.is_sound
        assert (found.passed, len(found.cases)) == (2, 2)

    def test_an_error_says_where_and_how_to_mend_it(self, office):
        text = RULE.replace("从业人员 不少于", "从业人数 不少于")
        found = check_text(text, organisation=office, programme_id=ID)
        line = text.splitlines().index(next(x for x in text.splitlines() if "从业人数" in x)) + 1
        assert not found.is_sound
        assert found.told[0].line == line
        assert "从业人数" in found.told[0].words

    def test_a_case_that_comes_out_otherwise_fails(self, office):
        text = RULE.replace('20人", 条款', '30人", 条款')
        found = check_text(text, organisation=office, programme_id=ID)
        assert [each.name for each in found.cases if not each.is_passed] == ["正好二十人"]

    @pytest.mark.parametrize("text", ["", "事项", "- 1", "事项: {", "\t", "事项: &a 1", "{" * 200])
    def test_any_text_is_answered(self, office, text):
        assert not check_text(text, organisation=office, programme_id=ID).is_sound

    def test_another_departments_name_is_an_error(self, office):
        text = RULE.replace("云溪市科学技术局", "云溪市经信局")
        found = check_text(text, organisation=office, programme_id=ID)
        assert any("本部门" in each.words for each in found.told if each.is_error)

    def test_another_departments_programme_cannot_be_taken_over(self):
        publish(RULE)
        other = department("云溪市经信局")
        text = RULE.replace("云溪市科学技术局", other.name)
        found = check_text(text, organisation=other, programme_id=ID)
        assert any("别的部门" in each.words for each in found.told if each.is_error)


class TestSaving:
    def test_every_text_is_kept(self, draft, writer):
        actions.save_draft(actor=writer, draft=draft, text=RULE, title="改名", version=1)
        texts = DraftVersion.objects.unscoped().filter(draft=draft).order_by("number")
        assert [each.text for each in texts] == [WIDER, RULE]

    def test_the_same_text_is_not_another_version(self, draft, writer):
        saved = actions.save_draft(actor=writer, draft=draft, text=WIDER, title="题", version=1)
        assert saved.version == 1

    def test_a_stale_text_is_not_saved(self, draft, writer, second):
        actions.save_draft(actor=second, draft=draft, text=RULE, title="题", version=1)
        with pytest.raises(DraftChangedError):
            actions.save_draft(actor=writer, draft=draft, text="旧的", title="题", version=1)

    def test_a_stale_page_keeps_what_was_written(self, client, draft, writer, second):
        actions.save_draft(actor=second, draft=draft, text=RULE, title="题", version=1)
        client.force_login(writer)
        answer = client.post(f"/drafts/{draft.pk}/", {"text": "事项: 我写的", "version": 1})
        assert answer.status_code == 409
        assert "我写的" in answer.content.decode()

    def test_a_draft_that_was_given_up_is_not_saved(self, draft, writer):
        actions.discard_draft(actor=writer, draft=draft)
        with pytest.raises(DraftChangedError):
            actions.save_draft(actor=writer, draft=draft, text=RULE, title="题", version=1)

    def test_lines_that_differ(self):
        kinds = [(line.kind, line.text) for line in difference("甲\n乙\n", "甲\n丙\n")]
        assert kinds == [("skip", ""), ("same", "甲"), ("gone", "乙"), ("new", "丙")]


class TestPublishing:
    def test_two_people_publish(self, draft, writer, second):
        request = ask(draft, writer)
        assert request.effective_on == date(2026, 1, 1)
        published = request_actions.agree(actor=second, request=request, digest=request.digest)
        assert (published.drafted_by, published.published_by) == (writer, second)
        assert published.text == WIDER
        draft.refresh_from_db(from_queryset=Draft.objects.unscoped())
        assert draft.state == DraftState.PUBLISHED
        facts = rulebook().read({"企业规模": "小型", "从业人员": "10人"})
        from zhiqiao.policy import assess

        assert assess(rulebook().programme(ID), facts, on=date(2026, 7, 1)).verdict == "MET"

    def test_the_colleague_is_told_and_the_asker_is_not(self, draft, writer, second):
        ask(draft, writer)
        told = Message.objects.unscoped().filter(kind="rule-publish-asked")
        assert [each.person for each in told] == [second]

    def test_who_asked_does_not_publish(self, draft, writer):
        request = ask(draft, writer)
        with pytest.raises(SamePersonError):
            request_actions.agree(actor=writer, request=request, digest=request.digest)

    def test_who_wrote_the_text_does_not_publish_it_when_another_asks(self, draft, writer, second):
        request = ask(draft, second)
        with pytest.raises(SamePersonError):
            request_actions.agree(actor=writer, request=request, digest=request.digest)

    def test_the_database_refuses_one_person_deciding_alone(self, draft, writer):
        request = ask(draft, writer)
        rows = PublicationRequest.objects.unscoped().filter(pk=request.pk)
        with pytest.raises(IntegrityError):
            rows.update(state=RequestState.DONE, decided_by=writer)

    def test_a_changed_draft_voids_the_request(self, draft, writer, second):
        request = ask(draft, writer)
        actions.save_draft(actor=writer, draft=draft, text=RULE, title="题", version=1)
        with pytest.raises(RequestGoneError):
            request_actions.agree(actor=second, request=request, digest=request.digest)
        assert PublishedText.objects.count() == 1

    def test_another_digest_than_the_one_read_publishes_nothing(self, draft, writer, second):
        request = ask(draft, writer)
        with pytest.raises(RequestGoneError):
            request_actions.agree(actor=second, request=request, digest="0" * 64)

    def test_a_second_decision_changes_nothing(self, draft, writer, second):
        request = ask(draft, writer)
        request_actions.agree(actor=second, request=request, digest=request.digest)
        with pytest.raises((RequestGoneError, RuleMovedError)):
            request_actions.agree(actor=second, request=request, digest=request.digest)
        with pytest.raises(RequestGoneError):
            request_actions.send_back(actor=second, request=request, answer="晚了")
        assert PublishedText.objects.count() == 2

    def test_a_text_with_errors_is_not_asked_for(self, draft, writer):
        broken = WIDER.replace("从业人员 不少于", "从业人数 不少于")
        actions.save_draft(actor=writer, draft=draft, text=broken, title="题", version=1)
        with pytest.raises(NotReadyError):
            ask(draft, writer, version=2)

    def test_a_failing_case_is_not_asked_for(self, draft, writer):
        text = WIDER.replace('10人", 条款', '11人", 条款')
        actions.save_draft(actor=writer, draft=draft, text=text, title="题", version=1)
        with pytest.raises(NotReadyError):
            ask(draft, writer, version=2)

    def test_one_request_a_programme(self, draft, writer, office):
        ask(draft, writer)
        begun = Beginning(ID, "另一份", WIDER)
        other = actions.begin_draft(actor=writer, organisation=office, begun=begun)
        with pytest.raises(AlreadyAskedError):
            ask(other, writer)

    def test_a_rule_published_in_between_is_not_overwritten(self, draft, writer, second):
        request = ask(draft, writer)
        publish(RULE.replace("5万元", "6万元"))
        with pytest.raises(RuleMovedError):
            request_actions.agree(actor=second, request=request, digest=request.digest)
        actions.rebase_draft(actor=writer, draft=draft)
        again = ask(draft, writer)
        request_actions.agree(actor=second, request=again, digest=again.digest)

    def test_sent_back_with_words(self, draft, writer, second):
        request = ask(draft, writer)
        request_actions.send_back(actor=second, request=request, answer="请补依据")
        draft.refresh_from_db(from_queryset=Draft.objects.unscoped())
        assert draft.state == DraftState.OPEN
        assert Message.objects.unscoped().filter(person=writer, kind="rule-sent-back").exists()

    def test_withdrawn_by_who_asked_alone(self, draft, writer, second):
        request = ask(draft, writer)
        with pytest.raises(SamePersonError):
            request_actions.withdraw_request(actor=second, request=request)
        request_actions.withdraw_request(actor=writer, request=request)
        ask(draft, writer)


class TestTellingEnterprises:
    def told(self, kind: str) -> list[str]:
        rows = Message.objects.unscoped().filter(kind=kind)
        return sorted(each.person.organisation.name for each in rows)

    def test_those_entitled_anew_are_told_once(self, draft, writer, second):
        small, large = enterprise("12"), enterprise("30")
        for each in (small, large):
            PersonFactory(role=Role.AFFAIRS, organisation=each)
        request = ask(draft, writer)
        request_actions.agree(actor=second, request=request, digest=request.digest)
        job = Job.objects.unscoped().get(kind=request_actions.NOTIFY)
        assert perform(job.pk) == "done"
        assert self.told("rule-entitled") == [small.name]
        Job.objects.unscoped().filter(pk=job.pk).update(state="waiting", cursor={})
        perform(job.pk)
        assert self.told("rule-entitled") == [small.name]

    def test_those_for_whom_the_amount_changes_are_told(self):
        publish(RULE)
        large = enterprise("30")
        PersonFactory(role=Role.AFFAIRS, organisation=large)
        row = publish(RULE.replace("5万元", "6万元"))
        told_of = {"publication": row.pk}
        job = start_job(actor=None, kind=request_actions.NOTIFY, title=ID, data=told_of)
        assert perform(job.pk) == "done"
        assert self.told("rule-amount-changed") == [large.name]

    def test_those_who_lose_are_told_after_a_repeal(self, office, writer, second):
        publish(RULE)
        large = enterprise("30")
        PersonFactory(role=Role.AFFAIRS, organisation=large)
        repeal = Repeal(ID, timezone.localdate(), "办法到期")
        request = request_actions.ask_to_repeal(actor=writer, organisation=office, repeal=repeal)
        request_actions.agree(actor=second, request=request, digest=request.digest)
        assert rulebook().programme(ID).version_on(timezone.localdate()) is None
        assert rulebook().programme(ID).version_on(date(2026, 6, 1)) is not None
        perform(Job.objects.unscoped().get(kind=request_actions.NOTIFY).pk)
        assert self.told("rule-lost") == [large.name]


class TestRepealing:
    @pytest.mark.usefixtures("office")
    def test_another_departments_programme_cannot_be_repealed(self):
        publish(RULE)
        other = department("云溪市经信局")
        repeal = Repeal(ID, timezone.localdate(), "不想要了")
        with pytest.raises(NotReadyError):
            request_actions.ask_to_repeal(actor=reviewer(other), organisation=other, repeal=repeal)

    def test_a_text_published_in_between_voids_the_repeal(self, office, writer, second):
        publish(RULE)
        repeal = Repeal(ID, timezone.localdate(), "办法到期")
        request = request_actions.ask_to_repeal(actor=writer, organisation=office, repeal=repeal)
        publish(WIDER)
        with pytest.raises(RequestGoneError):
            request_actions.agree(actor=second, request=request, digest=request.digest)


@pytest.mark.usefixtures("office")
class TestPages:
    def test_another_department_finds_nothing(self, client, draft):
        client.force_login(reviewer(department("云溪市经信局")))
        for path in ("", "changes/", "what-if/", "publication/"):
            assert client.get(f"/drafts/{draft.pk}/{path}").status_code == 404
        assert client.get(f"/programmes/{ID}/draft/").status_code == 404
        assert client.get(f"/programmes/{ID}/repeal/").status_code == 404

    def test_the_whole_way_through_the_pages(self, client, writer, second):
        publish(RULE)
        client.force_login(writer)
        assert "起草新版本" in client.get("/drafts/").content.decode()
        page = client.post(f"/programmes/{ID}/draft/")
        path = page["Location"]
        assert client.get(path).status_code == 200
        client.post(path, {"text": WIDER, "version": 1})
        assert "diff-new" in client.get(f"{path}changes/").content.decode()
        assert client.get(f"{path}publication/").status_code == 200
        asked = client.post(f"{path}publication/", {"note": "放宽", "version": 2})
        where = asked["Location"]
        client.force_login(second)
        body = client.get(where).content.decode()
        assert "放宽" in body
        request = PublicationRequest.objects.unscoped().get()
        answer = client.post(f"{where}decision/", {"decision": "agree", "digest": request.digest})
        assert answer.status_code == 302
        assert PublishedText.objects.count() == 2
        assert client.get(where).status_code == 200
        assert client.get(path).status_code == 200

    def test_a_new_programme_begins_sound(self, client, writer):
        client.force_login(writer)
        body = {"title": "首台套奖励", "programme_id": "yx-first-2027"}
        path = client.post("/drafts/new/", body)["Location"]
        page = client.get(path).content.decode()
        assert "没有错误" in page
        assert "用例 6/6 通过" in page

    def test_an_id_in_force_is_not_taken_twice(self, client, writer):
        publish(RULE)
        client.force_login(writer)
        page = client.post("/drafts/new/", {"title": "又一个", "programme_id": ID})
        assert page.status_code == 200
        assert "已经有编号" in page.content.decode()

    def test_the_check_stores_nothing(self, client, draft, writer):
        client.force_login(writer)
        answer = client.post(f"/drafts/{draft.pk}/check/", {"text": "事项: ["})
        assert "第 2 行" in answer.content.decode() or "第 1 行" in answer.content.decode()
        assert DraftVersion.objects.unscoped().count() == 1

    def test_sending_back_needs_words(self, client, draft, writer, second):
        request = ask(draft, writer)
        client.force_login(second)
        client.post(f"/drafts/requests/{request.pk}/decision/", {"decision": "send-back"})
        request.refresh_from_db(from_queryset=PublicationRequest.objects.unscoped())
        assert request.state == RequestState.OPEN

    def test_a_comment(self, client, draft, second):
        client.force_login(second)
        client.post(f"/drafts/{draft.pk}/comments/", {"text": "门槛会不会太低？"})
        assert "门槛会不会太低？" in client.get(f"/drafts/{draft.pk}/").content.decode()
