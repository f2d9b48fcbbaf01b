"""Latent needs: what they are inferred from, and that they stay so whatever the order."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.matching.works import fact, town

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder
from zhiqiao.index.words import cut
from zhiqiao.matching.latent import (
    Answer,
    Feedback,
    Reading,
    answered,
    evaluate_latent,
    infer_needs,
    trust,
    visit_order,
)
from zhiqiao.matching.latent.confidence import (
    Listed,
    calibration_error,
    chances,
    fitted_curve,
    margins,
    thinned,
)
from zhiqiao.matching.latent.draft import draft_problem, draft_targets, draft_title, problem_span
from zhiqiao.matching.latent.feedback import ENTERPRISES_MIN, of_enough
from zhiqiao.matching.latent.fit import cross_fitted, fitted_weights
from zhiqiao.matching.latent.held_out import hidden_facts, rank_of, refuse_too_many
from zhiqiao.matching.latent.landscape import Landscape, Outlook
from zhiqiao.matching.latent.model import SHIPPED, TOPICAL
from zhiqiao.matching.latent.near import FACTS_MAX, nearest
from zhiqiao.matching.latent.values import Fact, FactKind, Profile, Source
from zhiqiao.matching.latent.vectors import cosines, pieces
from zhiqiao.matching.latent.views import VIEWS, views

PATENTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "patents"


@pytest.fixture(scope="module")
def reading():
    return Reading(load_encoder("static"), cut)


@pytest.fixture(scope="module")
def landscape():
    return Landscape.of(town(), encoder=load_encoder("static"), cut=cut)


def asked(corpus, reading, at=0, **more):
    return infer_needs(corpus[at], corpus, reading=reading, **more)


def test_the_needs_are_those_of_the_peer_in_the_same_field(reading):
    for at, profile in enumerate(town()):
        first = asked(town(), reading, at)[:2]
        assert {need.peer[:2] for need in first} == {profile.name[:2]}
        assert [need.rank for need in first] == [1, 2]
        assert all(need.mark == "推断" and need.peer_id != profile.id for need in first)


def test_every_ground_is_quoted_verbatim(reading):
    corpus = town()
    by_id = {each.id: each for profile in corpus for each in profile.facts}
    for need in asked(corpus, reading):
        assert need.grounds
        assert need.problem.split("“")[1].split("”")[0] in by_id[need.fact_id].text
        for ground in need.grounds:
            for quote in (ground.own, ground.theirs):
                source = getattr(by_id[quote.fact_id], quote.part)
                assert source[quote.start : quote.end] == quote.text
            assert ground.theirs.fact_id == need.fact_id
            assert ground.own.fact_id in {each.id for each in corpus[0].facts}
        assert sum(need.shares.values()) == pytest.approx(1)


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(8)))
def test_the_order_of_enterprises_and_facts_is_nothing(reading, order):
    corpus = town()
    turned = [replace(corpus[at], facts=corpus[at].facts[::-1]) for at in order]
    assert infer_needs(corpus[0], corpus, reading=reading) == infer_needs(
        replace(corpus[0], facts=corpus[0].facts[::-1]), turned, reading=reading
    )


def test_an_unrelated_patent_does_not_change_the_top(reading):
    corpus = town()
    far = Profile("Z", "江畔乐器厂", "C2421", (Fact("Z1", "二胡琴筒蒙皮工艺", "蟒皮绷得更匀。"),))
    before = asked(corpus, reading)
    after = infer_needs(corpus[0], [*corpus, far], reading=reading)
    assert [each.fact_id for each in before[:3]] == [each.fact_id for each in after[:3]]


def test_a_refused_need_is_gone_and_what_is_like_it_sinks(reading):
    corpus = town()
    before = asked(corpus, reading)
    refusal = answered(before[0], profile_id=corpus[0].id, answer=Answer.REJECTED)
    after = asked(corpus, reading, feedback=[refusal])
    assert before[0].fact_id not in {each.fact_id for each in after}
    score = {each.fact_id: each.score for each in after}
    alike = before[1].fact_id
    assert score[alike] < before[1].score


def test_a_confirmed_need_draws_what_is_like_it(reading):
    corpus = town()
    wanted = next(each for each in asked(corpus, reading) if each.peer.startswith("果树"))
    said = answered(wanted, profile_id=corpus[0].id, answer=Answer.CONFIRMED)
    after = asked(corpus, reading, feedback=[said])
    rank = {each.fact_id: each.rank for each in asked(corpus, reading)}
    orchard = [each for each in after if each.peer.startswith("果树")]
    assert min(each.rank for each in orchard) <= min(
        [rank[each.fact_id] for each in orchard if each.fact_id in rank] or [10]
    )


def test_without_facts_the_industry_speaks_alone(reading):
    corpus = town()
    newcomer = Profile("N", "新企业", "C3011")
    found = infer_needs(newcomer, corpus, reading=reading)
    assert {each.peer_id for each in found} == {"E00", "E01"}
    assert all(each.is_tied and each.shares[Source.INDUSTRY] == 1 for each in found)
    assert [each.fact_id for each in found] == sorted(each.fact_id for each in found)
    assert found[0].grounds[0].own is None


def test_nothing_known_or_no_peers_gives_nothing(reading):
    assert infer_needs(Profile("N", "新企业"), town(), reading=reading) == []
    assert infer_needs(town()[0], [], reading=reading) == []
    assert infer_needs(Profile("N", "新企业"), [], reading=reading) == []


def test_one_patent_is_enough(reading):
    corpus = town()
    one = Profile("N", "新企业", "", (fact(90, "钢铁", 3),))
    assert infer_needs(one, corpus, reading=reading)[0].peer.startswith("钢铁")


def test_english_works_are_drafted_in_english(reading):
    peer = Profile(
        "P", "Acme", "", (Fact("P1", "Blade cooling", "It reduces the wear of blades."),)
    )
    own = Profile("O", "Own", "", (Fact("O1", "Turbine blade", "A cooled turbine blade."),))
    need = infer_needs(own, [peer], reading=reading)[0]
    assert need.title == "Technology need: Blade cooling"
    assert "reduces the wear" in need.problem
    assert need.targets[-1] == "Budget (10,000 yuan): ____"


def test_equal_facts_are_ties_and_told(reading):
    corpus = town()
    twin = replace(corpus[1].facts[0], id="F0035")
    found = infer_needs(
        corpus[0], [*corpus[1:], Profile("T", "同文", "", (twin,))], reading=reading
    )
    by_id = {each.fact_id: each for each in found}
    assert {"F003", "F0035"} <= set(by_id)


def test_ids_may_not_repeat(reading):
    corpus = town()
    again = replace(corpus[1], id="E99")
    with pytest.raises(ZhiqiaoError) as refused:
        infer_needs(corpus[0], [*corpus, again], reading=reading)
    assert refused.value.code is ErrorCode.ID_TWICE


def test_trust_counts_and_does_not_mind_the_order():
    right = Feedback("A", "1", Answer.CONFIRMED, {Source.WORDS: 1.0})
    wrong = Feedback("B", "2", Answer.REJECTED, {Source.WORDS: 0.5, Source.MEANING: 0.5})
    assert trust([]) == dict.fromkeys(Source, 1.0)
    found = trust([right, wrong])
    assert found == trust([wrong, right])
    assert found[Source.WORDS] == pytest.approx(2 * (4 + 1) / (8 + 1.5))
    assert found[Source.MEANING] == pytest.approx(2 * 4 / (8 + 0.5))
    assert found[Source.INDUSTRY] == 1


def test_answers_count_for_others_where_enough_enterprises_gave_one():
    said = [Feedback(f"E{at}", "1", Answer.REJECTED, {}) for at in range(ENTERPRISES_MIN)]
    assert of_enough(said) == said
    assert not of_enough(said[1:])
    assert not of_enough([*said[1:], replace(said[1], fact_id="2")])


def test_visits_begin_where_most_is_expected_and_end_where_nothing_is_known(reading):
    found = visit_order([*town(), Profile("0", "无名")], reading=reading)
    assert [each.rank for each in found] == list(range(1, 10))
    expected = [each.expected for each in found]
    assert expected == sorted(expected, reverse=True)
    assert (found[-1].profile_id, found[-1].needs) == ("0", ())
    assert "问问" in found[-1].chinese
    assert found[0].needs[0].title in found[0].chinese
    assert [
        each.profile_id
        for each in visit_order([Profile("B", "乙"), Profile("A", "甲")], reading=reading)
    ] == ["A", "B"]


def test_views_are_symmetric_and_on_one_scale(landscape):
    assert tuple(landscape.kernels) == VIEWS
    for kernel in landscape.kernels.values():
        assert np.allclose(kernel, kernel.T, atol=1e-4)
        beside = kernel.copy()
        np.fill_diagonal(beside, 0)
        assert beside.std() == pytest.approx(1, abs=1e-3)


def test_empty_texts_are_like_nothing(reading):
    blank = [Fact("A", "", ""), Fact("B", "", ""), Fact("C", "高炉", "高炉炼铁")]
    for kernel in views(blank, encoder=reading.encoder, cut=cut).values():
        assert np.isfinite(kernel).all()
    assert cosines([[], ["a"]]).tolist() == [[0, 0], [0, 1]]
    assert list(pieces("ab", longest=3)) == ["a", "b", "ab"]


def test_hidden_facts_are_found_among_those_of_others(landscape):
    found = evaluate_latent(Outlook.of(landscape, SHIPPED), resamples=50)
    assert (found.assignees, found.hidden, found.facts) == (8, 24, 24)
    assert found.figures["hit_at_10"] == 1
    low, high = found.intervals["mrr"]
    assert low <= found.figures["mrr"] <= high
    assert json.loads(json.dumps(found.as_dict()))["assignees"] == 8


def test_ties_with_the_hidden_fact_count_half(landscape):
    one = hidden_facts(landscape)[0]
    # 24 facts, 2 held, 1 hidden: 21 others, all equal
    assert rank_of(np.zeros(24), one) == 1 + 21 / 2


def test_nothing_to_hide_is_refused(reading):
    small = Landscape.of(
        [replace(town()[0], facts=town()[0].facts[:2])], encoder=reading.encoder, cut=cut
    )
    with pytest.raises(ZhiqiaoError) as refused:
        hidden_facts(small)
    assert refused.value.code is ErrorCode.ASSIGNEES_TOO_FEW


def test_without_rivals_nothing_is_measured(reading):
    alone = Landscape.of(town()[:1], encoder=reading.encoder, cut=cut)
    with pytest.raises(ZhiqiaoError) as refused:
        hidden_facts(alone)
    assert refused.value.code is ErrorCode.RIVALS_NONE


def test_one_enterprise_has_no_intervals_and_chance_is_told_beside(reading):
    peer = Profile("P", "同行", "", town()[1].facts[:2])
    few = Landscape.of([town()[0], peer], encoder=reading.encoder, cut=cut)
    told = evaluate_latent(Outlook.of(few, SHIPPED), resamples=5).as_dict()
    # the hidden fact and two of the peer
    assert (told["assignees"], told["candidates"], told["hit_at_10_by_chance"]) == (1, 3, 1)
    assert told["intervals"]["mrr"] == [None, None]
    with pytest.raises(ZhiqiaoError) as refused:
        cross_fitted(few, SHIPPED, folds=2)
    assert refused.value.code is ErrorCode.ASSIGNEES_TOO_FEW
    assert refused.value.data["found"] == 1


def test_chance_is_ten_of_the_candidates(landscape):
    found = evaluate_latent(Outlook.of(landscape, SHIPPED), resamples=5)
    assert found.candidates == 22
    assert found.figures["hit_at_10_by_chance"] == pytest.approx(10 / 22)


def test_more_folds_than_enterprises_are_as_many_as_enterprises(landscape):
    most = cross_fitted(landscape, SHIPPED, folds=50)
    assert most.figures == cross_fitted(landscape, SHIPPED, folds=8).figures


def test_too_many_facts_are_not_measured_on():
    facts = tuple(Fact(str(at), "同") for at in range(12_001))
    with pytest.raises(ZhiqiaoError) as refused:
        refuse_too_many([Profile("P", "多", "", facts)])
    assert refused.value.code is ErrorCode.PATENTS_TOO_MANY
    refuse_too_many([Profile("P", "多", "", facts[1:])])


def test_fitted_weights_are_not_negative_and_repeatable(landscape):
    hidden = hidden_facts(landscape)
    weights = fitted_weights(landscape, hidden, SHIPPED)
    assert len(weights) == len(VIEWS)
    assert min(weights) >= 0 < max(weights)
    assert weights == fitted_weights(landscape, hidden, SHIPPED)
    assert cross_fitted(landscape, SHIPPED, folds=4).figures["hit_at_10"] == 1


def test_confidence_rises_with_the_margin_and_the_facts_and_fits_what_is_seen():
    generator = np.random.default_rng(1)
    seen, held = generator.normal(size=4_000), generator.integers(1, 9, 4_000)
    truth = 1 / (1 + np.exp(2 - 1.5 * seen - 0.5 * np.log(held)))
    right = (generator.random(4_000) < truth).astype(float)
    lists = [Listed(seen[at : at + 1], right[at : at + 1], int(held[at])) for at in range(4_000)]
    intercept, slope, experience = fitted_curve(lists)
    assert (intercept, slope) == (pytest.approx(-2, abs=0.25), pytest.approx(1.5, abs=0.2))
    assert experience == pytest.approx(0.5, abs=0.15)
    model = replace(SHIPPED, intercept=intercept, slope=slope, experience=experience)
    chance = np.array([chances(each.margins, model, held=each.held)[0] for each in lists])
    assert calibration_error(chance, right) < 0.03
    one = np.array([chances(seen[at : at + 1], model, held=1)[0] for at in range(len(seen))])
    assert (np.diff(one[np.argsort(seen)]) >= 0).all()
    assert (one <= chance).all()
    assert chances(np.full(10, 99.0), model, held=3).tolist() == [0.1] * 10
    assert chances(np.zeros(1), model, held=0) == chances(np.zeros(1), model, held=1)
    assert margins(np.array([3.0, 1.0]), np.array([0, 1])).tolist() == [0, 0]
    assert min(SHIPPED.slope, SHIPPED.experience, TOPICAL.slope, TOPICAL.experience) > 0


def test_a_slope_held_at_zero_leaves_a_curve_that_fits_what_is_seen():
    """Where larger margins are right less often, the chance is the share that is right."""
    seen = np.linspace(1, 5, 400)
    right = (np.random.default_rng(2).random(400) < 0.6 - 0.1 * seen).astype(float)
    intercept, slope, _ = fitted_curve([Listed(seen, right, 1)])
    assert slope == 0
    assert 1 / (1 + np.exp(-intercept)) == pytest.approx(right.mean(), abs=1e-3)


def test_thinned_facts_are_some_of_those_that_remain(landscape):
    hidden = hidden_facts(landscape)
    for whole, part in zip(hidden, thinned(hidden), strict=True):
        assert (part.row, part.profile) == (whole.row, whole.profile)
        assert 1 <= len(part.rest) <= len(whole.rest)
        assert set(part.rest) <= set(whole.rest)


def test_what_peers_sell_or_applied_for_is_no_need(reading):
    sold = Fact("sold", "印染废水热泵", "回收余热", FactKind.PRODUCT)
    asked = Fact("asked", "印染废水补助", "", FactKind.PROGRAMME)
    offered = Fact("offered", "印染废水热泵机组", "回收余热", FactKind.OFFER)
    peer = Profile("peer", "同行", "", (sold, asked, offered))
    own = Profile("own", "本企业", "", (Fact("mine", "印染废水余热回收", "回收余热"),))
    assert [each.fact_id for each in infer_needs(own, [peer], reading=reading)] == ["offered"]


def test_drafts_keep_what_the_work_is_about():
    assert draft_title(Fact("1", "一种装置")) == "一种装置的技术需求"
    assert draft_title(Fact("1", "钢渣粒化系统及方法")) == "钢渣粒化的技术需求"
    assert draft_title(Fact("1", "半导体结构及其形成方法")) == "半导体结构的技术需求"
    assert draft_title(Fact("1", "硅碳负极材料及制备方法")) == "硅碳负极材料的技术需求"


def test_a_draft_says_whether_the_peer_looks_for_it_or_does_it():
    own = Profile("own", "本企业", "", ())
    assert "同行甲在做" in draft_problem(Fact("1", "热泵机组", "回收余热。"), own, "甲")
    sought = Fact("1", "热泵机组", "想找回收余热的热泵。", FactKind.NEED)
    assert "同行甲在找" in draft_problem(sought, own, "甲")
    told = Fact("1", "甲", "先说甲。解决了磨损快的问题。")
    assert told.text[slice(*problem_span(told))] == "解决了磨损快的问题"
    assert problem_span(Fact("1", "甲")) == (0, 0)
    named = draft_targets(Fact("1", "甲", "使用寿命≥5年，温度≤80℃"))
    assert any("寿命" in each for each in named)
    assert all(each.endswith("____") for each in named)


def test_of_too_many_enterprises_the_nearest_are_kept(reading):
    crowd = [
        Profile(f"C{at}", "远", "", tuple(Fact(f"C{at}-{k}", f"无关之事{k}") for k in range(500)))
        for at in range(6)
    ]
    close = town()[1]
    kept = nearest(town()[0], [*crowd, close], encoder=reading.encoder)
    assert kept[0].id == close.id
    assert sum(len(each.facts) for each in kept) == FACTS_MAX - 3
    assert (
        nearest(Profile("N", "新", "C3011"), [*crowd, close], encoder=reading.encoder)[0].id
        == "E01"
    )


def test_of_the_last_enterprise_the_closest_facts_are_kept_in_any_order(reading):
    facts = (Fact("1", "民间剪纸"), Fact("2", "果树"), *town()[1].facts)
    crowd = [Profile("C", "丙", "", facts), Profile("D", "丁", "", facts[:1])]
    for turned in (facts, facts[::-1]):
        kept = nearest(
            town()[0],
            [replace(crowd[0], facts=turned), crowd[1]],
            encoder=reading.encoder,
            facts_max=3 + 3,
        )
        assert [each.id for each in kept] == ["C"]
        assert kept[0].facts == town()[1].facts


@pytest.mark.parametrize(("own", "other"), [(" c3011", "B"), ("", "X")])
def test_industries_are_alike_however_they_are_written_and_none_is_like_none(reading, own, other):
    blank = Profile(other, "空", "", (Fact("B1", "剪纸"), Fact("B2", "年画")))
    known = Profile("E00", "钢厂", "C3022", (Fact("E1", "炼钢"),))
    peers = [known, blank, Profile("Y", "无行业", "", (Fact("F1", "年糕"),))]
    kept = nearest(Profile("N", "新", own), peers, encoder=reading.encoder, facts_max=2)
    assert kept[0].id == "E00"


class Counting:
    """An encoder that counts the texts it is given."""

    def __init__(self, inner):
        self.inner, self.name, self.dim, self.texts = inner, inner.name, inner.dim, []

    def encode_passages(self, texts):
        self.texts += texts
        return self.inner.encode_passages(texts)


def test_visits_of_many_encode_every_text_once_and_tell_how_far(reading, monkeypatch):
    together = visit_order(town(), reading=reading)
    monkeypatch.setattr("zhiqiao.matching.latent.visits.FACTS_MAX", 23)
    encoder, seen = Counting(reading.encoder), []

    def watch(profiles):
        for each in profiles:
            seen.append((each.id, len(encoder.texts)))
            yield each

    found = visit_order(town(), reading=replace(reading, encoder=encoder), watch=watch)
    assert [each.profile_id for each in found] == [each.profile_id for each in together]
    assert len(encoder.texts) == len(set(encoder.texts))
    assert seen == [(each.id, len(encoder.texts)) for each in town()]


def test_a_visit_without_peers_does_not_say_that_nothing_is_known(reading):
    (visit,) = visit_order(town()[:1], reading=reading)
    assert visit.chinese == "有 3 条事实，但没有同行可参照，先去问问。"
    assert visit.english.startswith("3 facts, but no peers")


@pytest.mark.shared_data
@pytest.mark.skipif(not PATENTS.is_dir(), reason="the patents of ../shared/data are absent")
def test_the_shipped_model_reaches_its_figures_on_the_public_patents():
    from zhiqiao.cli.match.patents import profiles_of

    profiles = profiles_of(PATENTS / "patents_public.jsonl")
    landscape = Landscape.of(profiles, encoder=load_encoder("static"), cut=cut)
    found = evaluate_latent(Outlook.of(landscape, SHIPPED), resamples=50)
    assert (found.assignees, found.facts) == (119, 2_302)
    assert found.figures["hit_at_10"] > 0.30
    assert found.figures["calibration_error"] < 0.03
