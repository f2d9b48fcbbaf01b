"""What may not be drafted, published or repealed: too long, too late, or another department's."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import OrganisationFactory
from tests.secure.rules_of_a_department import ID, RULE, WIDER, department, publish, reviewer

from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.drafts import actions, request_actions
from zhiqiao.web.drafts.actions import Beginning
from zhiqiao.web.drafts.checking import check_text
from zhiqiao.web.drafts.differing import difference
from zhiqiao.web.drafts.models import (
    TEXT_CHARS_MAX,
    TEXT_LINES_MAX,
    Draft,
    DraftVersion,
    PublicationRequest,
)
from zhiqiao.web.drafts.request_actions import (
    NotReadyError,
    Repeal,
    RepealTooLateError,
    RuleMovedError,
)
from zhiqiao.web.drafts.views import has_moved
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.rulebook.models import PublishedText

pytestmark = pytest.mark.django_db

OWN, OTHER = "云溪市科学技术局", "云溪市经信局"
LED_BY_OTHER = RULE.replace(OWN, f"{OTHER}、{OWN}")
LED_BY_OWN = RULE.replace(OWN, f"{OWN}、{OTHER}")


@pytest.fixture
def office():
    return department(OWN)


@pytest.fixture
def writer(office):
    return reviewer(office)


@pytest.fixture
def second(office):
    return reviewer(office)


def begin(writer: object, text: str = WIDER) -> Draft:
    begun = Beginning(ID, "员工培训补贴", text)
    return actions.begin_draft(actor=writer, organisation=writer.organisation, begun=begun)


def ask(draft: Draft, writer: object) -> PublicationRequest:
    today = timezone.localdate()
    return request_actions.ask_to_publish(
        actor=writer, draft=draft, version=1, note="放宽", today=today
    )


def ask_to_repeal(writer: object, on: date) -> PublicationRequest:
    repeal = Repeal(ID, on, "办法到期")
    return request_actions.ask_to_repeal(
        actor=writer, organisation=writer.organisation, repeal=repeal
    )


def agree(second: object, request: PublicationRequest) -> PublishedText:
    return request_actions.agree(actor=second, request=request, digest=request.digest)


class TestDayOfARepeal:
    @pytest.mark.parametrize("on", ["0001-01-01", "yesterday"])
    def test_days_gone_by_are_refused_in_words(self, client, writer, on):
        publish(RULE)
        yesterday = timezone.localdate() - timedelta(days=1)
        client.force_login(writer)
        body = {"on": yesterday.isoformat() if on == "yesterday" else on, "note": "到期"}
        page = client.post(f"/programmes/{ID}/repeal/", body)
        assert "废止不能早于今天" in page.content.decode()
        assert not PublicationRequest.objects.unscoped().exists()

    def test_today_is_accepted(self, client, writer):
        publish(RULE)
        client.force_login(writer)
        body = {"on": timezone.localdate().isoformat(), "note": "到期"}
        assert client.post(f"/programmes/{ID}/repeal/", body).status_code == 302

    def test_a_day_that_went_by_while_the_request_waited(self, client, writer, second):
        publish(RULE)
        request = ask_to_repeal(writer, timezone.localdate() - timedelta(days=1))
        with pytest.raises(RepealTooLateError):
            agree(second, request)
        client.force_login(second)
        body = {"decision": "agree", "digest": request.digest}
        page = client.post(f"/drafts/requests/{request.pk}/decision/", body, follow=True)
        assert "请求的废止日已经过了" in page.content.decode()
        assert PublishedText.objects.count() == 1


class TestARepealInBetween:
    def test_it_is_not_undone_by_an_older_draft(self, writer, second):
        publish(RULE)
        draft = begin(writer)
        agree(second, ask_to_repeal(writer, timezone.localdate()))
        assert has_moved(draft)
        request = ask(draft, writer)
        with pytest.raises(RuleMovedError):
            agree(second, request)
        assert PublishedText.objects.order_by("-id").first().repealed_on

    def test_a_draft_taken_up_again_may_replace_it(self, writer, second):
        publish(RULE)
        draft = begin(writer)
        agree(second, ask_to_repeal(writer, timezone.localdate()))
        actions.rebase_draft(actor=writer, draft=draft)
        draft.refresh_from_db(from_queryset=Draft.objects.unscoped())
        assert not has_moved(draft)
        assert agree(second, ask(draft, writer)).repealed_on is None

    def test_a_rule_that_only_a_file_has_does_not_move_by_itself(self, writer):
        assert not has_moved(begin(writer))


class TestJointDepartments:
    def words(self, text: str, office: object) -> str:
        found = check_text(text, organisation=office, programme_id=ID)
        return "".join(each.words for each in found.told if each.is_error)

    def test_a_new_rule_must_be_led_by_who_writes_it(self, office):
        department(OTHER)
        assert "牵头" in self.words(LED_BY_OTHER, office)
        assert not self.words(LED_BY_OWN, office)

    def test_a_leader_that_is_not_on_the_site_leads_all_the_same(self, office):
        assert "牵头" in self.words(LED_BY_OTHER, office)

    def test_the_second_department_cannot_drop_the_leader(self, office, writer):
        department(OTHER)
        publish(LED_BY_OTHER)
        assert "别的部门牵头" in self.words(RULE, office)
        with pytest.raises(NotReadyError):
            ask(begin(writer, RULE), writer)

    def test_the_second_department_cannot_repeal(self, client, writer):
        department(OTHER)
        publish(LED_BY_OTHER)
        with pytest.raises(NotReadyError):
            ask_to_repeal(writer, timezone.localdate())
        client.force_login(writer)
        assert client.get(f"/programmes/{ID}/repeal/").status_code == 404
        assert client.get(f"/programmes/{ID}/draft/").status_code == 404
        assert f"/programmes/{ID}/" not in client.get("/drafts/").content.decode()

    def test_the_leader_may_do_all_of_it(self, client, office, writer, second):
        publish(LED_BY_OWN)
        client.force_login(writer)
        assert f"/programmes/{ID}/repeal/" in client.get("/drafts/").content.decode()
        assert not self.words(RULE, office)
        agree(second, ask(begin(writer), writer))

    def test_a_leader_put_in_while_a_request_waited_counts(self, writer, second):
        request = ask(begin(writer), writer)
        department(OTHER)
        publish(LED_BY_OTHER)
        Draft.objects.unscoped().update(base_digest=PublishedText.objects.get().digest)
        request.refresh_from_db(from_queryset=PublicationRequest.objects.unscoped())
        with pytest.raises(NotReadyError):
            agree(second, request)


class TestLongTexts:
    @pytest.mark.parametrize(
        "text", ["字" * (TEXT_CHARS_MAX + 1), "行\n" * (TEXT_LINES_MAX + 1)], ids=["chars", "lines"]
    )
    def test_they_are_refused_in_words(self, client, writer, text):
        draft = begin(writer)
        client.force_login(writer)
        for path, status in (("", 400), ("check/", 200)):
            page = client.post(f"/drafts/{draft.pk}/{path}", {"text": text, "version": 1})
            assert page.status_code == status
            assert "规则太长" in page.content.decode()
        assert DraftVersion.objects.unscoped().count() == 1

    @pytest.mark.parametrize("kinds", [1, 2, 30, 1500])
    def test_lines_that_repeat_do_not_hold_a_worker(self, kinds):
        old = [f"行{at % kinds}" if at % 2 else f"旧{at}" for at in range(TEXT_LINES_MAX)]
        new = [f"行{at % kinds}" if at % 2 else f"新{at}" for at in range(TEXT_LINES_MAX)]
        found = difference("\n".join(["头", *old, "尾"]), "\n".join(["头", *new, "尾"]))
        # Matching them all would find 1,500 lines that are the same, and take up to minutes.
        assert [each.text for each in found if each.kind == "same"] == ["头", old[-1], "尾"]
        assert [each.text for each in found[1:3]] == ["头", "旧0"]

    def test_beyond_the_limit_only_the_ends_are_matched(self):
        old, new = ["甲"] * TEXT_LINES_MAX, ["乙", *["甲"] * TEXT_LINES_MAX]
        kinds = [each.kind for each in difference("\n".join(old), "\n".join(new))]
        assert kinds == ["skip", "new", "same", "same", "same"]


class TestOddRequests:
    @pytest.mark.parametrize("against", ["9" * 5000, "9" * 30, "999999999", "-1", "x", "٣"])
    def test_a_version_that_cannot_be_is_the_rule_in_force(self, client, writer, against):
        draft = begin(writer)
        client.force_login(writer)
        page = client.get(f"/drafts/{draft.pk}/changes/", {"against": against})
        assert page.status_code == 200
        assert page.context["against"] is None


class TestWhoIsTold:
    def test_who_left_does_not_hear_of_the_departments_rule(self, writer, second):
        publish(RULE)
        request = ask(begin(writer), writer)
        Membership.objects.unscoped().filter(person=writer).delete()
        Membership.objects.create(
            person=writer, organisation=OrganisationFactory(), role="enterprise"
        )
        request.refresh_from_db(from_queryset=PublicationRequest.objects.unscoped())
        agree(second, request)
        assert not Message.objects.unscoped().filter(kind="rule-published").exists()

    def test_who_stayed_does(self, writer, second):
        publish(RULE)
        agree(second, ask(begin(writer), writer))
        assert Message.objects.unscoped().filter(person=writer, kind="rule-published").exists()
