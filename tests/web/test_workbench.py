"""What the workbench says of a candidate, narrowing, exports, the queue, and two runs compared."""

from datetime import timedelta

import pytest
from openpyxl import load_workbook
from tests.factories import (
    NOON,
    NeedFactory,
    OfferFactory,
    PersonFactory,
    ReviewFactory,
    RunFactory,
    SuggestionFactory,
    VersionFactory,
    run_with,
)

from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.matches import standings
from zhiqiao.web.matches.fingerprints import terms_mac, words_mac
from zhiqiao.web.matches.models import MatchRun, Review
from zhiqiao.web.matches.next_steps import next_step_of
from zhiqiao.web.matches.queue import pairs_to_grade
from zhiqiao.web.matches.risks import risks_of
from zhiqiao.web.matches.standings import Standing

pytestmark = pytest.mark.django_db


def places(page):
    return [card.place for card in page.context["cards"]]


def told(suggestion, **when):
    return [str(risk.word) for risk in risks_of(suggestion, **when)]


def test_what_speaks_against_a_pair_comes_first_then_what_is_unknown():
    need = NeedFactory(budget_fen=50_000_000, deadline_on=NOON.date() - timedelta(days=1))
    offer = OfferFactory(
        organisation=need.organisation,
        status=Status.WITHDRAWN,
        price_fen=60_000_000,
        text="该专利权终止。自乳化胺固化剂",
        trl=None,
    )
    found = risks_of(SuggestionFactory(run=RunFactory(need=need), offer=offer), on=NOON.date())
    words = [str(risk.word) for risk in found]
    assert words[:3] == ["供需双方是同一机构", "成果已撤回或还是草稿", "需求的截止日期已过"]
    assert "报价比预算高 10 万元" in words
    assert any("专利已终止" in word for word in words)
    assert "没写技术成熟度" in words
    unknown = [risk.is_unknown for risk in found]
    assert unknown == sorted(unknown)


def test_a_sound_pair_has_only_what_is_unknown():
    offer = OfferFactory(economics="回收期两年")
    Offer.objects.unscoped().update(updated_at=NOON - timedelta(days=1))
    offer.refresh_from_db()
    assert told(SuggestionFactory(offer=offer), on=NOON.date()) == []


@pytest.mark.parametrize(
    ("grade", "may_grade", "quality", "code"),
    [
        (None, True, "good", "grade"),
        (4, True, "good", "introduce"),
        (4, True, "poor", "ask"),
        (2, True, "good", "leave"),
        (None, False, "good", "introduce"),
    ],
)
def test_the_next_step_follows_from_what_was_done(grade, may_grade, quality, code):
    suggestion = SuggestionFactory(run=RunFactory(need=NeedFactory(quality_level=quality)))
    found = next_step_of(suggestion, grade=grade, may_grade=may_grade, standing=None)
    assert found.code == code


def test_a_pair_that_is_introduced_or_hidden_has_another_next_step():
    suggestion = SuggestionFactory()
    under_way, over = Standing("等对方同意"), Standing("已过期", is_over=True)

    def step(standing):
        return next_step_of(suggestion, grade=4, may_grade=True, standing=standing).code

    assert (step(under_way), step(over)) == ("follow", "introduce")
    suggestion.offer.status = Status.WITHDRAWN
    assert step(None) == "wait"


def test_a_card_shows_how_far_an_introduction_is(broker, monkeypatch):
    run = run_with(1)
    pair = (run.need_id, run.suggestions.get().offer_id)

    def reader(person, pairs):
        assert person == broker.person
        return {
            each: Standing("等需求方同意", "/introductions/7/") for each in pairs if each == pair
        }

    monkeypatch.setattr(standings, "READERS", [reader])
    page = broker.get(f"/needs/{run.need_id}/").text
    assert "等需求方同意" in page
    assert "/introductions/7/" in page


def test_candidates_are_narrowed_and_sorted_and_keep_their_places(broker):
    need = NeedFactory()
    run = RunFactory(need=need)
    for rank, (recommended, price) in enumerate([(True, 9), (False, 3), (True, None)], start=1):
        fen = None if price is None else price * 1_000_000
        SuggestionFactory(
            run=run, rank=rank, recommended=recommended, offer=OfferFactory(price_fen=fen)
        )
    second = run.suggestions.get(rank=2)
    ReviewFactory(need=need, offer=second.offer, person=broker.person, relevance=2)
    address = f"/needs/{need.pk}/"
    assert places(broker.get(address)) == [1, 2, 3]
    assert places(broker.get(f"{address}?show=recommended")) == [1, 3]
    assert places(broker.get(f"{address}?show=ungraded&sort=price")) == [1, 3]
    assert places(broker.get(f"{address}?show=weak")) == [2]
    assert places(broker.get(f"{address}?sort=price")) == [2, 1, 3]
    assert places(broker.get(f"{address}?show=no&sort=no")) == [1, 2, 3]
    empty = broker.get(f"{address}?show=fair")
    assert "这一类里没有候选" in empty.text
    assert "还没有匹配过" not in empty.text


def test_candidates_are_exported_with_reasons_and_grades(broker, tmp_path):
    run = run_with(2)
    first = run.suggestions.get(rank=1)
    ReviewFactory(
        need=run.need, offer=first.offer, person=broker.person, relevance=3, note="缺数据"
    )
    answer = broker.get(f"/needs/{run.need_id}/candidates/export/xlsx/?run={run.pk}")
    file = tmp_path / "x.xlsx"
    file.write_bytes(answer.content)
    header, row, _second = load_workbook(file).active.iter_rows(values_only=True)
    cells = dict(zip(header, row, strict=True))
    assert (cells["名次"], cells["编号"]) == (1, first.offer.code)
    assert (cells["推荐理由"], cells["评分"], cells["理由"]) == ("技术词相合", "较强相关", "缺数据")
    assert "未给寿命" in cells["风险"]
    assert broker.get(f"/offers/{first.offer_id}/candidates/export/csv/").status_code == 200


def test_only_ones_own_candidates_are_exported_and_compared(sign_in):
    run = run_with(1)
    seeker = sign_in(PersonFactory(role=Role.SEEKER))
    for tail in ("candidates/export/csv/", "runs/compare/"):
        assert seeker.get(f"/needs/{run.need_id}/{tail}").status_code == 404


def later_run(old, *, moves, version=None, need=None):
    """A run after another; `moves`: the offers in their new order."""
    new = RunFactory(
        need=old.need,
        version=version or old.version,
        finished_at=NOON + timedelta(days=2),
        words_mac=words_mac(need or old.need),
        terms_mac=terms_mac(old.need),
        searched=41,
    )
    for rank, offer in enumerate(moves, start=1):
        SuggestionFactory(run=new, offer=offer, rank=rank)
    return new


def test_two_runs_are_compared_with_the_reasons(broker):
    need = NeedFactory()
    old = run_with(3, need=need, words_mac=words_mac(need), terms_mac=terms_mac(need))
    first, second, third = (s.offer for s in old.suggestions.order_by("rank"))
    added = OfferFactory()
    Offer.objects.unscoped().filter(pk=added.pk).update(created_at=NOON + timedelta(days=1))
    need.text = "改过的正文"
    need.save()
    new = later_run(
        old, moves=[second, added, first], version=VersionFactory(name="model-b", serving=False)
    )
    ReviewFactory(need=need, offer=second, relevance=4)
    Review.objects.unscoped().update(at=NOON + timedelta(days=1))
    page = broker.get(f"/needs/{need.pk}/runs/compare/?old={old.pk}&new={new.pk}")
    comparison = page.context["comparison"]
    fates = {row.listing.pk: row.change for row in comparison.rows}
    assert fates == {second.pk: "up", added.pk: "new", first.pk: "down", third.pk: "dropped"}
    assert comparison.graded_anew == 1
    causes = " ".join(comparison.causes)
    for words in (
        "model-a 换成了 model-b",
        "标题或正文改过",
        "新增 1 项",
        "从 40 项变成 41 项",
    ):
        assert words in causes
    assert "条件（金额" not in causes
    rows = {row.listing.pk: row.why for row in comparison.rows}
    assert rows[added.pk] == ("两次之间新增",)


def test_runs_without_digests_say_that_they_cannot_tell(broker):
    need = NeedFactory()
    old = run_with(1, need=need)
    later_run(old, moves=[old.suggestions.get().offer])
    text = broker.get(f"/needs/{need.pk}/runs/compare/").text
    assert "无从比较" in text


def test_a_single_run_has_nothing_to_compare_with(broker):
    run = run_with(1)
    assert "还没有两次可比的匹配" in broker.get(f"/needs/{run.need_id}/runs/compare/?old=x").text


def test_the_page_says_when_the_need_is_newer_than_its_run(broker):
    need = NeedFactory()
    run_with(1, need=need, words_mac=words_mac(need), terms_mac=terms_mac(need))
    assert "改之前的内容" not in broker.get(f"/needs/{need.pk}/").text
    need.budget_fen = 1
    need.save()
    assert "改之前的内容" in broker.get(f"/needs/{need.pk}/").text


def test_a_comparison_asks_few_questions(broker, django_assert_max_num_queries):
    need = NeedFactory()
    old = run_with(8, need=need)
    later_run(old, moves=[s.offer for s in old.suggestions.order_by("-rank")])
    with django_assert_max_num_queries(15):
        broker.get(f"/needs/{need.pk}/runs/compare/")


def test_the_queue_puts_recommended_and_near_deadlines_first(broker):
    late = NeedFactory(deadline_on=None)
    near = NeedFactory(deadline_on=NOON.date() + timedelta(days=9))
    plain = SuggestionFactory(run=RunFactory(need=near), recommended=False, rank=1, probability=0.5)
    best = SuggestionFactory(run=RunFactory(need=late), rank=1, probability=0.9)
    sooner = SuggestionFactory(run=plain.run, rank=2, probability=0.7)
    low = SuggestionFactory(run=plain.run, rank=11)
    found = list(pairs_to_grade(broker.person))
    assert found == [sooner, best, plain]
    assert low not in found
    assert pairs_to_grade(broker.person, order="uncertain").first() == plain


def test_grading_in_the_queue_leads_to_the_next_pair(broker):
    run = run_with(3)
    one, two, three = run.suggestions.order_by("rank")
    page = broker.get("/queue/")
    assert page.context["card"].suggestion == one
    form = {"relevance": "3", "queue": "1", "order": "value", "skip": str(two.pk)}
    answer = broker.post(f"/suggestions/{one.pk}/review/", form)
    page = broker.get(answer.url)
    assert page.context["card"].suggestion == three
    assert page.context["graded_before"] == one
    assert page.context["waiting"] == 2
    again = broker.get(f"/queue/?pair={one.pk}").context["card"]
    assert again.own_review.relevance == 3


def test_a_queue_that_is_done_says_so(broker):
    assert "都评完了" in broker.get("/queue/").text
    run = run_with(1)
    page = broker.get(f"/queue/?skip={run.suggestions.get().pk}").text
    assert "跳过的之外都评完了" in page
    assert broker.get("/queue/?skip=x,9,,٣&pair=٣&order=no&graded=999").status_code == 200


def test_confidential_needs_are_not_in_the_queue(broker):
    owner = PersonFactory(role=Role.SEEKER)
    need = Need(title="机密", text="机密", organisation=owner.organisation, is_confidential=True)
    save_listing(actor=owner, listing=need, publish=True)
    MatchRun.objects.unscoped().all().delete()
    suggestion = SuggestionFactory(run=RunFactory(need=need), rank=1, evidence=[])
    assert not pairs_to_grade(broker.person).exists()
    assert broker.get(f"/queue/?pair={suggestion.pk}").context["card"] is None


def test_the_queue_is_also_a_list_and_a_table(broker, django_assert_max_num_queries):
    run = run_with(10)
    with django_assert_max_num_queries(15):
        page = broker.get("/queue/?view=list")
    assert len(page.context["page"].object_list) == 10
    with django_assert_max_num_queries(15):
        broker.get("/queue/")
    text = broker.get("/queue/export/csv/").content.decode("utf-8-sig")
    assert run.need.code in text


def test_a_seeker_is_asked_to_say_more_once_a_day(broker):
    seeker = PersonFactory(role=Role.SEEKER)
    need = NeedFactory(organisation=seeker.organisation, text="", quality_level="poor")
    for _ in range(2):
        broker.post(f"/needs/{need.pk}/question/")
    message = Message.objects.unscoped().get(person=seeker)
    assert message.path == f"/needs/{need.pk}/questions/"
    assert AuditRow.objects.filter(action="ask_seeker").count() == 2
