"""Likely needs: whose they are, whose words they hold, and what nobody else learns of them."""

import io
from itertools import pairwise
from uuid import UUID, uuid5

import openpyxl
import pytest
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.likely.town import BEARING, GRINDING, client_of, likely_of, state

from zhiqiao.matching.latent import Answer as Said
from zhiqiao.matching.latent.feedback import ENTERPRISES_MIN
from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.catalogue.actions import save_listing, withdraw
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.latent import answer_actions, listening, queries
from zhiqiao.web.latent.actions import infer_for
from zhiqiao.web.latent.drafting import need_text
from zhiqiao.web.latent.inferring import feedback_for, key_of
from zhiqiao.web.latent.models import Answer, Audience
from zhiqiao.web.profiles.actions import share_fact
from zhiqiao.web.profiles.models import Visibility

pytestmark = [pytest.mark.django_db]
OLD_NAMESPACE = UUID("5e4b1c0a-6a63-5d0f-9a6e-2f3c7a1d9b10")
TITLE, TEXT = "轴承套圈磨削烧伤检测", "解决客户江南重工的烧伤漏检问题。"
GONE = "同行的内容已不公开"


@pytest.fixture
def inferred(enterprise, peer, seeker):
    """The likely needs of an enterprise with one patent, beside a peer with two."""
    state(enterprise, BEARING, said_by=seeker)
    state(peer, f"{GRINDING}；轴承滚子外观视觉检测系统：提高外观缺陷检出率")
    infer_for(enterprise)
    return likely_of(enterprise)


@pytest.fixture
def sought(enterprise, peer, seeker):
    """A peer's published need, and the enterprise's likely need that quotes it."""
    state(enterprise, BEARING, said_by=seeker)
    need = NeedFactory(organisation=peer, title=TITLE, text=TEXT)
    infer_for(enterprise)
    (likely,) = likely_of(enterprise)
    return need, likely


def save(need, **changed):
    """As one of the need's own people saves it."""
    for name, value in changed.items():
        setattr(need, name, value)
    owner = PersonFactory(role=Role.SEEKER, organisation=need.organisation)
    save_listing(actor=owner, listing=need, publish=False)


def table(client, address):
    book = client.get(address)
    return list(openpyxl.load_workbook(io.BytesIO(b"".join(book))).active.values)[1:]


def refuse_all(count):
    """So many other enterprises that each refuse a likely need."""
    for at in range(count):
        Answer.objects.create(
            organisation=OrganisationFactory(), key=uuid5(OLD_NAMESPACE, str(at)), said="rejected",
            fact=f"need-{9_000 + at}", shares={"words": 1.0}, reason="wrong", title="别的",
        )  # fmt: skip


def test_a_key_cannot_be_worked_out(inferred, enterprise, settings):
    first = inferred[0]
    assert first.key == key_of(enterprise.pk, first.fact)
    assert first.key != uuid5(OLD_NAMESPACE, f"{enterprise.pk}/{first.fact}")
    settings.SECRET_KEY = f"not {settings.SECRET_KEY}"
    assert first.key != key_of(enterprise.pk, first.fact)


def test_a_stranger_answers_nothing_with_anothers_key(inferred, enterprise, seeker):
    first, stranger = inferred[0], PersonFactory(role=Role.SEEKER)
    form = {
        "step": "1",
        "key": str(first.key),
        "title": "冒名的标题",
        "text": "冒名。",
        "next": "1",
    }
    assert client_of(stranger).post("/needs/new/", form).status_code == 302
    assert not Answer.objects.unscoped().exists()
    assert first.title in client_of(seeker).get("/likely-needs/").text


def test_a_stranger_moves_no_answer_that_waits(inferred, enterprise, seeker):
    first, stranger = inferred[0], PersonFactory(role=Role.SEEKER)
    answer_actions.refuse(actor=seeker, likely=first, reason="wrong")
    form = {
        "step": "1",
        "key": str(first.key),
        "title": "冒名的标题",
        "text": "冒名。",
        "next": "1",
    }
    client_of(stranger).post("/needs/new/", form)
    kept = Answer.objects.unscoped().get()
    assert (kept.said, kept.need) == (Said.REJECTED, None)


def test_a_refusal_keeps_no_words_of_a_need_that_became_confidential(sought, seeker):
    need, likely = sought
    client = client_of(seeker)
    client.post(f"/likely-needs/{likely.key}/refusal/", {"reason": "wrong", "note": "不做"})
    assert TITLE in client.get("/likely-needs/?basket=rejected").text
    save(need, is_confidential=True)
    page = client.get("/likely-needs/?basket=rejected").text
    assert TITLE not in page
    assert GONE in page
    kept = Answer.objects.unscoped().get()
    assert (kept.title, kept.text, kept.note) == ("", "", "不做")


def test_a_draft_kept_unchanged_keeps_no_words_of_a_need_that_was_taken_back(sought, seeker, peer):
    need, likely = sought
    client, address = client_of(seeker), f"/likely-needs/{likely.key}/edit/"
    same = {"title": likely.title, "text": need_text(likely)}
    for _ in range(2):
        assert client.post(address, same).url.endswith("basket=confirmed")
    withdraw(actor=PersonFactory(role=Role.SEEKER, organisation=peer), listing=need)
    kept = Answer.objects.unscoped().get()
    assert (kept.title, kept.text) == ("", "")
    page = client.get("/likely-needs/?basket=confirmed").text
    assert GONE in page
    assert address not in page
    assert client.get(address).status_code == 404
    client.post(f"/likely-needs/{likely.key}/answer/removal/")
    assert not Answer.objects.unscoped().exists()


def test_a_need_in_other_words_leaves_no_title_of_the_peer(sought, seeker):
    need, likely = sought
    form = {"step": "1", "title": "无损检测", "text": "我们的烧伤检测。", "next": "1"}
    client_of(seeker).post(f"/likely-needs/{likely.key}/need/", form)
    save(need, is_confidential=True)
    kept = Answer.objects.unscoped().get()
    assert (kept.said, kept.title, kept.need.title) == (Said.EDITED, "", "无损检测")


def test_an_enterprises_own_words_stay(sought, seeker):
    need, likely = sought
    words = {"title": "我们的标题", "text": "我们的内容"}
    client_of(seeker).post(f"/likely-needs/{likely.key}/edit/", words)
    save(need, is_confidential=True)
    kept = Answer.objects.unscoped().get()
    assert (kept.title, kept.text) == ("我们的标题", "我们的内容")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "轴承检测", "text": "解决烧伤漏检问题。"},
        {"title": TITLE, "text": "解决烧伤漏检问题。"},
        {"title": "轴承检测", "text": TEXT},
    ],
)
def test_words_that_were_changed_are_quoted_no_more(sought, seeker, broker, enterprise, changed):
    need, likely = sought
    own, centre = client_of(seeker), client_of(broker)
    pages = [(own, "/likely-needs/"), (centre, "/visits/"), (centre, f"/visits/{enterprise.pk}/")]
    assert all(likely.title in client.get(page).text for client, page in pages)
    save(need, **changed)
    for client, page in pages:
        text = client.get(page).text
        assert likely.title not in text
        assert likely.quote not in text
    assert table(own, "/likely-needs/export/xlsx/") == []
    (row,) = table(centre, "/visits/export/xlsx/")
    assert likely.title not in str(row)
    assert own.get(f"/likely-needs/{likely.key}/need/").status_code == 404


def test_a_figure_that_is_named_no_more_is_not_asked_for(enterprise, peer, seeker):
    state(enterprise, BEARING, said_by=seeker)
    first = "解决烧伤漏检问题。"
    need = NeedFactory(organisation=peer, title=TITLE, text=f"{first}江南重工检出率≥95%。")
    infer_for(enterprise)
    assert "江南重工" in str(likely_of(enterprise)[0].targets)
    client = client_of(seeker)
    assert "江南重工" in client.get("/likely-needs/").text
    save(need, text=first)
    assert "江南重工" not in client.get("/likely-needs/").text


def test_a_ground_goes_with_its_words(sought, seeker, enterprise):
    _need, likely = sought
    own = likely.grounds[0]["own"][1]
    assert f"<q>{own}</q>" in client_of(seeker).get("/likely-needs/").text
    likely.grounds[0]["theirs"][1] = "从没写过的话"
    likely.save(update_fields=["grounds"])
    page = client_of(seeker).get("/likely-needs/").text
    assert likely.title in page
    assert "从没写过的话" not in page
    assert f"<q>{own}</q>" not in page


def test_the_centre_learns_of_no_refusal(inferred, enterprise, seeker, broker):
    first = inferred[0]
    before = [(each.fact, each.confidence) for each in likely_of(enterprise, Audience.CENTRE)]
    answer_actions.refuse(actor=seeker, likely=first, reason="solved")
    infer_for(enterprise)
    after = [(each.fact, each.confidence) for each in likely_of(enterprise, Audience.CENTRE)]
    assert after == before
    assert first.title in client_of(broker).get(f"/visits/{enterprise.pk}/").text
    assert first.fact not in [each.fact for each in likely_of(enterprise)]
    assert feedback_for(enterprise, Audience.CENTRE) == []


def test_answers_of_a_few_enterprises_move_nothing_for_others(inferred, enterprise, seeker):
    def shares():
        infer_for(enterprise)
        return [(each.fact, each.confidence, each.shares) for each in likely_of(enterprise)]

    before = shares()
    refuse_all(ENTERPRISES_MIN - 1)
    assert shares() == before
    answer_actions.refuse(actor=seeker, likely=inferred[0], reason="wrong")
    assert [each.fact_id for each in feedback_for(enterprise, Audience.OWN)] == [inferred[0].fact]
    refuse_all(1)
    assert len(feedback_for(enterprise, Audience.OWN)) == ENTERPRISES_MIN + 1
    assert len(feedback_for(enterprise, Audience.CENTRE)) == ENTERPRISES_MIN


def test_what_was_written_is_not_written_again_after_a_merger(inferred, enterprise, seeker):
    first, client = inferred[0], client_of(seeker)
    words = {"title": "改的标题", "text": "改的内容"}
    form = {"step": "1", "next": "1", **words}
    client.post(f"/likely-needs/{first.key}/edit/", words)
    client.post(f"/likely-needs/{first.key}/need/", form)
    need, target = Need.objects.unscoped().get(organisation=enterprise), OrganisationFactory()
    with system_action("merge"):
        listening.follow_merger(source=enterprise, target=target, actor=None)
    Need.objects.unscoped().filter(pk=need.pk).update(organisation=target)
    client = client_of(PersonFactory(role=Role.SEEKER, organisation=target))
    address = f"/likely-needs/{Answer.objects.unscoped().get().key}/need/"
    for answer in (client.get(address), client.post(address, form)):
        assert answer.url == f"/needs/{need.pk}/problem/"
    assert Need.objects.unscoped().filter(organisation=target).count() == 1


def test_only_what_is_told_is_counted(inferred, enterprise, peer, seeker, broker):
    own, centre = client_of(seeker), client_of(broker)
    count = len(queries.open_shown(seeker))
    assert f"推断出 {count} 条" in own.get("/").text
    assert f"{count} 条可能的需求" in centre.get("/visits/").text
    (row,) = table(centre, "/visits/export/xlsx/")
    assert row[3] == count
    owner = PersonFactory(role=Role.SEEKER, organisation=peer)
    share_fact(actor=owner, organisation=peer, name="专利名称", visibility=Visibility.OWN)
    assert "推断出" not in own.get("/").text
    assert "条可能的需求" not in centre.get("/visits/").text
    (row,) = table(centre, "/visits/export/xlsx/")
    assert (row[3], row[4]) == (0, 0)


def test_of_what_may_be_told_the_first_three_make_the_order(inferred, enterprise, broker):
    rows = likely_of(enterprise, Audience.CENTRE)
    assert all(one.confidence >= other.confidence for one, other in pairwise(rows))
    rows[0].quote = "从没写过的话"
    rows[0].save(update_fields=["quote"])
    (row,) = table(client_of(broker), "/visits/export/xlsx/")
    assert row[3] == len(rows) - 1
    assert row[4] == round(sum(each.confidence for each in rows[1:4]), 2)
    assert rows[1].title in row[5]
