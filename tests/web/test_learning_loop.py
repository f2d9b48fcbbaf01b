"""From grades to a shadow, from a shadow to serving, and back."""

from dataclasses import replace

import pytest
from tests.factories import (
    NeedFactory,
    OfferFactory,
    PersonFactory,
    ReviewFactory,
    RunFactory,
    SuggestionFactory,
    run_with,
)
from tests.web.learning import DREW, WON, keep_one_version_stored, ranked, stored

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.matches import (
    actions,
    engine_room,
    refitting,
    serving,
    serving_actions,
    shadow_actions,
)
from zhiqiao.web.matches.models import (
    RankingModelVersion,
    ServingChange,
    ShadowSuggestion,
    Suggestion,
)
from zhiqiao.web.matches.tasks import compare_shadow

pytestmark = pytest.mark.django_db
TOPICS = (
    "低温固化环氧底漆", "锂电池回收浸出", "焊缝超声检测", "秸秆乙醇发酵", "玻纤增强尼龙",
    "污泥脱水药剂", "齿轮渗碳热处理", "光伏组件清洗", "车用雷达标定", "茶叶色选机",
)  # fmt: skip


def refused(call, **arguments):
    with pytest.raises(ZhiqiaoError) as caught:
        call(**arguments)
    return caught.value.code


def graded_town(needs=45, offers=8):
    """Needs with graded offers: those of the need's own topic are 4 or 3, the others 1."""
    person = PersonFactory()
    by_topic = {
        topic: [OfferFactory(title=f"{topic}装置{n}", text="") for n in range(offers // 2)]
        for topic in TOPICS
    }
    for number in range(needs):
        topic, other = TOPICS[number % 10], TOPICS[(number + 3) % 10]
        need = NeedFactory(title=f"{topic}需求{number}", text=f"要{topic}。")
        run = RunFactory(need=need, version=keep_one_version_stored())
        for rank, offer in enumerate(by_topic[topic] + by_topic[other], start=1):
            SuggestionFactory(run=run, offer=offer, rank=rank, evidence=[])
            grade = (4 if rank % 2 else 3) if rank <= offers // 2 else 1
            ReviewFactory(need=need, offer=offer, person=person, relevance=grade)


def test_grades_make_a_shadow_that_is_promoted_for_winning_and_taken_back():
    graded_town()
    shipped = engine_room.serving_model()[0]
    result = serving_actions.refit(as_shadow=True)
    assert result.outcome == refitting.Outcome.SHADOW
    assert (result.serving, result.needs, result.pairs) == (shipped.name, 45, 45 * 8)
    shadow = engine_room.shadow_version()
    assert (shadow.name, shadow.serving) == (result.shadow, False)
    assert shadow.figures["held_back"]["needs"] == result.held_back

    engine_room.index_of(Side.OFFER).rebuild()
    told = []
    before = Suggestion.objects.unscoped().count()
    assert shadow_actions.rank_all(shadow=shadow, report=lambda *now: told.append(now)) == 45
    assert told[-1] == (45, 45)
    assert serving.needs_ranked(shadow) == 45
    assert Suggestion.objects.unscoped().count() == before

    assert compare_shadow.func() is True
    shadow.refresh_from_db()
    chief = PersonFactory()
    change = serving_actions.promote(actor=chief, shadow=shadow, reason="概率更准")
    assert (change.before, change.version, change.person) == (shipped, shadow, chief)
    assert engine_room.serving_model()[0] == shadow
    assert engine_room.shadow_version() is None
    back = serving_actions.roll_back(actor=chief)
    assert (back.before, back.version) == (shadow, shipped)
    assert engine_room.serving_model()[0] == shipped
    assert [row.action for row in AuditRow.objects.order_by("number")][-2:] == [
        "promote_model",
        "roll_back_model",
    ]


def test_a_run_is_followed_by_the_shadow_and_shows_only_the_serving_model():
    need, offers = NeedFactory(), [OfferFactory() for _ in range(3)]
    engine_room.index_of(Side.OFFER).rebuild()
    shadow = stored()
    run = actions.perform_run(run=RunFactory(need=need, state="waiting", version=None))
    assert run.version != shadow
    rows = ShadowSuggestion.objects.unscoped().filter(version=shadow, need=need)
    assert {row.offer_id for row in rows} == {offer.pk for offer in offers}
    assert all(row.disagreement == 0 for row in rows)
    assert [len(row.similarities) for row in run.suggestions.all()] == [4, 4, 4]
    actions.perform_run(run=RunFactory(need=need, state="waiting", version=None))
    assert rows.count() == 3


def test_a_shadow_that_cannot_be_read_takes_nothing_from_the_run():
    need, _offer = NeedFactory(), OfferFactory()
    engine_room.index_of(Side.OFFER).rebuild()
    shadow = stored()
    RankingModelVersion.objects.filter(pk=shadow.pk).update(content="{")
    run = actions.perform_run(run=RunFactory(need=need, state="waiting", version=None))
    assert (run.state, run.suggestions.count()) == ("done", 1)
    assert not ShadowSuggestion.objects.unscoped().exists()


def test_promotion_wants_a_reason_a_trial_and_a_win():
    shadow = stored(DREW)
    promote = serving_actions.promote
    assert refused(promote, actor=None, shadow=shadow, reason=" ") == (
        ErrorCode.RANKING_REASON_MISSING
    )
    assert refused(promote, actor=None, shadow=shadow, reason="好") == (
        ErrorCode.RANKING_SHADOW_TOO_SHORT
    )
    ranked(shadow)
    assert refused(promote, actor=None, shadow=shadow, reason="好") == ErrorCode.RANKING_NOT_BETTER
    assert not ServingChange.objects.unscoped().exists()


def test_a_grade_of_a_need_held_back_asks_for_a_new_comparison():
    shadow = stored(WON)
    ranked(shadow)
    needs = [NeedFactory() for _ in range(3)]
    learnt = next(need for need in needs if not refitting.is_held_back(need.pk))
    aside = next(need for need in needs if refitting.is_held_back(need.pk))
    version = engine_room.serving_model()[0]
    ReviewFactory(need=learnt)
    assert serving.is_fresh(serving.kept_verdict(shadow), serving=version)
    ReviewFactory(need=aside)
    assert refused(serving_actions.promote, actor=None, shadow=shadow, reason="好") == (
        ErrorCode.RANKING_COMPARISON_STALE
    )
    verdict = serving_actions.compare_again(shadow=shadow)
    assert (verdict.needs, verdict.pairs, verdict.against) == (1, 1, version.name)
    assert serving.is_fresh(verdict, serving=version)
    assert refused(serving_actions.promote, actor=None, shadow=shadow, reason="好") == (
        ErrorCode.RANKING_NOT_BETTER
    )


def test_what_is_no_shadow_any_more_is_not_promoted():
    first = stored(name="refit-1")
    ranked(first)
    stored(name="refit-2")
    assert not RankingModelVersion.objects.get(pk=first.pk).is_shadow
    assert refused(serving_actions.promote, actor=None, shadow=first, reason="好") == (
        ErrorCode.RANKING_NO_SHADOW
    )
    assert refused(
        shadow_actions.rank_all,
        shadow=RankingModelVersion.objects.get(pk=first.pk),
        report=lambda *_now: None,
    ) == (ErrorCode.RANKING_NO_SHADOW)


def test_rollbacks_go_down_the_stack_and_end_at_the_first():
    shipped = keep_one_version_stored()
    one = stored(name="refit-1", as_shadow=False)
    two = stored(name="refit-2", as_shadow=False)
    assert engine_room.serving_model()[0] == two
    assert serving_actions.roll_back(actor=None).version == one
    assert serving_actions.roll_back(actor=None, reason="又不准").version == shipped
    assert refused(serving_actions.roll_back, actor=None) == ErrorCode.RANKING_NO_FORMER
    assert engine_room.serving_model()[0] == shipped


def test_the_same_click_twice_goes_back_once():
    keep_one_version_stored()
    one = stored(name="refit-1", as_shadow=False)
    two = stored(name="refit-2", as_shadow=False)
    serving_actions.roll_back(actor=None, serving_name=two.name)
    assert refused(serving_actions.roll_back, actor=None, serving_name=two.name) == (
        ErrorCode.RANKING_CHANGED
    )
    assert engine_room.serving_model()[0] == one


def test_a_refit_does_not_undo_what_a_person_did_meanwhile():
    shipped = keep_one_version_stored()
    stored(name="refit-bad", as_shadow=False)
    bad, model = engine_room.serving_model()
    serving_actions.roll_back(actor=None)
    trial = refitting.Trial(replace(model, name="refit-new"), WON, ())
    assert not serving_actions.store_trial(trial=trial, against=bad).serving
    assert engine_room.serving_model()[0] == shipped
    assert ServingChange.objects.unscoped().count() == 2


def test_the_verdict_tells_of_the_grades_that_were_compared():
    """A grade that came between the fit and its storing asks for a new comparison."""
    aside = next(
        need for need in (NeedFactory() for _ in range(3)) if refitting.is_held_back(need.pk)
    )
    version, model = engine_room.serving_model()
    before = tuple(serving.held_back_grades())
    ReviewFactory(need=aside)
    trial = refitting.Trial(replace(model, name="refit-1"), WON, before)
    shadow = serving_actions.store_trial(trial=trial, against=version, as_shadow=True)
    ranked(shadow)
    assert refused(serving_actions.promote, actor=None, shadow=shadow, reason="好") == (
        ErrorCode.RANKING_COMPARISON_STALE
    )


def test_a_verdict_that_turned_meanwhile_counts_and_that_of_a_promoted_one_stays():
    shadow = stored(WON)
    ranked(shadow)
    lost = replace(serving.kept_verdict(shadow), comparison=DREW)
    RankingModelVersion.objects.filter(pk=shadow.pk).update(
        figures=shadow.figures | lost.as_figures()
    )
    assert refused(serving_actions.promote, actor=None, shadow=shadow, reason="好") == (
        ErrorCode.RANKING_NOT_BETTER
    )
    RankingModelVersion.objects.filter(pk=shadow.pk).update(figures=shadow.figures)
    serving_actions.promote(actor=None, shadow=shadow, reason="好")
    serving_actions._keep_verdict(shadow=shadow, verdict=lost)  # noqa: SLF001 -- a late job's end
    assert serving.kept_verdict(RankingModelVersion.objects.get(pk=shadow.pk)).comparison == WON


def test_a_version_that_left_with_its_release_is_not_gone_back_to():
    shipped = keep_one_version_stored()
    stored(as_shadow=False)
    RankingModelVersion.objects.filter(pk=shipped.pk).update(name="of-an-earlier-release")
    assert refused(serving_actions.roll_back, actor=None) == ErrorCode.RANKING_GONE


def test_a_refit_of_before_changes_were_kept_goes_back_to_what_it_was_compared_to():
    shipped = keep_one_version_stored()
    stored(as_shadow=False)
    ServingChange.objects.unscoped().delete()
    assert serving_actions.roll_back(actor=None).version == shipped


def test_the_same_needs_are_held_back_whatever_else_is_graded():
    runs = [run_with(1) for _ in range(6)]
    for run in runs[1:]:
        ReviewFactory(need=run.need, offer=run.suggestions.get().offer)
    some = {each.need_id for each in refitting.split(refitting.graded())[1]}
    ReviewFactory(need=runs[0].need, offer=runs[0].suggestions.get().offer)
    more = {each.need_id for each in refitting.split(refitting.graded())[1]}
    assert some <= more


def test_grades_of_confidential_needs_are_not_learnt_from(confidential_need):
    ReviewFactory(need=confidential_need)
    assert refitting.graded() == []


@pytest.fixture
def confidential_need():
    from zhiqiao.web.access import Role
    from zhiqiao.web.catalogue.actions import save_listing
    from zhiqiao.web.catalogue.models import Need

    owner = PersonFactory(role=Role.SEEKER)
    need = Need(title="机密", text="机密", organisation=owner.organisation, is_confidential=True)
    save_listing(actor=owner, listing=need, publish=True)
    return need
