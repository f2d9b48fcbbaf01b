"""Likely needs: what they are made from, who is told what, and what an answer changes."""

import io

import openpyxl
import pytest
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory
from tests.secure.likely.town import BEARING, GRINDING, client_of, likely_of, state

from zhiqiao.matching.latent import Answer as Said
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.applications.models import Application
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.actions import save_listing, withdraw
from zhiqiao.web.catalogue.models import Need, Status
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.jobs.schedule import works
from zhiqiao.web.latent import answer_actions, listening, queries
from zhiqiao.web.latent.actions import infer_for
from zhiqiao.web.latent.daily import due
from zhiqiao.web.latent.drafting import need_text
from zhiqiao.web.latent.facts import listed
from zhiqiao.web.latent.inferring import feedback_for
from zhiqiao.web.latent.models import Answer, Audience, Inference, LikelyNeed
from zhiqiao.web.latent.start_actions import is_asked, start_inferring
from zhiqiao.web.profiles.actions import share_fact
from zhiqiao.web.profiles.models import Fact, Source, Visibility

pytestmark = [pytest.mark.django_db]
QUERIES_MAX = 18
CANARY = "金丝雀磨削液配方"


@pytest.fixture
def inferred(enterprise, peer, seeker):
    """The likely needs of an enterprise with one patent, beside a peer with two and an offer."""
    state(enterprise, BEARING, said_by=seeker)
    state(peer, f"{GRINDING}；轴承滚子外观视觉检测系统：提高外观缺陷检出率")
    NeedFactory(title="茶叶萎凋房湿度控制", text="萎凋房湿度波动大，要求 ±3%。")
    infer_for(enterprise)
    return likely_of(enterprise)


def test_titles_are_read_with_what_is_said_of_them():
    assert listed("甲；乙：解决丙;；") == [("甲", ""), ("乙", "解决丙")]


def test_what_peers_did_becomes_drafts_with_verbatim_grounds(inferred, seeker):
    first = inferred[0]
    assert [each.rank for each in inferred] == list(range(1, len(inferred) + 1))
    assert "轴承" in first.title
    assert 0 < first.confidence <= 1
    everything = BEARING + GRINDING + "轴承滚子外观视觉检测系统：提高外观缺陷检出率"
    for ground in first.grounds:
        assert ground["own"][1] in everything
        assert ground["theirs"][1] in everything
    page = client_of(seeker).get("/likely-needs/").text
    assert first.title in page
    assert "推断" in page
    assert "溪西轴承" in page
    assert "把握" in page


def test_nobodys_confidential_need_feeds_a_draft(enterprise, peer, seeker, broker):
    state(enterprise, BEARING, said_by=seeker)
    secret = {"title": CANARY, "text": f"{CANARY}：轴承套圈沟道磨削", "is_confidential": True}
    for owner in (peer, enterprise):
        person = PersonFactory(role=Role.SEEKER, organisation=owner)
        need = Need(organisation=owner, **secret)
        save_listing(actor=person, listing=need, publish=True)
    NeedFactory(organisation=peer, title="轴承套圈磨削烧伤检测", text="酸洗抽检漏检多。")
    infer_for(enterprise)
    infer_for(peer)
    rows = list(LikelyNeed.objects.unscoped())
    assert rows
    hidden = Need.objects.unscoped().filter(is_confidential=True)
    references = {f"need-{need.pk}" for need in hidden}
    for row in rows:
        assert not references & set(row.quoted.split("|"))
        assert CANARY not in f"{row.title}{row.quote}{row.grounds}{row.targets}"
        assert "保密需求" not in row.title
    for page in ("/likely-needs/",):
        assert CANARY not in client_of(seeker).get(page).text
    assert CANARY not in client_of(broker).get("/visits/").text


def test_a_need_that_becomes_confidential_takes_its_quotations_along(enterprise, peer, seeker):
    state(enterprise, BEARING, said_by=seeker)
    need = NeedFactory(organisation=peer, title="轴承套圈磨削烧伤检测", text="酸洗抽检漏检多。")
    infer_for(enterprise)
    assert [each.fact for each in likely_of(enterprise)] == [f"need-{need.pk}"]
    need.is_confidential = True
    owner = PersonFactory(role=Role.SEEKER, organisation=peer)
    save_listing(actor=owner, listing=need, publish=False)
    assert likely_of(enterprise) == []
    infer_for(enterprise)
    assert likely_of(enterprise) == []


def test_a_need_that_is_taken_back_takes_its_quotations_along(enterprise, peer, seeker):
    state(enterprise, BEARING, said_by=seeker)
    need = NeedFactory(organisation=peer, title="轴承套圈磨削烧伤检测", text="酸洗抽检漏检多。")
    infer_for(enterprise)
    assert likely_of(enterprise)
    withdraw(actor=PersonFactory(role=Role.SEEKER, organisation=peer), listing=need)
    assert likely_of(enterprise) == []


@pytest.mark.parametrize("visibility", [Visibility.OWN, Visibility.CENTRE, Visibility.REVIEWERS])
def test_a_peers_fact_that_not_everyone_sees_is_no_peers_fact(enterprise, peer, seeker, visibility):
    state(enterprise, BEARING, said_by=seeker)
    state(peer, GRINDING, visibility=visibility)
    infer_for(enterprise)
    assert likely_of(enterprise) == []


def test_a_fact_that_a_peer_hides_later_is_told_no_more(inferred, peer, seeker, broker, enterprise):
    owner = PersonFactory(role=Role.SEEKER, organisation=peer)
    share_fact(actor=owner, organisation=peer, name="专利名称", visibility=Visibility.REVIEWERS)
    title = inferred[0].title
    assert title not in client_of(seeker).get("/likely-needs/").text
    assert title not in client_of(broker).get(f"/visits/{enterprise.pk}/").text


def test_the_centre_is_told_what_the_profile_lets_it_see(enterprise, peer, seeker, broker):
    state(enterprise, BEARING, said_by=seeker, visibility=Visibility.OWN)
    state(peer, GRINDING)
    infer_for(enterprise)
    assert likely_of(enterprise)
    assert likely_of(enterprise, Audience.CENTRE) == []
    page = client_of(broker).get("/visits/?basket=blank").text
    assert "溪东轴承" in page
    assert "还不知道它做什么" in page
    assert client_of(seeker).get(f"/visits/{enterprise.pk}/").status_code == 404


def test_an_own_fact_hidden_later_is_quoted_to_the_centre_no_more(
    inferred, enterprise, seeker, broker
):
    own = inferred[0].grounds[0]["own"][1]
    page = f"/visits/{enterprise.pk}/"
    assert own in client_of(broker).get(page).text
    share_fact(actor=seeker, organisation=enterprise, name="专利名称", visibility=Visibility.OWN)
    text = client_of(broker).get(page).text
    assert own not in text.replace(inferred[0].quote, "").replace(inferred[0].title, "")
    assert "现在不给中心看" in text


def test_a_peer_is_named_by_what_it_said_itself(enterprise, peer, seeker):
    state(enterprise, BEARING, said_by=seeker)
    Fact.objects.create(
        organisation=peer, name="专利名称", value=GRINDING, as_of=timezone.localdate(),
        source=Source.DEPARTMENT, visibility=Visibility.EVERYONE,
    )  # fmt: skip
    infer_for(enterprise)
    page = client_of(seeker).get("/likely-needs/").text
    assert likely_of(enterprise)[0].title in page
    assert "一家同行" in page
    assert "溪西轴承" not in page


def test_saving_the_filled_in_form_is_the_confirmation(inferred, seeker, enterprise):
    first, client = inferred[0], client_of(seeker)
    address = f"/likely-needs/{first.key}/need/"
    page = client.get(address)
    assert first.title in page.text
    assert Need.objects.unscoped().filter(organisation=enterprise).count() == 0
    form = {"step": "1", "title": first.title, "text": need_text(first), "next": "1"}
    answer = client.post(address, form)
    need = Need.objects.unscoped().get(organisation=enterprise)
    assert answer.url == f"/needs/{need.pk}/questions/"
    assert (need.status, need.intake_key) == (Status.DRAFT, first.key)
    kept = Answer.objects.unscoped().get()
    assert (kept.said, kept.need, kept.person, kept.fact) == (
        Said.CONFIRMED, need, seeker, first.fact,
    )  # fmt: skip
    assert first.key not in [each.likely.key for each in queries.open_shown(seeker)]
    assert client.get(address).url == f"/needs/{need.pk}/problem/"
    client.post(address, form)
    assert Need.objects.unscoped().filter(organisation=enterprise).count() == 1


def test_saving_other_words_is_an_edit(inferred, seeker):
    first = inferred[0]
    form = {"step": "1", "title": "磨削烧伤无损检测", "text": "我们的烧伤检测。", "next": "1"}
    client_of(seeker).post(f"/likely-needs/{first.key}/need/", form)
    assert Answer.objects.unscoped().get().said == Said.EDITED


def test_a_confidential_need_leaves_no_words_in_the_answer(inferred, seeker, peer, enterprise):
    first, client = inferred[0], client_of(seeker)
    client.post(f"/likely-needs/{first.key}/edit/", {"title": f"{CANARY}一", "text": f"{CANARY}二"})
    assert Answer.objects.unscoped().get().text == f"{CANARY}二"
    form = {"step": "1", "title": CANARY, "text": CANARY, "is_confidential": "on", "next": "1"}
    client.post(f"/likely-needs/{first.key}/need/", form)
    kept = Answer.objects.unscoped().get()
    assert kept.need.is_confidential
    assert (kept.title, kept.text) == ("", "")
    assert CANARY not in str(list(AuditRow.objects.values_list("data", flat=True)))
    assert len(feedback_for(enterprise, Audience.OWN)) == 1
    assert feedback_for(enterprise, Audience.CENTRE) == []
    assert feedback_for(peer, Audience.OWN) == []


def test_what_was_refused_is_not_shown_again_and_is_learnt(inferred, seeker, enterprise):
    first, client = inferred[0], client_of(seeker)
    refusal = {"reason": "not_ours", "note": "不做检测"}
    assert client.post(f"/likely-needs/{first.key}/refusal/", refusal).status_code == 302
    assert first.title not in client.get("/likely-needs/").text
    assert first.title in client.get("/likely-needs/?basket=rejected").text
    infer_for(enterprise)
    assert first.fact not in [each.fact for each in likely_of(enterprise)]
    learnt = feedback_for(enterprise, Audience.OWN)
    assert [(each.fact_id, each.answer) for each in learnt] == [(first.fact, Said.REJECTED)]
    client.post(f"/likely-needs/{first.key}/answer/removal/")
    infer_for(enterprise)
    assert first.fact in [each.fact for each in likely_of(enterprise)]


def test_a_refusal_wants_a_reason(inferred, seeker):
    client_of(seeker).post(f"/likely-needs/{inferred[0].key}/refusal/", {"reason": "x"})
    assert not Answer.objects.unscoped().exists()


def test_an_edited_draft_waits_until_it_becomes_a_need(inferred, seeker):
    first, client = inferred[0], client_of(seeker)
    address = f"/likely-needs/{first.key}/edit/"
    assert first.title in client.get(address).text
    client.post(address, {"title": "改过的标题", "text": "改过的内容"})
    assert "改过的标题" in client.get("/likely-needs/?basket=edited").text
    client.post(address, {"title": "再改的标题", "text": "改过的内容", "next": "1"})
    assert "再改的标题" in client.get(f"/likely-needs/{first.key}/need/").text
    assert client.post(address, {"title": "", "text": ""}).status_code == 200
    kept = Answer.objects.unscoped().get()
    answer_actions.edit_again(actor=seeker, answer=kept, title="三", text="四")
    kept.refresh_from_db(from_queryset=Answer.objects.unscoped())
    assert (kept.title, kept.said) == ("三", Said.EDITED)


def test_only_the_enterprises_own_people_answer(inferred, broker, enterprise):
    affairs = PersonFactory(role=Role.AFFAIRS, organisation=enterprise)
    stranger = PersonFactory(role=Role.SEEKER)
    assert inferred[0].title in client_of(affairs).get("/likely-needs/").text
    for person in (affairs, stranger, broker):
        client = client_of(person)
        for part in ("refusal", "edit", "need"):
            sent = client.post(
                f"/likely-needs/{inferred[0].key}/{part}/", {"reason": "wrong", "title": "x"}
            )
            assert sent.status_code in {403, 404}
    assert not Answer.objects.unscoped().exists()


def test_visits_are_ordered_by_what_is_expected(inferred, enterprise, broker):
    blank = OrganisationFactory(name="什么都没填的厂")
    infer_for(blank)
    client = client_of(broker)
    page = client.get("/visits/").text
    assert "溪东轴承" in page
    assert inferred[0].title in page
    assert "什么都没填的厂" not in page
    book = client.get("/visits/export/xlsx/")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(book))).active.values)
    assert [row[1] for row in rows[1:]] == ["溪东轴承", "什么都没填的厂"]
    assert "没有找到" in client.get("/visits/?q=没有这样的厂").text


@pytest.mark.parametrize("page", ["/visits/", "/visits/{}/", "/likely-needs/", "/"])
def test_pages_take_few_queries(
    inferred, seeker, broker, enterprise, page, django_assert_max_num_queries
):
    OfferFactory.create_batch(3)
    for _ in range(3):
        other = OrganisationFactory()
        state(other, GRINDING)
        infer_for(other)
    client = client_of(broker if "visits" in page else seeker)
    with django_assert_max_num_queries(QUERIES_MAX):
        assert client.get(page.format(enterprise.pk)).status_code == 200


def test_an_enterprise_has_it_inferred_when_it_asks(enterprise, peer, seeker):
    state(enterprise, BEARING, said_by=seeker)
    state(peer, GRINDING)
    assert "还没有推断过" in client_of(seeker).get("/likely-needs/").text
    job = start_inferring(actor=seeker)
    assert is_asked(seeker)
    perform(job.pk)
    assert not is_asked(seeker)
    assert likely_of(enterprise)
    client_of(seeker).post("/likely-needs/inference/")
    assert is_asked(seeker)


def test_by_night_those_have_their_turn_who_waited_longest(enterprise, peer):
    OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    infer_for(enterprise)
    assert due(5) == [peer, enterprise]
    assert works()["infer-needs"].run(timezone.localdate()) == 2
    assert Inference.objects.unscoped().filter(audience=Audience.OWN).count() == 2


def test_own_words_are_exported(inferred, seeker):
    book = client_of(seeker).get("/likely-needs/export/xlsx/")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(book))).active.values)
    assert rows[1][1] == inferred[0].title
    assert rows[1][-1] == "推断"


def test_a_programme_applied_for_is_told_to_those_who_apply(enterprise, peer, seeker, broker):
    Application.objects.create(
        organisation=enterprise, department=OrganisationFactory(), programme_id="grinding",
        programme_name="轴承磨削检测技改补助", version_label="v1", state="submitted",
        submitted_at=timezone.now(),
    )  # fmt: skip
    state(peer, GRINDING)
    infer_for(enterprise)
    first = likely_of(enterprise)[0]
    assert first.grounds[0]["own"][0] == "programme-grinding"
    assert likely_of(enterprise, Audience.CENTRE) == []
    affairs = PersonFactory(role=Role.AFFAIRS, organisation=enterprise)
    own = f"<q>{first.grounds[0]['own'][1]}</q>"
    assert own in client_of(affairs).get("/likely-needs/").text
    text = client_of(seeker).get("/likely-needs/").text
    assert first.title in text
    assert own not in text
    assert "您没有权限看" in text


def test_answers_go_along_when_organisations_merge(inferred, seeker, enterprise, peer):
    first = inferred[0]
    answer_actions.refuse(actor=seeker, likely=first, reason="wrong")
    target = OrganisationFactory()
    with system_action("merge"):
        listening.follow_merger(source=peer, target=target, actor=None)
        listening.follow_merger(source=enterprise, target=target, actor=None)
    kept = Answer.objects.unscoped().get()
    assert kept.organisation == target
    assert kept.fact == first.fact.replace(f"-{peer.pk}-", f"-{target.pk}-")
    assert not LikelyNeed.objects.unscoped().filter(organisation=enterprise).exists()


def test_of_two_answers_to_the_same_the_others_stays(inferred, seeker, enterprise):
    first = inferred[0]
    target = OrganisationFactory()
    answer_actions.refuse(actor=seeker, likely=first, reason="wrong")
    first.organisation = target
    answer_actions.refuse(actor=seeker, likely=first, reason="solved")
    with system_action("merge"):
        listening.follow_merger(source=enterprise, target=target, actor=None)
    assert Answer.objects.unscoped().get().reason == "solved"
